from __future__ import annotations

import io
import json
import tarfile
import zipfile

import pytest

import tribus as tb
from tests.sources.mastodon.made import (
    HERE,
    PUBLIC,
    account,
    actor,
    announce,
    collection,
    create,
    link,
    status,
    tag,
    triples,
)
from tribus.errors import EventsError, ReadError
from tribus.sources import ReadOptions, Rows, recognise
from tribus.sources.rows import FOREVER

AT_ANA, AT_BEN, AT_CARLA = f"ana@{HERE}", "ben@other.example", f"carla@{HERE}"
BEN = actor("ben", "other.example")
HEADER = "Account address,Show boosts,Notify on new posts,Languages\n"
OWNER = {"id": actor("ana"), "type": "Person", "preferredUsername": "ana", "outbox": "outbox.json"}


@pytest.fixture
def outbox(tmp_path):
    """Read activities as a single outbox."""

    def read(*activities, **options):
        path = tmp_path / "outbox.json"
        path.write_text(json.dumps(collection("outbox.json", activities)))
        return tb.read_events(path, **options)

    return read


def export():
    """Return all files of the export of Ana, without pictures."""
    activities = [
        create(1),
        create(2, inReplyTo=f"{BEN}/statuses/7", tag=[tag("ben", "other.example")]),
        create(3, to=[BEN], tag=[tag("ben", "other.example")]),
        announce(4, f"{actor('carla')}/statuses/8", actor("carla")),
    ]
    return {
        "outbox.json": json.dumps(collection("outbox.json", activities)),
        "likes.json": json.dumps(collection("likes.json", [f"{BEN}/statuses/9"])),
        "bookmarks.json": json.dumps(collection("bookmarks.json", [f"{BEN}/statuses/9"])),
        "following_accounts.csv": f'{HEADER}ben@Other.Example,true,false,"es, en"\r\n',
        "actor.json": json.dumps(OWNER),
    }


WHOLE = [
    (AT_ANA, "follow", AT_BEN),
    (AT_ANA, "like", AT_BEN),
    (AT_ANA, "reply", AT_BEN),
    (AT_ANA, "repost", AT_CARLA),
]


def pack(path, files):
    """Write files as the folder, the zip or the tar that the path says."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            for name, text in files.items():
                packed.writestr(name, text)
    elif path.suffix == ".gz":
        with tarfile.open(path, "w:gz") as packed:
            for name, text in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(text.encode())
                packed.addfile(info, io.BytesIO(text.encode()))
    else:
        for name, text in files.items():
            file = path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    return path


@pytest.mark.parametrize("name", ["export.zip", "export.tar.gz", "export"])
def test_an_export_is_read_as_archive_and_as_folder(tmp_path, name):
    events = tb.read_events(pack(tmp_path / name, export()))
    assert triples(events) == WHOLE
    (reading,) = events.reading
    # 4 activities, 1 like, 1 bookmark, 1 followed
    assert (reading.read, reading.kept, reading.ego) == (7, 4, AT_ANA)
    assert dict(reading.skipped) == {"bookmarks": 1, "direct messages": 1, "posts to nobody": 1}


def test_the_order_of_files_in_an_archive_does_not_matter(tmp_path):
    files = export()
    ways = [files, dict(reversed(files.items()))]
    events = [tb.read_events(pack(tmp_path / f"{i}.tar.gz", way)) for i, way in enumerate(ways)]
    assert triples(events[0]) == triples(events[1]) == WHOLE
    assert [one.reading[0].ego for one in events] == [AT_ANA, AT_ANA]


def test_a_folder_may_hold_exports_of_several_users(tmp_path):
    bens = {
        "actor.json": json.dumps({"id": BEN, "preferredUsername": "ben"}),
        "outbox.json": json.dumps(collection("outbox.json", [])),
        "following_accounts.csv": f"{HEADER}{AT_ANA},true,false,\n",
    }
    pack(tmp_path / "all" / "ana", export())
    pack(tmp_path / "all" / "ben", bens)
    events = tb.read_events(tmp_path / "all")
    assert triples(events) == [*WHOLE, (AT_BEN, "follow", AT_ANA)]
    assert events.reading[0].ego is None


def test_posts_are_read_even_if_the_actor_is_unreadable(tmp_path):
    files = export() | {"actor.json": "{", "following_accounts.csv": HEADER}
    del files["likes.json"]
    events = tb.read_events(pack(tmp_path / "export.zip", files))
    assert triples(events) == [(AT_ANA, "reply", AT_BEN), (AT_ANA, "repost", AT_CARLA)]
    assert events.reading[0].skipped["not JSON"] == 1


def test_direct_messages_are_read_on_request_only(outbox):
    message = create(1, to=[BEN], tag=[tag("ben", "other.example")])
    events = outbox(message, create(2, tag=[tag("carla")]))
    assert triples(events) == [(AT_ANA, "mention", AT_CARLA)]
    assert dict(events.reading[0].skipped) == {"direct messages": 1}
    asked = outbox(message, direct_messages=True)
    assert triples(asked) == [(AT_ANA, "mention", AT_BEN)]


def test_a_message_to_a_user_called_followers_is_direct(outbox):
    message = create(1, to=[actor("followers")], tag=[tag("followers")])
    with pytest.raises(EventsError, match="direct messages: 1"):
        outbox(message)


def test_an_activity_without_addressees_is_direct(outbox):
    silent = {"id": "x", "type": "Create", "actor": actor("ana"), "object": {"tag": tag("ben")}}
    with pytest.raises(EventsError, match="direct messages: 1"):
        outbox(silent)


@pytest.mark.parametrize("ends", [["as:Public"], "Public", [PUBLIC], [f"{actor('ana')}/followers"]])
def test_public_and_followers_only_activities_are_read(outbox, ends):
    activity = create(1, tag=tag("carla")) | {"to": ends, "cc": []}
    activity["object"] |= {"to": None, "cc": None}
    assert triples(outbox(activity)) == [(AT_ANA, "mention", AT_CARLA)]


def test_a_reply_goes_to_the_author_in_the_uri_of_its_parent(outbox):
    events = outbox(create(1, inReplyTo=f"https://{HERE}/@carla/5", tag=[tag("ben", "other.example")]))
    assert triples(events) == [(AT_ANA, "mention", AT_BEN), (AT_ANA, "reply", AT_CARLA)]


def test_leading_mentions_of_a_reply_are_automatic(outbox):
    tags = [tag("ben", "other.example"), tag("carla")]
    content = f"<p>{link('ben', 'other.example')} {link('carla')} si</p>"
    events = outbox(create(1, inReplyTo=f"{BEN}/statuses/7", tag=tags, content=content))
    assert triples(events) == [(AT_ANA, "reply", AT_BEN)]


def test_a_parent_without_a_name_is_by_the_only_mentioned_user(outbox):
    tags = [tag("ben", "other.example"), tag("carla")]
    events = outbox(
        create(1, inReplyTo="https://other.example/objects/5f", tag=tags),  # the only one from there
        create(2, inReplyTo="https://third.example/objects/5f", tag=tags[1:]),  # the only one at all
        create(3, inReplyTo="https://third.example/objects/6f", tag=tags),  # either
    )
    frame = events.to_frame()
    replies = frame[frame["kind"] == "reply"]
    assert sorted(replies["target"]) == [AT_BEN, AT_CARLA]
    # the third has only its mentions
    assert sorted(frame[frame["kind"] == "mention"]["target"]) == [AT_BEN, AT_CARLA, AT_CARLA]


def test_the_author_of_a_parent_is_found_in_pages_of_the_api(tmp_path):
    uri = "https://other.example/objects/5f"
    ben = account("ben", "other.example")
    (tmp_path / "page.json").write_text(json.dumps([status(ben, 1, uri=uri)]))
    tags = [tag("ben", "other.example"), tag("dan", "other.example")]
    path = tmp_path / "outbox.json"
    path.write_text(json.dumps(collection("outbox.json", [create(1, inReplyTo=uri, tag=tags)])))
    events = tb.read_events([path, tmp_path / "page.json"])
    # Ben, who is answered, is not mentioned as well
    assert triples(events) == [(AT_ANA, "mention", "dan@other.example"), (AT_ANA, "reply", AT_BEN)]


def test_replies_to_oneself_are_left_out(outbox):
    own = create(2, inReplyTo=f"{actor('ana')}/statuses/1")
    events = outbox(own, create(3, tag=[tag("carla")]))
    assert triples(events) == [(AT_ANA, "mention", AT_CARLA)]
    assert events.cleaning.self_interactions == 1


def test_a_repost_of_a_private_post_contains_the_post(outbox):
    own = announce(2, create(1)["object"], actor("ana"))
    events = outbox(own, create(3, tag=[tag("carla")]))
    assert events.cleaning.self_interactions == 1


def test_a_repost_without_a_name_goes_to_its_addressee(outbox):
    pleroma, misskey = "https://other.example/objects/5f", "https://third.example/notes/9abc"
    events = outbox(announce(1, pleroma, BEN), announce(2, misskey, actor("7x", "third.example")))
    # Misskey's actors have a number that is not their name
    assert triples(events) == [(AT_ANA, "repost", "#7x@third.example"), (AT_ANA, "repost", AT_BEN)]


def test_an_actor_with_a_number_gets_the_address_in_a_mention(outbox):
    number = "https://other.example/ap/users/115"
    events = outbox(
        announce(1, f"{number}/statuses/1", number),
        create(2, inReplyTo=f"{number}/statuses/2", tag=[tag("ben", "other.example", href=number)]),
        create(3, inReplyTo=f"{number}/statuses/3"),
        announce(
            4, "https://other.example/ap/users/116/statuses/1", "https://other.example/ap/users/116"
        ),
    )
    assert triples(events) == [
        (AT_ANA, "reply", AT_BEN),
        (AT_ANA, "reply", AT_BEN),
        (AT_ANA, "repost", "#116@other.example"),
        (AT_ANA, "repost", AT_BEN),
    ]


def test_an_actor_with_a_number_gets_the_address_in_the_api(tmp_path):
    number = "https://other.example/ap/users/115"
    files = export() | {
        "outbox.json": json.dumps(collection("o", [announce(1, f"{number}/statuses/1", number)]))
    }
    ben = account("ben", "other.example") | {"uri": number}
    (tmp_path / "page.json").write_text(json.dumps([status(ben, 1)]))
    events = tb.read_events([pack(tmp_path / "export.zip", files), tmp_path / "page.json"])
    assert (AT_ANA, "repost", AT_BEN) in triples(events)


def test_an_owner_with_a_number_gets_the_name_in_the_export(tmp_path):
    number = f"https://{HERE}/ap/users/7"
    own = create(1, owner=number, inReplyTo=f"{BEN}/statuses/7", tag=[tag("ben", "other.example")])
    files = {
        "outbox.json": json.dumps(collection("outbox.json", [own])),
        "actor.json": json.dumps({"id": number, "preferredUsername": "ana"}),
    }
    assert triples(tb.read_events(pack(tmp_path / "export.zip", files))) == [(AT_ANA, "reply", AT_BEN)]


def test_a_single_outbox_of_an_owner_with_a_number_asks_for_ego(outbox):
    own = create(1, owner=f"https://{HERE}/ap/users/7", tag=[tag("ben", "other.example")])
    with pytest.raises(ReadError, match=r"outbox\.json' does not name its owner.*ego='ana@host'"):
        outbox(own)
    assert triples(outbox(own, ego=AT_ANA)) == [(AT_ANA, "mention", AT_BEN)]


def test_a_quote_goes_to_the_author_of_the_quoted_note(outbox):
    events = outbox(
        create(1, quote=f"{BEN}/statuses/1"),
        create(2, quoteUri=f"{actor('carla')}/statuses/1"),
        create(3, quote={"type": "Tombstone"}),
    )
    assert triples(events) == [(AT_ANA, "quote", AT_BEN), (AT_ANA, "quote", AT_CARLA)]
    assert dict(events.reading[0].skipped) == {"posts to nobody": 1}


def test_the_same_status_in_an_export_and_in_the_api_counts_once(tmp_path):
    ben = account("ben", "other.example")
    (tmp_path / "page.json").write_text(json.dumps([status(account("ana"), 2, to=ben, mentions=[ben])]))
    events = tb.read_events([pack(tmp_path / "export.zip", export()), tmp_path / "page.json"])
    assert triples(events) == WHOLE
    assert events.cleaning.duplicates == 1


def test_activities_of_other_kinds_are_counted(outbox):
    other = announce(1, f"{BEN}/statuses/1", BEN) | {"type": "Like"}
    events = outbox(other, create(2, tag=[tag("carla")]))
    assert dict(events.reading[0].skipped) == {"records of other kinds": 1}


def test_a_single_file_of_likes_belongs_to_ego(tmp_path):
    path = tmp_path / "likes.json"
    path.write_text(json.dumps(collection("likes.json", [f"{BEN}/statuses/9"])))
    with pytest.raises(ReadError, match=r"likes\.json' does not name its owner"):
        tb.read_events(path)
    assert triples(tb.read_events(path, ego=AT_ANA)) == [(AT_ANA, "like", AT_BEN)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}{AT_BEN},true,false,\n{AT_CARLA},true,false,\n",
        f"\ufeff{HEADER.replace(',', ';')}@{AT_BEN};true\r\n\r\n{AT_CARLA};true",
        f'"Account address","Show boosts"\n"{AT_BEN}","true"\n"{AT_CARLA}","false"\n',
        f"{AT_BEN}\n{AT_CARLA}\n",
        f"{AT_BEN},true\n{AT_CARLA},false\n",
    ],
)
def test_a_single_list_of_followed_accounts_belongs_to_ego(tmp_path, text):
    path = tmp_path / "following_accounts.csv"
    path.write_text(text)
    events = tb.read_events(path, ego=AT_ANA)
    assert triples(events) == [(AT_ANA, "follow", AT_BEN), (AT_ANA, "follow", AT_CARLA)]
    assert (events.reading[0].read, events.reading[0].ego) == (2, AT_ANA)


def test_a_single_list_without_an_owner_is_an_error_with_a_remedy(tmp_path):
    path = tmp_path / "following_accounts.csv"
    path.write_text(f"{HEADER}{AT_BEN},true,false,\n")
    with pytest.raises(ReadError, match=r"does not name its owner; read it with ego='ana@host'"):
        tb.read_events(path)


def test_a_text_that_is_no_address_is_a_bad_line(tmp_path):
    path = tmp_path / "following_accounts.csv"
    path.write_bytes(f"{HEADER}{AT_BEN},true\nben,true\na@b@c\na b@c\n\0@c\n".encode() + b"\xff@c\n")
    events = tb.read_events(path, ego=AT_ANA, bad_lines=1.0)
    assert dict(events.reading[0].skipped) == {"not an address": 5}
    with pytest.raises(ReadError, match=r"line 3: not an address .*ben"):
        tb.read_events(path, ego=AT_ANA, strict=True)


def test_a_table_of_pairs_is_no_list_of_accounts(tmp_path):
    path = tmp_path / "following.csv"
    path.write_text("source,target\nana@x.example,ben@x.example\n")
    assert triples(tb.read_events(path)) == [("ana@x.example", "follow", "ben@x.example")]


FOLLOW_ID = f"{actor('ana')}#follows/1"


def follow(minute, **more):
    """A follow of Ben in the outbox of Ana."""
    published = f"2024-05-01T10:{minute:02}:00Z"
    return {
        "id": FOLLOW_ID, "type": "Follow", "actor": actor("ana"), "published": published,
        "object": BEN,
    } | more  # fmt: skip


def undo(what, minute, type_="Undo"):
    published = {"published": f"2024-05-01T10:{minute:02}:00Z"} if minute else {}
    return {"id": "u", "type": type_, "actor": actor("ana"), "object": what} | published


def test_a_follow_in_an_outbox_is_a_follow(outbox):
    assert triples(outbox(follow(1))) == [(AT_ANA, "follow", AT_BEN)]


@pytest.mark.parametrize("what", [FOLLOW_ID, follow(1)])
@pytest.mark.parametrize(("minute", "time"), [(9, "2024-05-01T10:09:00Z"), (0, FOREVER)])
def test_an_undone_follow_has_its_time_or_is_undone_for_good(tmp_path, what, minute, time):
    path = tmp_path / "outbox.json"
    path.write_text(json.dumps(collection("outbox.json", [follow(1), undo(what, minute)])))
    found = {}
    rows = Rows(
        ReadOptions(),
        lambda table, batch: found.setdefault(table, []).extend(batch.to_pylist()),
        file=path.name,
    )
    recognise(path).read(rows, lambda _: None)
    rows.flush(min_rows=1)
    assert found["undone"] == [{"post": FOLLOW_ID, "time": time}]
    assert rows.skipped == {"deletions": 1}


def test_a_deleted_note_is_no_event(outbox):
    note = create(1, tag=[tag("carla")])
    deletion = undo({"id": note["object"]["id"], "type": "Tombstone"}, 9, "Delete")
    assert triples(outbox(note, create(2, tag=[tag("ben", "other.example")]), deletion)) == [
        (AT_ANA, "mention", AT_BEN)
    ]


def test_a_truncated_outbox_is_an_error_or_read_up_to_there(tmp_path):
    text = json.dumps(collection("outbox.json", [create(1, tag=[tag("carla")]), create(2)]))
    path = tmp_path / "outbox.json"
    path.write_text(text[:-200])
    with pytest.raises(ReadError, match="after item 1: the rest cannot be read"):
        tb.read_events(path)
    assert triples(tb.read_events(path, bad_lines=1.0)) == [(AT_ANA, "mention", AT_CARLA)]
