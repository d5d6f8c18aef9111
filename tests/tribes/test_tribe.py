import pytest

from tribus import find_tribes


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0, significance=None)


def test_a_tribe_is_a_container_of_its_users(tribes):
    cooks = tribes[1]
    assert len(cooks) == 5
    assert sorted(cooks) == [f"cook{number}" for number in range(5)]
    assert cooks.users == list(cooks)
    assert "cook0" in cooks
    assert "baker0" not in cooks
    assert "loner" not in cooks
    assert "stranger" not in cooks


def test_users_come_by_role_with_the_strongest_bonds_inside_first(tribes):
    frame = tribes[0].to_frame()
    assert frame["user"].tolist() == tribes[0].users == [*tribes[0].members]
    assert frame["role"].tolist() == ["core"] * len(tribes[0].core) + ["member"] * (
        6 - len(tribes[0].core)
    )
    for _, of_role in frame.groupby("role"):
        assert of_role["bond"].is_monotonic_decreasing
    assert tribes[0].core_names() == ", ".join(tribes[0].users[:3])
    assert tribes[0].core_names(at_most=1) == tribes[0].users[0]


def test_a_frame_is_that_part_of_the_frame_of_all(tribes):
    everybody = tribes.to_frame()
    for tribe in tribes:
        part = everybody[everybody["tribe"] == tribe.number].reset_index(drop=True)
        frame = tribe.to_frame()
        assert frame.columns.tolist() == ["user", "role", "belonging", "bond", "given", "received"]
        assert frame.equals(part[frame.columns])


def test_belonging_is_in_the_order_of_users(tribes):
    baker = tribes[0]
    assert baker.belonging.tolist() == [tribes.of(user).belonging for user in baker]
    assert ((baker.belonging >= 0) & (baker.belonging <= 1)).all()


def test_inside_is_a_share_of_the_affinity_of_members(tribes, network):
    dense, rows = network.to_scipy("affinity").toarray(), tribes[2].rows
    expected = dense[rows][:, rows].sum() / dense[rows].sum()
    assert tribes[2].inside == pytest.approx(expected)
    assert 0.9 < tribes[2].inside < 1


def test_mutual_is_the_share_of_links_inside_that_are_answered(make_network):
    # Inside: a>b, b>a, b>c, c>a, c>b: five links, of which a-b and b-c are mutual, four.
    rows = [(one, other, "reply", 1) for one, other in ("ab", "ba", "bc", "ca", "cb")]
    tribe = find_tribes(make_network(rows), resolution=0.1, significance=None)[0]
    assert len(tribe) == 3
    assert tribe.mutual == pytest.approx(4 / 5)


def test_readers_of_a_guru_are_an_audience(make_network):
    rows = [(f"fan{number}", "guru", "like", 1) for number in range(9)]
    tribe = find_tribes(make_network(rows), resolution=0.5, significance=None).audiences[0]
    assert "guru" in tribe
    assert tribe.heard == ["guru"]
    assert sorted(tribe.audience) == [f"fan{number}" for number in range(9)]
    assert tribe.members == tribe.core == []
    assert tribe.n_members == 0
    assert "an audience without members" in repr(tribe)


def test_everybody_grouped_with_a_tribe_is_core_member_heard_or_audience(make_network):
    # Four who all answer one another and turn to a guru; a fan who turns to them without an answer.
    four = [(one, other, "reply", 1) for one in "abcd" for other in "abcd" if one != other]
    guru = [(one, "guru", "like", 3) for one in "abcd"]
    tribe = find_tribes(
        make_network([*four, *guru, ("fan", "a", "follow", 1)]), resolution=0.1, significance=None
    )[0]
    assert sorted(tribe.core) == sorted(tribe.members) == list("abcd")
    assert (tribe.heard, tribe.audience) == (["guru"], ["fan"])
    assert tribe.users == [*tribe.members, "guru", "fan"]
    assert len(tribe) == 6
    assert "guru" in tribe
    assert "fan" in tribe
    assert tribe.n_members == 4


def test_tribes_are_equal_if_they_hold_the_same_users(tribes, network):
    again = find_tribes(network, resolution=1.0, seed=9)
    assert tribes[0] == again[0]
    assert hash(tribes[0]) == hash(again[0])
    assert tribes[0] != tribes[1]
    assert tribes[0] != set(tribes[0])
    assert len({tribes[0], again[0], tribes[1]}) == 2


def test_a_tribe_has_the_call_that_found_it(tribes):
    assert tribes[0].made_by == tribes.made_by


def test_the_repr_has_size_and_core(tribes):
    assert repr(tribes[2]).startswith("<Tribe 2: 4 members, 0 heard, 0 in the audience, core dancer")
    assert "more" not in repr(tribes[2])  # the core is three names, not everybody
