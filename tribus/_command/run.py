"""`tribus run`: the tribes in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.arguments import add_files, add_read_options, take_read_options
from tribus._command.outputs import check_outputs, write_results
from tribus._command.printing import print_personal_tribe, print_tribes

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    run = commands.add_parser("run", help="find the tribes in your own files")
    add_files(run)
    run.add_argument("--out", type=Path, help="write the tribe of every user to a CSV file")
    run.add_argument(
        "--graph", type=Path, help="write the graph to a GEXF (for Gephi) or GraphML file, by its ending"
    )
    run.add_argument("--picture", type=Path, help="write the tribe map to a PNG, SVG or PDF file")
    run.add_argument("--user", help="also print the tribe of this user")
    add_read_options(run)
    run.add_argument(
        "--half-life", default="auto", help="age at which an event counts half, such as 90d"
    )
    run.add_argument("--method", default="leiden", help="leiden (default) or louvain")
    run.add_argument(
        "--resolution",
        type=_parse_resolution,
        default="auto",
        help="a number, or auto (default); larger values give more and smaller tribes",
    )
    run.add_argument("--seed", type=int, default=0, help="seed of the search (0)")
    run.add_argument("--quiet", action="store_true", help="show no progress bar")
    run.set_defaults(command=run_files)


def run_files(options: argparse.Namespace) -> None:
    """Find the tribes in files, write the results, and print the tribes."""
    from tribus.network import build_network
    from tribus.reading import read_events
    from tribus.tribes import find_tribes

    check_outputs(options)
    events = read_events(options.files, progress=not options.quiet, **take_read_options(options))
    for line in events.reading:
        print(line)
    print(f"{events}\n")
    network = build_network(events, half_life=options.half_life, progress=not options.quiet)
    if options.user is not None:
        network.row_of(options.user)  # an unknown user is an error before the long search
    tribes = find_tribes(
        network,
        method=options.method,
        resolution=options.resolution,
        seed=options.seed,
        progress=not options.quiet,
    )
    written = write_results(tribes, options)
    print_tribes(tribes)
    if options.user is not None:
        print_personal_tribe(tribes, options.user)
    for content, path in written.items():
        print(f"{content}: {path}")


def _parse_resolution(text: str) -> float | str:
    return text if text == "auto" else float(text)
