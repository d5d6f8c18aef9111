"""`python -m tests.fuzz` runs the fuzzer; pytest collects only a smoke test."""

from pathlib import Path

collect_ignore = [
    path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")
]
