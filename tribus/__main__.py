"""The command: `python -m tribus demo` and `python -m tribus run FILE...`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import check_choice, show
from tribus._display import display_name, plain
from tribus._export.replacing import replace_when_complete
from tribus.errors import OptionError, TribusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.tribes import Tribes

READ_OPTIONS = (
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
    "directed",
    "day_first",
    "encoding",
    "sheet",
)
EXIT_UNREADABLE = 2  # the code of argparse for wrong options
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as in shells
PERSONAL_COLUMNS = ("user", "relation", "tribe", "bond", "given", "received")
MAX_PRINTED_ROWS = 10
GRAPH_ENDINGS = ("gexf", "graphml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 2 for unusable input, 130 after Ctrl-C or SIGTERM."""
    options = _make_parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # cp1252 and ASCII lack letters of names
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # temporary files are removed
    try:
        options.command(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("tribus: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except TribusError as error:
        print(plain(f"tribus: {error}"), file=sys.stderr)
        return EXIT_UNREADABLE
    except BrokenPipeError:  # the reader of the output has closed it, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return 0
    except OSError as error:
        print(plain(f"tribus: {error.strerror}: {error.filename}"), file=sys.stderr)
        return EXIT_UNREADABLE
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def run_demo(options: argparse.Namespace) -> None:
    """Find the tribes of a synthetic society, save a picture, and print the tribes."""
    from tribus.datasets import make_society
    from tribus.network import build_network
    from tribus.tribes import find_tribes

    _check_picture(options.picture)
    society = make_society(seed=options.seed)
    print(f"{society}\n{society.events}\n")
    tribes = find_tribes(build_network(society.events), seed=options.seed, progress=False)
    _save_picture(tribes, options.picture)
    _print_tribes(tribes)
    first = next(tribe for tribe in tribes if tribe.members)
    _print_personal_tribe(tribes, first.members[0])
    print(f"picture: {options.picture}")


def look_at_files(options: argparse.Namespace) -> None:
    """Print how files are read: their columns, the events in them, and what is left out."""
    from tribus.reading import look

    read_options = {name: getattr(options, name) for name in READ_OPTIONS}
    for line in look(options.files, **read_options):
        print(plain(line))


def run_files(options: argparse.Namespace) -> None:
    """Find the tribes in files, write the results, and print the tribes."""
    from tribus.network import build_network
    from tribus.reading import read_events
    from tribus.tribes import find_tribes

    _check_outputs(options)
    read_options = {name: getattr(options, name) for name in READ_OPTIONS}
    events = read_events(options.files, progress=not options.quiet, **read_options)
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
    written = _write_results(tribes, options)
    _print_tribes(tribes)
    if options.user is not None:
        _print_personal_tribe(tribes, options.user)
    for content, path in written.items():
        print(f"{content}: {path}")


def _check_outputs(options: argparse.Namespace) -> None:
    """Raise `OptionError` for a path that cannot be written, before any work."""
    if options.graph is not None:
        check_choice("the ending of --graph", _graph_ending(options.graph), GRAPH_ENDINGS)
        _check_folder("--graph", options.graph)
    if options.picture is not None:
        _check_picture(options.picture)
    if options.out is not None:
        _check_folder("--out", options.out)


def _check_picture(path: Path) -> None:
    from matplotlib.figure import Figure

    endings = Figure().canvas.get_supported_filetypes()
    check_choice("the ending of --picture", path.suffix.lstrip(".").lower(), endings)
    _check_folder("--picture", path)


def _check_folder(option: str, path: Path) -> None:
    if path.is_dir():
        raise OptionError(f"{option} must be a file, got the folder {show(str(path))}; add a file name")
    if not path.parent.is_dir():
        raise OptionError(
            f"{option} needs an existing folder, got {show(str(path))}; create {show(str(path.parent))}"
        )


def _graph_ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix.lstrip(".")


def _write_results(tribes: Tribes, options: argparse.Namespace) -> dict[str, Path]:
    """Write the requested files and return their paths by content."""
    written = {}
    if options.out is not None:
        tribes.to_csv(options.out)
        written["tribe of every user"] = options.out
    if options.graph is not None:
        writers = dict(zip(GRAPH_ENDINGS, (tribes.to_gexf, tribes.to_graphml), strict=True))
        writers[_graph_ending(options.graph)](options.graph)
        written["graph"] = options.graph
    if options.picture is not None:
        _save_picture(tribes, options.picture)
        written["picture"] = options.picture
    return written


def _save_picture(tribes: Tribes, path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 9), layout="constrained")  # pyplot would need a screen
    tribes.plot(ax=figure.subplots())
    with replace_when_complete(path) as new:
        figure.savefig(new, dpi=90)


def _print_tribes(tribes: Tribes) -> None:
    print(tribes)
    if not len(tribes):
        print("No user has a tribe: the groups are no clearer than in the null model.\n")
        return
    table = tribes.summary().drop(columns="p_value")
    percent = dict.fromkeys(("inside", "mutual"), "{:.0%}".format)
    print(table.head(MAX_PRINTED_ROWS).to_string(index=False, formatters=percent))
    if len(table) > MAX_PRINTED_ROWS:
        print(f"... and {len(table) - MAX_PRINTED_ROWS} smaller tribes")
    print(
        "members have two mutual ties, newcomers one; heard users do not answer; "
        "the audience gets no answer.\n"
    )


def _print_personal_tribe(tribes: Tribes, user: str) -> None:
    own = tribes.of(user)
    print(own)
    table = own.to_frame()[list(PERSONAL_COLUMNS)].head(MAX_PRINTED_ROWS)
    if table.empty:
        return
    table["user"] = [display_name(other) for other in table["user"]]
    print(table.to_string(index=False, float_format="{:.2f}".format), end="\n\n")


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tribus", description="Find the tribes of a social network: who really belongs together."
    )
    commands = parser.add_subparsers(required=True, metavar="demo | look | run")
    demo = commands.add_parser("demo", help="find and draw the tribes of a synthetic society")
    demo.add_argument("--seed", type=int, default=0, help="seed of the society and the search (0)")
    demo.add_argument(
        "--picture", type=Path, default=Path("tribes.png"), help="file of the picture (tribes.png)"
    )
    demo.set_defaults(command=run_demo)
    look = commands.add_parser("look", help="show how your files are read, before any work")
    _add_files(look)
    _add_read_options(look)
    look.set_defaults(command=look_at_files)
    run = commands.add_parser("run", help="find the tribes in your own files")
    _add_file_options(run)
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
    return parser


def _add_file_options(run: argparse.ArgumentParser) -> None:
    """Add the options of input and output files."""
    _add_files(run)
    run.add_argument("--out", type=Path, help="write the tribe of every user to a CSV file")
    run.add_argument(
        "--graph", type=Path, help="write the graph to a GEXF (for Gephi) or GraphML file, by its ending"
    )
    run.add_argument("--picture", type=Path, help="write the tribe map to a PNG, SVG or PDF file")
    run.add_argument("--user", help="also print the tribe of this user")
    _add_read_options(run)


def _add_files(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="exports of platforms, tables, workbooks, graphs, or folders of them",
    )


def _add_read_options(run: argparse.ArgumentParser) -> None:
    """Add the options by which files are read."""
    extra = {"kind": ", or one kind for all rows, such as reply"}
    for name in ("source", "target", "kind", "time", "count"):
        found = f"column of the {name}{extra.get(name, '')}; by default found by its name and values"
        run.add_argument(f"--{name}", help=found)
    run.add_argument("--format", default="auto", help="format of the files (default: detected)")
    run.add_argument("--ego", help="owner of a list of followers, if the file does not contain it")
    run.add_argument("--strict", action="store_true", help="stop at the first line that cannot be read")
    run.add_argument("--time-zone", help="zone of times without one, for example Europe/Madrid")
    run.add_argument(
        "--day-first", action="store_const", const=True, help="read 4/5/2026 as the 4th of May"
    )
    run.add_argument(
        "--undirected", action="store_false", dest="directed", help="read each row in both directions"
    )
    run.add_argument("--encoding", help="encoding of a table, for example cp1252")
    run.add_argument("--sheet", help="sheet of a workbook")
    run.add_argument(
        "--fold-case", action="store_const", const=True, help="treat Ana and ana as the same user"
    )


def _parse_resolution(text: str) -> float | str:
    return text if text == "auto" else float(text)


if __name__ == "__main__":
    sys.exit(main())
