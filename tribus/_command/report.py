"""`tribus report`: one page of HTML for somebody who never heard of graphs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tribus._command.arguments import add_files, add_read_options
from tribus._command.outcomes import add_outcomes, read_outcomes
from tribus._command.outputs import check_distinct, check_page
from tribus._command.reading import read_files
from tribus._core.checks import check_seed
from tribus._core.durations import parse_duration
from tribus._display.language import translate
from tribus._display.progress import compiling_announced
from tribus.errors import EventsError, OptionError

if TYPE_CHECKING:
    import argparse
    from datetime import timedelta

    import pandas as pd

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
        "--attributes",
        type=Path,
        metavar="FILE",
        help="table of the people, a row each, with the names to show in place of ids",
    )
    add_outcomes(report, required=False)
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
    from tribus.reading import read_people
    from tribus.report import write_report
    from tribus.returns import measure_return
    from tribus.tribes import find_tribes

    check_page("--out", options.out)
    check_distinct(options)
    check_seed(options.seed)
    _read_window(options)
    outcomes = _read_outcomes(options)
    people = None if options.attributes is None else read_people(options.attributes)
    progress = not options.quiet
    with compiling_announced(shown=progress):
        events = read_files(options, texts=True)
        why_no_time = _explain_no_time(events, options)
        if outcomes is not None and why_no_time:
            raise OptionError(f"--outcomes needs the section on time: {why_no_time}")
        network = build_network(events, progress=progress)
        if people is not None:
            network = network.with_attributes(people)
            print(f"{network.attributes}\n", flush=True)
        if options.user is not None:
            network.row_of(options.user)  # an unknown user is an error before the long search
        tribes = find_tribes(network, seed=options.seed, progress=progress)
        results = _measure(events, tribes, options, why_no_time=why_no_time)
        if outcomes is not None:
            results["returns"] = measure_return(
                outcomes, results["timeline"], account=options.user, seed=options.seed
            )
        write_report(
            options.out,
            tribes,
            account=options.user,
            language=options.language,
            hide_names=options.hide_names,
            explore=options.explore,
            **results,
        )
    print(translate("report: {path}", path=options.out))
    if options.hide_names:
        print(translate("key of the pseudonyms: {path}", path=options.out.with_suffix(".key.csv")))


def _measure(
    events: Events, tribes: Tribes, options: argparse.Namespace, *, why_no_time: str
) -> dict[str, Any]:
    """Return the results of the report but the tribes, by their names in `write_report`."""
    from tribus.people import measure_people

    progress = not options.quiet
    if why_no_time and not options.no_timeline:
        print(translate("no section on time in the report: {reason}", reason=why_no_time))
    return {
        "people": measure_people(
            events, tribes, time_zone=options.time_zone or "UTC", progress=progress
        ),
        "topics": _find_topics(events, tribes, progress=progress),
        "timeline": None if why_no_time else _trace(events, options, progress=progress),
    }


def _find_topics(events: Events, tribes: Tribes, *, progress: bool) -> Topics | None:
    """Return the topics; None for events without texts, and for networks without tribes."""
    from tribus.topics import find_topics

    if not len(tribes):
        return None
    try:
        return find_topics(events, tribes, progress=progress)
    except EventsError:  # no post has a text
        reason = translate("the events have no texts")
        print(translate("no topics in the report: {reason}", reason=reason))
        return None


def _explain_no_time(events: Events, options: argparse.Namespace) -> str:
    """Return why the report has no section on time; empty if it has one."""
    if options.no_timeline:
        return translate("--no-timeline leaves it out")
    if events.span is None:
        return translate("the events have no times")
    covered = events.span[1] - events.span[0]
    if covered < MIN_WINDOWS * _read_window(options):
        return translate(
            "the events cover {days} days, less than {n} windows of {window}; --window takes shorter "
            "ones",
            days=covered.days,
            n=MIN_WINDOWS,
            window=options.window,
        )
    return ""


def _trace(events: Events, options: argparse.Namespace, *, progress: bool) -> Timeline:
    from tribus.timeline import trace_tribes

    window = _read_window(options)
    step = window / STEPS_PER_WINDOW
    return trace_tribes(events, window=window, step=step, seed=options.seed, progress=progress)


def _read_outcomes(options: argparse.Namespace) -> pd.DataFrame | None:
    """Return the table of outcomes, before any work; None without."""
    if options.outcomes is None:
        if options.outcome_columns:
            raise OptionError("--outcome-columns names columns of --outcomes FILE, which is missing")
        return None
    if options.no_timeline:
        raise OptionError("--outcomes need the section on time; leave out --no-timeline")
    if options.user is None:
        raise OptionError("--outcomes are those of an account; name it with --user")
    return read_outcomes(options)


def _read_window(options: argparse.Namespace) -> timedelta:
    return parse_duration("--window", options.window, alternatives="or --no-timeline")
