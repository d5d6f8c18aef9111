import numpy as np
import pandas as pd
import pytest

from tests.explore.reading import ties_of, unpack
from tribus import Events, build_network, find_tribes
from tribus.errors import OptionError
from tribus.explore.content import pack_map


def read(tribes, **options):
    return unpack(pack_map(tribes, **{"max_people": 100_000, "ties_per_person": 2, **options}))


def test_ties_have_bond_events_and_relations():
    rows = [("ana", "ben", "reply", 6), ("ben", "ana", "reply", 3), ("ana", "guru", "reply", 4)]
    rows += [("ben", "ana", "follow", 1)]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    network = build_network(Events.from_frame(frame, count="count"), progress=False)
    header, columns = read(find_tribes(network, significance=None, resolution=1.0, progress=False))
    ties = ties_of(header, columns)
    assert {frozenset(pair) for pair in ties} == {frozenset({"ana", "ben"}), frozenset({"ana", "guru"})}
    for (one, other), (bond, given, received, flags) in ties.items():
        assert bond == pytest.approx(network.bond(one, other), abs=1e-4)
        sides = [given, received] if one == "ana" else [received, given]
        # friends 1; gives at least as much 2, receives 4; turns to 8, is turned to 16; has events 32
        turn, turned, gives = (8, 16, 2) if one == "ana" else (16, 8, 4)
        if "ben" in (one, other):
            assert sides == [6, 4]  # three replies and a follow
            assert flags == 1 + gives + turn + turned + 32
        else:
            assert sides == [4, 0]
            assert flags == gives + turn + 32


def test_people_are_sorted_by_tribe_and_those_without_come_last(society_tribes):
    header, columns = read(society_tribes)
    assert header["names"][0] == society_tribes[0].members[0]
    tribe = columns["tribe_0"].astype(int) - 1
    assert (np.diff(np.where(tribe < 0, 99, tribe)) >= 0).all()
    frame = society_tribes.to_frame().set_index("user").loc[header["names"]]
    assert tribe.tolist() == frame["tribe"].tolist()
    assert [header["roles"][role] for role in columns["role_0"]] == frame["role"].tolist()
    assert np.allclose(columns["belonging_0"], 100 * frame["belonging"], atol=0.51)
    certainty = np.floor(100 * frame["certainty"] + 1e-9).fillna(255)
    assert columns["certainty_0"].tolist() == certainty.tolist()
    strength = (columns["strength_0"] / 65_535) ** 2
    assert np.allclose(strength, frame["bond"] / frame["bond"].max(), atol=1e-4)


def test_people_lie_in_the_disc_of_their_tribe(society_tribes):
    header, columns = read(society_tribes)
    level = header["levels"][0]
    places = np.column_stack([columns["x_0"], columns["y_0"]]) * level["step"] + level["low"]
    tribe = columns["tribe_0"].astype(int) - 1
    discs = np.array(level["discs"])[tribe[tribe >= 0]]
    away = np.linalg.norm(places[tribe >= 0] - discs[:, :2], axis=1)
    assert (away < discs[:, 2]).all()
    assert (places[tribe < 0, 1] < (discs[:, 1] - discs[:, 2]).min()).all()  # below all discs


def test_every_level_has_its_tribes(nested_tribes):
    header, columns = read(nested_tribes)
    assert [level["tribes"] for level in header["levels"]] == [
        len(level) for level in nested_tribes.levels
    ]
    assert header["chosen"] == nested_tribes.levels.chosen
    names = np.array(header["names"])
    for number, tribes in enumerate(nested_tribes.all_levels):
        own = {str(user): int(tribe) for user, tribe in zip(tribes.network, tribes.labels, strict=True)}
        assert (columns[f"tribe_{number}"].astype(int) - 1).tolist() == [own[name] for name in names]


def test_mixing_counts_the_events_between_tribes(society_tribes):
    _, columns = read(society_tribes)
    frame = society_tribes.mixing.to_frame()
    frame = frame[(frame["source"] >= 0) & (frame["target"] >= 0)]
    assert columns["mixing_events_0"].tolist() == frame["events"].tolist()


def test_names_of_tribes_and_labels_of_people_are_shown(society_tribes):
    users = society_tribes.network.users
    people = pd.DataFrame({"user": users, "name": [f"Name {number}" for number in range(len(users))]})
    named = society_tribes.rename({0: "bakers"}).with_attributes(people)
    header, _ = read(named)
    assert header["levels"][0]["labels"][0] == "bakers"
    assert header["levels"][0]["named"] == [True] + [False] * 5
    assert all(name.startswith("Name ") for name in header["names"])
    assert set(header["ids"]) == set(users)


def test_fractional_counts_are_kept(make_society_of_halves):
    _, columns = read(make_society_of_halves)
    assert 0.5 in columns["tie_given"]


@pytest.fixture
def make_society_of_halves():
    frame = pd.DataFrame(
        [("a", "b", 0.5), ("b", "a", 1.0), ("b", "c", 2.0)], columns=["source", "target", "count"]
    )
    events = Events.from_frame(frame, kind="reply", count="count")
    network = build_network(events, progress=False)
    return find_tribes(network, resolution=1.0, significance=None, progress=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_people": 0}, "max_people must be a whole number of 1 or more, got 0"),
        ({"ties_per_person": -1}, "ties_per_person must be a whole number of 0 or more, got -1"),
        ({"ties_per_person": "two"}, "ties_per_person must be a whole number of 0 or more, got 'two'"),
    ],
)
def test_options_out_of_range_are_errors(society_tribes, options, message):
    with pytest.raises(OptionError, match=message):
        read(society_tribes, **options)


def test_fewer_ties_are_drawn_where_there_are_many_people(society_tribes, monkeypatch):
    assert read(society_tribes, ties_per_person=None)[0]["ties_per_person"] == 2
    monkeypatch.setattr("tribus.explore.content.MANY_PEOPLE", 300)
    assert read(society_tribes, ties_per_person=None)[0]["ties_per_person"] == 1
