import numpy as np
import pytest

from tribus import find_tribes


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0)


def test_companions_are_the_others_of_the_tribe_the_closest_first(tribes, network):
    own = tribes.of("cook0")
    assert sorted(own) == ["cook1", "cook2", "cook3", "cook4"]
    bonds = [network.bond("cook0", user) for user in own]
    assert bonds == sorted(bonds, reverse=True)
    assert own.companions == list(own)
    assert own.number == 1


def test_companions_with_equal_bonds_follow_affinity(make_network):
    # ana deals with ben and carla alike, but attends to the same people as carla does.
    rows = [("ana", "ben", "reply", 1), ("ben", "ana", "reply", 1), ("ana", "carla", "reply", 1)]
    rows += [("carla", "ana", "reply", 1), ("ana", "dan", "reply", 1), ("carla", "dan", "reply", 1)]
    network = make_network(rows)
    assert network.bond("ana", "ben") == network.bond("ana", "carla")
    assert network.affinity("ana", "ben") < network.affinity("ana", "carla")
    assert find_tribes(network, resolution=0.1).of("ana").companions[:2] == ["carla", "ben"]


def test_one_s_own_tribe_is_a_container_of_companions(tribes):
    own = tribes.of("cook0")
    assert len(own) == 4
    assert "cook1" in own
    assert "cook0" not in own  # companions are the others
    assert "baker0" not in own
    assert "stranger" not in own


def test_a_frame_has_what_passed_between_them(tribes, network):
    frame = tribes.of("dancer1").to_frame()
    assert frame.columns.tolist() == ["user", "bond", "affinity", "given", "received"]
    assert (frame.dtypes.iloc[1:] == np.float64).all()
    replies, row = network.to_scipy("reply").toarray(), network.number_of("dancer1")
    for companion in frame.itertuples():
        other = network.number_of(companion.user)
        assert companion.given == replies[row, other]
        assert companion.received == replies[other, row]
        assert companion.bond == network.bond("dancer1", companion.user)
        assert companion.affinity == network.affinity("dancer1", companion.user)


def test_members_one_never_dealt_with_come_last_with_zeros(make_network):
    rows = [("hub", name, "reply", 2) for name in ("ana", "ben", "carla")]
    frame = find_tribes(make_network(rows), resolution=0.1).of("ana").to_frame()
    assert frame["user"].tolist()[0] == "hub"
    assert not frame.iloc[1:, 1:].to_numpy().any()
    assert frame.loc[0, ["given", "received"]].tolist() == [0, 2]


@pytest.mark.parametrize("user", ["loner", "silent"])
def test_people_without_a_tribe_have_no_companions(tribes, user):
    own = tribes.of(user)
    assert (own.number, len(own), list(own), own.belonging) == (-1, 0, [], 0.0)
    assert "baker0" not in own
    assert len(own.to_frame()) == 0
    assert own.to_frame().columns.tolist() == ["user", "bond", "affinity", "given", "received"]
    assert repr(own) == f"<Tribe of {user}: no tribe>"
    assert "no tribe" in own._repr_html_()


def test_equal_are_those_of_one_user_with_the_same_companions(tribes, network):
    again = find_tribes(network, resolution=1.0, seed=9)
    assert tribes.of("cook0") == again.of("cook0")
    assert hash(tribes.of("cook0")) == hash(again.of("cook0"))
    assert tribes.of("cook0") != tribes.of("cook1")
    assert tribes.of("cook0") != "cook0"


def test_it_tells_how_it_was_found(tribes):
    assert tribes.of("cook0").made_by == tribes.made_by


def test_the_repr_tells_the_tribe_and_the_closest(tribes):
    own = tribes.of("dancer2")
    assert repr(own).startswith(
        f"<Tribe of dancer2: tribe 2, 3 companions (3 converse), closest {own.companions[0]}, "
    )
