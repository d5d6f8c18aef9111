import numpy as np
import pandas as pd
import pytest

from tribus import Events, measure_people
from tribus.people.followers import measure_followers
from tribus.people.waves import find_waves

# ben, carla, dan and eva follow ana; ben likes her, carla replies to dan only, dan and eva do nothing
ROWS = [
    *((name, "ana", "follow", None) for name in ("ben", "carla", "dan", "eva")),
    ("ben", "ana", "like", 1),
    ("carla", "dan", "reply", 2),
    ("eva", "ben", "follow", None),
]


@pytest.fixture
def people(measure):
    return measure(ROWS)


def test_followers_are_split_by_what_they_do(people):
    frame = people.of("ana").followers()
    assert dict(zip(frame["group"], frame["followers"], strict=True)) == {
        "active": 1,
        "elsewhere": 1,
        "silent": 2,
        "unknown": 0,
    }


def test_the_active_share_is_shrunk(people):
    row = people.to_frame().set_index("user").loc["ana"]
    assert row["active_follower_share"] == 2 / 6  # (1 + 1) / (4 + 2)
    assert row["active_follower_share_low"] < 2 / 6 < row["active_follower_share_high"]


def test_an_account_that_nobody_follows_has_no_share(people):
    assert np.isnan(people.to_frame().set_index("user").loc["carla", "active_follower_share"])
    assert people.of("carla").followers()["share"].isna().all()


def test_similar_accounts_have_half_to_twice_as_many_followers(measure):
    rows = [
        *ROWS,
        *((name, "zoe", "follow", None) for name in ("ben", "carla")),
        ("ben", "zoe", "like", 3),
    ]
    frame = measure(rows).of("ana").followers().set_index("group")
    # zoe has two followers, one of them active; ben has one follower, too few
    assert frame.loc["active", "similar_accounts"] == 0.5


def test_without_acts_nobody_can_tell_who_takes_part(measure):
    people = measure([row for row in ROWS if row[2] == "follow"])
    frame = people.of("ana").followers().set_index("group")["followers"]
    assert frame.to_dict() == {"active": 0, "elsewhere": 0, "silent": 0, "unknown": 4}
    assert people.to_frame()["active_follower_share"].isna().all()


def test_an_undone_follow_is_no_follower():
    frame = pd.DataFrame(
        {
            "source": ["ben", "carla"],
            "target": ["ana"] * 2,
            "kind": "follow",
            "until": ["2024-02-01", None],
        }
    )
    likes = pd.DataFrame({"source": ["carla"], "target": ["ana"], "kind": ["like"], "until": [None]})
    events = Events.from_frame(pd.concat([frame, likes]), until="until", time_zone="UTC")
    people = measure_people(events, progress=False)
    assert people.of("ana").followers()["followers"].tolist() == [1, 0, 0, 0]


def test_no_sentence_calls_anybody_a_bot_or_fake(people):
    said = " ".join(sentence for user in people for sentence in people.of(user).sentences)
    assert not {"bot", "bots", "fake"} & set(said.lower().split())


def test_of_an_export_of_one_account_nobody_can_tell_what_followers_do_elsewhere(people):
    tables = people.tables
    ana = people.row_of("ana")
    followers = measure_followers(tables, is_ego=True)
    assert followers.active[ana] == 1
    assert followers.unknown[ana] == 3
    assert followers.elsewhere.sum() == followers.silent.sum() == 0
    assert len(find_waves(tables, is_ego=True).person) == 0
