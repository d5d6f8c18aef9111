"""Arguments that several commands share: files, and how they are read."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_choice
from tribus.errors import OptionError

if TYPE_CHECKING:
    from typing import TypeAlias

    # argparse has no public name for the object that takes commands
    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

READ_OPTIONS = (  # options of `read_events` that the command has too, by name
    "format",
    "source",
    "target",
    "kind",
    "kinds",
    "time",
    "count",
    "text",
    "post",
    "thread",
    "time_zone",
    "time_format",
    "fold_case",
    "ids",
    "ego",
    "strict",
    "bad_lines",
    "directed",
    "mentions_from_text",
    "day_first",
    "encoding",
    "sheet",
)
COLUMNS = {
    "source": "who acts",
    "target": "to whom",
    "kind": "what; or one kind for all rows, such as reply",
    "time": "when",
    "count": "how many events a row stands for",
    "text": "the words of a post",
    "post": "the id of a post",
    "thread": "the id of a conversation",
}


def add_files(parser: argparse.ArgumentParser) -> None:
    """Add the files that a command reads."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="exports of platforms, tables, workbooks, graphs, or folders of them",
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add the language of what a command prints and writes."""
    parser.add_argument(
        "--language",
        metavar="CODE",
        default="en",
        help="language of the output: en (default), or es for Spanish; help and errors are English",
    )


def add_read_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how files are read."""
    columns = parser.add_argument_group(
        "columns of a table",
        "By default they are found by their names and values; see `tribus look`.",
    )
    for name, meaning in COLUMNS.items():
        either = columns.add_mutually_exclusive_group()
        either.add_argument(f"--{name}", metavar="COLUMN", help=meaning)
        if name in ("time", "count"):
            help_ = f"use no column as {name}"
            either.add_argument(f"--no-{name}", dest=name, action="store_const", const=False, help=help_)
    columns.add_argument(
        "--kinds",
        type=parse_kinds,
        metavar="NAME=KIND,...",
        help="what the names of kinds in the table mean, such as MT=mention,RT=repost; "
        "rows of a name without a kind are left out, such as PM=",
    )
    files = parser.add_argument_group("how files are read")
    files.add_argument("--format", default="auto", help="format of the files (default: detected)")
    files.add_argument("--encoding", help="encoding of a table, for example cp1252")
    files.add_argument("--sheet", help="sheet of a workbook")
    files.add_argument("--ego", help="owner of a list of followers, if the file does not contain it")
    files.add_argument(
        "--undirected", action="store_false", dest="directed", help="read each row in both directions"
    )
    files.add_argument("--time-zone", help="zone of times without one, for example Europe/Madrid")
    files.add_argument("--time-format", help="format of the times, for example '%%d.%%m.%%Y %%H:%%M'")
    files.add_argument(
        "--day-first",
        action=argparse.BooleanOptionalAction,
        help="read 4/5/2026 as the 4th of May",
    )
    files.add_argument(
        "--fold-case",
        action=argparse.BooleanOptionalAction,
        help="treat Ana and ana as the same user",
    )
    files.add_argument(
        "--ids", default="text", help="text (default), or integer: 007 and 7 are the same"
    )
    files.add_argument(
        "--mentions-from-text", action="store_const", const=True, help="find mentions in the texts"
    )
    files.add_argument(
        "--bad-lines",
        type=float,
        metavar="SHARE",
        help="share of the lines that may be unreadable, 0 to 1 (0.01)",
    )
    files.add_argument(
        "--strict", action="store_true", help="stop at the first line that cannot be read"
    )


def take_read_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of `read_events` among the parsed options.

    Raises
    ------
    OptionError
        If two options contradict each other.
    """
    if options.strict and options.bad_lines is not None:
        raise OptionError(
            f"--strict allows no unreadable line, --bad-lines {options.bad_lines:g} does; leave out one"
        )
    taken = {name: getattr(options, name) for name in READ_OPTIONS}
    if options.bad_lines is None:
        del taken["bad_lines"]
    return taken


def parse_kinds(text: str) -> dict[str, str | None]:
    """Return the kind of each name in `NAME=KIND,...`; None for a name without a kind.

    Raises
    ------
    argparse.ArgumentTypeError
        If a part is not of this form, if a name is given twice, or if a kind does not exist.
    """
    from tribus.events.kinds import KINDS

    kinds: dict[str, str | None] = {}
    for part in text.split(","):
        name, sign, kind = (piece.strip() for piece in part.rpartition("="))
        if not sign or not name:
            raise argparse.ArgumentTypeError(
                f"expected NAME=KIND, such as RT=repost, got {part!r} in {text!r}"
            )
        if name in kinds:
            raise argparse.ArgumentTypeError(f"{name!r} is given twice in {text!r}")
        try:
            if kind:
                check_choice(f"the kind of {name!r}", kind, KINDS)
        except OptionError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        kinds[name] = kind or None
    return kinds
