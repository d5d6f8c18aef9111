import pandas as pd
import pytest

from tests.people.conftest import START
from tribus import build_network, find_tribes, measure_people
from tribus.datasets import make_society
from tribus.errors import OptionError, UserError

# ana follows ben and carla; ben and dan follow ana; ben, dan and eva wrote to her
ROWS = [
    ("ana", "ben", "follow", None),
    ("ana", "carla", "follow", None),
    ("ben", "ana", "follow", None),
    ("dan", "ana", "follow", None),
    ("ben", "ana", "reply", 1),
    ("dan", "ana", "reply", 2),
    ("eva", "ana", "mention", 3),
    ("ana", "dan", "reply", 4),
]


@pytest.fixture
def people(measure):
    return measure(ROWS)


def test_follow_back_rates_count_both_ways(people):
    row = people.listening().set_index("user").loc["ana"]
    assert row[["followers", "following"]].tolist() == [2, 2]
    assert row["follows_back"] == 2 / 4  # ben of ben and dan: (1 + 1) / (2 + 2)
    assert row["followed_back"] == 2 / 4  # ben of ben and carla
    assert row["follows_writers"] == 2 / 5  # ben of ben, dan and eva: (1 + 1) / (3 + 2)


def test_without_any_follow_nobody_is_said_to_follow_nobody(measure):
    frame = measure([("ben", "ana", "reply", 1)]).listening()
    assert frame[["follows_writers", "follows_back", "followed_back"]].isna().all(axis=None)


def test_customers_have_a_row_each_in_their_order(people):
    frame = people.of("ana").customers(["eva", "zoe", "dan", "carla", "eva"])
    assert frame["user"].tolist() == ["eva", "zoe", "dan", "carla"]
    assert frame["known"].tolist() == [True, False, True, True]
    assert frame["follows"].tolist() == [False, False, False, True]
    assert frame["followed_by"].tolist() == [False, False, True, False]
    assert frame["messages"].tolist() == [1, 0, 1, 0]
    assert frame["answered"].tolist() == [0, 0, 1, 0]
    assert frame["waiting_since"].iloc[0] == START + pd.Timedelta(hours=3)
    assert frame["waiting_since"].isna().tolist() == [False, True, True, True]


def test_a_list_of_unknown_customers_is_an_error_with_near_matches(people):
    with pytest.raises(UserError, match=r"no user 'carl' in these events.*did you mean 'carla'"):
        people.of("ana").customers(["carl", "zoe"])


@pytest.mark.parametrize("customers", ["eva", 3])
def test_customers_must_be_a_list(people, customers):
    with pytest.raises(OptionError, match="customers must be a list of users, got"):
        people.of("ana").customers(customers)


def test_a_list_without_customers_is_an_error(people):
    with pytest.raises(OptionError, match="customers has no user; name at least one"):
        people.of("ana").customers([])


def test_listening_next_needs_tribes(people):
    with pytest.raises(OptionError, match="listen_to needs tribes"):
        people.of("ana").listen_to()


def test_people_of_the_tribe_who_wait_are_sorted_by_bond_once_each():
    events = make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0).events
    tribes = find_tribes(
        build_network(events, half_life=None, progress=False),
        resolution=1.0,
        significance=None,
        progress=False,
    )
    people = measure_people(events, tribes, progress=False)
    account = people.of(people.to_frame().nlargest(1, "waiting")["user"].iloc[0])
    listen_to, label = account.listen_to(), tribes.to_frame().set_index("user")["tribe"]
    own = account.waiting[account.waiting["user"].map(label) == account.tribe]
    assert len(own)
    assert sorted(listen_to["user"]) == sorted(own["user"].unique())
    assert (listen_to["bond"].diff().dropna() <= 0).all()
    assert listen_to["messages"].sum() == own["messages"].sum()
    first = own.groupby("user")["since"].min()
    assert (listen_to.set_index("user")["since"] == first[listen_to["user"]]).all()
