import pandas as pd
import pytest

from tests.studies.admission import measure, tabulate_kinds
from tests.studies.lognormal import N_FAMOUS, N_PUSHY, TRIBE_SIZES, make_lognormal_society


@pytest.fixture(scope="module")
def society():
    return make_lognormal_society(seed=0)


def test_every_kind_of_account_has_its_number(society):
    counts = society.role.value_counts()
    assert counts["member"] == sum(TRIBE_SIZES)
    assert counts["pushy, one person"] == counts["pushy, spread"] == N_PUSHY
    assert counts["guru, 0%"] == counts["popular, 15%"] == N_FAMOUS


def test_the_same_seed_makes_the_same_society(society):
    again, other = make_lognormal_society(seed=0), make_lognormal_society(seed=1)
    pd.testing.assert_frame_equal(society.events.to_frame(), again.events.to_frame())
    assert not society.events.to_frame().equals(other.events.to_frame())


def test_a_pushy_account_gets_one_answer(society):
    frame = society.events.to_frame()
    account = society.role.index[society.role == "pushy, one person"][0]
    assert (frame["source"] == account).sum() == 8
    assert (frame["target"] == account).sum() == 1


def test_a_guru_with_a_rate_of_zero_never_answers(society):
    silent = society.role.index[society.role.isin(["guru, 0%", "popular, 0%"])]
    assert not society.events.to_frame()["source"].isin(silent).any()


def test_only_members_have_a_tribe(society):
    assert ((society.tribe >= 0) == (society.role == "member")).all()


def test_precision_and_recall_count_members_in_any_tribe(society):
    found = measure(society.events, society.role, society.tribe)
    assert found["precision"] == 1  # no guru, and no popular or pushy account
    assert 0.98 < found["recall"] <= 1
    assert found["AMI"] > 0.9
    assert found["kinds"].sum(axis=None) == len(society.role.loc[lambda role: role.notna()])


def test_shares_of_found_roles_add_up_over_societies():
    one = pd.DataFrame({"core": [1], "heard": [1]}, index=["member"])
    other = pd.DataFrame({"core": [2]}, index=["member"])
    table = tabulate_kinds("made", [{"kinds": one}, {"kinds": other}])
    assert table.heads == ("true role", "accounts", "core", "heard")
    assert table.rows == [("member", "4", "75%", "25%")]
