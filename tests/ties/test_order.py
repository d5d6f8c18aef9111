import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.ties import order_by_structure


def order(n_users, rows):
    """Order of the users of `(source, target, kind, count)` rows."""
    source, target, kind, count = (np.array(column) for column in zip(*rows, strict=True))
    ends = source.astype(np.int32), target.astype(np.int32)
    return order_by_structure(n_users, *ends, kind.astype(np.int32), count.astype(np.float64))


def rename(rows, names):
    return [(names[source], names[target], kind, count) for source, target, kind, count in rows]


def test_users_with_the_most_pairs_come_first():
    rows = [(0, 3, 0, 1), (1, 3, 0, 1), (2, 3, 0, 1), (2, 1, 0, 1)]
    # Pairs: user 3 has 3, users 1 and 2 have 2, user 0 has 1, user 4 none.
    found = order(5, rows).tolist()
    assert found[0] == 3
    assert set(found[1:3]) == {1, 2}
    assert found[3:] == [0, 4]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(0, 1, 0, 1)], id="direction"),
        pytest.param([(0, 1, 0, 1), (1, 0, 1, 1)], id="kind"),
        pytest.param([(0, 1, 0, 1), (1, 0, 0, 2)], id="count"),
        # The neighbours of 0 and 1 look alike; the difference is two ties away.
        pytest.param(
            [(2, 0, 0, 1), (2, 1, 0, 1), (0, 3, 0, 1), (1, 4, 0, 1), (4, 5, 0, 1)], id="structure"
        ),
    ],
)
def test_the_order_separates_users_by(rows):
    n_users = 1 + max(max(row[:2]) for row in rows)
    names = list(range(n_users))[::-1]
    position = np.argsort(order(n_users, rows))
    renamed = np.argsort(order(n_users, rename(rows, names)))
    assert [position[user] for user in range(n_users)] == [
        renamed[names[user]] for user in range(n_users)
    ]


def test_structurally_equal_users_follow_their_ids():
    # A guru with three equal readers.
    rows = [(1, 0, 0, 1), (2, 0, 0, 1), (3, 0, 0, 1)]
    assert order(4, rows).tolist() == [0, 1, 2, 3]
    assert order(4, rename(rows, [3, 0, 1, 2])).tolist() == [3, 0, 1, 2]


def test_users_without_pairs_keep_their_order():
    empty = np.empty(0, np.int32)
    assert order_by_structure(3, empty, empty, empty, np.empty(0)).tolist() == [0, 1, 2]


pairs = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1])


@given(
    st.lists(st.tuples(pairs, st.integers(0, 5)), min_size=1, unique=True),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_the_order_depends_on_neither_names_nor_row_order(drawn, random):
    # Every row has a count of its own, so all users with a row differ.
    rows = [(*pair, kind, count) for count, (pair, kind) in enumerate(drawn, start=1)]
    names = list(range(10))
    random.shuffle(names)
    shuffled = rename(rows, names)
    random.shuffle(shuffled)
    positions = []
    for table in (rows, shuffled):
        position = np.argsort(order(10, table))
        positions.append(sorted(rename(table, position.tolist())))
    assert positions[0] == positions[1]
