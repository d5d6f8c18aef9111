from dataclasses import FrozenInstanceError
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network
from tribus.errors import OptionError, UserError

FRAME = pd.DataFrame(
    [
        ("ana", "ben", "reply", 3),
        ("ben", "ana", "like", 1),
        ("ana", "carla", "reply", 2),
        ("dan", "dan", "reply", 1),
    ],
    columns=["source", "target", "kind", "count"],
)


def make(frame=FRAME, **options):
    return build_network(Events.from_frame(frame, count="count"), **options)


@pytest.fixture
def network():
    return make()


def test_it_counts_users_and_ties(network):
    assert (network.n_users, network.n_ties, len(network)) == (4, 2, 4)
    assert network.kinds == ("reply", "like")


def test_users_are_sorted_by_events(network):
    # ana 3 rows, ben 2, carla 1, dan none with anybody else.
    assert network.users == list(network) == ["ana", "ben", "carla", "dan"]


def test_membership_is_by_id(network):
    assert "ana" in network
    assert "Ana" not in network
    assert 0 not in network


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            "an",
            "no user 'an' in this network of 4 users, whose ids are text - did you mean 'dan' or 'ana'",
        ),
        ("zzz", "no user 'zzz' in this network of 4 users, whose ids are text$"),
        (7, "no user 7 in this network of 4 users, whose ids are text$"),
        (["ana"], r"no user \['ana'\] in"),
        (None, "no user None in"),
        ("x" * 500, "no user 'xxx.*\\.\\.\\. in"),
    ],
)
def test_an_unknown_user_is_an_error_with_the_nearest_names(network, wrong, message):
    for ask in (
        network.row_of,
        lambda user: network.affinity("ana", user),
        lambda user: network.bond(user, "ana"),
    ):
        with pytest.raises(UserError, match=message):
            ask(wrong)


def test_an_unknown_user_is_also_a_key_error(network):
    with pytest.raises(KeyError, match="no user"):
        network.row_of("nobody")


def test_two_users_without_a_tie_have_weights_of_zero(network):
    assert network.affinity("ben", "carla") == network.bond("ben", "carla") == 0.0
    assert network.affinity("dan", "ana") == network.affinity("ana", "ana") == 0.0


@pytest.mark.parametrize("weight", ["affinity", "bond"])
def test_ties_are_symmetric_without_a_diagonal(network, weight):
    dense = network.to_scipy(weight).toarray()
    assert dense.shape == (4, 4)
    assert dense.dtype == np.float64
    assert np.array_equal(dense, dense.T)
    assert not dense.diagonal().any()
    ask = getattr(network, weight)
    assert [[ask(one, other) for other in network] for one in network] == dense.tolist()


def test_the_array_of_a_kind_has_directed_counts(network):
    dense = pd.DataFrame(network.to_scipy("reply").toarray(), network.users, network.users)
    assert dense.loc["ana", "ben"] == 3
    assert dense.loc["ana", "carla"] == 2
    assert dense.to_numpy().sum() == 5


def test_an_unknown_weight_is_an_error_with_the_nearest(network):
    with pytest.raises(
        OptionError, match=r"weight must be one of 'affinity', 'bond', 'reply', 'like'.*did you mean"
    ):
        network.to_scipy("afinity")


def test_a_frame_of_users_has_a_row_for_everybody_in_order(network):
    frame = network.users_to_frame()
    assert frame.columns.tolist() == [
        *("user", "ties", "given", "received", "returned", "reciprocity"),
        *("reply_given", "reply_received", "reply_returned"),
        *("like_given", "like_received", "like_returned"),
    ]
    assert frame["user"].tolist() == network.users
    assert frame["ties"].tolist() == [2, 1, 1, 0]
    assert frame["reply_given"].tolist() == [5, 0, 0, 0]
    assert frame["like_received"].tolist() == [1, 0, 0, 0]
    assert frame["ties"].dtype == np.int64
    assert (frame.dtypes.iloc[2:] == np.float64).all()
    assert np.isnan(frame["reciprocity"].iloc[3])  # dan deals with nobody


def test_arrays_are_read_only(network):
    structure, evidence = network.evidence.structure, network.evidence
    arrays = [
        network.affinity_values,
        network.bond_values,
        structure.indptr,
        structure.indices,
        structure.reverse,
    ]
    arrays += [structure.rows, *evidence.counts.values(), *evidence.faded.values()]
    for values in arrays:
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 9


def test_a_sparse_array_is_a_copy(network):
    before = network.affinity("ana", "ben")
    taken = network.to_scipy()
    taken.data[:] = 0
    assert network.affinity("ana", "ben") == before


def test_it_is_frozen(network):
    with pytest.raises(FrozenInstanceError, match="half_life"):
        network.half_life = None


def test_networks_are_equal_by_value(network):
    same, shuffled = make(), make(FRAME.iloc[::-1])
    assert network == same == shuffled
    assert hash(network) == hash(same) == hash(shuffled)
    assert network != "network"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"frame": FRAME.replace("carla", "eva")}, id="names"),
        pytest.param({"frame": FRAME.replace("like", "quote")}, id="kinds"),
        pytest.param({"frame": FRAME.replace(3, 4)}, id="counts"),
        pytest.param({"frame": FRAME.iloc[:3]}, id="users without ties"),
        pytest.param({"normalization": 0}, id="affinity"),
        pytest.param({"unanswered_weight": 0.5}, id="bond"),
        pytest.param({"half_life": "9d"}, id="half-life"),
    ],
)
def test_networks_with_other_values_are_not_equal(network, other):
    assert network != make(**other)


def test_the_repr_has_users_ties_and_reciprocity(network):
    assert repr(network) == "<Network: 4 users, 2 ties, 67% of links mutual>"


@pytest.mark.parametrize(
    ("half_life", "shown"),
    [
        ("12h", "half-life 0.5 d"),
        ("90d", "half-life 90 d"),
        ("1000d", "half-life 1,000 d"),
        (timedelta(days=1461), "half-life 1,461 d"),
    ],
)
def test_the_repr_has_the_half_life_in_days(half_life, shown):
    assert shown in repr(make(half_life=half_life))


@pytest.mark.parametrize("ids", [["ana", "ben", "carla"], [3, -1, 2**53 + 1], ["3", "1", "2"]])
def test_ids_come_back_unchanged(ids):
    frame = pd.DataFrame({"source": ids, "target": [*ids[1:], ids[0]]})
    network = build_network(Events.from_frame(frame, kind="reply"))
    assert set(network.users) == set(ids)
    assert {type(user) for user in network.users} == {type(ids[0])}
