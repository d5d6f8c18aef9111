"""One account in plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import display_name
from tribus._display.language import format_day, format_whole, translate, translate_count
from tribus.people.positions import POSITIONS
from tribus.people.rates import MIN_CASES
from tribus.people.seen import CUT_OFF
from tribus.people.words import format_cases, format_hours, format_likely
from tribus.tribes.labels import is_tribe

if TYPE_CHECKING:
    from collections.abc import Callable

    from tribus.people.account import Account


MIN_LEAD_OF_USE = 0.1  # of the score of the best use over the second
SHOWN_POSTS = 10  # in a sentence about rates per post


def describe_account(
    account: Account,
    *,
    name_of: Callable[[Any], str] = display_name,
    day_of: Callable[[Any], str] = format_day,
) -> list[str]:
    """Return the measures of an account as sentences; unknown measures have none.

    `name_of` returns the name of a user, safe to display, and `day_of` a day.
    """
    name = name_of(account.user)
    people, row = account.people, account.row
    if not people.conversation.acts[row] and not people.reach.people[row]:
        return [translate("{name} neither acts nor is addressed in these events.", name=name)]
    if account.hears_nobody:
        return [
            translate(
                "The export of {name} does not hold what others write to {name}, so nobody can say who "
                "answers, who waits, and whom {name} reaches.",
                name=name,
            ),
            *_describe_position(account, name),
        ]
    if people.seen is not None and not people.seen.is_known[row]:
        return [
            translate(
                "What {name} does was not collected, so nobody can say whom {name} answers.", name=name
            ),
            *_describe_reach(account, name),
        ]
    return [
        *_describe_part(account, name),
        *_describe_answers(account, name),
        *_describe_waiting(account, name, name_of, day_of),
        *_describe_reach(account, name),
        *_describe_monologue(account, name),
        *_describe_partners(account, name),
        *_describe_listening(account, name),
        *_describe_use(account, name),
        *_describe_followers(account, name),
        *_describe_position(account, name),
    ]


def _describe_part(account: Account, name: str) -> list[str]:
    """Say that only a part of the acts was collected, if so."""
    seen = account.people.seen
    if seen is None or seen.state[account.row] != CUT_OFF:
        return []
    return [
        translate("Only a part of what {name} does was collected, so {name} may answer more.", name=name)
    ]


def _describe_answers(account: Account, name: str) -> list[str]:
    answering, row = account.people.answering, account.row
    addressing, answered = int(answering.addressing[row]), int(answering.people_answered[row])
    if not addressing:
        return [translate("Nobody wrote to {name}.", name=name)]
    values = {"name": name, "answered": format_whole(answered)}
    if account.people.tables.has_times:
        first = translate_count(
            "{n} person wrote to {name}, and {answered} got an answer.",
            "{n} people wrote to {name}, and {answered} got an answer.",
            addressing,
            **values,
        )
    else:
        first = translate_count(
            "{n} person wrote to {name}, and at most {answered} got an answer.",
            "{n} people wrote to {name}, and at most {answered} got an answer.",
            addressing,
            **values,
        )
    said = [first]
    if answering.rate.cases_of(row) is None:
        likely = format_likely(answering.rate, row)
        said.append(translate("The answer rate is about {likely}.", likely=likely))
    if answering.messages[row] < MIN_CASES:
        return said
    median, low, high = answering.hours.of(row)
    if math.isinf(median):
        said.append(translate("Fewer than half of the messages got an answer."))
    elif not math.isnan(median):
        hours = {"median": format_hours(median), "low": format_hours(low), "high": format_hours(high)}
        said.append(
            translate(
                "Half of the messages get an answer within {median} (likely {low} or more).", **hours
            )
            if math.isinf(high)
            else translate(
                "Half of the messages get an answer within {median} (likely {low} to {high}).", **hours
            )
        )
    return said


def _describe_waiting(
    account: Account, name: str, name_of: Callable[[Any], str], day_of: Callable[[Any], str]
) -> list[str]:
    waiting = account.waiting
    if not len(waiting):
        return []
    closest = name_of(waiting["user"].iloc[0])
    if account.people.tables.has_times:
        said = translate_count(
            "{n} message to {name} waits for an answer, the oldest since {day}.",
            "{n} messages to {name} wait for an answer, the oldest since {day}.",
            len(waiting),
            name=name,
            day=day_of(account.people.in_zone(waiting["since"].min())),
        )
    else:
        said = translate_count(
            "{n} message to {name} waits for an answer.",
            "{n} messages to {name} wait for an answer.",
            len(waiting),
            name=name,
        )
    return [
        said,
        translate_count(
            "It is from {closest}.",
            "The closest person who waits is {closest}.",
            len(waiting),
            closest=closest,
        ),
    ]


def _describe_reach(account: Account, name: str) -> list[str]:
    people, row = account.people, account.row
    n_people = int(people.reach.people[row])
    said = [
        translate_count(
            "{n} person wrote to {name}, shared something or liked something.",
            "{n} people wrote to {name}, shared something or liked something.",
            n_people,
            name=name,
        )
        if n_people
        else translate("Nobody wrote to {name}, shared something or liked something.", name=name)
    ]
    if not people.conversation.posts[row]:
        return [*said, translate("No post of {name} is known.", name=name)]
    if people.conversation.posts[row] < MIN_CASES:
        return [
            *said,
            translate_count(
                "{name} had {n} exchange (a message and its answer).",
                "{name} had {n} exchanges (a message and its answer).",
                int(people.conversation.exchanges[row]),
                name=name,
            ),
            translate(
                "Likes and reposts of what {name} wrote: {n}.",
                name=name,
                n=format_whole(people.reach.applause[row]),
            ),
        ]
    rates = people.conversation.per_post.value[row], people.reach.per_post.value[row]
    exchanges, applause = (format_whole(SHOWN_POSTS * float(rate)) for rate in rates)
    return [
        *said,
        translate(
            "In {n} posts, {name} has about {exchanges} exchanges (a message and its answer), and "
            "{applause} likes and reposts.",
            n=SHOWN_POSTS,
            name=name,
            exchanges=exchanges,
            applause=applause,
        ),
    ]


def _describe_monologue(account: Account, name: str) -> list[str]:
    conversation, row = account.people.conversation, account.row
    n_posts = int(conversation.posts[row])
    if not n_posts:
        return []
    wrote = translate_count("{name} wrote {n} post.", "{name} wrote {n} posts.", n_posts, name=name)
    if n_posts < MIN_CASES:
        return [wrote]
    share = format_likely(conversation.monologue, row)
    return [wrote, translate("About {share} of them answer nobody and get no answer.", share=share)]


def _describe_partners(account: Account, name: str) -> list[str]:
    conversation, row = account.people.conversation, account.row
    talks_with, talks_about = int(conversation.talks_with[row]), int(conversation.talks_about[row])
    said = []
    if talks_with:
        said.append(
            translate_count(
                "{name} talks with {n} person: one writes, the other answers.",
                "{name} talks with {n} people: one writes, the other answers.",
                talks_with,
                name=name,
            )
        )
    if talks_about:
        said.append(
            translate_count(
                "{name} mentions {n} person without ever talking with them.",
                "{name} mentions {n} people without ever talking with them.",
                talks_about,
                name=name,
            )
        )
    return said


def _describe_listening(account: Account, name: str) -> list[str]:
    listens, row = account.people.listens, account.row
    if math.isnan(listens.follows_writers.value[row]):
        return []
    if listens.follows_writers.cases_of(row) is not None:
        cases = format_cases(listens.follows_writers, row)
        return [translate("{name} follows {cases} people who wrote.", name=name, cases=cases)]
    likely = format_likely(listens.follows_writers, row)
    return [translate("{name} follows about {share} of the people who wrote.", name=name, share=likely)]


def _describe_use(account: Account, name: str) -> list[str]:
    uses = account.use()
    if uses is None or not uses["score"].iloc[0] - uses["score"].iloc[1] >= MIN_LEAD_OF_USE:
        return []
    messages = {
        "personal": translate("{name} posts most like a private person.", name=name),
        "professional": translate("{name} posts most like somebody at work.", name=name),
        "corporate": translate("{name} posts most like a company.", name=name),
    }
    hint = translate("This is a hint, not a proof.")
    return [f"{messages[uses['use'].iloc[0]]} {hint}"]


def _describe_followers(account: Account, name: str) -> list[str]:
    followers, row = account.people.follower_activity, account.row
    n_followers, active = int(followers.n_followers[row]), int(followers.active[row])
    if not n_followers or np.isnan(followers.share.value[row]):
        return []
    said = [
        translate_count("{name} has {n} follower.", "{name} has {n} followers.", n_followers, name=name),
        translate(
            "{active} of them ever wrote to {name}, shared something or liked something.",
            active=format_whole(active),
            name=name,
        ),
    ]
    waves = account.people.found_waves
    own = waves.person[waves.profile == row]
    if len(own):
        said.append(
            translate_count(
                "{n} follower arrived in waves, many at a time, and never says a word: evidence, not "
                "proof, that they were bought.",
                "{n} followers arrived in waves, many at a time, and never say a word: evidence, not "
                "proof, that they were bought.",
                len(own),
            )
        )
    return said


def _describe_position(account: Account, name: str) -> list[str]:
    positions = account.people.positions
    tribes = account.people.tribes
    if positions is None or tribes is None or not is_tribe(account.tribe, tribes):
        return []
    position = POSITIONS[positions.position[account.row]]
    if position == "periphery" and tribes.of(account.user).role == "core":
        return []  # few ties to the tribe, but strong ones
    values = {"name": name, "tribe": account.tribe, "other": positions.bridge_to[account.row]}
    messages = {
        "hub": translate(
            "In tribe {tribe}, {name} is one of the people with most ties in the tribe (hub).", **values
        ),
        "connector": translate(
            "In tribe {tribe}, {name} has ties to people of many tribes (connector).", **values
        ),
        "bridge": translate(
            "In tribe {tribe}, {name} also has many ties to tribe {other}, and joins the two (bridge).",
            **values,
        ),
        "newcomer": translate(
            "In tribe {tribe}, {name} is new: tied to a single member so far (newcomer).", **values
        ),
        "periphery": translate("In tribe {tribe}, {name} has an ordinary place (periphery).", **values),
    }
    return [messages[position]]
