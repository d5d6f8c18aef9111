"""A right table that is damaged is read right, or with a warning, or refused: never wrong in silence."""

from __future__ import annotations

import warnings

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events
from tribus.errors import TribusError, TribusWarning

NAMES = [f"user{i}" for i in range(8)]
NUMBERS = {name: str(25_070_000 + 991 * place) for place, name in enumerate(NAMES)}
PAIRS = [(one, other) for one in NAMES for other in NAMES if one != other]
RIGHT = {"reply": float(len(PAIRS))}

DAMAGE = {
    "nothing": lambda table: table,
    "at signs": lambda table: table.assign(to_user=[f"@{one}" for one in table["to_user"]]),
    "capitals": lambda table: table.assign(from_user=[one.title() for one in table["from_user"]]),
    "spaces": lambda table: table.assign(to_user=[f" {one} " for one in table["to_user"]]),
    "addresses": lambda table: table.assign(
        to_user=[f"https://x.com/{one}" for one in table["to_user"]]
    ),
    "numbers": lambda table: table.assign(
        from_user=table["from_user"].map(NUMBERS), to_user=table["to_user"].map(NUMBERS)
    ),
    "floats": lambda table: table.assign(
        from_user=table["from_user"].map(NUMBERS), to_user=table["to_user"].map(NUMBERS) + ".0"
    ),
    "one end by number": lambda table: table.assign(from_user=table["from_user"].map(NUMBERS)),
    "spreadsheet": lambda table: table.assign(to_user="1.32190E+18"),
    "apps": lambda table: table.assign(source="Twitter Web App"),
    "lists": lambda table: (
        table.groupby("from_user", as_index=False)["to_user"].agg(",".join).assign(kind="reply")
    ),
    "empty half": lambda table: table.assign(
        to_user=[one if place % 2 else None for place, one in enumerate(table["to_user"])]
    ),
}


@settings(max_examples=30, deadline=None)
@given(
    damage=st.sampled_from(sorted(DAMAGE)), order=st.permutations(["from_user", "to_user", "kind", "id"])
)
def test_a_damaged_table_is_right_or_warned_or_refused(damage, order):
    table = pd.DataFrame(PAIRS, columns=["from_user", "to_user"]).assign(kind="reply")
    table = DAMAGE[damage](table)
    table["id"] = [f"p{place}" for place in range(len(table))]
    table = table[[*order, *(name for name in table.columns if name not in order)]]
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always", TribusWarning)
        try:
            events = Events.from_frame(table, progress=False)
        except TribusError:
            return
    told = bool(seen) or bool(events.cleaning.left_out())
    assert told or (events.counts == RIGHT and events.n_users == len(NAMES))
