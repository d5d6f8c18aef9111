"""One account in plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tribus._display import display_name, percent, plural
from tribus.people.positions import POSITIONS
from tribus.people.words import format_day, format_hours, format_number

if TYPE_CHECKING:
    from tribus.people.account import Account


IN_WORDS = {
    "hub": "is one of the people with most ties in the tribe",
    "connector": "has ties to people of many tribes",
    "bridge": "also has many ties to tribe {other}, and joins the two",
    "newcomer": "is new: tied to a single member so far",
    "periphery": "has an ordinary place",
}
USES_IN_WORDS = {
    "personal": "a private person",
    "professional": "somebody at work",
    "corporate": "a company",
}
MIN_LEAD_OF_USE = 0.1  # of the score of the best use over the second
SHOWN_POSTS = 10  # in a sentence about rates per post
MIN_RATED_POSTS = 5  # with fewer, counts say more than rates


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
    at_most = "" if account.people.tables.has_times else "at most "
    said = [
        f"{plural(addressing, 'person')} wrote to {name}, and {at_most}{answered:,} got an answer.",
        f"The answer rate is about {_format_likely(*answering.rate.of(row))}.",
    ]
    median, low, high = answering.hours.of(row)
    if math.isinf(median):
        said.append("Fewer than half of the messages got an answer.")
    elif not math.isnan(median):
        limits = "or more" if math.isinf(high) else f"to {format_hours(high)}"
        said.append(
            f"Half of the messages get an answer within {format_hours(median)} "
            f"(likely {format_hours(low)} {limits})."
        )
    return said


def _describe_waiting(account: Account, name: str) -> list[str]:
    waiting = account.waiting
    if not len(waiting):
        return []
    verb = "waits" if len(waiting) == 1 else "wait"
    said = f"{plural(len(waiting), 'message')} to {name} {verb} for an answer"
    if account.people.tables.has_times:
        said += f", the oldest since {format_day(waiting['since'].min())}"
    closest = display_name(waiting["user"].iloc[0])
    if len(waiting) == 1:
        return [f"{said}. It is from {closest}."]
    return [f"{said}.", f"The closest person who waits is {closest}."]


def _describe_reach(account: Account, name: str) -> list[str]:
    people, row = account.people, account.row
    n_people = int(people.reach.people[row])
    reach = plural(n_people, "person") if n_people else "Nobody"
    said = [f"{reach} wrote to {name}, shared something or liked something."]
    if not people.conversation.posts[row]:
        return [*said, f"No post of {name} is known."]
    if people.conversation.posts[row] < MIN_RATED_POSTS:
        exchanges = plural(int(people.conversation.exchanges[row]), "exchange")
        return [
            *said,
            f"{name} had {exchanges} (a message and its answer).",
            f"Likes and reposts of what {name} wrote: {people.reach.applause[row]:,.0f}.",
        ]
    rates = people.conversation.per_post.value[row], people.reach.per_post.value[row]
    exchanges, applause = (format_number(SHOWN_POSTS * float(rate)) for rate in rates)
    gets = f"{exchanges} exchanges (a message and its answer), and {applause} likes and reposts"
    return [*said, f"In {SHOWN_POSTS} posts, {name} has about {gets}."]


def _describe_monologue(account: Account, name: str) -> list[str]:
    conversation, row = account.people.conversation, account.row
    n_posts = int(conversation.posts[row])
    if not n_posts:
        return []
    wrote = f"{name} wrote {plural(n_posts, 'post')}."
    if n_posts < MIN_RATED_POSTS:
        return [wrote]
    share = _format_likely(*conversation.monologue.of(row))
    return [
        wrote,
        f"About {share} of them answer nobody and get no answer.",
    ]


def _describe_partners(account: Account, name: str) -> list[str]:
    conversation, row = account.people.conversation, account.row
    talks_with, talks_about = int(conversation.talks_with[row]), int(conversation.talks_about[row])
    said = []
    if talks_with:
        said.append(f"{name} talks with {plural(talks_with, 'person')}: one writes, the other answers.")
    if talks_about:
        said.append(f"{name} mentions {plural(talks_about, 'person')} without ever talking with them.")
    return said


def _describe_listening(account: Account, name: str) -> list[str]:
    listens, row = account.people.listens, account.row
    share, low, high = listens.follows_writers.of(row)
    if math.isnan(share):
        return []
    return [f"{name} follows about {_format_likely(share, low, high)} of the people who wrote."]


def _describe_use(account: Account, name: str) -> list[str]:
    uses = account.use()
    if uses is None or not uses["score"].iloc[0] - uses["score"].iloc[1] >= MIN_LEAD_OF_USE:
        return []
    use = USES_IN_WORDS[uses["use"].iloc[0]]
    return [f"{name} posts most like {use}. This is a hint, not a proof."]


def _describe_followers(account: Account, name: str) -> list[str]:
    followers, row = account.people.follower_activity, account.row
    n_followers, active = int(followers.n_followers[row]), int(followers.active[row])
    if not n_followers or np.isnan(followers.share.value[row]):
        return []
    said = [
        f"{name} has {plural(n_followers, 'follower')}.",
        f"{active:,} of them ever wrote to {name}, shared something or liked something.",
    ]
    waves = account.people.found_waves
    own = waves.person[waves.profile == row]
    if len(own):
        said.append(
            f"{plural(len(own), 'follower')} arrived in waves, many at a time, and never say a word: "
            "evidence, not proof, that they were bought."
        )
    return said


def _describe_position(account: Account, name: str) -> list[str]:
    positions = account.people.positions
    if positions is None or account.tribe < 0:
        return []
    position = POSITIONS[positions.position[account.row]]
    words = IN_WORDS[position].format(other=positions.bridge_to[account.row])
    return [f"In tribe {account.tribe}, {name} {words} ({position})."]


def _format_likely(share: float, low: float, high: float) -> str:
    """Return `40% (likely 7% to 81%)`."""
    return f"{percent(share)} (likely {percent(low)} to {percent(high)})"
