"""The sections on the account: its people, its audience, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._display.colours import tribe_colour
from tribus._display.language import format_date, format_whole, translate
from tribus.people.sentences import describe_account
from tribus.report.page import Block, Bullets, Cell, DataTable, Paragraph, Section
from tribus.report.words import count_rest, day, describe_wait, join_names, number
from tribus.tribes.labels import is_tribe

if TYPE_CHECKING:
    import pandas as pd

    from tribus.people import Account
    from tribus.report.subject import Subject
    from tribus.tribes import PersonalTribe

MAX_ROWS = 10
MAX_NAMES = 8
MAX_REASON_NAMES = 2  # friends through whom two people know each other


def describe_own_people(subject: Subject) -> Section:
    """Return the section on the friends and the audience of the account."""
    own, account = subject.own, subject.account
    name = subject.name(subject.user)
    blocks: list[Block] = []
    if own is not None:
        blocks += [_tabulate_friends(subject, own)] if len(own) else []
        is_known = account is None or not account.hears_nobody
        blocks += _describe_one_sided(subject, own) if is_known else []
    if account is not None:
        sentences = describe_account(account, name_of=subject.name, day_of=format_date)
        blocks.append(Bullets([subject.clean(sentence) for sentence in sentences]))
    return Section("people", translate("The people of {name}", name=name), blocks)


def describe_next_steps(subject: Subject) -> Section:
    """Return the section on what to do next: whom to answer, whom to meet, who left."""
    own, account = subject.own, subject.account
    blocks: list[Block] = []
    if account is not None:
        blocks += _list_waiting(subject, account)
    if own is not None and own.to_meet:
        blocks.append(_tabulate_to_meet(subject, own))
    if account is not None:
        blocks += _list_departures(subject, account)
    return Section("next", translate("What to do next"), blocks)


def _tabulate_friends(subject: Subject, own: PersonalTribe) -> DataTable:
    frame = own.to_frame()
    friends = frame[frame["relation"].isin(["friend", "friend elsewhere"])]
    rows = [
        [
            Cell(subject.name(user)),
            _show_tribe(subject, tribe),
            number(given),
            number(received),
        ]
        for user, tribe, given, received in friends[["user", "tribe", "given", "received"]]
        .head(MAX_ROWS)
        .itertuples(index=False)
    ]
    name = subject.name(subject.user)
    header = [
        translate("Friend"),
        translate("Tribe"),
        translate("From {name}", name=name),
        translate("To {name}", name=name),
    ]
    return DataTable(
        translate("Friends, the closest first"),
        header,
        rows,
        count_rest(len(friends) - MAX_ROWS),
        translate(
            "Numbers of messages, likes, shares and follows. Both sides give, or they would not be here."
        ),
    )


def _show_tribe(subject: Subject, tribe: int) -> Cell:
    """Return the number of a tribe in its colour, with its name if it has one."""
    if not is_tribe(tribe, subject.tribes):
        return Cell(translate("none"))
    name = subject.given_tribe_name(tribe)
    return Cell(f"{tribe} · {name}" if name else str(tribe), colour=tribe_colour(tribe))


def _describe_one_sided(subject: Subject, own: PersonalTribe) -> list[Block]:
    """Return the paragraphs on those who only hear or only listen."""
    name, blocks = subject.name(subject.user), list[Block]()
    if own.heard:
        heard = join_names(subject.names(own.heard[:MAX_NAMES]))
        blocks.append(
            Paragraph(
                translate(
                    "{name} turns to these people and gets little in return: {heard}.",
                    name=name,
                    heard=heard,
                )
            )
        )
    if own.listening:
        listening = join_names(subject.names(own.listening[:MAX_NAMES]))
        blocks.append(
            Paragraph(
                translate(
                    "These people turn to {name} and get little in return: {listening}.",
                    name=name,
                    listening=listening,
                )
            )
        )
    return blocks


def _list_waiting(subject: Subject, account: Account) -> list[Block]:
    waiting = account.waiting
    if not len(waiting):
        return [] if account.hears_nobody else [Paragraph(translate("Nobody waits for an answer."))]
    first = waiting.drop_duplicates("user")
    rows = [
        [
            Cell(subject.name(row["user"])),
            day(account.people.in_zone(row["since"])),
            Cell(describe_wait(row["hours"])),
            number(row["exchanges"]),
        ]
        for row in _list_rows(first)
    ]
    header = [
        translate("Person"),
        translate("Since"),
        translate("Waits"),
        translate("Earlier exchanges"),
    ]
    caption = translate("Whom to answer today")
    return [DataTable(caption, header, rows, count_rest(len(first) - MAX_ROWS), _note_on_waiting())]


def _note_on_waiting() -> str:
    return translate("The closest people first. An exchange is a message and its answer.")


def _tabulate_to_meet(subject: Subject, own: PersonalTribe) -> DataTable:
    friends = {*own}
    rows = []
    for user in own.to_meet[:MAX_ROWS]:
        common = [friend for friend in subject.tribes.of(user) if friend in friends]
        names = join_names(subject.names(common[:MAX_REASON_NAMES])) if common else "–"
        rows.append([Cell(subject.name(user)), number(len(common)), Cell(names)])
    return DataTable(
        translate("Whom to meet"),
        [translate("Member of the tribe"), translate("Friends in common"), translate("Such as")],
        rows,
        count_rest(len(own.to_meet) - MAX_ROWS),
        translate("They belong to the same tribe, and have had nothing to do with each other yet."),
    )


def _list_departures(subject: Subject, account: Account) -> list[Block]:
    frame = account.departures()
    if not len(frame):
        return []
    meanings = {
        "stopped answering": translate("answers no more"),
        "unfollowed": translate("follows no more"),
    }
    rows = [
        [
            Cell(subject.name(row["user"])),
            Cell(meanings[row["what"]]),
            day(row["since"]),
            Cell(format_whole(row["answers"]) if row["answers"] else "–", is_number=True),
        ]
        for row in _list_rows(frame)
    ]
    header = [
        translate("Person"),
        translate("What happened"),
        translate("Last seen"),
        translate("Answers before"),
    ]
    note = translate(
        "Somebody answers no more if a message waits longer than each of three or more earlier ones "
        "did. It is a hint, not a proof."
    )
    return [DataTable(translate("Who left"), header, rows, count_rest(len(frame) - MAX_ROWS), note)]


def _list_rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the first rows of a table as dictionaries."""
    return [dict(row) for row in frame.head(MAX_ROWS).to_dict("records")]
