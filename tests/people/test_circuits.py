import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, find_tribes, measure_people
from tribus.datasets import make_society
from tribus.errors import OptionError
from tribus.people.circuits import follow_all_support, follow_support, take_support


def network_of(rows):
    frame = pd.DataFrame(rows, columns=["source", "target", "count"])
    return build_network(Events.from_frame(frame, kind="reply", count="count"), progress=False)


def test_the_share_that_returns_by_hand():
    # ana gives all to ben; ben gives 1/2 to carla and 1/2 to dan, who is outside; carla gives 1/4 to ana
    # and 3/4 to ben. After 3 acts 1 * 1/2 * 1/4 is back. After 2 acts 1/2 is inside, at carla, and all
    # of it after 3.
    rows = [("ana", "ben", 2), ("ben", "carla", 1), ("ben", "dan", 1), ("carla", "ana", 1)]
    rows += [("carla", "ben", 3)]
    network = network_of(rows)
    inside = np.array([user != "dan" for user in network.users])
    support = take_support(network, inside)
    place = [user for user in network.users if user != "dan"].index("ana")
    found = follow_support(support, place)
    assert found[0] == pytest.approx(1 / 8)
    assert found[1] == 0  # no closed walk of 4 through ana
    # of 5: ana, ben, carla, ben, carla, ana: 1/2 * 3/4 * 1/2 * 1/4
    assert found[2] == pytest.approx(3 / 64)
    assert found[3] == pytest.approx(1 / 8 + 3 / 64)
    assert found[4] == pytest.approx(1 / 2)


def test_the_support_of_a_tribe_is_the_mean_of_its_people():
    rows = [("ana", "ben", 2), ("ben", "carla", 1), ("ben", "dan", 1), ("carla", "ana", 1)]
    network = network_of([*rows, ("carla", "ben", 3)])
    support = take_support(network, np.array([user != "dan" for user in network.users]))
    each = [follow_support(support, place) for place in range(3)]
    assert sorted(support.given) == [2, 2, 4]  # of carla the most
    expected = np.average(each, axis=0, weights=support.given)
    np.testing.assert_allclose(follow_all_support(support), expected)
    # by hand, after 3 acts: ana 1 * 1/2 * 1/4, ben 1/2 * 1/4 * 1, carla 1/4 * 1 * 1/2
    assert follow_all_support(support)[0] == pytest.approx(1 / 8)


@pytest.fixture(scope="module")
def people():
    events = make_society(n_people=60, n_tribes=2, n_ghosts=0, seed=0).events
    network = build_network(events, half_life=None, progress=False)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    return measure_people(events, tribes, progress=False)


def test_rewiring_keeps_what_everybody_gives(people):
    network = people.tribes.network
    support = take_support(network, people.tribes.labels == 0)
    rewired = support.rewired(0, 1)

    def given(one):
        total = sum(one.counts.values())
        return np.bincount(one.structure.rows, total, one.structure.n_users)

    np.testing.assert_allclose(given(support), given(rewired))
    assert not np.array_equal(support.structure.indices, rewired.structure.indices)


def test_circuits_of_a_tribe_are_compared_with_rewired_networks(people):
    frame = people.circuits(0, rewirings=19)
    assert frame["length"].tolist() == ["3", "4", "5", "all"]
    assert frame["returned_p_value"].between(0.05, 1).all()
    pd.testing.assert_frame_equal(frame, people.circuits(0, rewirings=19), check_exact=True)
    assert frame.columns.tolist() == people.of(people.tribes[0].users[0]).circuits().columns.tolist()


def test_circuits_of_a_tribe_that_does_not_exist_are_an_error(people):
    with pytest.raises(OptionError, match="tribes are numbered from 0 to 3, got 99"):
        people.circuits(99)


def test_circuits_are_compared_with_rewired_networks(people):
    user = people.tribes[0].users[0]
    frame = people.of(user).circuits(rewirings=19)
    assert frame["length"].tolist() == ["3", "4", "5", "all"]
    assert frame["returned_p_value"].between(0.05, 1).all()
    assert frame["returned"].iloc[3] == pytest.approx(frame["returned"].iloc[:3].sum())
    assert (frame["returned_low"] <= frame["returned_high"]).all()
    assert frame[["returned", "inside"]].apply(lambda column: column.between(0, 1)).all(axis=None)
    pd.testing.assert_frame_equal(frame, people.of(user).circuits(rewirings=19))


@pytest.mark.parametrize("whole_tribe", [False, True])
def test_p_values_are_uniform_on_rewired_networks(people, whole_tribe):
    # the data are rewired themselves, so they are one more draw of the null model
    support = take_support(people.tribes.network, people.tribes.labels == 0)
    place = int(np.argmax(support.given))

    def returned(flow):
        return (follow_all_support(flow) if whole_tribe else follow_support(flow, place))[3]

    p_values = []
    for number in range(40):
        data = support.rewired(7, number)
        drawn = [returned(data.rewired(8 + number, draw)) for draw in range(19)]
        p_values.append((1 + np.sum(np.array(drawn) >= returned(data))) / 20)
    counts = np.histogram(p_values, bins=4, range=(0, 1))[0]
    # 10 expected in each quarter; the chi-squared quantile of 0.999 with 3 degrees of freedom is 16.3
    assert np.sum((counts - 10) ** 2 / 10) < 16.3


def test_a_user_without_tribe_has_no_circuits():
    society = make_society(n_people=60, n_tribes=2, n_ghosts=0, seed=0)
    network = build_network(society.events, half_life=None, progress=False)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    people = measure_people(society.events, tribes, progress=False)
    lonely = people.to_frame().query("tribe == -1")["user"].iloc[0]
    assert people.of(lonely).circuits(rewirings=19)["returned"].isna().all()


def test_circuits_need_tribes():
    people = measure_people(make_society(n_people=12, n_tribes=2, n_ghosts=0).events, progress=False)
    with pytest.raises(OptionError, match="circuits need tribes"):
        people.of(people.users[0]).circuits()


@pytest.mark.parametrize("rewirings", [18, 0.5, True])
def test_few_rewirings_are_an_error(people, rewirings):
    with pytest.raises(OptionError, match="rewirings must be a whole number of 19 or more"):
        people.of(people.users[0]).circuits(rewirings=rewirings)
