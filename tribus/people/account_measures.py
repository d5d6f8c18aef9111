"""The measures of one account, as rows with limits, and its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tribus._display import CARD_ROWS, Card, display_name, format_rest, percent
from tribus._display.language import format_whole, translate
from tribus.people.words import format_cases, format_estimate, format_hours, format_number

if TYPE_CHECKING:
    import pandas as pd

    from tribus.people.account import Account
    from tribus.people.complaints import Complaints
    from tribus.people.rates import Estimate
    from tribus.people.result import People
    from tribus.people.survival import AnswerCurves

Measure: TypeAlias = tuple[str, float, float, float, float]
QUARTILES = {"first_quarter_hours": 0.25, "median_answer_hours": 0.5, "third_quarter_hours": 0.75}
SHARES = {
    *("complaint_share", "complaint_answer_rate"),
    *("answer_rate", "question_answer_rate", "monologue", "addressed", "returned", "with_share"),
    *("follows_writers", "follows_back", "followed_back", "regularity"),
}


def frame_of_account(account: Account, curve: AnswerCurves) -> pd.DataFrame:
    """Return one row for each measure; see `Account.to_frame`."""
    import pandas as pd

    columns = ["measure", "value", "low", "high", "count"]
    return pd.DataFrame(_list_measures(account, curve), columns=columns)


def card_of_account(account: Account) -> Card:
    """Return the card of an account: its sentences and measures."""
    people, row = account.people, account.row
    reach = int(people.reach.people[row])
    waiting = int(people.answering.messages[row] - people.answering.answered[row])
    in_line = [
        translate("answers {share}", share=format_estimate(people.answering.rate, row)),
        translate("median {number}", number=format_hours(people.answering.hours.of(row)[0])),
        translate("{n} waiting", n=format_whole(waiting)),
        translate("reach {n}", n=format_whole(reach)),
    ]
    frame = account.to_frame()
    shares = _list_shares(people)
    rows = [
        (name, format_cases(shares[name], row), "–", "–")
        if name in shares and shares[name].cases_of(row)
        else (name, _format(name, value), _format(name, low), _format(name, high))
        for name, value, low, high in frame.iloc[:, :4].itertuples(index=False)
    ]
    return Card(
        title=translate("Account of {name}", name=display_name(account.user)),
        facts=account.sentences,
        in_line=in_line,
        header=("measure", "value", "low", "high"),
        rows=rows[:CARD_ROWS],
        rest=format_rest(len(rows) - CARD_ROWS, "more measures in to_frame()"),
        made_by=str(account.made_by),
    )


def _list_shares(people: People) -> dict[str, Estimate]:
    """Return the shares among the measures, which are counts for few cases."""
    conversation, listens = people.conversation, people.listens
    shares = {
        "answer_rate": people.answering.rate,
        "monologue": conversation.monologue,
        "addressed": conversation.addressed,
        "returned": conversation.returned,
        "with_share": conversation.with_share,
        "follows_writers": listens.follows_writers,
        "follows_back": listens.follows_back,
        "followed_back": listens.followed_back,
        "regularity": people.presence.regularity,
    }
    if people.questions is not None:
        shares["question_answer_rate"] = people.questions.rate
    if people.complaints is not None:
        shares["complaint_share"] = people.complaints.share
        shares["complaint_answer_rate"] = people.complaints.answering.rate
    return shares


def _list_measures(account: Account, curve: AnswerCurves) -> list[Measure]:
    people, row = account.people, account.row
    answering, conversation, reach = people.answering, people.conversation, people.reach
    n_messages, n_posts = float(answering.messages[row]), float(conversation.posts[row])
    addressing = float(answering.addressing[row])
    rows: list[Measure] = [("answer_rate", *answering.rate.of(row), addressing)]
    for name, share in QUARTILES.items():
        limits = [float(hours[0]) for hours in curve.time_to(share)]
        known = n_messages > 0 and people.tables.has_times
        value, low, high = limits if known else [np.nan] * 3
        rows.append((name, value, low, high, n_messages))
    if people.questions is not None:
        asked = float(people.questions.addressing[row])
        rows.append(("question_answer_rate", *people.questions.rate.of(row), asked))
        rows.append(
            (
                "question_answer_hours",
                *people.questions.hours.of(row),
                float(people.questions.messages[row]),
            )
        )
    if people.complaints is not None:
        rows += _list_complaints(people.complaints, row, n_messages)
    nothing, listens, presence = (np.nan, np.nan), people.listens, people.presence
    partners = float(conversation.talks_with[row] + conversation.talks_about[row])
    return [
        *rows,
        ("waiting", n_messages - float(answering.answered[row]), *nothing, n_messages),
        ("monologue", *conversation.monologue.of(row), n_posts),
        ("addressed", *conversation.addressed.of(row), float(conversation.acts[row])),
        ("returned", *conversation.returned.of(row), float(conversation.sent[row])),
        ("with_share", *conversation.with_share.of(row), partners),
        ("reach", float(reach.people[row]), *nothing, float(reach.people[row])),
        ("conversation", *conversation.per_post.of(row), n_posts),
        ("applause", *reach.per_post.of(row), n_posts),
        ("follows_writers", *listens.follows_writers.of(row), float(answering.addressing[row])),
        ("follows_back", *listens.follows_back.of(row), float(listens.followers[row])),
        ("followed_back", *listens.followed_back.of(row), float(listens.following[row])),
        ("posts_per_day", *presence.per_day.of(row), float(presence.posts[row])),
        ("regularity", *presence.regularity.of(row), float(presence.posts[row])),
    ]


def _list_complaints(complaints: Complaints, row: int, n_messages: float) -> list[Measure]:
    answering = complaints.answering
    n_people, n_complaints = float(answering.addressing[row]), float(answering.messages[row])
    return [
        ("complaint_share", *complaints.share.of(row), n_messages),
        ("complaint_answer_rate", *answering.rate.of(row), n_people),
        ("complaint_answer_hours", *answering.hours.of(row), n_complaints),
    ]


def _format(name: str, value: float) -> str:
    if name.endswith("_hours"):
        return format_hours(value)
    return percent(value) if name in SHARES else format_number(value)
