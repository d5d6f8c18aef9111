"""Reading of the files that a command is given, and the lines about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._command.arguments import take_read_options
from tribus._display import plain
from tribus.events.accounting import Accounting

if TYPE_CHECKING:
    import argparse

    from tribus.events import Events


def read_files(options: argparse.Namespace, **others: Any) -> Events:
    """Read the files of a command, and print how, and where all records went.

    Parameters
    ----------
    options
        The parsed options.
    **others
        Options of `read_events` that the command has no option for.
    """
    from tribus.reading import read_events

    events = read_events(
        options.files, progress=not options.quiet, **take_read_options(options), **others
    )
    for line in events.reading:
        print(plain(str(line)))
    print(plain(str(events)))
    for sentence in Accounting.of(events.reading, events.cleaning).lines():
        print(sentence)
    print(flush=True)
    return events
