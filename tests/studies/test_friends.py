import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.studies.friends import find_eligible, list_of, measure_set, mutual
from tests.studies.rankings import Partners, harmonic_mean, rank_partners, score_list


@pytest.fixture
def partners():
    """Six partners: 10 is loud, 11 to 13 are later friends, 14 and 15 are not."""
    return Partners(
        rows=np.array([10, 11, 12, 13, 14, 15]),
        given=np.array([100.0, 5, 4, 3, 2, 1]),
        received=np.array([1.0, 5, 4, 3, 2, 1]),
        later=np.array([False, True, True, True, False, False]),
    )


def test_a_tie_of_more_than_three_to_one_is_one_sided(partners):
    assert partners.one_sided.tolist() == [True, False, False, False, False, False]
    at_most = Partners(
        np.array([0, 1]), np.array([3.0, 4.0]), np.array([1.0, 1.0]), np.array([False] * 2)
    )
    assert at_most.one_sided.tolist() == [False, True]


def test_scores_of_a_list_worked_by_hand(partners):
    # 11 and 12 are two of the three friends: hit at 5 = 2 / min(5, 3), recall at 10 = 2 / 3
    assert score_list(np.array([10, 11, 12, 14, 15]), partners) == (2 / 3, 2 / 3, 1.0)
    assert score_list(np.array([11, 12, 13]), partners) == (1.0, 1.0, 0.0)


def test_only_the_first_five_count_for_a_hit(partners):
    hits, recall, _ = score_list(np.array([10, 14, 15, 1, 2, 11]), partners)
    assert (hits, recall) == (0, 1 / 3)


def test_an_empty_list_finds_nobody(partners):
    assert score_list(np.array([], np.int64), partners) == (0, 0, 0)


def test_a_user_with_one_sided_ties_only_has_no_one_sidedness():
    loud = Partners(np.array([1, 2]), np.array([9.0, 0]), np.array([1.0, 4]), np.array([True, False]))
    assert np.isnan(score_list(np.array([1, 2]), loud)[2])


def test_equal_scores_are_ordered_by_the_tie_breaker(partners):
    tie_breaker = np.arange(20)[::-1]
    ranked = rank_partners(partners, np.array([0, 1, 1, 2, 0, 0]), tie_breaker)
    assert ranked.tolist() == [13, 12, 11, 15, 14, 10]


def test_the_harmonic_mean_is_bounded_by_the_weaker_side():
    # 2 * 3 * 6 / 9 = 4; 2 * 1 * 100 / 101
    found = harmonic_mean(np.array([3.0, 1, 0]), np.array([6.0, 100, 0]))
    assert found == pytest.approx([4, 200 / 101, 0])


def make_table(rows):
    frame = pd.DataFrame(rows, columns=["source", "target"])
    time = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(np.arange(len(frame)), unit="D")
    return frame.assign(kind="reply", time=time)


def test_users_with_three_partners_and_a_later_friend_are_scored():
    events = tb.Events.from_frame(
        make_table([("ana", "ben"), ("ana", "carla"), ("dan", "ana"), ("ben", "carla")]), time="time"
    )
    network = tb.build_network(events)
    later = np.zeros((network.n_users,) * 2)
    ana, ben = network.row_of("ana"), network.row_of("ben")
    later[ana, ben] = later[ben, ana] = 1
    later[network.row_of("carla"), ana] = 1  # one way: no friend
    counts = network.to_scipy("reply")
    eligible = find_eligible(counts, mutual(type(counts)(later)))
    assert list(eligible) == [ana]
    friends = eligible[ana].rows[eligible[ana].later]
    assert network.users_of_rows(friends) == ["ben"]


def test_the_list_of_a_user_contains_only_partners():
    society = tb.datasets.make_society(seed=0)
    network = tb.build_network(society.events, progress=False)
    tribes = tb.find_tribes(network, progress=False)
    row = network.row_of(tribes[0].members[0])
    ranked = list_of(tribes, row)
    tied = network.evidence.structure.to_csr(network.evidence.total(faded=False))
    assert len(ranked)
    assert ((tied[[row]].toarray() + tied[:, [row]].toarray().T).ravel()[ranked] > 0).all()


def test_a_table_lists_every_score_for_the_same_users():
    rows = [("ana", "ben"), ("ben", "ana"), ("ana", "carla"), ("dan", "ana"), ("carla", "ben")]
    table = measure_set("made", make_table(rows * 4), 0.5)
    assert len(table.rows) == 10
    assert all(len(row) == len(table.heads) for row in table.rows)


def test_a_set_without_later_friends_gives_a_remark():
    rows = [("ana", other) for other in "bcdefghij"]
    assert "nobody" in measure_set("made", make_table(rows), 0.5).markdown()
