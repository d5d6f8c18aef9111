import json
from typing import ClassVar

import pytest

from tribus.errors import EventsError, ReadError

ANA, BEN, EVE, IVO = "101", "102", "103", "104"
NAMES = {ANA: "ana", BEN: "ben", EVE: "eve", IVO: "ivo"}
AT = "2021-05-03T10:00:00.000Z"


def user(id_):
    return {"id": id_, "username": NAMES[id_], "name": NAMES[id_].title()}


def mention(text, name, *, with_id=True):
    start = text.index(f"@{name}")
    found = {"start": start, "end": start + len(name) + 1, "username": name}
    ids = {name: id_ for id_, name in NAMES.items()}
    return found | ({"id": ids[name]} if with_id else {})


def post(id_, author, text="", *, names=(), to=None, with_ids=True, **others):
    """A post; `replied_to`, `quoted` and `retweeted` refer to others."""
    made = {"id": str(id_), "author_id": author, "text": text, "created_at": AT, "public_metrics": {}}
    references = [
        {"type": type_, "id": str(others.pop(type_))}
        for type_ in ("replied_to", "quoted", "retweeted")
        if type_ in others
    ]
    if references:
        made["referenced_tweets"] = references
    if names:
        made["entities"] = {"mentions": [mention(text, name, with_id=with_ids) for name in names]}
    return made | ({"in_reply_to_user_id": to} if to else {}) | others


def page(*data, users=(ANA, BEN, EVE, IVO), posts=(), url=None):
    made = {"data": list(data), "includes": {"users": list(map(user, users)), "tweets": list(posts)}}
    return made | {"meta": {"result_count": len(data)}} | ({"__twarc": {"url": url}} if url else {})


class TestReplies:
    def test_a_reply_to_a_deleted_post_goes_to_its_author(self, find):
        found = find([page(post(1, ANA, "yes", to=BEN, replied_to=900))])
        assert found.acts == {("ana", "reply", "ben")}
        reading = found.events.reading[0]
        assert (reading.read, reading.kept, reading.format) == (1, 1, "X API v2")

    def test_a_reply_goes_to_the_author_of_the_included_post(self, read_rows):
        found = read_rows([page(post(1, ANA, "yes", replied_to=9), posts=[post(9, EVE)])])
        assert found.acts == {("ana", "reply", "eve")}

    def test_the_author_is_found_in_another_file(self, find):
        found = find([page(post(1, ANA, "yes", replied_to=9))], [page(post(9, EVE, "hello"))])
        assert found.acts == {("ana", "reply", "eve")}

    def test_a_reply_to_an_unknown_author_is_counted(self, find):
        found = find([page(post(1, ANA, replied_to=9), post(2, ANA, to=BEN))])
        assert found.skipped == {"replies to unknown users": 1}

    def test_carried_names_are_no_mentions(self, read_rows):
        text = "@ben @eve as @ivo said"
        found = read_rows([page(post(1, ANA, text, names=["ben", "eve", "ivo"], to=BEN))])
        assert found.acts == {("ana", "reply", "ben"), ("ana", "mention", "ivo")}

    def test_the_answered_user_is_not_mentioned_as_well(self, read_rows):
        found = read_rows([page(post(1, ANA, "dear @ben, yes", names=["ben"], to=BEN))])
        assert found.acts == {("ana", "reply", "ben")}

    def test_the_answered_author_in_another_file_is_not_mentioned(self, find):
        answer = post(1, ANA, "dear @eve and @ivo", names=["eve", "ivo"], replied_to=9)
        found = find([page(answer)], [page(post(9, EVE, "hello"))])
        assert found.acts == {("ana", "reply", "eve"), ("ana", "mention", "ivo")}

    def test_a_name_at_the_start_of_the_displayed_text_is_a_mention(self, read_rows):
        text = "@ben @eve look at this"
        shown = post(1, ANA, text, names=["ben", "eve"], to=BEN, display_text_range=[5, len(text)])
        assert read_rows([page(shown)]).acts == {("ana", "reply", "ben"), ("ana", "mention", "eve")}

    def test_a_name_at_the_start_of_a_post_is_a_mention(self, read_rows):
        found = read_rows([page(post(1, ANA, "@ben @eve hello", names=["ben", "eve"]))])
        assert found.acts == {("ana", "mention", "ben"), ("ana", "mention", "eve")}

    def test_a_post_can_answer_one_user_and_quote_another(self, read_rows):
        both = post(1, ANA, "see", to=BEN, replied_to=8, quoted=9)
        found = read_rows([page(both, posts=[post(8, BEN), post(9, EVE)])])
        assert found.acts == {("ana", "reply", "ben"), ("ana", "quote", "eve")}
        assert (found.read, found.kept) == (1, 1)


class TestReposts:
    def test_a_repost_goes_to_the_included_author_and_mentions_nobody(self, read_rows):
        text = "RT @ben: with @eve"
        found = read_rows(
            [page(post(1, ANA, text, names=["ben", "eve"], retweeted=9), posts=[post(9, IVO)])]
        )
        assert found.acts == {("ana", "repost", "ivo")}

    def test_the_text_names_the_author_of_a_repost_that_is_not_included(self, read_rows):
        text = "RT @ben: with @eve"
        found = read_rows([page(post(1, ANA, text, names=["ben", "eve"], retweeted=9))])
        assert found.acts == {("ana", "repost", "ben")}

    def test_a_quote_of_a_deleted_post_is_counted_and_its_author_kept(self, find):
        found = find([page(post(1, ANA, "see", quoted=9), post(2, BEN, to=EVE))])
        assert found.skipped == {"quotes to unknown users": 1}
        assert "ana" in found.events.ids.to_pylist()


class TestPosts:
    def test_included_posts_are_no_events(self, read_rows):
        found = read_rows([page(post(1, ANA, to=BEN), posts=[post(9, EVE, to=IVO)])])
        assert found.acts == {("ana", "reply", "ben")}

    def test_versions_of_an_edited_post_are_one(self, find):
        versions = [
            post(id_, ANA, "@ben", names=["ben"], edit_history_tweet_ids=["1", "2"]) for id_ in (1, 2)
        ]
        found = find([page(*versions)])
        assert found.n_events == 1
        assert found.table["post"].tolist() == ["1"]

    def test_an_answer_to_any_version_finds_its_author(self, find):
        edited = post(2, ANA, "hello", edit_history_tweet_ids=["1", "2"])
        answers = [post(5, BEN, replied_to=1), post(6, EVE, replied_to=2)]
        found = find([page(edited, *answers)])
        assert found.acts == {("ben", "reply", "ana"), ("eve", "reply", "ana")}

    def test_pages_that_overlap_count_once(self, find):
        one = page(post(1, ANA, to=BEN))
        found = find([one, one], [one])
        assert found.n_events == 1
        assert [reading.kept for reading in found.events.reading] == [2, 1]

    def test_a_user_named_twice_is_mentioned_once(self, find):
        made = post(1, ANA, "@ben and again @ben", names=["ben", "ben"])
        assert find([page(made)]).n_events == 1

    def test_a_long_post_mentions_all_users_in_its_full_text(self, read_rows):
        whole = "a long story of @ben and @eve"
        note = {
            "text": whole,
            "entities": {"mentions": [mention(whole, name) for name in ("ben", "eve")]},
        }
        made = post(1, ANA, whole[:20], names=["ben"], note_tweet=note)
        found = read_rows([page(made)], texts=True)
        assert found.acts == {("ana", "mention", "ben"), ("ana", "mention", "eve")}
        assert found.texts == {whole}

    def test_the_author_of_a_post_to_nobody_is_kept(self, find):
        found = find([page(post(1, IVO, "hello"), post(2, ANA, to=BEN))])
        assert found.skipped == {"posts to nobody": 1}
        assert found.events.n_users == 3

    def test_the_conversation_and_the_time_are_kept(self, find):
        table = find([page(post(1, ANA, to=BEN, conversation_id="7"))]).table
        assert table["thread"].tolist() == ["7"]
        assert str(table["time"][0]) == "2021-05-03 10:00:00+00:00"

    def test_posts_without_an_author_or_an_id_are_counted(self, read_rows):
        nobody = {"id": "5", "text": "hello"}
        found = read_rows(
            [page(nobody, {"text": "hello"}, post(1, ANA, to=BEN)), {"data": [], "meta": {}}]
        )
        assert found.skipped == {
            "empty pages": 1,
            "posts without an author": 1,
            "records without an id": 1,
        }
        assert (found.read, found.kept) == (4, 1)


class TestNames:
    def test_mentions_without_id_are_found_among_the_included_users(self, find):
        made = post(1, ANA, "with @Ben", to=None)
        made["entities"] = {"mentions": [{"start": 5, "end": 9, "username": "Ben"}]}
        assert find([page(made)], names=False).acts == {(ANA, "mention", BEN)}

    def test_a_user_without_a_known_id_goes_by_name(self, read_rows):
        made = post(1, ANA, "with @ben", names=["ben"], with_ids=False)
        assert read_rows([page(made, users=[ANA])]).acts == {("ana", "mention", "ben")}

    def test_the_name_in_the_latest_page_is_used(self, read_rows):
        later = page(post(2_000, ANA, to=BEN), users=[BEN])
        later["includes"]["users"].append({"id": ANA, "username": "ana_maria"})
        found = read_rows([later, page(post(1_000, ANA, to=EVE))])
        assert found.acts == {("ana_maria", "reply", "ben"), ("ana_maria", "reply", "eve")}

    def test_ids_that_are_no_numbers_have_rank_zero(self, read_rows):
        found = read_rows([page(post("9" * 400, ANA, to=BEN), post("x", BEN, to=ANA))])
        assert found.acts == {("ana", "reply", "ben"), ("ben", "reply", "ana")}


class TestForms:
    RECORDS: ClassVar = page(
        post(1, ANA, "@ben @eve and @ivo", names=["ben", "eve", "ivo"], to=BEN, replied_to=8, quoted=9),
        post(2, EVE, "RT @ivo: all of it", names=["ivo"], retweeted=9),
        posts=[post(8, BEN), post(9, IVO)],
    )
    ACTS: ClassVar = {
        ("ana", "reply", "ben"),
        ("ana", "mention", "ivo"),
        ("ana", "quote", "ivo"),
        ("eve", "repost", "ivo"),
    }

    @staticmethod
    def flattened(made):
        """As `twarc2 flatten` puts what a page includes into each post."""
        posts = {one["id"]: one for one in made["includes"]["tweets"]}
        for one in made["data"]:
            references = [
                reference
                | posts[reference["id"]]
                | {"author": user(posts[reference["id"]]["author_id"])}
                for reference in one.get("referenced_tweets", ())
            ]
            yield one | {
                "author": user(one["author_id"]),
                "referenced_tweets": references,
                "in_reply_to_user": user(one.get("in_reply_to_user_id", ANA)),
                "__twarc": {"url": "https://api.twitter.com/2/tweets/search/all?query=x"},
            }

    def test_pages_lines_and_documents_give_the_same_events(self, read_rows):
        assert read_rows([self.RECORDS]).acts == self.ACTS
        assert read_rows(json.dumps(self.RECORDS, indent=2), name="page.json").acts == self.ACTS
        assert read_rows(json.dumps([self.RECORDS], indent=1), name="pages.json").acts == self.ACTS

    def test_flattened_lines_give_the_same_events(self, read_rows):
        assert read_rows(list(self.flattened(self.RECORDS))).acts == self.ACTS

    def test_a_page_may_hold_a_single_post(self, read_rows):
        alone = {"data": post(1, ANA, "yes", to=BEN)}
        assert read_rows([alone]).acts == {(ANA, "reply", BEN)}
        assert read_rows(json.dumps(alone | {"meta": {}}, indent=2)).acts == {(ANA, "reply", BEN)}

    def test_a_line_that_is_no_page_is_counted(self, read_rows):
        found = read_rows(json.dumps(self.RECORDS) + '\n{"data": [{"id": 5}]}\n{"data": [\n')
        assert found.acts == self.ACTS
        assert found.skipped == {"not JSON": 1, "not a record of this format": 1}

    def test_strict_reading_names_the_line(self, find):
        with pytest.raises(ReadError, match="line 2: not JSON"):
            find(json.dumps(self.RECORDS) + '\n{"data": [\n', strict=True)

    @pytest.mark.parametrize(
        "record",
        [
            {"data": [{"name": "ana"}], "meta": {}},
            {"data": {"me": {"name": "ana"}}, "errors": []},
            {"id": "1", "text": "hello", "author_id": "5", "source": "a", "target": "b", "kind": "like"},
        ],
    )
    def test_other_json_is_no_export_of_x(self, find, record):
        with pytest.raises(ReadError, match="has no known format"):
            find([record], format="twitter-v2")

    def test_empty_pages_only_are_an_error(self, find):
        with pytest.raises(EventsError, match="empty pages: 1"):
            find([{"meta": {"result_count": 0}, "__twarc": {"url": ""}}])
