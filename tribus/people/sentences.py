"""One account in plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus._display import display_name, plural
from tribus.people.positions import POSITIONS
from tribus.people.words import format_day, format_hours, format_number, format_share

if TYPE_CHECKING:
    from tribus.people.account import Account


ARTICLES = {
    **{name: f"a {name}" for name in ("hub", "connector", "bridge", "newcomer")},
    "periphery": "at the periphery",
}
MIN_LEAD_OF_USE = 0.1  # of the score of the best use over the second


def describe_account(account: Account) -> list[str]:
    """Return the measures of an account as sentences; unknown measures have none."""
    name = display_name(account.user)
    people, row = account.people, account.row
    if not people.conversation.acts[row] and not people.reach.people[row]:
        return [f"{name} neither acts nor is addressed in these events."]
    return [
        *_describe_answers(account, name),
        *_describe_waiting(account, name),
        *_describe_reach(account, name),
        *_describe_monologue(account, name),
        *_describe_partners(account, name),
        *_describe_listening(account, name),
        *_describe_use(account, name),
        *_describe_followers(account, name),
        *_describe_position(account, name),
    ]


def _describe_answers(account: Account, name: str) -> list[str]:
    answering, row = account.people.answering, account.row
    addressing, answered = int(answering.addressing[row]), int(answering.people_answered[row])
    if not addressing:
        return [f"Nobody wrote to {name}."]
    verb = "answered" if account.people.tables.has_times else "answered at most"
    said = [
        (
            f"{name} {verb} {answered:,} of {plural(addressing, 'person')} who wrote: "
            f"an answer rate of {format_share(*answering.rate.of(row))}."
        )
    ]
    median, low, high = answering.hours.of(row)
    if math.isinf(median):
        said.append("Less than half of the messages get an answer.")
    elif not math.isnan(median):
        limits = f"({format_hours(low)} to {'unknown' if math.isinf(high) else format_hours(high)})"
        said.append(f"Half of the messages have an answer after {format_hours(median)} {limits}.")
    return said


def _describe_waiting(account: Account, name: str) -> list[str]:
    waiting = account.waiting
    if not len(waiting):
        return []
    verb = "waits" if len(waiting) == 1 else "wait"
    said = f"{plural(len(waiting), 'message')} to {name} {verb} for an answer"
    first = waiting["since"].min()
    if account.people.tables.has_times:
        said += f", the oldest since {format_day(first)}"
    return [f"{said}; the closest is of {display_name(waiting['user'].iloc[0])}."]


def _describe_reach(account: Account, name: str) -> list[str]:
    people, row = account.people, account.row
    reach = plural(int(people.reach.people[row]), "person")
    said = f"{reach} acted towards {name}"
    if not people.conversation.posts[row]:
        return [f"{said}; no post of {name} is known."]
    conversation, applause = people.conversation.per_post.value[row], people.reach.per_post.value[row]
    return [
        (
            f"{said}; each post has {format_number(conversation)} exchanges, and "
            f"{format_number(applause)} likes and reposts."
        )
    ]


def _describe_monologue(account: Account, name: str) -> list[str]:
    conversation, row = account.people.conversation, account.row
    n_posts = int(conversation.posts[row])
    if not n_posts:
        return []
    share = format_share(*conversation.monologue.of(row))
    return [f"Of {plural(n_posts, 'post')} by {name}, {share} neither answer anybody nor get an answer."]


def _describe_partners(account: Account, name: str) -> list[str]:
    conversation, row = account.people.conversation, account.row
    talks_with, talks_about = int(conversation.talks_with[row]), int(conversation.talks_about[row])
    if not np.any([talks_with, talks_about]):
        return []
    return [
        (
            f"{name} talks with {plural(talks_with, 'person')}, and about "
            f"{plural(talks_about, 'person')} without a word between them."
        )
    ]


def _describe_listening(account: Account, name: str) -> list[str]:
    listens, row = account.people.listens, account.row
    share, low, high = listens.follows_writers.of(row)
    if math.isnan(share):
        return []
    return [f"{name} follows {format_share(share, low, high)} of the people who wrote."]


def _describe_use(account: Account, name: str) -> list[str]:
    uses = account.use()
    if uses is None or not uses["score"].iloc[0] - uses["score"].iloc[1] >= MIN_LEAD_OF_USE:
        return []
    return [f"The posts of {name} look most like {uses['use'].iloc[0]} use: evidence, not proof."]


def _describe_followers(account: Account, name: str) -> list[str]:
    followers, row = account.people.follower_activity, account.row
    n_followers, active = int(followers.n_followers[row]), int(followers.active[row])
    if not n_followers or np.isnan(followers.share.value[row]):
        return []
    said = [f"{active:,} of {plural(n_followers, 'follower')} of {name} ever acted towards the account."]
    waves = account.people.found_waves
    own = waves.person[waves.profile == row]
    if len(own):
        said.append(
            f"{plural(len(own), 'follower')} arrived in waves, faster than the account's own rate, and "
            "never speak: evidence, not proof, that they were bought."
        )
    return said


def _describe_position(account: Account, name: str) -> list[str]:
    positions = account.people.positions
    if positions is None or account.tribe < 0:
        return []
    position = POSITIONS[positions.position[account.row]]
    bridge = f" to tribe {positions.bridge_to[account.row]}" if position == "bridge" else ""
    return [f"In tribe {account.tribe}, {name} is {ARTICLES[position]}{bridge}."]
