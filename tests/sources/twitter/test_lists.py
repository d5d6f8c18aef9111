import json

import pytest

import tribus as tb
from tribus.errors import EventsError
from tribus.sources.twitter.lists import FOLLOWERS, UNKNOWN_LIST, find_list

API = "https://api.twitter.com/2"
ANA, BEN = {"id": "101", "username": "ana"}, {"id": "102", "username": "ben"}
EVE = {"id": "103", "username": "eve"}
POST_OF_EVE = {"data": [{"id": "9", "author_id": "103", "text": "hello"}], "includes": {"users": [EVE]}}


def people(*users, url=None):
    made = {"data": list(users), "meta": {"result_count": len(users)}}
    return made | ({"__twarc": {"url": url}} if url else {})


class TestFollows:
    def test_the_address_names_the_followed_user(self, read_rows):
        found = read_rows([people(ANA, BEN, url=f"{API}/users/103/followers?max_results=1000")])
        assert found.acts == {("ana", "follow", "103"), ("ben", "follow", "103")}
        assert (found.read, found.kept) == (2, 2)

    def test_the_address_names_the_follower(self, read_rows):
        found = read_rows([people(ANA, BEN, url=f"{API}/users/103/following")])
        assert found.acts == {("103", "follow", "ana"), ("103", "follow", "ben")}

    def test_the_owner_of_a_list_gets_the_name_in_another_file(self, find):
        found = find([people(ANA, url=f"{API}/users/103/followers")], [POST_OF_EVE])
        assert found.acts == {("ana", "follow", "eve")}

    def test_users_one_a_line_give_the_same_events(self, read_rows):
        asking = {"__twarc": {"url": f"{API}/users/103/followers"}}
        assert read_rows([ANA | asking, BEN | asking]).acts == {
            ("ana", "follow", "103"),
            ("ben", "follow", "103"),
        }

    def test_pages_that_overlap_count_once(self, find):
        url = f"{API}/users/103/followers"
        assert find([people(ANA, BEN, url=url), people(BEN, url=url)]).n_events == 2


class TestListsWithoutAddress:
    @pytest.mark.parametrize(
        ("name", "act"),
        [
            ("eve-followers.jsonl", ("ana", "follow", "103")),
            ("Following_of_eve.jsonl", ("103", "follow", "ana")),
            ("friends.jsonl", ("103", "follow", "ana")),
        ],
    )
    def test_ego_gives_the_owner_and_the_file_name_the_kind(self, read_rows, name, act):
        assert read_rows([people(ANA)], name=name, ego="103").acts == {act}

    def test_the_address_overrides_ego(self, read_rows):
        found = read_rows(
            [people(ANA, url=f"{API}/users/102/followers")], name="following.jsonl", ego="103"
        )
        assert found.acts == {("ana", "follow", "102")}

    def test_no_follow_is_guessed_without_ego(self, find):
        with pytest.raises(EventsError, match=r"users on lists without an owner, which ego= gives: 1"):
            find([people(ANA)], name="followers.jsonl")

    @pytest.mark.parametrize("name", ["people.jsonl", "followers-and-following.jsonl"])
    def test_no_follow_is_guessed_from_another_file_name(self, find, name):
        with pytest.raises(EventsError, match=r"whose name says neither followers nor following: 1"):
            find([people(ANA)], name=name, ego="103")


class TestLikesAndReposts:
    def test_posts_on_a_list_of_likes_are_likes_of_its_owner(self, read_rows):
        liked = POST_OF_EVE | {"__twarc": {"url": f"{API}/users/101/liked_tweets"}}
        assert read_rows([liked]).acts == {("101", "like", "eve")}

    def test_a_liker_of_a_post_likes_its_author(self, find):
        found = find([people(ANA, url=f"{API}/tweets/9/liking_users")], [POST_OF_EVE])
        assert found.acts == {("ana", "like", "eve")}

    def test_a_reposter_of_a_post_reposts_its_author(self, find):
        found = find([people(ANA, url=f"{API}/tweets/9/retweeted_by")], [POST_OF_EVE])
        assert found.acts == {("ana", "repost", "eve")}

    def test_likes_of_a_post_without_a_known_author_are_counted(self, find):
        lists = [people(ANA, url=f"{API}/tweets/9/liking_users")], [POST_OF_EVE]
        elsewhere = [people(BEN, url=f"{API}/tweets/8/liking_users"), *lists[0]]
        assert find(elsewhere, lists[1]).skipped == {"likes to unknown users": 1}


class TestOtherLists:
    def test_users_on_other_lists_are_users_without_events(self, find):
        muted = people(BEN, EVE, url=f"{API}/users/101/muting")
        found = find([muted, people(ANA, url=f"{API}/users/103/followers")])
        assert found.skipped == {"users on other lists": 2}
        assert found.events.n_users == 3

    @pytest.mark.parametrize(
        "url",
        [
            f"{API}/lists/7/followers",
            f"{API}/users/by/username/followers",
            f"{API}/users/ana/followers",
            "followers",
            "",
            "?/2/users/1/followers",
        ],
    )
    def test_other_addresses_name_no_list(self, url):
        assert find_list(url).kind == UNKNOWN_LIST

    def test_an_address_may_have_any_host_and_query(self):
        assert find_list("https://api.x.com/2/users/12/followers?user.fields=id/2") == (FOLLOWERS, "12")


def test_users_on_a_page_of_the_website_follow_the_owner(tmp_path):
    names = {"1": "ana", "2": "ben"}
    people = [
        {
            "rest_id": number,
            "core": {"screen_name": name, "name": name.title()},
            "legacy": {"description": f"I am {name}"},
        }
        for number, name in names.items()
    ]
    contents = [{"itemContent": {"user_results": {"result": person}}} for person in people]
    entries = [{"content": content} for content in (*contents, {"itemContent": {"user_results": {}}})]
    timeline = {"timeline": {"instructions": [{"entries": entries}]}}
    path = tmp_path / "Followers.json"
    page = {"data": {"user": {"result": {"timeline": timeline}}}}
    path.write_text(json.dumps(page), encoding="utf-8")
    events = tb.read_events(path, ego="cai", progress=False)
    assert set(events.to_frame()["source"]) == {"ana", "ben"}
    assert set(events.to_frame()["target"]) == {"cai"}
    assert events.reading[0].skipped == {"users on lists whose accounts are gone": 1}
