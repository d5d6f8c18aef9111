"""`tribus bluesky`: from a handle to a tribe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.outputs import check_page, check_picture, save_picture
from tribus._command.printing import MAX_PRINTED_ROWS, print_personal_tribe, print_table
from tribus._display import plain, plural
from tribus._display.language import format_whole, translate
from tribus._display.progress import compiling_announced
from tribus._export.places import check_place
from tribus.errors import CollectError

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from tribus._command.arguments import Commands


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    bluesky = commands.add_parser(
        "bluesky", help="collect the people around somebody on Bluesky, and find the tribe"
    )
    bluesky.add_argument("handle", metavar="HANDLE", help="such as ana.bsky.social")
    bluesky.add_argument("--to", type=Path, metavar="FOLDER", help="of the collection (the handle)")
    bluesky.add_argument("--days", type=float, default=90, help="length of the period (90)")
    bluesky.add_argument("--budget", type=int, default=5_000, help="largest number of requests (5000)")
    bluesky.add_argument("--plan", action="store_true", help="only estimate what it will take")
    bluesky.add_argument(
        "--leave-out",
        action="append",
        default=[],
        metavar="HANDLE",
        help="a person or a list of people who do not want to be collected; may be repeated",
    )
    bluesky.add_argument("--account", help="your handle, to see people who are shown to accounts only")
    bluesky.add_argument("--contact", help="your address or page, of which the servers are told")
    bluesky.add_argument(
        "--picture", type=Path, metavar="FILE", help="draw the tribe map as PNG, SVG or PDF"
    )
    bluesky.add_argument(
        "--list", type=Path, metavar="FILE", help="write the tribe as a list of Bluesky, in JSON"
    )
    bluesky.add_argument(
        "--report", type=Path, metavar="FILE", help="write a page for people who do not know graphs"
    )
    bluesky.add_argument("--service", help="address of another server of views")
    bluesky.add_argument("--directory", help="address of another directory of accounts")
    bluesky.add_argument("--quiet", action="store_true", help="show no progress")
    bluesky.set_defaults(command=show_bluesky)


def show_bluesky(options: argparse.Namespace) -> None:
    """Collect, and print friends, tribe and who waits for an answer."""
    from tribus.live import collect_bluesky, plan_bluesky, read_coverage
    from tribus.live.addresses import read_address
    from tribus.network import build_network
    from tribus.people import measure_people
    from tribus.report import write_report
    from tribus.tribes import find_tribes

    if options.picture is not None:
        check_picture(options.picture)
    if options.list is not None:
        check_place("--list", options.list)
    if options.report is not None:
        check_page("--report", options.report)
    person, progress = read_address(options.handle), not options.quiet
    servers = {name: getattr(options, name) for name in ("service", "directory")}
    servers = {name: value for name, value in servers.items() if value is not None}
    asked = {"days": options.days, "budget": options.budget, **servers}
    print(plan_bluesky(options.handle, **asked), end="\n\n", flush=True)
    if options.plan:
        return
    to = options.to or Path(person.owner)
    events = collect_bluesky(
        options.handle,
        to=to,
        leave_out=options.leave_out,
        account=options.account,
        contact=options.contact,
        progress=progress,
        **asked,
    )
    coverage = read_coverage(to)
    _print_coverage(coverage)
    print(f"{events}\n", flush=True)
    user = _find_user(coverage, events.ids.to_pylist())
    with compiling_announced(shown=progress):
        tribes = find_tribes(build_network(events, progress=progress), progress=progress)
        print_personal_tribe(tribes, user)
        people = measure_people(events, tribes, coverage=coverage, progress=progress)
    _print_waiting(people.of(user).waiting)
    if options.picture is not None:
        save_picture(tribes, options.picture)
        print(translate("picture: {path}", path=options.picture))
    if options.list is not None:
        _write_list(tribes.of(user).friends, options.list, to, user)
    if options.report is not None:
        language = options.language
        write_report(options.report, tribes, account=user, people=people, language=language)
        print(translate("report: {path}", path=options.report))
    print(translate("collection: {path}", path=to))


def _find_user(coverage: pd.DataFrame, users: list[str]) -> str:
    asked = coverage[coverage["asked_for"]].iloc[0]
    found = [name for name in (asked["user"], asked["did"]) if name in users]
    if not found:
        raise CollectError(
            f"{asked['user']} did nothing in this period that is addressed to anybody; use a longer "
            "period with --days, in a new folder"
        )
    return str(found[0])


def _print_coverage(coverage: pd.DataFrame) -> None:
    counts = coverage["state"].value_counts()
    parts = [f"{state}: {format_whole(count)}" for state, count in sorted(counts.items())]
    print(f"{plural(len(coverage), 'account')}: {', '.join(parts)}")


def _print_waiting(waiting: pd.DataFrame) -> None:
    if waiting.empty:
        print(f"{translate('Nobody waits for an answer.')}\n")
        return
    print(translate("Who waits for an answer, the closest first:"))
    print_table(waiting.head(MAX_PRINTED_ROWS)[["user", "since", "exchanges", "bond"]])


def _write_list(members: list[str], path: Path, collection: Path, user: str) -> None:
    from tribus.live import write_list

    if not members:
        print(translate("{name} has no friends in a tribe, so no list is written", name=plain(user)))
        return
    write_list(members, path, collection=collection, name=f"Tribe of {user}"[:64])
    print(translate("list: {path}", path=path))
