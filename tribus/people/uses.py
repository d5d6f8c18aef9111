"""The use of an account that fits best: personal, professional or corporate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats
    from tribus.people.conversation import Conversation
    from tribus.people.presence import Presence

MIN_POSTS_FOR_USE = 30  # of the account, and of the accounts that it is compared with
MIN_ACCOUNTS_FOR_USE = 10

# Features of each use: 1 for features that are high, -1 for features that are low.
USES = {
    "personal": {"working_hours": -1, "links": -1, "replies": 1, "returned": 1},
    "professional": {"working_hours": 1, "replies": 1, "returned": 1},
    "corporate": {"working_hours": 1, "links": 1, "original": 1, "replies": -1},
}


def score_uses(presence: Presence, conversation: Conversation, row: int) -> pd.DataFrame | None:
    """Return how well each use fits; `Account.use` documents the columns; None without enough posts."""
    import pandas as pd

    enough = np.flatnonzero(presence.posts >= MIN_POSTS_FOR_USE)
    if row not in enough or len(enough) < MIN_ACCOUNTS_FOR_USE:
        return None
    values = {
        "working_hours": presence.working_hours.value,
        "links": presence.links.value,
        "original": presence.original.value,
        "replies": presence.replies.value,
        "returned": conversation.returned.value,
    }
    ranks = {name: _rank(column[enough], float(column[row])) for name, column in values.items()}
    ranks = {name: rank for name, rank in ranks.items() if not np.isnan(rank)}
    rows = []
    for use, features in USES.items():
        fits = [
            ranks[name] if sign > 0 else 1 - ranks[name]
            for name, sign in features.items()
            if name in ranks
        ]
        rows.append({"use": use, "score": float(np.mean(fits)) if fits else np.nan, **ranks})
    return pd.DataFrame(rows).sort_values("score", ascending=False, kind="stable", ignore_index=True)


def _rank(others: Floats, value: float) -> float:
    """Return the share of known values below a value, ties counted half; NaN if it is unknown."""
    others = others[~np.isnan(others)]
    if np.isnan(value) or not len(others):
        return float("nan")
    return float(((others < value).sum() + 0.5 * (others == value).sum()) / len(others))
