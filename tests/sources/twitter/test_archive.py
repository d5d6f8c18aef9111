import json
import zipfile
from pathlib import Path

import pytest

import tribus as tb
from tribus.errors import ReadError

IDS = {"ana": "101", "ben": "102", "eve": "103", "ivo": "104"}
ACCOUNT = [{"account": {"username": "ana", "accountId": "101", "email": "ana@example.org"}}]


def script(name, content, part=0):
    return f"window.YTD.{name}.part{part} = {json.dumps(content, indent=2)}"


def mention(text, name, id_=None):
    start = text.index(f"@{name}")
    id_ = id_ or IDS[name]
    return {
        "name": name.title(),
        "screen_name": name,
        "indices": [str(start), str(start + len(name) + 1)],
        "id_str": id_,
        "id": id_,
    }


def tweet(id_, text, *, names=(), to=None, parent=None, ids=None):
    """A post as the archive holds it, where all numbers stand in quotes."""
    made = {
        "id": str(id_),
        "id_str": str(id_),
        "full_text": text,
        "created_at": "Mon May 03 10:00:00 +0000 2021",
        "display_text_range": ["0", str(len(text))],
        "entities": {"user_mentions": [mention(text, name, (ids or {}).get(name)) for name in names]},
        "retweeted": False,
    }
    if to:
        made |= {"in_reply_to_user_id": IDS[to], "in_reply_to_user_id_str": IDS[to]}
        made |= {"in_reply_to_screen_name": to}
    return made | ({"in_reply_to_status_id_str": str(parent)} if parent else {})


def people(name, *names):
    return script(name, [{name: {"accountId": IDS[one], "userLink": "https://x"}} for one in names])


TWEETS = [
    tweet(1, "@ben @eve as @ivo said", names=["ben", "eve", "ivo"], to="ben"),
    tweet(2, "RT @ivo: with @ben", names=["ivo", "ben"]),
    tweet(3, "hello"),
]
ACTS = {("ana", "reply", "ben"), ("ana", "mention", "ivo"), ("ana", "repost", "ivo")}
NEW = {
    "data/account.js": script("account", ACCOUNT),
    "data/tweets.js": script("tweets", [{"tweet": one} for one in TWEETS]),
    "data/follower.js": people("follower", "ben"),
    "data/following.js": people("following", "eve"),
    "data/like.js": script("like", [{"like": {"tweetId": "77", "fullText": "nice"}}]),
    "data/direct-messages.js": "never read",
    "Your archive.html": "<html>",
}


@pytest.fixture
def write(tmp_path):
    """Write an archive of some files, packed or as a folder."""

    def write_archive(files, *, packed=True):
        path = tmp_path / ("archive.zip" if packed else "archive")
        if packed:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
                for name, content in files.items():
                    opened.writestr(name, content)
        else:
            for name, content in files.items():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_text(content)
        return path

    return write_archive


@pytest.fixture
def read(write):
    """Write an archive of some files, and read it."""

    def read_archive(files, *, packed=True, others=(), **options):
        return tb.read_events([write(files, packed=packed), *others], progress=False, **options)

    return read_archive


def acts(events):
    return {(row.source, row.kind, row.target) for row in events.to_frame().itertuples()}


class TestLists:
    @pytest.mark.parametrize("packed", [True, False])
    def test_posts_follows_and_likes_of_one_user_are_read(self, read, packed):
        events = read(NEW, packed=packed)
        assert acts(events) == ACTS | {("ben", "follow", "ana"), ("ana", "follow", "eve")}
        reading = events.reading[0]
        assert (reading.format, reading.ego, reading.read, reading.kept) == ("X archive", "ana", 6, 4)
        assert reading.skipped == {"likes to unknown users": 1, "posts to nobody": 1}

    def test_the_card_names_the_owner_of_an_ego_network(self, read):
        assert "ego network of ana" in repr(read(NEW))

    def test_old_archives_have_bare_posts_at_the_root(self, read):
        old = {"account.js": script("account", ACCOUNT), "tweet.js": script("tweet", TWEETS)}
        assert acts(read(old)) == ACTS

    def test_large_lists_continue_in_parts(self, read):
        parts = {
            "data/account.js": NEW["data/account.js"],
            "data/tweets.js": script("tweets", [{"tweet": TWEETS[0]}]),
            "data/tweets-part1.js": script("tweets", [{"tweet": TWEETS[1]}], part=1),
            "data/tweets-part22.js": script("tweets", [{"tweet": tweet(9, "so @ben", names=["ben"])}]),
            "data/tweets-partial.js": "never read",
        }
        assert acts(read(parts)) == ACTS | {("ana", "mention", "ben")}

    def test_posts_in_communities_are_read(self, read):
        both = NEW | {
            "data/community-tweet.js": script("c", [{"tweet": tweet(9, "so @ben", names=["ben"])}])
        }
        assert ("ana", "mention", "ben") in acts(read(both))

    @pytest.mark.parametrize("asked", [True, False])
    def test_direct_messages_are_never_opened(self, write, monkeypatch, asked):
        path, opened, open_ = write(NEW, packed=False), [], Path.open

        def open_watched(self, *args, **options):
            opened.append(self.name)
            return open_(self, *args, **options)

        monkeypatch.setattr(Path, "open", open_watched)
        tb.read_events(path, direct_messages=asked, progress=False)
        assert set(opened) == {"account.js", "tweets.js", "follower.js", "following.js", "like.js"}

    def test_a_like_counts_if_another_file_has_the_author(self, read, tmp_path):
        page = {"data": [{"id": "77", "author_id": "104", "text": "nice"}], "meta": {}}
        (tmp_path / "page.jsonl").write_text(json.dumps(page))
        events = read(NEW, others=[tmp_path / "page.jsonl"])
        assert ("ana", "like", "ivo") in acts(events)
        assert events.reading[0].skipped == {"posts to nobody": 1}


class TestReposts:
    def test_an_answer_that_begins_like_a_repost_is_an_answer(self, read):
        answer = tweet(5, "RT @ivo: no", names=["ivo"], to="ben")
        files = NEW | {"data/tweets.js": script("tweets", [{"tweet": answer}])}
        assert {("ana", "reply", "ben"), ("ana", "mention", "ivo")} <= acts(read(files))

    def test_versions_of_an_edited_post_are_one(self, read):
        first = tweet(1, "@ben", names=["ben"]) | {
            "edit_info": {"initial": {"editTweetIds": ["1", "2"]}}
        }
        second = tweet(2, "@ben!", names=["ben"]) | {"edit_info": {"edit": {"initialTweetId": "1"}}}
        tweets = script("tweets", [{"tweet": first}, {"tweet": second}])
        events = read(NEW | {"data/tweets.js": tweets})
        assert events.counts["mention"] == 1
        assert events.cleaning.duplicates == 1

    def test_reposts_of_deleted_users_go_by_name(self, read):
        gone = [
            tweet(5, "RT @ivo: no", names=["ivo"], ids={"ivo": "-1"}),
            tweet(6, "RT @eve: no", names=["eve"], ids={"eve": "-1"}),
        ]
        tweets = script("tweets", [{"tweet": one} for one in gone])
        files = {"data/account.js": NEW["data/account.js"], "data/tweets.js": tweets}
        assert acts(read(files)) == {("ana", "repost", "ivo"), ("ana", "repost", "eve")}

    def test_a_repost_without_a_named_author_is_counted(self, read):
        nobody = NEW | {"data/tweets.js": script("tweets", [{"tweet": tweet(5, "RT @zoe: no")}])}
        assert read(nobody).reading[0].skipped["reposts to unknown users"] == 1


class TestOwner:
    def test_the_manifest_names_the_owner_too(self, read):
        manifest = {
            "userInfo": {"accountId": "101", "userName": "ana"},
            "archiveInfo": {"sizeBytes": "5"},
        }
        files = dict(NEW)
        del files["data/account.js"]
        files["data/manifest.js"] = f"window.__THAR_CONFIG = {json.dumps(manifest)}"
        assert read(files).reading[0].ego == "ana"

    @pytest.mark.parametrize("account", [None, "window.YTD.account.part0 = [ {", "", "[[[", "[5]"])
    def test_an_archive_without_an_owner_asks_for_ego(self, read, account):
        files = NEW | {"data/account.js": account}
        if account is None:
            del files["data/account.js"]
        with pytest.raises(ReadError, match=r"does not name its owner.* as ego="):
            read(files)
        assert ("102", "follow", "101") in acts(read(files, packed=False, ego="101", names=False))

    def test_users_can_go_by_the_ids_of_the_platform(self, read):
        events = read(NEW, names=False)
        assert events.reading[0].ego == "101"
        assert ("102", "follow", "101") in acts(events)


class TestDamage:
    def test_bad_items_are_counted(self, read):
        bad = [{"tweet": {"id_str": 5}}, {}, {"follower": {}}, {"tweet": TWEETS[0]}]
        found = read(NEW | {"data/tweets.js": script("tweets", bad)}).reading[0]
        assert found.skipped["not a record of this format"] == 1
        assert found.skipped["records without an id"] == 2

    @pytest.mark.parametrize(
        "content", ["", "window.YTD.like.part0 = ", "x" * 5_000, '[{"like": {"twee']
    )
    def test_a_list_that_is_cut_off_is_counted(self, read, content):
        found = read(NEW | {"data/like.js": content}, bad_lines=1.0).reading[0]
        assert found.skipped["rest of a damaged file"] == 1

    def test_strict_reading_names_the_file_and_the_item(self, read):
        with pytest.raises(ReadError, match=r"data/tweets.js', item 1: not a record"):
            read(NEW | {"data/tweets.js": script("tweets", [{"tweet": 5}])}, strict=True)
