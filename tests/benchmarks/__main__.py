"""Measure tribus and other packages: `python -m tests.benchmarks --help`."""

import argparse
import tempfile
from importlib import import_module
from pathlib import Path

from tests.benchmarks.end_to_end import NAIVE
from tests.benchmarks.ingestion import BY_HAND
from tests.benchmarks.peers import PEERS
from tests.benchmarks.report import render, split_page, write_part
from tests.benchmarks.runner import Limits
from tests.benchmarks.start import warm_up

PARTS = ("start", "detection", "exports", "ingestion", "end-to-end", "resolution", "looks", "people")
ONLY_ASKED = ("memory", "limits", "lake", "spark-peers")
QUICK = {"users": (10_000,), "rows": (100_000,), "megabytes": (5,), "rounds": 1}


def main():
    """Run the chosen parts, print their tables, and write them into the documentation with `--write`."""
    options = read_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    parts = options.only or PARTS
    if options.write:
        for part in parts:
            split_page(part)  # find a missing marker before hours of measurement
    warm_up(options)
    for part in parts:
        text = render(measure_part(part, options))
        print(f"\n{text}\n", flush=True)
        if options.write:
            write_part(part, text)


def measure_part(part, options):
    """Return the tables of one part."""
    if part == "memory":
        from tests.benchmarks import detection

        options.rounds = 1
        return detection.memory_tables(detection.measure(options))
    module = import_module(f"tests.benchmarks.{part.replace('-', '_')}")
    return module.tables(module.measure(options), options)


def read_options():
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=(*PARTS, *ONLY_ASKED), help="may be repeated")
    parser.add_argument("--users", type=_rows_by_user, help="sizes of graphs, as 10000,100000")
    parser.add_argument("--rows", type=_rows_by_user, help="sizes of tables, as 1000000,10000000")
    parser.add_argument("--megabytes", type=_rows_by_user, help="sizes of exports, as 100,400")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--peers", type=_names, help="names, as libreville,igraph; tribus always runs")
    parser.add_argument("--quick", action="store_true", help="small sizes, one round: does it all work?")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    parser.add_argument("--time-limit", type=float, default=15, help="CPU minutes of a process")
    parser.add_argument("--memory-limit", type=float, default=8, help="GB of a process")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "tribus-benchmarks",
        help="for made data",
    )
    options = parser.parse_args()
    known = {peer.name for peer in PEERS} | {*BY_HAND, NAIVE}
    if unknown := set(options.peers or ()) - known:
        parser.error(
            f"no such peers: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}"
        )
    sizes = {
        "users": (10_000, 100_000, 1_000_000),
        "rows": (1_000_000, 10_000_000),
        "megabytes": (100, 400),
        "rounds": 3,
    }
    for name, value in (QUICK if options.quick else sizes).items():
        setattr(options, name, getattr(options, name) or value)
    options.folder = options.folder.resolve()
    options.limits = Limits(60 * options.time_limit, options.memory_limit)
    return options


def _rows_by_user(text):
    return tuple(int(part.replace("_", "")) for part in text.split(","))


def _names(text):
    return tuple(text.split(","))


if __name__ == "__main__":
    main()
