"""Lists of edges as they are downloaded, read from their files; each has as many as its source says."""

import pytest

import tribus as tb

RT_MT_RE = {"RT": "repost", "MT": "mention", "RE": "reply"}
KNOWN = {  # folder, file: options, edges, people where the source tells them
    ("collegemsg", "CollegeMsg.txt.gz"): ({"kind": "reply"}, 59_835, 1_899),
    ("digg-reply", "digg-reply.txt.gz"): ({}, 85_155, 30_360),
    ("higgs", "higgs-activity_time.txt.gz"): ({"kinds": RT_MT_RE}, 563_069, 304_691),
    ("email-eu-core", "email-Eu-core.txt"): ({"kind": "reply"}, 25_571, 1_005),
    ("politics-uk", "politicsuk-mentions.mtx"): ({}, 14_788, None),
    ("politics-uk", "politicsuk-follows.mtx"): ({}, 27_340, None),
    ("lastfm", "edges.csv"): ({"kind": "follow"}, 27_806, 7_624),
    ("us-politics-2019", "reply_list.csv.gz"): ({}, 121_133, None),
}


@pytest.mark.realdata
@pytest.mark.parametrize(("folder", "file"), KNOWN)
def test_every_edge_of_a_list_is_read(real_data, folder, file):
    options, n_edges, n_people = KNOWN[folder, file]
    events = tb.read_events(real_data(folder) / file, **options)
    (reading,) = events.reading
    assert (reading.read, dict(reading.skipped)) == (n_edges, {})
    assert n_people is None or events.n_users == n_people


@pytest.mark.realdata
def test_a_folder_of_networks_is_read_but_for_its_lists_of_circles(real_data):
    events = tb.read_events(real_data("ego-facebook"), kind="follow")
    assert sum(reading.read for reading in events.reading[:-1]) == 170_174
    assert dict(events.reading[-1].skipped) == {"files of other kinds": 10}
