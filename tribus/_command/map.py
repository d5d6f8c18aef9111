"""`tribus map`: a page with a map to explore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.arguments import add_files, add_read_options
from tribus._command.outputs import check_distinct, check_page
from tribus._command.reading import read_files
from tribus._display.language import translate
from tribus._display.progress import compiling_announced

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    parser = commands.add_parser("map", help="write a map to explore, as one page for a browser")
    add_files(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="page to write, such as map.html"
    )
    parser.add_argument(
        "--attributes",
        type=Path,
        metavar="FILE",
        help="table of the people, a row each, with the names to show in place of ids",
    )
    parser.add_argument("--seed", metavar="NUMBER", type=int, default=0, help="seed of the search (0)")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    add_read_options(parser)
    parser.set_defaults(command=write_map)


def write_map(options: argparse.Namespace) -> None:
    """Find the tribes in files, and write the map."""
    from tribus._core.checks import check_seed
    from tribus.network import build_network
    from tribus.reading import read_people
    from tribus.tribes import find_tribes

    check_page("--out", options.out)
    check_distinct(options)
    check_seed(options.seed)
    progress = not options.quiet
    with compiling_announced(shown=progress):
        people = None if options.attributes is None else read_people(options.attributes)
        events = read_files(options)
        network = build_network(events, progress=progress)
        if people is not None:
            network = network.with_attributes(people)
        tribes = find_tribes(network, seed=options.seed, progress=progress)
        tribes.to_html(options.out)
    print(f"{tribes}\n{translate('map: {path}', path=options.out)}")
