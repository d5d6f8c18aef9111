import pandas as pd
import pytest

from tribus import Events, build_network
from tribus.errors import NetworkError


def network_of(rows):
    return build_network(
        Events.from_frame(
            pd.DataFrame(rows, columns=["source", "target", "kind", "count"]), count="count"
        )
    )


def test_counts_are_kept_by_kind_and_direction():
    network = network_of(
        [("ana", "ben", "reply", 3), ("ben", "ana", "like", 2), ("ana", "ben", "reply", 1)]
    )
    replies, likes = network.to_scipy("reply").toarray(), network.to_scipy("like").toarray()
    ana, ben = network.row_of("ana"), network.row_of("ben")
    assert replies[ana, ben] == 4
    assert likes[ben, ana] == 2
    assert replies.sum() + likes.sum() == 6
    assert network.kinds == ("reply", "like")


def test_the_total_adds_all_kinds():
    network = network_of(
        [("ana", "ben", "reply", 3), ("ana", "ben", "like", 2), ("ben", "ana", "quote", 1)]
    )
    assert sorted(network.evidence.total(faded=False)) == [1, 5]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(("loner", "loner", "reply", 5), id="events with oneself only"),
        pytest.param(("loner", "ana", "reply", 0), id="a count of 0"),
        pytest.param(("loner", None, "reply", 1), id="an empty id"),
    ],
)
def test_users_without_a_tie_are_kept(row):
    network = network_of([("ana", "ben", "reply", 1), row])
    assert sorted(network.users) == ["ana", "ben", "loner"]
    assert network.n_ties == 1
    assert network.users_to_frame().set_index("user").loc["loner", "ties"] == 0


@pytest.mark.parametrize(
    "row", [("carla", "carla", "reply", 5), ("carla", "ben", "like", 0), ("dan", "carla", "reply", 0)]
)
def test_rows_that_make_no_tie_do_not_change_the_order_of_users(row):
    # ben and carla are structurally equal, so their names decide; a row without a tie must not.
    rows = [("ana", "ben", "reply", 1), ("ana", "carla", "reply", 1), ("dan", "dan", "reply", 1)]
    assert network_of(rows).users == network_of([*rows, row]).users == ["ana", "ben", "carla", "dan"]


@pytest.mark.parametrize(
    ("rows", "n_users"),
    [
        pytest.param([("ana", "ana", "reply", 1)], 1, id="one user"),
        pytest.param([("ana", "ana", "reply", 1), ("ben", "ben", "like", 2)], 2, id="self-interactions"),
        pytest.param([("ana", "ben", "reply", 0)], 2, id="counts of 0"),
    ],
)
def test_a_network_without_ties_is_an_error(rows, n_users):
    with pytest.raises(
        NetworkError, match=f"no ties: none of {n_users} users has an event with another user"
    ):
        network_of(rows)
