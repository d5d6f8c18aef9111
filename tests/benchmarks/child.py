"""Run one measurement in its own process: `python -m tests.benchmarks.child JOB.json RESULT.json`."""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path


def main(job_path, result_path):
    """Run the part of the job, and write its result."""
    job = json.loads(Path(job_path).read_text())
    resource.setrlimit(resource.RLIMIT_CPU, (job["cpu_limit"], resource.RLIM_INFINITY))
    part = import_module(f"tests.benchmarks.{job['part']}")
    Path(result_path).write_text(json.dumps(part.run(**job["arguments"])))


if __name__ == "__main__":
    main(*sys.argv[1:])
