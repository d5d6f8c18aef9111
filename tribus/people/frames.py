"""Tables of all people: measures, listening, posting, waves of followers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus.people.positions import POSITIONS
from tribus.people.presence import MIX
from tribus.people.waiting import to_moments

if TYPE_CHECKING:
    import pandas as pd

    from tribus.people.result import People


def frame_of_people(people: People) -> pd.DataFrame:
    """Return the measures of each user with their limits; see `People.to_frame`."""
    import pandas as pd

    answering, conversation, reach = people.answering, people.conversation, people.reach
    columns: dict[str, Any] = {"user": people.users}
    if people.tribe_view is not None:
        columns["tribe"] = people.tribe_view.labels
    if people.seen is not None:
        columns["seen"] = people.seen.state
    columns |= answering.rate.columns("answer_rate")
    columns |= answering.hours.columns("median_answer_hours")
    columns |= conversation.monologue.columns("monologue")
    columns["reach"] = reach.people
    columns |= conversation.per_post.columns("conversation")
    columns |= reach.per_post.columns("applause")
    columns |= {
        "people_addressing": answering.addressing,
        "people_answered": answering.people_answered,
        "messages": answering.messages,
        "waiting": answering.messages - answering.answered,
        "sent": conversation.sent,
        "sent_answered": conversation.sent_answered,
        "talks_with": conversation.talks_with,
        "talks_about": conversation.talks_about,
        "posts": conversation.posts,
        "exchanges": conversation.exchanges,
        "likes_and_reposts": reach.applause,
    }
    columns |= people.follower_activity.share.columns("active_follower_share")
    columns["position"] = _name_positions(people)
    if people.inside is not None:
        columns["reach_inside"] = people.inside.reach
        columns |= people.inside.answering.rate.columns("answer_rate_inside")
    return pd.DataFrame(columns).copy()


def frame_of_listening(people: People) -> pd.DataFrame:
    """Return the follows of each user next to those who turn to the user; see `People.listening`."""
    import pandas as pd

    listens = people.listens
    columns: dict[str, Any] = {
        "user": people.users,
        "followers": listens.followers,
        "following": listens.following,
    }
    for name in ("follows_writers", "follows_back", "followed_back"):
        columns |= getattr(listens, name).columns(name)
    columns |= people.answering.rate.columns("answer_rate")
    return pd.DataFrame(columns).copy()


def frame_of_mix(people: People) -> pd.DataFrame:
    """Return how much and what each user posts; see `People.mix`."""
    import pandas as pd

    presence = people.presence
    columns: dict[str, Any] = {"user": people.users, "posts": presence.posts}
    columns |= presence.per_day.columns("posts_per_day")
    for name in ("regularity", "working_hours", *MIX):
        columns |= getattr(presence, name).columns(name)
    return pd.DataFrame(columns).copy()


def frame_of_waves(people: People) -> pd.DataFrame:
    """Return the followers of each wave; see `People.waves`."""
    import pandas as pd

    found = people.found_waves
    return pd.DataFrame(
        {
            "user": people.users_of_rows(found.person),
            "wave": found.wave.copy(),
            "profile": people.users_of_rows(found.profile),
            "since": to_moments(found.time),
        }
    )


def frame_of_wave_evidence(people: People) -> pd.DataFrame:
    """Return one row for each wave; see `People.wave_evidence`."""
    found, waves = people.found_waves, people.waves()
    by_wave = waves.groupby("wave", sort=True)
    frame = by_wave.agg(
        profile=("profile", "first"),
        start=("since", "min"),
        end=("since", "max"),
        followers=("user", "size"),
    ).reset_index()
    return frame.assign(expected=found.expected, p_value=found.p_value, base_rate=float(found.base_rate))


def _name_positions(people: People) -> list[str]:
    """Return the position of each user, `unknown` without tribes."""
    if people.positions is None:
        return ["unknown"] * len(people)
    return [POSITIONS[number] for number in people.positions.position.tolist()]
