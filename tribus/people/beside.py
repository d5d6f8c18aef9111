"""An account beside the accounts of its tribe and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus.people.rates import Estimate
    from tribus.people.result import People

SIMILAR_SIZE = 2.0  # accounts of a similar size have at most this many times more or fewer followers
COMPARED: Mapping[str, Callable[[People], Estimate]] = {
    "answer_rate": lambda people: people.answering.rate,
    "median_answer_hours": lambda people: people.answering.hours,
    "monologue": lambda people: people.conversation.monologue,
    "conversation": lambda people: people.conversation.per_post,
    "applause": lambda people: people.reach.per_post,
    "active_follower_share": lambda people: people.follower_activity.share,
}


def find_similar(people: People, row: int) -> Ints64:
    """Return other accounts of a similar size, of the same tribe if there are some.

    The size is the number of followers; where the events have no follows, the reach.
    """
    followers = people.follower_activity.n_followers
    size = followers if followers.any() else people.reach.people
    own = max(int(size[row]), 1)
    similar = (size >= own / SIMILAR_SIZE) & (size <= own * SIMILAR_SIZE)
    similar[row] = False
    view = people.tribe_view
    if view is not None and view.labels[row] != NO_TRIBE:
        inside = similar & (view.labels == view.labels[row])
        similar = inside if inside.any() else similar
    return np.flatnonzero(similar)


def compare_account(people: People, row: int) -> pd.DataFrame:
    """Return an account beside similar ones; `Account.beside` documents the columns."""
    import pandas as pd

    similar = find_similar(people, row)
    rows = []
    for name, take in COMPARED.items():
        estimate = take(people)
        value, low, high = estimate.of(row)
        others = estimate.value[similar]
        others = others[~np.isnan(others)]
        median = float(np.quantile(others, 0.5, method="lower")) if len(others) else np.nan
        below = float((others < value).mean()) if len(others) and not np.isnan(value) else np.nan
        rows.append((name, value, low, high, median, below, len(others), not low <= median <= high))
    names = ["measure", "value", "low", "high", "similar_accounts", "below", "accounts", "differs"]
    frame = pd.DataFrame(rows, columns=names)
    unknown = frame[["value", "low", "high", "similar_accounts"]].isna().any(axis=1)
    return frame.assign(differs=frame["differs"] & ~unknown)
