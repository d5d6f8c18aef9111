"""A right table that is damaged is read right, or with a warning, or refused: never wrong in silence."""

from __future__ import annotations

import random
import warnings

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, read_events
from tribus.errors import TribusError, TribusWarning
from tribus.recognition.spelling import plain_spelling

NAMES = [f"user{i}" for i in range(8)]
NUMBERS = {name: str(25_070_000 + 991 * place) for place, name in enumerate(NAMES)}
PAIRS = [(one, other) for one in NAMES for other in NAMES if one != other]
ENDS = [
    ("from_user", "to_user"),
    ("source", "target"),
    ("author", "in_reply_to"),
    ("Usuario origen", "Usuario destino"),
    ("user_a", "user_b"),
    ("username", "reply_to_username"),
]
OTHERS = {
    "id": [f"p{place}" for place in range(len(PAIRS))],
    "app": ["Twitter Web App", "Twitter for iPhone"] * (len(PAIRS) // 2),
    "lang": ["es"] * len(PAIRS),
    "followers": list(range(len(PAIRS))),
    "verified": [True, False] * (len(PAIRS) // 2),
    "url": [f"https://x.com/{one}/status/{place}" for place, (one, _) in enumerate(PAIRS)],
    "created_at": [f"2026-05-01T10:{place:02}:00Z" for place in range(len(PAIRS))],
}


def some(change, *, every=1):
    """Return a function that changes each n-th value of a column."""
    return lambda values: [
        change(one) if place % every == 0 else one for place, one in enumerate(values)
    ]


# Marks that tools put around ids; the people are still the same.
SPELLINGS = {
    "at signs": some("@{}".format),
    "some at signs": some("@{}".format, every=2),
    "spaces": some(" {} ".format),
    "addresses": some("https://x.com/{}".format),
    "webfinger": some("acct:{}".format),
    "zero-width": some("\u200b{}".format, every=3),
    "full width": some(lambda one: "".join(chr(ord(letter) + 0xFEE0) for letter in one), every=2),
}
# What makes people unrecognisable: the table is refused, or there is a warning, or it is counted.
HARM = {
    "spreadsheet": some(lambda _: "1.32190E+18"),
    "numbers": some(NUMBERS.get),
    "texts": some(lambda one: f"a long text about {one} that nobody would call a name, is it"),
    "half empty": some(lambda _: None, every=2),
    "half yes": some(lambda _: "TRUE", every=2),
    "all yes": some(lambda _: "TRUE"),
    "half dates": some(lambda _: "2026-05-01", every=2),
    "half floats": some(lambda _: 0.5, every=2),
    "apps": some(lambda _: "Twitter Web App"),
    "posts": lambda values: [f"https://x.com/a/status/{place}" for place, _ in enumerate(values)],
}


def make_table(ends, order, others):
    table = pd.DataFrame(PAIRS, columns=list(ends)).assign(kind="reply")
    table = table.assign(**{name: OTHERS[name] for name in others})
    names = list(table.columns)
    random.Random(order).shuffle(names)  # noqa: S311
    return table[names]


def read_both(table, path):
    """Read a table as a frame and as a file; return what came of each, and whether it was told."""
    table.to_csv(path, index=False)
    outcomes = []
    for read, source in ((Events.from_frame, table), (read_events, path)):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always", TribusWarning)
            try:
                events = read(source, progress=False)
            except TribusError:
                outcomes.append((None, True))
                continue
        is_told = bool(seen or events.cleaning.left_out() or events.reading[0].skipped)
        outcomes.append((events, is_told))
    return outcomes


def plain_pairs(events):
    frame = events.to_frame()
    ends = (frame[end].astype(str).map(plain_spelling).str.lower() for end in ("source", "target"))
    return sorted(zip(*ends, strict=True))


@st.composite
def make_tables(draw):
    """Return a right table with other columns beside, in any order, and the names of its ends."""
    ends = draw(st.sampled_from(ENDS))
    others = draw(st.lists(st.sampled_from(sorted(OTHERS)), unique=True, max_size=4))
    return make_table(ends, draw(st.integers(0, 50)), others), ends


tables = make_tables()
damages = st.sampled_from(["as it is", *SPELLINGS])


@settings(max_examples=12, deadline=None)
@given(table=tables, both=st.tuples(damages, damages))
def test_marks_around_ids_and_other_columns_change_nothing(tmp_path_factory, table, both):
    table, ends = table
    for end, damage in zip(ends, both, strict=True):
        if damage in SPELLINGS:
            table[end] = SPELLINGS[damage](table[end])
    path = tmp_path_factory.getbasetemp() / "table.csv"
    for events, _ in read_both(table, path):
        assert events is not None
        assert plain_pairs(events) == sorted(PAIRS)
        assert events.n_users == len(NAMES)
        assert events.counts == {"reply": float(len(PAIRS))}


@settings(max_examples=12, deadline=None)
@given(table=tables, place=st.integers(0, 1), damage=st.sampled_from(sorted(HARM)))
def test_a_damaged_table_is_right_or_warned_or_refused(tmp_path_factory, table, place, damage):
    table, ends = table
    table[ends[place]] = HARM[damage](table[ends[place]])
    path = tmp_path_factory.getbasetemp() / "table.csv"
    for events, is_told in read_both(table, path):
        assert is_told or plain_pairs(events) == sorted(PAIRS)


@settings(max_examples=6, deadline=None)
@given(table=tables)
def test_lists_in_cells_are_the_same_people(tmp_path_factory, table):
    table, ends = table
    lists = table.groupby(ends[0], as_index=False)[ends[1]].agg(", ".join).assign(kind="mention")
    others = table.drop(columns=[*ends, "kind"]).head(len(lists))
    path = tmp_path_factory.getbasetemp() / "table.csv"
    for events, is_told in read_both(pd.concat([lists, others], axis=1), path):
        assert is_told or plain_pairs(events) == sorted(PAIRS)
