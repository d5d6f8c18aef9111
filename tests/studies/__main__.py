"""Measure the accuracy of tribus: `python -m tests.studies --help`."""

import argparse
import time
from importlib import import_module
from pathlib import Path

from tests.benchmarks.report import render, split_page, write_part
from tests.realdata.folder import DATA

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
PARTS = (
    "tribes",
    "certainty",
    "certainty_cost",
    "terms",
    "affinities",
    "circles",
    "overlaps",
    "conversations",
    "society",
    "chance",
    "null_networks",
    "continuum",
    "friends",
    "admission",
    "answering",
    "thinning",
    "through_time",
    "changes",
    "timeline_cost",
    "returns",
)


def main():
    """Run the chosen parts, print their tables, and write them between their markers on the page."""
    options = read_options()
    parts = options.only or PARTS
    if options.out != PAGE and not options.out.exists():
        options.out.write_text(PAGE.read_text())
    for part in parts:
        split_page(part, options.out)  # find a missing marker before the work
    for part in parts:
        began = time.process_time()
        text = render(import_module(f"tests.studies.{part}").tables(options))
        print(f"\n{text}\n\n{part}: {time.process_time() - began:.0f} CPU seconds\n", flush=True)
        write_part(part, text, options.out)


def read_options():
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.studies", description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="may be repeated")
    parser.add_argument("--out", type=Path, default=PAGE, help="page for the tables; created if absent")
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds to average over")
    parser.add_argument("--societies", type=int, default=10, help="number of synthetic societies")
    parser.add_argument("--nulls", type=int, default=20, help="number of rewired networks of each kind")
    parser.add_argument(
        "--quick", action="store_true", help="fewer or smaller networks in the parts that take minutes"
    )
    options = parser.parse_args()
    if not DATA.is_dir():
        parser.error(f"{DATA} is absent; set TRIBUS_DATA to the folder of the real data")
    return options


if __name__ == "__main__":
    main()
