"""The command: `python -m tribus demo` and `python -m tribus run FILE...`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import check_choice
from tribus._display import display_name, plain
from tribus.errors import TribusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.tribes import Tribes

READING = (
    "format",
    "source",
    "target",
    "kind",
    "time",
    "count",
    "time_zone",
    "fold_case",
    "ego",
    "strict",
)
UNREADABLE = 2  # exit code for what cannot be read, the one argparse uses too
SHOWN = 10  # rows of a table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if it did its work, 2 if what it was given cannot be read."""
    options = _make_parser().parse_args(arguments)
    try:
        options.command(options)
    except TribusError as error:
        print(plain(f"tribus: {error}"), file=sys.stderr)
        return UNREADABLE
    except BrokenPipeError:  # who reads what is printed has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor is anything flushed later
        return 0
    except OSError as error:
        print(plain(f"tribus: {error.strerror}: {error.filename}"), file=sys.stderr)
        return UNREADABLE
    return 0


def run_demo(options: argparse.Namespace) -> None:
    """Make a society, find its tribes, show them, and save a picture."""
    from tribus.datasets import make_society
    from tribus.network import build_network
    from tribus.tribes import find_tribes

    society = make_society(seed=options.seed)
    print(f"{society}\n{society.events}\n")
    tribes = find_tribes(build_network(society.events), seed=options.seed, progress=False)
    _print_tribes(tribes)
    first = next(tribe for tribe in tribes if tribe.members)
    _print_personal_tribe(tribes, first.members[0])
    _save_picture(tribes, options.picture)


def run_files(options: argparse.Namespace) -> None:
    """Find the tribes of a user's own files, and write everybody's tribe."""
    from tribus.network import build_network
    from tribus.reading import read_events
    from tribus.tribes import find_tribes

    how = {name: getattr(options, name) for name in READING}
    events = read_events(options.files, progress=not options.quiet, **how)
    for line in events.reading:
        print(line)
    print(f"{events}\n")
    network = build_network(events, half_life=options.half_life)
    tribes = find_tribes(
        network,
        method=options.method,
        resolution=options.resolution,
        seed=options.seed,
        progress=not options.quiet,
    )
    _print_tribes(tribes)
    if options.user is not None:
        _print_personal_tribe(tribes, options.user)
    if options.out is not None:
        tribes.to_csv(options.out)
        print(f"everybody's tribe is in {options.out}")
    if options.graph is not None:
        _save_graph(tribes, options.graph)
    if options.picture is not None:
        _save_picture(tribes, options.picture)


def _print_tribes(tribes: Tribes) -> None:
    print(tribes)
    if not len(tribes):
        print("nobody has a tribe: groups as clear as these come about by chance.\n")
        return
    table = tribes.summary().drop(columns="p_value")
    percent = dict.fromkeys(("inside", "mutual"), "{:.0%}".format)
    print(table.head(SHOWN).to_string(index=False, formatters=percent))
    if len(table) > SHOWN:
        print(f"... and {len(table) - SHOWN} smaller tribes")
    print(
        "members: by reciprocity; heard: listened to without answering; audience: listens, unanswered.\n"
    )


def _print_personal_tribe(tribes: Tribes, user: str) -> None:
    own = tribes.of(user)
    print(own)
    table = own.to_frame().head(SHOWN)
    if table.empty:
        return
    table["user"] = [display_name(other) for other in table["user"]]
    print(table.to_string(index=False, float_format="{:.2f}".format), end="\n\n")


def _save_graph(tribes: Tribes, path: Path) -> None:
    writers = {"gexf": tribes.to_gexf, "graphml": tribes.to_graphml}
    ending = Path(path.name.lower().removesuffix(".gz")).suffix.lstrip(".")
    check_choice("the ending of --graph", ending, writers)
    writers[ending](path)
    print(f"the graph is in {path}")


def _save_picture(tribes: Tribes, path: Path) -> None:
    from matplotlib.figure import Figure

    endings = Figure().canvas.get_supported_filetypes()
    check_choice("the ending of --picture", path.suffix.lstrip(".").lower(), endings)
    figure = Figure(figsize=(12, 9), layout="constrained")  # without pyplot no screen is needed
    tribes.plot(ax=figure.subplots())
    figure.savefig(path, dpi=90)
    print(f"the picture is in {path}")


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tribus", description="Find who really belongs together.")
    commands = parser.add_subparsers(required=True, metavar="demo | run")
    demo = commands.add_parser("demo", help="find the tribes of a made society and draw them")
    demo.add_argument("--seed", type=int, default=0, help="of the society and the search (default: 0)")
    demo.add_argument(
        "--picture", type=Path, default=Path("tribes.png"), help="where to save it (default: tribes.png)"
    )
    demo.set_defaults(command=run_demo)
    run = commands.add_parser("run", help="find the tribes of your own files")
    run.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="exports of platforms, tables, graphs, or folders of them",
    )
    run.add_argument(
        "--out",
        type=Path,
        help="CSV to write, one row a user, in which no name is a formula for a spreadsheet",
    )
    run.add_argument(
        "--graph", type=Path, help="GEXF to write, for Gephi, or GraphML, for others, by its ending"
    )
    run.add_argument("--picture", type=Path, help="PNG, SVG or PDF to write")
    run.add_argument("--user", help="whose own tribe to print")
    besides = {"kind": ", or one kind for all rows, such as reply"}
    for name in ("source", "target", "kind", "time", "count"):
        told = f"column with the {name}{besides.get(name, '')}; found by its usual names if left out"
        run.add_argument(f"--{name}", help=told)
    run.add_argument("--format", default="auto", help="what the files must be (default: what they are)")
    run.add_argument("--ego", help="whose list of followers a file is, where it does not say so")
    run.add_argument("--strict", action="store_true", help="stop at the first line that cannot be read")
    run.add_argument("--time-zone", help="zone of times that carry none, for example Europe/Madrid")
    run.add_argument("--fold-case", action="store_true", help="Ana and ana are the same user")
    run.add_argument(
        "--half-life", default="auto", help="in which an event comes to count half, for example 90d"
    )
    run.add_argument("--method", default="leiden", help="leiden (default) or louvain")
    run.add_argument(
        "--resolution", type=_number_or_auto, default="auto", help="larger: more, smaller tribes"
    )
    run.add_argument("--seed", type=int, default=0, help="of the search (default: 0)")
    run.add_argument("--quiet", action="store_true", help="no progress bar")
    run.set_defaults(command=run_files)
    return parser


def _number_or_auto(text: str) -> float | str:
    return text if text == "auto" else float(text)


if __name__ == "__main__":
    sys.exit(main())
