"""`tribus run`: the tribes in files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.arguments import add_files, add_read_options
from tribus._command.outputs import check_outputs, write_results
from tribus._command.printing import print_facets, print_personal_tribe, print_tribes
from tribus._command.reading import read_files
from tribus._core.checks import check_choice, check_positive, check_seed, check_share
from tribus._core.durations import parse_duration
from tribus._display.progress import compiling_announced
from tribus.errors import OptionError

if TYPE_CHECKING:
    from tribus._command.arguments import Commands
    from tribus.tribes import Tribes

METHODS = ("leiden", "louvain")


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    run = commands.add_parser(
        "run", help="find the tribes in your own files", usage="%(prog)s [options] FILE [FILE ...]"
    )
    add_files(run)
    run.add_argument("--quiet", action="store_true", help="show no progress")
    results = run.add_argument_group("results")
    results.add_argument("--out", type=Path, metavar="FILE", help="write the tribe of every user as CSV")
    results.add_argument(
        "--graph",
        type=Path,
        metavar="FILE",
        help="write the graph as GEXF (for Gephi) or GraphML, by its ending",
    )
    results.add_argument(
        "--picture", type=Path, metavar="FILE", help="draw the tribe map as PNG, SVG or PDF"
    )
    results.add_argument("--user", metavar="NAME", help="also print the tribe of this user")
    results.add_argument(
        "--attributes",
        type=Path,
        metavar="FILE",
        help="table of the people, a row each: names to print in place of ids, and any columns, which "
        "--out and --graph get too",
    )
    results.add_argument(
        "--facets",
        type=Path,
        metavar="FILE",
        help="also find overlapping tribes, and write those of every user to a CSV file",
    )
    search = run.add_argument_group("how tribes are found")
    search.add_argument(
        "--half-life",
        metavar="AGE",
        type=_parse_half_life,
        default="auto",
        help="age at which an event counts half, such as 90d; auto (default) finds it, none is no decay",
    )
    search.add_argument("--method", metavar="NAME", default="leiden", help="leiden (default) or louvain")
    search.add_argument(
        "--resolution",
        metavar="NUMBER",
        type=_parse_resolution,
        default="auto",
        help="a number, or auto (default); larger values give more and smaller tribes",
    )
    search.add_argument(
        "--level",
        metavar="NUMBER",
        type=int,
        help="take another scale than the default: 0 for the coarsest, 1, ... for the finer ones",
    )
    search.add_argument(
        "--significance",
        metavar="SHARE",
        type=_parse_significance,
        default=argparse.SUPPRESS,
        help="probability at which groups of a random network would be accepted, 0 to 1; "
        "none accepts all groups",
    )
    search.add_argument("--seed", metavar="NUMBER", type=int, default=0, help="seed of the search (0)")
    add_read_options(run)
    run.set_defaults(command=run_files)


def run_files(options: argparse.Namespace) -> None:
    """Find the tribes in files, write the results, and print the tribes."""
    with compiling_announced(shown=not options.quiet):
        _check(options)
        tribes = _find_tribes(options)
        written = write_results(tribes, options)
        for content, path in written.items():
            print(f"{content}: {path}")
        print_tribes(tribes)
        if tribes.facets is not None:
            print_facets(tribes.facets)
        if options.user is not None:
            print_personal_tribe(tribes, options.user)


def _check(options: argparse.Namespace) -> None:
    """Raise `OptionError` for options that are wrong or contradict each other, before any work."""
    check_outputs(options)
    check_choice("--method", options.method, METHODS)
    check_seed(options.seed)
    if options.half_life not in ("auto", None):
        parse_duration("--half-life", options.half_life, alternatives="none for no decay, or auto")
    if options.resolution != "auto":
        check_positive("--resolution", options.resolution)
    if getattr(options, "significance", None) is not None:
        check_share("--significance", options.significance)
    if options.level is None:
        return
    if options.level < 0:
        raise OptionError(f"--level must be 0, the coarsest, or more, got {options.level}")
    if options.resolution != "auto":
        raise OptionError(
            f"--level {options.level} takes one of the inferred scales, --resolution "
            f"{options.resolution:g} gives the scale; leave out one of them"
        )


def _find_tribes(options: argparse.Namespace) -> Tribes:
    """Read the files, and print how; then find the tribes."""
    from tribus.network import build_network
    from tribus.reading import read_people
    from tribus.tribes import find_tribes

    progress = not options.quiet
    people = None if options.attributes is None else read_people(options.attributes)
    events = read_files(options)
    network = build_network(events, half_life=options.half_life, progress=progress)
    if people is not None:
        network = network.with_attributes(people)
        print(f"{network.attributes}\n", flush=True)
    if options.user is not None:
        network.row_of(options.user)  # an unknown user is an error before the long search
    tribes = find_tribes(
        network,
        method=options.method,
        resolution=options.resolution,
        facets=options.facets is not None,
        seed=options.seed,
        progress=progress,
        **{name: value for name, value in vars(options).items() if name == "significance"},
    )
    return tribes if options.level is None else _take_level(tribes, options.level)


def _take_level(tribes: Tribes, level: int) -> Tribes:
    n_levels = len(tribes.levels)
    if level >= n_levels:
        scales = ", ".join(
            f"{number} with {len(found)} groups" for number, found in enumerate(tribes.levels)
        )
        raise OptionError(f"--level must be below {n_levels}, got {level}; the levels are {scales}")
    return tribes.at_level(level)


def _parse_half_life(text: str) -> str | None:
    return None if text == "none" else text


def _parse_resolution(text: str) -> float | str:
    return text if text == "auto" else float(text)


def _parse_significance(text: str) -> float | None:
    return None if text == "none" else float(text)
