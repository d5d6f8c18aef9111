"""One person's tribe: friends first, strangers apart."""

from dataclasses import replace

import numpy as np
import pytest

from tribus import find_tribes
from tribus.errors import OptionError, UserError
from tribus.tribes.relations import RELATIONS

COLUMNS = ["user", "relation", "tribe", "role", "bond", "affinity", "given", "received", "balance"]
FOUR = ("ana", "ben", "carla", "dan")


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0, significance=None)


@pytest.fixture
def crowd(make_network):
    """Four who all answer one another, a guru and a poet, a fan of Ana, and a pushy account."""
    rows = [(one, other, "reply", 4) for one in FOUR for other in FOUR if one != other]
    rows += [(one, "guru", "reply", 2) for one in FOUR] + [("ana", "guru", "reply", 5)]
    rows += [("ana", "poet", "reply", 1), ("fan", "ana", "reply", 1), ("dan", "ana", "reply", 6)]
    rows += [("pushy", "ana", "reply", 300), ("ana", "pushy", "reply", 1)]
    return find_tribes(make_network(rows), resolution=0.1, significance=None)


def test_friends_come_first_by_bond(tribes, network):
    own = tribes.of("cook0")
    assert sorted(own.friends) == ["cook1", "cook2", "cook3", "cook4"]
    bonds = [network.bond("cook0", user) for user in own]
    assert bonds == sorted(bonds, reverse=True)
    assert list(own) == own.users == [*own.friends, *own.friends_elsewhere]


def test_friends_with_equal_bonds_follow_affinity(make_network):
    # Ana exchanges as much with Ben as with Carla, but she and Carla both turn to Dan.
    rows = [("ana", "ben", "reply", 1), ("ben", "ana", "reply", 1), ("ana", "carla", "reply", 1)]
    rows += [("carla", "ana", "reply", 1), ("ana", "dan", "reply", 1), ("carla", "dan", "reply", 1)]
    network = make_network(rows)
    assert network.bond("ana", "ben") == network.bond("ana", "carla")
    own = find_tribes(network, resolution=0.1, significance=None).of("ana")
    assert list(own) == ["carla", "ben"]


def test_a_pushy_account_with_one_polite_answer_is_nobody_s_friend(crowd):
    own = crowd.of("ana")
    assert own.friends[0] == "dan"
    assert "pushy" not in own
    assert own.listening[0] == "pushy"
    assert crowd.of("pushy").heard == ["ana"]
    assert "not friends" in own.explain("pushy").text


def test_relations_sort_everybody_with_events(crowd):
    own = crowd.of("ana")
    assert sorted(own.friends) == ["ben", "carla", "dan"]
    assert own.heard == ["guru", "poet"]
    assert sorted(own.listening) == ["fan", "pushy"]
    assert own.to_meet == []
    assert crowd.of("guru").listening[0] == "ana"
    assert sorted(crowd.of("fan").to_meet) == ["ben", "carla", "dan"]


def test_friends_in_another_tribe_are_listed_with_their_tribe(make_network, rows):
    rows += [("baker0", "dancer0", "reply", 30), ("dancer0", "baker0", "reply", 30)]
    own = find_tribes(make_network(rows), resolution=1.0, significance=None).of("baker0")
    assert own.friends_elsewhere == ["dancer0"]
    frame = own.to_frame().set_index("user")
    assert frame.index[0] == "dancer0"  # both kinds of friends together, by bond
    assert frame.loc["dancer0", "relation"] == "friend elsewhere"
    assert frame.loc["dancer0", "tribe"] == own.tribes.of("dancer0").number
    assert repr(own).startswith("<Tribe of baker0: 5 friends in tribe 0, 1 elsewhere, 0 to meet, ")


def test_members_to_meet_are_sorted_by_common_friends(make_network):
    # Ana knows Ben and Carla; Dan knows both, Eva knows Carla alone, Flo is known by Eva and Dan.
    pairs = ["ana ben", "ana carla", "ben carla", "dan ben", "dan carla", "eva carla", "eva dan"]
    pairs += ["flo eva", "flo dan"]
    rows = [(*(pair.split()[::way]), "reply", 4) for pair in pairs for way in (1, -1)]
    own = find_tribes(make_network(rows), resolution=0.1, significance=None).of("ana")
    assert own.to_meet == ["dan", "eva", "flo"]
    last = own.to_frame().iloc[-3:]
    assert (last["relation"] == "to meet").all()
    assert not last[["bond", "given", "received"]].to_numpy().any()
    assert last["balance"].isna().all()


def test_a_frame_lists_relations_in_their_order(crowd):
    frame = crowd.of("ana").to_frame()
    assert frame.columns.tolist() == [*COLUMNS, "expected_reply"]
    numbers = [min(RELATIONS.index(relation), 2) for relation in frame["relation"]]
    assert numbers == sorted(numbers)
    others = frame[frame["relation"].isin(["heard", "listening"])]
    assert others["expected_reply"].is_monotonic_decreasing
    assert frame.loc[frame["user"] == "dan", "balance"].item() == pytest.approx((4 - 10) / 14)


def test_a_frame_shows_the_events_of_both_sides(tribes, network):
    frame = tribes.of("dancer1").to_frame()
    replies, row = network.to_scipy("reply").toarray(), network.row_of("dancer1")
    for person in frame[frame["relation"] == "friend"].itertuples():
        other = network.row_of(person.user)
        assert person.given == replies[row, other]
        assert person.received == replies[other, row]
        assert person.bond == network.bond("dancer1", person.user)
        assert person.affinity == network.affinity("dancer1", person.user)
        assert person.expected_reply == network.expected_reply("dancer1", person.user)


def test_mutual_follows_without_talk_are_no_friends_where_people_talk(make_network):
    talk = [(one, other, "reply", 2) for one in FOUR for other in FOUR if one != other]
    follows = [("ana", "eva", "follow", 1), ("eva", "ana", "follow", 1)]
    own = find_tribes(make_network([*talk, *follows]), significance=None).of("ana")
    assert "eva" not in own
    assert own.heard == ["eva"]
    only = find_tribes(make_network(follows), significance=None).of("ana")
    assert list(only) == ["eva"]


def test_in_an_ego_network_friends_are_ranked(make_network):
    rows = [("ego", f"p{number}", "reply", number + 1) for number in range(9)]
    rows += [(f"p{number}", "ego", "reply", number + 1) for number in range(9)]
    own = find_tribes(make_network(rows)).of("ego")
    assert list(own) == [f"p{number}" for number in reversed(range(9))]


def test_the_cards_say_that_mutual_follows_are_the_exchange(make_network):
    follows = [(one, other, "follow", 1) for one in "abcd" for other in "abcd" if one != other]
    said = "friends are people who follow each other"
    tribes = find_tribes(make_network(follows))
    assert said in tribes._repr_html_()
    assert said in tribes.of("a")._repr_html_()
    replies = [(one, other, "reply", 1) for one, other, _, _ in follows]
    assert said not in find_tribes(make_network([*follows, *replies])).of("a")._repr_html_()


def test_likes_alone_can_make_friends(make_network):
    rows = [(one, other, "like", 2) for one in FOUR for other in FOUR if one != other]
    tribes = find_tribes(make_network(rows))
    assert len(tribes) == 1
    assert sorted(tribes.of("ana")) == ["ben", "carla", "dan"]


def test_in_an_audience_nobody_is_a_friend(make_network):
    rows = [(f"fan{number}", "guru", "like", 1) for number in range(9)]
    tribes = find_tribes(make_network(rows), resolution=0.5, significance=None)
    own = tribes.of("fan3")
    assert (own.number, own.role, len(own), len(tribes)) == (0, "audience", 0, 0)
    assert repr(own).startswith("<Tribe of fan3: 0 friends and no tribe, 0 elsewhere, 0 to meet")
    assert own.heard == ["guru"]
    assert "grouped together in tribe 0: audience and heard" in own.explain("guru").text


def test_an_explanation_names_both_tribes_and_roles(crowd, tribes):
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
def test_people_without_exchange_have_nobody(tribes, user):
    own = tribes.of(user)
    assert (own.number, own.role, len(own), list(own), own.belonging) == (-1, "none", 0, [], 0.0)
    assert own.heard == own.listening == own.to_meet == own.friends_elsewhere == []
    assert "baker0" not in own
    assert len(own.to_frame()) == 0
    assert repr(own).startswith(f"<Tribe of {user}: 0 friends and no tribe, 0 elsewhere")
    assert "no tribe" in own._repr_html_()


def test_personal_tribes_are_equal_by_value(tribes, network):
    again = find_tribes(network, resolution=1.0, seed=9)
    assert tribes.of("cook0") == again.of("cook0")
    assert hash(tribes.of("cook0")) == hash(again.of("cook0"))
    assert tribes.of("cook0") != tribes.of("cook1")
    assert tribes.of("cook0") != "cook0"
    assert tribes.of("cook0").made_by == tribes.made_by


def test_relations_are_read_only(tribes):
    with pytest.raises(ValueError, match="read-only"):
        tribes.of("cook0")._relations.rows[0] = np.int64(1)
