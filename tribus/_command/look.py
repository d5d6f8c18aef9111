"""`tribus look`: how files are read, before any work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._command.arguments import add_files, add_read_options, take_read_options
from tribus._display import plain
from tribus.errors import ColumnError, EventsError

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    look = commands.add_parser(
        "look",
        help="show how your files are read, before any work",
        usage="%(prog)s [options] FILE [FILE ...]",
    )
    add_files(look)
    add_read_options(look)
    look.set_defaults(command=look_at_files)


def look_at_files(options: argparse.Namespace) -> None:
    """Print how files are read: their columns, the events in them, and the rows left out."""
    from tribus.reading import look
    from tribus.reading.look import list_columns

    try:
        lines = look(options.files, **take_read_options(options))
    except (ColumnError, EventsError):
        for line in list_columns(options.files, encoding=options.encoding, sheet=options.sheet):
            print(plain(line))  # the columns say what the error is about
        raise
    for line in lines:
        print(plain(line))
