import json

import pandas as pd
import pytest

import tribus as tb
from tests.sources.mastodon.made import account, status

ANA = {"id": "1", "username": "ana", "name": "Ana Pan", "description": "Masa madre"}
BEN = {"id": "2", "username": "ben", "name": "Ben <b>", "description": ""}


def write_pages(path, users=(ANA, BEN)):
    """Write a page of the API of X with one reply in each direction."""
    posts = [
        {"id": "11", "author_id": "1", "in_reply_to_user_id": "2", "text": "@ben hola"},
        {"id": "12", "author_id": "2", "in_reply_to_user_id": "1", "text": "@ana hola"},
    ]
    page = {"data": posts, "includes": {"users": list(users)}}
    path.write_text(json.dumps(page), encoding="utf-8")
    return path


@pytest.fixture
def events(tmp_path):
    return tb.read_events(write_pages(tmp_path / "page.jsonl"), progress=False)


def test_names_and_bios_are_kept(events):
    frame = events.profiles
    assert frame["user"].tolist() == ["ana", "ben"]
    assert frame["name"].tolist() == ["Ana Pan", "Ben <b>"]
    assert frame["bio"].tolist()[0] == "Masa madre"
    assert pd.isna(frame["bio"].tolist()[1])


def test_profiles_name_the_users_of_a_network(events):
    network = tb.build_network(events, attributes=events.profiles)
    assert network.name_of("ana") == "Ana Pan"
    assert network.attributes.columns == ["name", "bio"]


def test_profiles_stay_with_selections_and_joins(events, tmp_path):
    other = tb.read_events(write_pages(tmp_path / "b.jsonl", [ANA]), progress=False)
    for kept in (events.only(kinds=["reply"]), events.concat([events, other])):
        assert kept.profiles.equals(events.profiles)
    path = tmp_path / "e.tribus"
    events.save(path)
    assert tb.load(path).profiles.equals(events.profiles)


def test_users_who_no_longer_occur_have_no_profile(tmp_path):
    pages = write_pages(tmp_path / "c.jsonl")
    third = {"id": "13", "author_id": "3", "in_reply_to_user_id": "1", "text": "@ana hola"}
    carla = {"id": "3", "username": "carla", "name": "Carla"}
    line = json.dumps({"data": [third], "includes": {"users": [carla]}})
    pages.write_text(f"{pages.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    events = tb.read_events(pages, progress=False)
    assert events.profiles["user"].tolist() == ["ana", "ben", "carla"]
    assert events.without(["carla"]).profiles["user"].tolist() == ["ana", "ben"]


def test_the_latest_profile_counts_in_any_order(tmp_path):
    post = {"author_id": "1", "in_reply_to_user_id": "2", "conversation_id": "1", "text": "@ben hola"}
    old = post | {"id": "5", "author": {**ANA, "name": "Old"}}
    new = post | {"id": "9", "author": {**ANA, "name": "New"}}
    for lines in ([old, new], [new, old]):
        path = tmp_path / "flat.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        assert tb.read_events(path, progress=False).profiles["name"].tolist() == ["New"]


def test_long_texts_are_cut(tmp_path):
    events = tb.read_events(
        write_pages(tmp_path / "l.jsonl", [{**ANA, "name": "x" * 10_000, "description": "y" * 10_000}]),
        progress=False,
    )
    assert events.profiles["name"].str.len().tolist() == [200]
    assert events.profiles["bio"].str.len().tolist() == [1_000]


def test_tables_have_no_profiles(dealings):
    frame = tb.Events.from_frame(dealings).profiles
    assert len(frame) == 0
    assert frame.columns.tolist() == ["user", "name", "bio"]


def test_mastodon_has_profiles(tmp_path):
    ana = account("ana") | {"display_name": "Ana", "note": "<p>Pan &amp; sal</p>", "followers_count": 7}
    path = tmp_path / "statuses.json"
    path.write_text(json.dumps([status(ana, 1, mentions=[account("ben")])]), encoding="utf-8")
    frame = tb.read_events(path, progress=False).profiles
    assert frame[["name", "bio"]].values.tolist() == [["Ana", "Pan & sal"]]


def test_bluesky_has_profiles(tmp_path):
    owner = {"did": "did:plc:a", "handle": "ana.example", "displayName": "Ana"}
    fan = {"did": "did:plc:b", "handle": "ben.example", "displayName": "Ben", "description": "Lee"}
    path = tmp_path / "followers.json"
    path.write_text(json.dumps({"subject": owner, "followers": [fan]}), encoding="utf-8")
    frame = tb.read_events(path, progress=False).profiles
    assert frame["user"].tolist() == ["ana.example", "ben.example"]
    assert frame["name"].tolist() == ["Ana", "Ben"]
    assert frame["bio"].tolist()[1] == "Lee"
