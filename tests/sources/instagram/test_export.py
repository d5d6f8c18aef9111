"""The export of an Instagram account, and its lists alone."""

from __future__ import annotations

import json
import zipfile

import pytest

import tribus as tb
from tribus.errors import ReadError

AT = 1_777_885_380


def account(name, *, titled=False):
    """Return an item of a list; newer ones have the name in the title."""
    address = f"https://www.instagram.com/{'_u/' if titled else ''}{name}"
    string = {"href": address, "timestamp": AT} | ({} if titled else {"value": name})
    return {"title": name if titled else "", "media_list_data": [], "string_list_data": [string]}


def comment(owner, text="pan", key="Media Owner"):
    parts = {"Comment": {"value": text}, key: {"value": owner}, "Time": {"timestamp": AT}}
    return {"media_list_data": [{"uri": ""}], "string_map_data": parts}


FOLLOWERS = [account("ben"), account("eva")]
FOLLOWING = {"relationships_following": [account("ben", titled=True), account("dan", titled=True)]}
LIKED = {"likes_media_likes": [account("eva") | {"title": "eva"}, account("eva") | {"title": "eva"}]}
OWNER = {
    "profile_user": [{"title": "User", "string_map_data": {"Username": {"href": "", "value": "Ana"}}}]
}
FOLDER = "connections/followers_and_following"
FILES = {
    f"{FOLDER}/followers_1.json": FOLLOWERS,
    f"{FOLDER}/following.json": FOLLOWING,
    f"{FOLDER}/close_friends.json": {"relationships_close_friends": [account("eva")]},
    "your_instagram_activity/likes/liked_posts.json": LIKED,
    "your_instagram_activity/comments/post_comments_1.json": [comment("ben"), comment("Eva")],
    "your_instagram_activity/messages/inbox/x/message_1.json": {"messages": "secret"},
    "personal_information/personal_information/personal_information.json": OWNER,
}
# Right: four follows, two comments, and two likes at one time, which count once.
RIGHT = [
    ("ana", "ben", "follow"),
    ("ana", "ben", "reply"),
    ("ana", "dan", "follow"),
    ("ana", "eva", "like"),
    ("ana", "eva", "reply"),
    ("ben", "ana", "follow"),
    ("eva", "ana", "follow"),
]


@pytest.fixture
def write(tmp_path):
    def write(files, name="export"):
        for inside, content in files.items():
            path = tmp_path / name / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content))
        return tmp_path / name

    return write


def rows(events):
    frame = events.to_frame()
    return sorted(set(zip(frame["source"], frame["target"], frame["kind"], strict=True)))


def test_an_export_has_follows_likes_and_comments_of_its_owner(write):
    events = tb.read_events(write(FILES))
    assert rows(events) == RIGHT
    assert events.egos == ("ana",)
    assert events.reading[0].format == "export of Instagram"
    assert str(events.to_frame()["time"].iloc[0]) == "2026-05-04 09:03:00+00:00"


def test_a_zip_has_its_owner_in_its_name_if_nothing_else_names_it(tmp_path):
    path = tmp_path / "instagram-ana-2026-05-04-x1y2.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            if "personal" not in name:
                archive.writestr(name, json.dumps(content))
    assert rows(tb.read_events(path)) == RIGHT


def test_an_export_without_its_owner_needs_one(write):
    files = {name: content for name, content in FILES.items() if "personal" not in name}
    with pytest.raises(
        ReadError, match=r"without its name. Ask for it again with 'Personal information'"
    ):
        tb.read_events(write(files))
    assert rows(tb.read_events(write(files), ego="ana")) == RIGHT


def test_a_list_alone_needs_its_owner(write):
    folder = write({"followers_1.json": FOLLOWERS, "following.json": FOLLOWING})
    events = tb.read_events(folder, ego="Ana")
    assert rows(events) == [row for row in RIGHT if row[2] == "follow"]
    with pytest.raises(ReadError, match=r"name the owner with ego='ana'. ego is None"):
        tb.read_events(folder)


def test_a_list_that_does_not_say_what_it_is_is_an_error(write):
    with pytest.raises(ReadError, match=r"Name it followers_1.json"):
        tb.read_events(write({"x.json": FOLLOWERS}) / "x.json", ego="ana")


def test_an_export_in_html_says_how_to_get_json(tmp_path):
    with zipfile.ZipFile(tmp_path / "instagram-ana-2026-05-04.zip", "w") as archive:
        archive.writestr(f"{FOLDER}/followers_1.html", "<html></html>")
    with pytest.raises(ReadError, match=r"in HTML, .* Ask for it as JSON"):
        tb.read_events(tmp_path / "instagram-ana-2026-05-04.zip")


def test_texts_are_read_as_they_were_written(write):
    files = FILES | {"your_instagram_activity/comments/post_comments_1.json": [comment("ben", "aÃ±o")]}
    texts = tb.read_events(write(files), texts=True).to_frame()["text"].dropna()
    assert texts.tolist() == ["año"]


def test_a_comment_whose_post_has_no_author_is_activity(write):
    files = FILES | {
        "your_instagram_activity/comments/post_comments_2.json": [comment("x", key="Owner")]
    }
    events = tb.read_events(write(files))
    assert events.reading[0].skipped["comments that do not name the author of the post"] == 1
    assert len(events.activity) == 1


def test_pages_of_other_platforms_with_such_names_are_no_export(write):
    page = {"id": "1", "username": "ben", "acct": "ben@there.social", "url": "https://there.social/@ben"}
    events = tb.read_events(write({"followers.json": [page]}), ego="ana@here.social")
    assert rows(events) == [("ben@there.social", "ana@here.social", "follow")]
