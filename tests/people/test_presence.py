import numpy as np
import pytest

from tribus import build_network, find_tribes, measure_people
from tribus.datasets import make_society

# a Monday at midnight is hour 0; ana writes a reply on Monday at 10, a mention on Tuesday at 20, and
# reposts twice at one instant in the third week; the data end after 20 days
ROWS = [
    ("ana", "ben", "reply", 10, "see https://a.b"),
    ("ana", "ben", "mention", 24 + 20, "hello"),
    ("ana", "ben", "repost", 24 * 15, ""),
    ("ana", "carla", "repost", 24 * 15, ""),
    ("ben", "ana", "like", 24 * 20 + 10, ""),
]


@pytest.fixture
def people(measure):
    return measure(ROWS, text="text")


@pytest.fixture
def ana(people):
    return people.mix().set_index("user").loc["ana"]


def test_the_mix_counts_posts_and_reposts(ana):
    # one reply, one mention, and one repost of two posts: shares of 3 posts, (1 + 1) / (3 + 2)
    assert ana["posts"] == 3
    assert ana[["original", "replies", "reposts", "links"]].tolist() == [0.4] * 4


def test_regularity_is_the_share_of_weeks_with_a_post(ana):
    # posts in weeks 1 and 3 of 3: (2 + 1) / (3 + 2)
    assert ana["regularity"] == 3 / 5


def test_working_hours_are_9_to_18_from_monday_to_friday(ana):
    # Monday at 10; not Tuesday at 20. The repost is on a Tuesday at midnight: (1 + 1) / (3 + 2)
    assert ana["working_hours"] == 2 / 5


def test_posts_a_day_run_from_the_first_post_to_the_end(ana):
    # 3 posts in 20 days; all users: 3 / 20 a day; (3 + 3 / 20) / (20 + 1) = 0.15
    assert ana["posts_per_day"] == pytest.approx(0.15)


def test_a_user_without_posts_has_no_mix(people):
    row = people.mix().set_index("user").loc["ben"]
    assert row["posts"] == 0
    assert row.drop("posts").isna().all()


def test_links_are_unknown_without_texts(measure):
    people = measure([row[:4] for row in ROWS])
    assert people.mix()["links"].isna().all()


def test_without_times_the_mix_is_known_and_the_rhythm_is_not(measure):
    row = measure([(*row[:3], None) for row in ROWS]).mix().set_index("user").loc["ana"]
    assert row["posts"] == 4  # without times each event is one
    assert row["replies"] == 2 / 6
    assert row[["posts_per_day", "regularity", "working_hours"]].isna().all()


@pytest.fixture(scope="module")
def society_people():
    events = make_society(n_people=60, n_tribes=2, n_ghosts=0, seed=0).events
    network = build_network(events, half_life=None, progress=False)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    return measure_people(events, tribes, progress=False)


def test_the_mix_of_the_tribe_is_that_of_the_others(society_people):
    user = society_people.to_frame().nlargest(1, "posts")["user"].iloc[0]
    account = society_people.of(user)
    mix, frame = account.mix().set_index("measure"), society_people.mix()
    labels = society_people.to_frame()["tribe"]
    others = frame[(labels == account.tribe) & (frame["user"] != user) & (frame["posts"] > 0)]
    expected = np.average(others["replies"], weights=others["posts"])
    assert mix.loc["replies", "tribe"] == pytest.approx(expected)
    assert mix["differs"].equals((mix["tribe"] < mix["low"]) | (mix["tribe"] > mix["high"]))


def test_the_use_is_the_mean_rank_of_its_features(society_people):
    user = society_people.to_frame().nlargest(1, "posts")["user"].iloc[0]
    uses = society_people.of(user).use().set_index("use")
    row = uses.loc["professional"]
    assert row["score"] == pytest.approx(row[["working_hours", "replies", "returned"]].mean())
    personal = [1 - row["working_hours"], row["replies"], row["returned"]]  # links are unknown
    assert uses.loc["personal", "score"] == pytest.approx(np.mean(personal))
    assert uses["score"].is_monotonic_decreasing
    assert uses["score"].between(0, 1).all()


def test_few_posts_are_no_evidence_of_a_use(people):
    assert people.of("ana").use() is None
