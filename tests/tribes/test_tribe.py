import pytest

from tribus import find_tribes


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0)


def test_a_tribe_is_a_container_of_its_users(tribes):
    cooks = tribes[1]
    assert len(cooks) == 5
    assert sorted(cooks) == [f"cook{number}" for number in range(5)]
    assert cooks.users == list(cooks)
    assert "cook0" in cooks
    assert "baker0" not in cooks
    assert "loner" not in cooks
    assert "stranger" not in cooks


def test_users_come_with_the_strongest_bonds_inside_first(tribes):
    frame = tribes[0].to_frame()
    assert frame["user"].tolist() == tribes[0].users
    assert frame["bond"].is_monotonic_decreasing
    assert tribes[0].core_names() == ", ".join(tribes[0].users[:3])
    assert tribes[0].core_names(at_most=1) == tribes[0].users[0]


def test_a_frame_is_that_part_of_the_frame_of_all(tribes):
    everybody = tribes.to_frame()
    for tribe in tribes:
        part = everybody[everybody["tribe"] == tribe.number].reset_index(drop=True)
        frame = tribe.to_frame()
        assert frame.columns.tolist() == ["user", "belonging", "bond", "given", "received", "converses"]
        assert frame.equals(part[frame.columns])


def test_what_stays_inside_is_a_share_of_the_affinity_of_its_members(tribes, network):
    dense, rows = network.to_scipy("affinity").toarray(), tribes[2].rows
    expected = dense[rows][:, rows].sum() / dense[rows].sum()
    assert tribes[2].inside == pytest.approx(expected)
    assert 0.9 < tribes[2].inside < 1


def test_mutual_is_the_share_of_links_inside_that_are_answered(make_network):
    # Inside: a>b, b>a, b>c, c>a, c>b: five links, of which a-b and b-c are mutual, four.
    rows = [(one, other, "reply", 1) for one, other in ("ab", "ba", "bc", "ca", "cb")]
    tribe = find_tribes(make_network(rows), resolution=0.1)[0]
    assert len(tribe) == 3
    assert tribe.mutual == pytest.approx(4 / 5)
    assert tribe.conversing == 3
    assert not tribe.is_audience


def test_readers_of_a_guru_are_an_audience(make_network):
    rows = [(f"fan{number}", "guru", "like", 1) for number in range(9)]
    tribe = find_tribes(make_network(rows), resolution=0.5)[0]
    assert "guru" in tribe
    assert tribe.conversing == 0
    assert tribe.is_audience
    assert "(an audience)" in repr(tribe)


def test_tribes_are_equal_if_they_hold_the_same_users(tribes, network):
    again = find_tribes(network, resolution=1.0, seed=9)
    assert tribes[0] == again[0]
    assert hash(tribes[0]) == hash(again[0])
    assert tribes[0] != tribes[1]
    assert tribes[0] != set(tribes[0])
    assert len({tribes[0], again[0], tribes[1]}) == 2


def test_a_tribe_tells_how_it_was_found(tribes):
    assert tribes[0].made_by == tribes.made_by


def test_the_repr_tells_size_and_core(tribes):
    assert repr(tribes[2]).startswith("<Tribe 2: 4 users, 4 converse, core dancer")
    assert "more" not in repr(tribes[2])  # the core is three names, not everybody
