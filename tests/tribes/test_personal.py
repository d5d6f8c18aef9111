from dataclasses import replace

import numpy as np
import pytest

from tribus import find_tribes
from tribus.errors import OptionError, UserError

COLUMNS = ["user", "role", "bond", "affinity", "given", "received", "balance"]


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0, significance=None)


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
    network = make_network(rows, one_way=0)
    assert network.bond("ana", "ben") == network.bond("ana", "carla")
    assert network.affinity("ana", "ben") < network.affinity("ana", "carla")
    assert find_tribes(network, resolution=0.1, significance=None).of("ana").companions[:2] == [
        "carla",
        "ben",
    ]


def test_one_s_own_tribe_is_a_container_of_companions(tribes):
    own = tribes.of("cook0")
    assert len(own) == 4
    assert "cook1" in own
    assert "cook0" not in own  # companions are the others
    assert "baker0" not in own
    assert "stranger" not in own


def test_a_frame_has_what_passed_between_them(tribes, network):
    frame = tribes.of("dancer1").to_frame()
    assert frame.columns.tolist() == COLUMNS
    assert (frame.dtypes.iloc[2:] == np.float64).all()
    replies, row = network.to_scipy("reply").toarray(), network.row_of("dancer1")
    for companion in frame.itertuples():
        other = network.row_of(companion.user)
        assert companion.given == replies[row, other]
        assert companion.received == replies[other, row]
        assert companion.bond == network.bond("dancer1", companion.user)
        assert companion.affinity == network.affinity("dancer1", companion.user)


def test_members_one_never_dealt_with_come_last_with_zeros_and_no_balance(make_network):
    rows = [("hub", name, "reply", 2) for name in ("ana", "ben", "carla")]
    rows += [(name, "hub", "reply", 1) for name in ("ana", "ben", "carla")]
    frame = find_tribes(make_network(rows), resolution=0.1, significance=None).of("ana").to_frame()
    assert frame["user"].tolist()[0] == "hub"
    assert not frame[["bond", "affinity", "given", "received"]].iloc[1:].to_numpy().any()
    assert frame["balance"].iloc[1:].isna().all()
    assert frame.loc[0, ["given", "received"]].tolist() == [1, 2]
    assert frame.loc[0, "balance"] == pytest.approx((1 - 2) / 3)


@pytest.fixture
def crowd(make_network):
    """Four who all answer one another; a guru whom they hear, and whom ana hears most; a fan of ana."""
    rows = [(one, other, "reply", 1) for one in FOUR for other in FOUR if one != other]
    rows += [(one, "guru", "like", 2) for one in FOUR] + [("ana", "guru", "like", 5)]
    rows += [("ana", "poet", "like", 1), ("fan", "ana", "follow", 1), ("dan", "ana", "like", 6)]
    return find_tribes(make_network(rows), resolution=0.1, significance=None)


FOUR = ("ana", "ben", "carla", "dan")


def test_companions_are_members_only(crowd):
    own = crowd.of("ana")
    assert own.role == "core"
    assert sorted(own) == ["ben", "carla", "dan"]
    assert own.companions[0] == "dan"
    assert "guru" in crowd[0]
    assert "guru" not in own
    assert own.to_frame().loc[0, "balance"] == pytest.approx((1 - 7) / 8)  # dan gives more


def test_one_hears_whom_one_turns_to_without_an_answer(crowd):
    assert crowd.of("ana").heard == ["guru", "poet"]
    assert crowd.of("guru").heard == []
    assert crowd.of("fan").heard == ["ana"]
    assert "hears guru, poet without an answer" in crowd.of("ana")._repr_html_()


def test_one_s_audience_turns_to_one_without_an_answer(crowd):
    assert crowd.of("ana").audience == ["fan"]
    assert sorted(crowd.of("guru").audience) == sorted(FOUR)
    assert crowd.of("guru").audience[0] == "ana"
    assert crowd.of("fan").audience == []


def test_who_is_no_member_has_the_members_as_companions(crowd):
    assert (crowd.of("fan").role, crowd.of("guru").role) == ("audience", "heard")
    assert sorted(crowd.of("fan")) == sorted(crowd.of("guru")) == sorted(FOUR)


def test_in_an_audience_nobody_is_a_companion(make_network):
    rows = [(f"fan{number}", "guru", "like", 1) for number in range(9)]
    own = find_tribes(make_network(rows), resolution=0.5, significance=None).of("fan3")
    assert (own.number, own.role, len(own)) == (0, "audience", 0)
    assert repr(own).startswith("<Tribe of fan3: audience in tribe 0, 0 companions, nobody is a member")
    assert own.heard == ["guru"]
    assert "grouped together in tribe 0: audience and heard" in own.explain("guru").text


def test_explaining_somebody_tells_both_tribes_and_roles(crowd, tribes):
    own = crowd.of("ana")
    explanation = own.explain("ben")
    assert (explanation.tribes, explanation.roles) == ((0, 0), (own.role, crowd.of("ben").role))
    assert f"same tribe 0: {' and '.join(explanation.roles)}" in explanation.text
    assert explanation == crowd.explain("ana", "ben")
    assert replace(explanation, tribes=(), roles=()) == crowd.network.explain("ana", "ben")
    assert "in tribe 0 and core in tribe 1" in tribes.of("baker0").explain("cook0").text
    assert "no tribe" in tribes.of("baker0").explain("loner").text


def test_explaining_an_unknown_user_or_oneself_is_an_error(tribes):
    with pytest.raises(UserError, match=r"no user 'cok1' in .* did you mean 'cook"):
        tribes.of("cook0").explain("cok1")
    with pytest.raises(OptionError, match="two different users, got 'cook0' twice"):
        tribes.of("cook0").explain("cook0")


@pytest.mark.parametrize("user", ["loner", "silent"])
def test_people_without_a_tribe_have_no_companions(tribes, user):
    own = tribes.of(user)
    assert (own.number, own.role, len(own), list(own), own.belonging) == (-1, "none", 0, [], 0.0)
    assert own.heard == own.audience == []
    assert "baker0" not in own
    assert len(own.to_frame()) == 0
    assert own.to_frame().columns.tolist() == COLUMNS
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
        f"<Tribe of dancer2: {own.role} in tribe 2, 3 companions, closest {own.companions[0]}, "
    )
