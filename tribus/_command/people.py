"""`tribus people`: who answers, who listens and who waits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.arguments import add_files, add_read_options
from tribus._command.outputs import check_distinct, check_table
from tribus._command.printing import MAX_PRINTED_ROWS, print_table
from tribus._command.reading import read_files
from tribus._display import plain
from tribus._display.language import translate

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands
    from tribus.people import People

PRINTED_COLUMNS = ["user", "answer_rate", "median_answer_hours", "monologue", "reach"]
PRINTED_COLUMNS += ["conversation", "applause"]


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    people = commands.add_parser("people", help="show who answers, who listens and who waits")
    add_files(people)
    people.add_argument("--user", help="the account to show; by default the accounts of largest reach")
    people.add_argument("--out", type=Path, help="write the measures of every user to a CSV file")
    people.add_argument("--no-tribes", action="store_true", help="do not find tribes first; much faster")
    people.add_argument("--zone", help="zone of the hours, for example Europe/Madrid (--time-zone)")
    people.add_argument("--quiet", action="store_true", help="show no progress bar")
    add_read_options(people)
    people.set_defaults(command=show_people)


def show_people(options: argparse.Namespace) -> None:
    """Measure the people of files, and print one account or the accounts of largest reach."""
    from tribus._engine.times import check_time_zone
    from tribus.network import build_network
    from tribus.people import measure_people
    from tribus.tribes import find_tribes

    if options.out is not None:
        check_table("--out", options.out)
    check_distinct(options)
    options.zone = options.zone or options.time_zone or "UTC"
    check_time_zone(options.zone, option="--zone")
    progress = not options.quiet
    events = read_files(options)
    people = measure_people(events, time_zone=options.zone, progress=progress)
    if options.user is not None:
        people.row_of(options.user)  # an unknown user is an error before the long search
    if not options.no_tribes:
        tribes = find_tribes(build_network(events, progress=progress), progress=progress)
        people = measure_people(events, tribes, time_zone=options.zone, progress=progress)
    if options.user is None:
        _print_people(people)
    else:
        _print_account(people, options.user)
    if options.out is not None:
        people.to_csv(options.out)
        print(translate("measures of every user: {path}", path=options.out))


def _print_people(people: People) -> None:
    from tribus.people.words import format_cases

    print(people)
    largest = people.to_frame().nlargest(MAX_PRINTED_ROWS, "reach")
    shares = {"answer_rate": people.answering.rate, "monologue": people.conversation.monologue}
    for name, estimate in shares.items():
        largest[name] = [format_cases(estimate, row) for row in largest.index]
    print_table(largest[PRINTED_COLUMNS])
    for gap in people.gaps:
        print(plain(gap))


def _print_account(people: People, user: str) -> None:
    account = people.of(user)
    for sentence in account.sentences:
        print(plain(sentence))
    waiting = account.waiting
    if len(waiting):
        print(f"\n{translate('Who waits, the closest first:')}")
        print_table(waiting.head(MAX_PRINTED_ROWS)[["user", "since", "exchanges", "bond"]])
