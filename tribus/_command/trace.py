"""`tribus trace`: tribes through time."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.arguments import add_files, add_read_options
from tribus._command.outputs import check_distinct, check_graph, check_picture, check_table, save_picture
from tribus._command.printing import format_table
from tribus._command.reading import read_files
from tribus._display import format_rest
from tribus._display.language import translate
from tribus._export.endings import check_ending
from tribus._export.places import check_place
from tribus._storage import SAVED_ENDINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from tribus._command.arguments import Commands
    from tribus.timeline import Timeline

MAX_PRINTED_CHANGES = 20
TRACE_COLUMNS = ["window", "users", "placed", "tribes", "kept", "certainty"]


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    trace = commands.add_parser("trace", help="trace tribes through time in your own files")
    add_files(trace)
    trace.add_argument(
        "--window", default="90d", help="length of a window, such as 90d (default) or 12h"
    )
    trace.add_argument("--step", default="30d", help="time between the starts of two windows (30d)")
    trace.add_argument(
        "--half-life", default="auto", help="age at which an earlier event counts half, such as 90d"
    )
    trace.add_argument("--out", type=Path, help="write the tribe of every user by window to a CSV file")
    trace.add_argument("--graph", type=Path, help="write the timeline to a GEXF file, for Gephi")
    trace.add_argument("--picture", type=Path, help="write the flow of tribes to a PNG, SVG or PDF file")
    trace.add_argument("--save", type=Path, help="write everything to a .tribus file, to be extended")
    trace.add_argument("--user", help="also print the tribes of this user")
    add_read_options(trace)
    trace.add_argument("--seed", type=int, default=0, help="seed of the search (0)")
    trace.add_argument("--quiet", action="store_true", help="show no progress bar")
    trace.set_defaults(command=trace_files)


def trace_files(options: argparse.Namespace) -> None:
    """Trace the tribes in files, write the results, and print the windows and changes."""
    from tribus.timeline import trace_tribes

    _check_outputs(options)
    events = read_files(options)
    timeline = trace_tribes(
        events,
        window=options.window,
        step=options.step,
        half_life=options.half_life,
        seed=options.seed,
        progress=not options.quiet,
    )
    _print_timeline(timeline)
    if options.user is not None:
        print(f"\n{format_table(timeline.of(options.user).to_frame())}")
    for content, path in _write_results(timeline, options).items():
        print(f"{content}: {path}")


def _check_outputs(options: argparse.Namespace) -> None:
    """Raise `OptionError` for a path that cannot be written, before any work."""
    if options.out is not None:
        check_table("--out", options.out)
    if options.graph is not None:
        check_graph(options.graph, ("gexf",))
    if options.save is not None:
        check_place("--save", options.save)
        check_ending(options.save, SAVED_ENDINGS, what="--save writes a file for tribus.load")
    if options.picture is not None:
        check_picture(options.picture)
    check_distinct(options)


def _print_timeline(timeline: Timeline) -> None:
    print(f"{timeline}\n")
    print(format_table(timeline.summary()[TRACE_COLUMNS]))
    changes = timeline.changes
    table = format_table(changes.head(MAX_PRINTED_CHANGES)) if len(changes) else ""
    print(f"\n{table or translate('no tribe changed')}")
    if len(changes) > MAX_PRINTED_CHANGES:
        print(format_rest(len(changes) - MAX_PRINTED_CHANGES, "more"))


def _write_results(timeline: Timeline, options: argparse.Namespace) -> dict[str, Path]:
    """Write the requested files and return their paths by content."""
    writers: dict[str, tuple[Path | None, Callable[[Path], None]]] = {
        translate("tribe of every user by window"): (options.out, timeline.to_csv),
        translate("graph"): (options.graph, timeline.to_gexf),
        translate("picture"): (options.picture, partial(save_picture, timeline, size=(12, 6.5))),
        translate("timeline"): (options.save, timeline.save),
    }
    written = {}
    for content, (path, write) in writers.items():
        if path is not None:
            write(path)
            written[content] = path
    return written
