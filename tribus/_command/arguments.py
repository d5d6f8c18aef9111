"""Arguments that several commands share: files, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from typing import TypeAlias

    # argparse has no public name for the object that takes commands
    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

READ_OPTIONS = (  # those of `read_events` that have an option of the command, by name
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


def add_files(parser: argparse.ArgumentParser) -> None:
    """Add the files that a command reads."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="exports of platforms, tables, workbooks, graphs, or folders of them",
    )


def add_read_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how files are read."""
    extra = {"kind": ", or one kind for all rows, such as reply"}
    for name in ("source", "target", "kind", "time", "count"):
        found = f"column of the {name}{extra.get(name, '')}; by default found by its name and values"
        parser.add_argument(f"--{name}", help=found)
    parser.add_argument("--format", default="auto", help="format of the files (default: detected)")
    parser.add_argument("--ego", help="owner of a list of followers, if the file does not contain it")
    parser.add_argument(
        "--strict", action="store_true", help="stop at the first line that cannot be read"
    )
    parser.add_argument("--time-zone", help="zone of times without one, for example Europe/Madrid")
    parser.add_argument(
        "--day-first", action="store_const", const=True, help="read 4/5/2026 as the 4th of May"
    )
    parser.add_argument(
        "--undirected", action="store_false", dest="directed", help="read each row in both directions"
    )
    parser.add_argument("--encoding", help="encoding of a table, for example cp1252")
    parser.add_argument("--sheet", help="sheet of a workbook")
    parser.add_argument(
        "--fold-case", action="store_const", const=True, help="treat Ana and ana as the same user"
    )


def take_read_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of `read_events` among the parsed options."""
    return {name: getattr(options, name) for name in READ_OPTIONS}
