import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus.ties import order_by_place


def order(n_users, rows):
    """Order of the users of `(source, target, kind, count)` rows."""
    source, target, kind, count = (np.array(column) for column in zip(*rows, strict=True))
    ends = source.astype(np.int32), target.astype(np.int32)
    return order_by_place(n_users, *ends, kind.astype(np.int32), count.astype(np.float64))


def rename(rows, names):
    return [(names[source], names[target], kind, count) for source, target, kind, count in rows]


def test_those_with_most_dealings_come_first():
    rows = [(0, 3, 0, 1), (1, 3, 0, 1), (2, 3, 0, 1), (2, 1, 0, 1)]
    # Dealings: user 3 has 3, users 1 and 2 have 2, user 0 has 1, user 4 none.
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
        # 0 and 1 have as many dealings with likes of each other; what tells them apart is two ties away.
        pytest.param(
            [(2, 0, 0, 1), (2, 1, 0, 1), (0, 3, 0, 1), (1, 4, 0, 1), (4, 5, 0, 1)], id="structure"
        ),
    ],
)
def test_users_are_told_apart_by(rows):
    n_users = 1 + max(max(row[:2]) for row in rows)
    names = list(range(n_users))[::-1]
    place = np.argsort(order(n_users, rows))
    renamed = np.argsort(order(n_users, rename(rows, names)))
    assert [place[user] for user in range(n_users)] == [renamed[names[user]] for user in range(n_users)]


def test_users_that_nothing_tells_apart_follow_their_ids():
    # A guru with three readers who are all alike.
    rows = [(1, 0, 0, 1), (2, 0, 0, 1), (3, 0, 0, 1)]
    assert order(4, rows).tolist() == [0, 1, 2, 3]
    assert order(4, rename(rows, [3, 0, 1, 2])).tolist() == [3, 0, 1, 2]


def test_an_order_names_everybody_once_even_without_rows():
    nobody = np.empty(0, np.int32)
    assert order_by_place(3, nobody, nobody, nobody, np.empty(0)).tolist() == [0, 1, 2]


pairs = st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1])


@given(
    st.lists(st.tuples(pairs, st.integers(0, 5)), min_size=1, unique=True),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_neither_names_nor_the_order_of_rows_change_the_places(drawn, random):
    # Every row has a count of its own, so that everybody with a row can be told apart.
    rows = [(*pair, kind, count) for count, (pair, kind) in enumerate(drawn, start=1)]
    names = list(range(10))
    random.shuffle(names)
    shuffled = rename(rows, names)
    random.shuffle(shuffled)
    places = []
    for table in (rows, shuffled):
        place = np.argsort(order(10, table))
        places.append(sorted(rename(table, place.tolist())))
    assert places[0] == places[1]
