import numpy as np
import pytest

from tests.people.conftest import make_events
from tribus import build_network, find_tribes, measure_people
from tribus.datasets import make_society
from tribus.errors import OptionError

# ana, ben and carla exchange one reply each way; dan exchanges two each way with ana alone.
PAIRS = [("ana", "ben"), ("ana", "carla"), ("ben", "carla"), ("ana", "dan"), ("ana", "dan")]
ROWS = [(one, other, "reply", hour) for hour, (one, other) in enumerate(PAIRS)]
ROWS += [(other, one, "reply", hour + 10) for hour, (one, other) in enumerate(PAIRS)]


@pytest.fixture
def people():
    events = make_events(ROWS)
    network = build_network(events, half_life=None, progress=False)
    tribes = find_tribes(network, significance=None, resolution=0.1, progress=False)
    return measure_people(events, tribes, progress=False)


def test_who_would_be_missed_by_hand(people):
    missed = people.missed().set_index("user")
    assert missed["tribe"].tolist() == [0] * 4
    # the tribe's exchange: 1 + 1 + 1 + 2 = 5; ana takes part in 4, ben and carla in 2, dan in 2
    assert missed["exchange_share"].to_dict() == {"ana": 0.8, "ben": 0.4, "carla": 0.4, "dan": 0.4}
    assert missed["even_share"].tolist() == [0.5] * 4
    assert missed["left_alone"].to_dict() == {"ana": 1, "ben": 0, "carla": 0, "dan": 0}
    assert missed.index[0] == "ana"


def test_shares_of_a_tribe_add_up_to_two():
    events = make_society(n_people=30, n_tribes=2, n_ghosts=5, seed=0).events
    tribes = find_tribes(build_network(events, progress=False), progress=False)
    missed = measure_people(events, tribes, progress=False).missed()
    total = missed[missed["tribe"] < len(tribes)].groupby("tribe")["exchange_share"].sum()
    np.testing.assert_allclose(total, 2)  # each pair takes part twice


def test_without_tribes_nobody_can_be_missed():
    with pytest.raises(OptionError, match="missed needs tribes; call measure_people"):
        measure_people(make_events(ROWS), progress=False).missed()


def test_an_account_is_beside_accounts_of_its_size(people):
    beside = people.of("ben").beside().set_index("measure")
    # no follows, so size is reach: ben 2, carla 2, ana 3 (within twice), dan 1 (half)
    assert beside.loc["answer_rate", "accounts"] == 3
    assert (
        beside.loc["answer_rate", "value"]
        == people.to_frame().set_index("user").loc["ben", "answer_rate"]
    )
    # ana answers nobody later, carla and dan everybody: 1/5, 3/4 and 2/3; ben 1 of 2
    assert beside.loc["answer_rate", "below"] == pytest.approx(1 / 3)
    assert beside.loc["answer_rate", "similar_accounts"] == pytest.approx(2 / 3)
    assert not beside.loc["active_follower_share", "differs"]  # nobody has followers
    assert np.isnan(beside.loc["active_follower_share", "similar_accounts"])


def test_a_guru_differs_from_similar_accounts():
    # ten accounts with four writers each who all get answers, and one that answers nobody
    rows = [(f"w{writer}", f"a{number}", "reply", 0) for number in range(11) for writer in range(4)]
    rows += [(target, source, "reply", 1) for source, target, _, _ in rows if target != "a10"]
    guru = measure_people(make_events(rows), progress=False).of("a10").beside().set_index("measure")
    assert guru.loc["answer_rate", "differs"]
    assert guru.loc["answer_rate", "below"] == 0
    assert guru.loc["answer_rate", "accounts"] == 10  # writers have a reach of ten, not four
