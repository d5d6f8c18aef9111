"""Names and self-descriptions that the readers of platforms find."""

import json

import pytest

import tribus as tb
from tests.sources.bluesky.car import ANA, BEN, FOLLOW
from tests.sources.bluesky.test_jetstream import commit
from tests.sources.chats import test_discord, test_slack
from tests.sources.mastodon.made import actor, announce, collection
from tests.sources.twitter import test_scraped
from tests.sources.video import test_tiktok


def read_lines(path, records):
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return names_of(tb.read_events(path, progress=False))


def names_of(events):
    return dict(events.profiles[["user", "name"]].itertuples(index=False))


def test_collectors_of_x_have_names(tmp_path):
    names = read_lines(tmp_path / "twscrape.jsonl", test_scraped.TWSCRAPE)
    assert names == {"ana": "Ana", "ben": "Ben", "eva": "Eva"}


def test_tiktok_has_nicknames(tmp_path):
    names = read_lines(
        tmp_path / "tiktok.ndjson", [test_tiktok.captured(one) for one in test_tiktok.COMMENTS]
    )
    assert names == {"ana": "Ana", "ben": "Ben", "eva": "Eva"}


def test_discord_has_nicknames(tmp_path):
    path = tmp_path / "channel.json"
    messages = [test_discord.message(1, "ana"), test_discord.reply(2, "ben", 1)]
    path.write_text(json.dumps(test_discord.channel(*messages)), encoding="utf-8")
    assert names_of(tb.read_events(path, progress=False)) == {"ana": "Ana", "ben": "Ben"}


def test_slack_has_real_names(tmp_path):
    (tmp_path / "general").mkdir()
    (tmp_path / "users.json").write_text(json.dumps(test_slack.USERS), encoding="utf-8")
    (tmp_path / "channels.json").write_text('[{"id": "C1", "name": "general"}]', encoding="utf-8")
    day = tmp_path / "general" / "2026-05-04.json"
    day.write_text(json.dumps(test_slack.GENERAL), encoding="utf-8")
    assert names_of(tb.read_events(tmp_path, progress=False)) == {
        "ana": "Ana",
        "ben": "Ben",
        "eva": "Eva",
    }


@pytest.mark.parametrize("description", ["Lee", {"of": "another lexicon"}, None])
def test_the_stream_of_bluesky_has_profiles(tmp_path, description):
    profile = {"displayName": "Ana", "description": description}
    lines = [
        commit(ANA, "app.bsky.actor.profile", profile, key="self"),
        commit(ANA, FOLLOW, {"subject": BEN, "createdAt": "2024-05-01T10:00:00Z"}),
    ]
    path = tmp_path / "stream.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    frame = tb.read_events(path, progress=False).profiles
    assert frame["name"].tolist() == ["Ana"]
    assert frame["bio"].dropna().tolist() == (["Lee"] if description == "Lee" else [])


def test_the_export_of_mastodon_names_its_owner(tmp_path):
    owner = {"id": actor("ana"), "type": "Person", "preferredUsername": "ana", "name": "Ana Pan"}
    owner |= {"outbox": "outbox.json", "summary": "<p>Masa &amp; horno</p>"}
    ben = actor("ben", "other.example")
    boost = announce(1, f"{ben}/statuses/1", ben)
    (tmp_path / "actor.json").write_text(json.dumps(owner), encoding="utf-8")
    (tmp_path / "outbox.json").write_text(
        json.dumps(collection("outbox.json", [boost])), encoding="utf-8"
    )
    frame = tb.read_events(tmp_path, progress=False).profiles
    assert frame[["name", "bio"]].values.tolist() == [["Ana Pan", "Masa & horno"]]
