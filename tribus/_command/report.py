"""`tribus report`: one page of HTML for somebody who never heard of graphs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tribus._command.arguments import add_files, add_read_options, take_read_options
from tribus._command.outputs import check_distinct, check_page
from tribus._core.checks import check_choice, check_seed
from tribus._core.durations import parse_duration
from tribus._display import plain
from tribus._display.language import LANGUAGES
from tribus._display.progress import compiling_announced

if TYPE_CHECKING:
    import argparse
    from datetime import timedelta

    from tribus._command.arguments import Commands
    from tribus.events import Events
    from tribus.timeline import Timeline
    from tribus.topics import Topics
    from tribus.tribes import Tribes

MIN_WINDOWS, STEPS_PER_WINDOW = 2, 3  # of the section on time


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    report = commands.add_parser(
        "report",
        help="write a report to hand over, as one page of HTML",
        usage="%(prog)s [options] FILE [FILE ...]",
    )
    add_files(report)
    report.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        default=Path("report.html"),
        help="page to write (report.html)",
    )
    report.add_argument("--user", metavar="NAME", help="the account that the report is about")
    report.add_argument(
        "--language", metavar="CODE", default="en", help="en (default) or es, for Spanish"
    )
    report.add_argument(
        "--hide-names",
        action="store_true",
        help="replace names by pseudonyms; their key is a second file, FILE.key.csv",
    )
    report.add_argument(
        "--explore",
        action="store_true",
        help="add the map to explore, closed until somebody opens it; the page then has a script",
    )
    report.add_argument(
        "--window", metavar="AGE", default="90d", help="length of a window of the section on time (90d)"
    )
    report.add_argument(
        "--no-timeline", action="store_true", help="leave out the section on time; faster"
    )
    report.add_argument("--seed", metavar="NUMBER", type=int, default=0, help="seed of the search (0)")
    report.add_argument("--quiet", action="store_true", help="show no progress")
    add_read_options(report)
    report.set_defaults(command=write_page)


def write_page(options: argparse.Namespace) -> None:
    """Read the files, analyse them, and write the report."""
    from tribus.network import build_network
    from tribus.people import measure_people
    from tribus.reading import read_events
    from tribus.report import write_report
    from tribus.tribes import find_tribes

    check_page("--out", options.out)
    check_distinct(options)
    check_choice("--language", options.language, LANGUAGES)
    check_seed(options.seed)
    _read_window(options)
    progress = not options.quiet
    with compiling_announced(shown=progress):
        events = read_events(options.files, progress=progress, **take_read_options(options))
        for line in events.reading:
            print(plain(str(line)))
        print(f"{events}\n", flush=True)
        network = build_network(events, progress=progress)
        if options.user is not None:
            network.row_of(options.user)  # an unknown user is an error before the long search
        tribes = find_tribes(network, seed=options.seed, progress=progress)
        results: dict[str, Any] = {
            "people": measure_people(events, tribes, progress=progress),
            "topics": _find_topics(events, tribes, progress=progress),
            "timeline": _trace(events, options, progress=progress),
        }
        write_report(
            options.out,
            tribes,
            account=options.user,
            language=options.language,
            hide_names=options.hide_names,
            explore=options.explore,
            **results,
        )
    print(f"report: {options.out}")
    if options.hide_names:
        print(f"key of the pseudonyms: {options.out.with_suffix('.key.csv')}")


def _find_topics(events: Events, tribes: Tribes, *, progress: bool) -> Topics | None:
    """Return the topics; None for events without texts, and for networks without tribes."""
    from tribus.errors import EventsError
    from tribus.topics import find_topics

    if not len(tribes):
        return None
    try:
        return find_topics(events, tribes, progress=progress)
    except EventsError as error:
        print(plain(f"no topics in the report: {error}"))
        return None


def _trace(events: Events, options: argparse.Namespace, *, progress: bool) -> Timeline | None:
    """Return the timeline; None if it is not wanted, or for events without times."""
    from tribus.timeline import trace_tribes

    if options.no_timeline:
        return None
    if events.span is None:
        print("no section on time in the report: the events have no times")
        return None
    window, covered = _read_window(options), events.span[1] - events.span[0]
    if covered < MIN_WINDOWS * window:
        print(
            f"no section on time in the report: the events cover {covered.days} days, less than "
            f"{MIN_WINDOWS} windows of {options.window}; --window takes shorter ones"
        )
        return None
    step = window / STEPS_PER_WINDOW
    return trace_tribes(events, window=window, step=step, seed=options.seed, progress=progress)


def _read_window(options: argparse.Namespace) -> timedelta:
    return parse_duration("--window", options.window, alternatives="or --no-timeline")
