import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network
from tribus.events import KINDS

ALPHABET = "".join(chr(code) for code in range(32, 1500) if chr(code).isalnum())

pairs = st.tuples(st.integers(0, 7), st.integers(0, 7))
rows = st.lists(
    st.tuples(pairs, st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 200)),
    min_size=1,
    max_size=40,
)
text_ids = st.lists(  # an "n" first, because NULL is nobody, and True is no name
    st.text(ALPHABET, min_size=1, max_size=12).map("n{}".format), min_size=8, max_size=8, unique=True
)
integer_ids = st.lists(st.integers(-(2**62), 2**62), min_size=8, max_size=8, unique=True)


def build(drawn, names, **options):
    """Network of rows of numbers under names; a tie between the first two is always there."""
    table = [((0, 1), "reply", 1, 0), *drawn]
    frame = pd.DataFrame(
        [
            (names[pair[0]], names[pair[1]], kind, count, 1.6e9 + 86400 * day)
            for pair, kind, count, day in table
        ],
        columns=["source", "target", "kind", "count", "at"],
    )
    columns = {name: name for name in ("source", "target", "kind", "count")}
    return build_network(Events.from_frame(frame, **columns, time="at"), **options)


@given(rows, st.sampled_from([None, "10d"]), st.floats(0, 1))
@settings(max_examples=10, deadline=None)
def test_both_weights_are_symmetric_and_nobody_is_lost(drawn, half_life, unanswered_weight):
    network = build(drawn, list(range(8)), half_life=half_life, unanswered_weight=unanswered_weight)
    for weight in ("affinity", "bond"):
        dense = network.to_scipy(weight).toarray()
        assert np.array_equal(dense, dense.T)
        assert np.isfinite(dense).all()
        assert (dense >= 0).all()
        assert not dense.diagonal().any()
    assert set(network.users) == {0, 1, *(user for pair, *_ in drawn for user in pair)}


@given(rows, st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_changes_nothing(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    one, other = (build(table, list(range(8)), half_life="10d") for table in (drawn, shuffled))
    assert one == other
    assert one.affinity_values.tobytes() == other.affinity_values.tobytes()
    assert one.bond_values.tobytes() == other.bond_values.tobytes()
    assert one.made_by == other.made_by


@pytest.mark.filterwarnings("ignore:.* in letter case only:tribus.errors.TribusWarning")
@given(rows, text_ids | integer_ids)
@settings(max_examples=10, deadline=None)
def test_new_names_change_no_weight(drawn, names):
    plain, renamed = build(drawn, list(range(8)), half_life=None), build(drawn, names, half_life=None)
    assert {names[user] for user in plain} == set(renamed)
    for one in plain:
        for other in plain:
            assert np.isclose(renamed.affinity(names[one], names[other]), plain.affinity(one, other))
            assert np.isclose(renamed.bond(names[one], names[other]), plain.bond(one, other))


@given(rows)
@settings(max_examples=10, deadline=None)
def test_given_and_received_have_equal_sums(drawn):
    frame = build(drawn, list(range(8)), half_life=None).users_to_frame()
    assert np.isclose(frame["given"].sum(), frame["received"].sum())
    assert (frame["returned"] <= frame[["given", "received"]].min(axis=1)).all()


@given(rows)
@settings(max_examples=10, deadline=None)
def test_a_frame_of_ties_is_the_sparse_array_written_out(drawn):
    network = build(drawn, [f"u{number}" for number in range(8)])
    frame = network.to_frame()
    assert len(frame) == network.n_ties
    for tie in frame.itertuples():
        assert tie.affinity == network.affinity(tie.user, tie.other)
        assert tie.bond == network.bond(tie.other, tie.user)
