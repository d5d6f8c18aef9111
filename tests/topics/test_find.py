import numpy as np
import pandas as pd
import pytest

from tests.topics.planted import LOUD_WORD, SPAM_WORD, plant_topics
from tribus import Events, build_network, find_topics, find_tribes
from tribus.errors import EventsError, OptionError
from tribus.topics.find import group_authors
from tribus.topics.texts import load_texts


@pytest.fixture(scope="module")
def planted():
    return plant_topics(seed=0)


@pytest.fixture(scope="module")
def topics(planted):
    events, tribes, _ = planted
    return find_topics(events, tribes, topics={"first": ["topic0x0"]}, progress=False)


def with_texts(events, change):
    """The same events with changed texts."""
    frame = events.to_frame()
    return Events.from_frame(change(frame), text="text", fold_case=False)


def shuffle_texts(frame, seed):
    has_text = frame["text"].notna()
    texts = np.random.default_rng(seed).permutation(frame.loc[has_text, "text"].to_numpy())
    return frame.assign(text=frame["text"].mask(has_text, pd.Series(texts, frame.index[has_text])))


class TestNames:
    def test_planted_words_name_their_tribes(self, planted, topics):
        _, tribes, words = planted
        assert len(tribes) == len(words)
        for tribe, planted_words in words.items():
            named = topics.names[tribe].split(", ")
            assert set(named) <= planted_words
            assert len(named) >= 2

    def test_the_word_of_a_loud_author_and_of_spam_is_in_no_name(self, topics):
        names = ", ".join(topics.names)
        assert LOUD_WORD not in names
        assert SPAM_WORD not in names

    def test_shuffled_words_give_no_names(self, planted):
        events, tribes, _ = planted
        names = [
            find_topics(
                with_texts(events, lambda frame, seed=seed: shuffle_texts(frame, seed)),
                tribes,
                resamples=20,
                progress=False,
            ).names
            for seed in range(5)
        ]
        # 20 tribes; 5 % are 1, with a binomial bound of 4 (p < .02)
        assert sum(map(bool, sum(names, ()))) <= 3

    def test_names_share_no_word(self, topics):
        words = ", ".join(topics.names).split(", ")
        assert len(set(words)) == len(words)

    def test_ids_and_the_order_of_rows_do_not_matter(self, planted, topics):
        events, _, _ = planted
        frame = events.to_frame().sample(frac=1, random_state=1)
        renamed = {user: f"u{hash_of(user)}" for user in events.ids.to_pylist()}
        frame = frame.assign(source=frame["source"].map(renamed), target=frame["target"].map(renamed))
        again = Events.from_frame(frame, text="text", fold_case=False)
        tribes = find_tribes(build_network(again), resolution=1.0, significance=None, progress=False)
        other = find_topics(again, tribes, progress=False)
        columns = ["word", "score", "p_value", "authors", "stability"]
        key = ["word", "score"]
        expected, found = (
            result.to_frame()[columns].sort_values(key).reset_index(drop=True)
            for result in (topics, other)
        )
        pd.testing.assert_frame_equal(found, expected)


def hash_of(user):
    return sum(ord(letter) * 31**place for place, letter in enumerate(user))


class TestFrame:
    def test_the_example_is_a_text_of_a_member_with_the_word(self, planted, topics):
        _, tribes, _ = planted
        frame = topics.to_frame()
        assert all(word in text for word, text in zip(frame["word"], frame["example"], strict=True))
        labels = [tribes.labels[tribes.network.row_of(author)] for author in frame["example_author"]]
        assert labels == frame["tribe"].tolist()

    def test_words_are_sorted_by_tribe_then_by_score(self, topics):
        frame = topics.to_frame()
        assert frame.sort_values(
            ["tribe", "score"], ascending=[True, False]
        ).index.is_monotonic_increasing

    def test_keywords_count_members(self, planted, topics):
        _, _, words = planted
        frame = topics.keywords
        tribe = next(tribe for tribe, planted_words in words.items() if "topic0x0" in planted_words)
        assert frame.loc[frame["authors"] > 0, "tribe"].tolist() == [tribe]
        assert topics.keywords_by_user["texts"].sum() >= frame["authors"].sum()

    def test_keywords_need_topics(self, planted):
        events, tribes, _ = planted
        plain = find_topics(events, tribes, resamples=1, progress=False)
        with pytest.raises(OptionError, match=r"no topics were given; use find_topics\(..., topics="):
            _ = plain.keywords


class TestPosts:
    """Which texts count."""

    ROWS = (
        ("a", "b", "reply", "inside"),
        ("b", "c", "reply", "inside"),
        ("c", "a", "reply", "inside"),
        ("a", "c", "mention", "inside"),
        ("b", "a", "reply", None),
        ("c", "b", "reply", None),
        ("a", "x", "mention", "outward"),
        ("b", "x", "mention", "outward"),
        ("c", "x", "mention", "outward"),
        *((user, "x", "repost", "shared") for user in "abc"),
    )

    @pytest.mark.parametrize(
        ("posts", "words"),
        [
            ("own", {"inside", "outward"}),
            ("inside", {"inside"}),
            ("broadcast", {"outward"}),
            ("reposts", {"shared"}),
        ],
    )
    def test_only_the_chosen_posts_count(self, posts, words):
        frame = pd.DataFrame(self.ROWS, columns=["source", "target", "kind", "text"])
        events = Events.from_frame(frame, text="text")
        tribes = find_tribes(build_network(events), resolution=1.0, significance=None, progress=False)
        texts = load_texts(events, group_authors(events, tribes), posts)
        assert set(texts.text.to_pylist()) == words


class TestBadInput:
    def test_events_without_texts_are_an_error(self, planted):
        _, tribes, _ = planted
        frame = pd.DataFrame({"source": ["p0-1"], "target": ["p0-2"], "kind": ["reply"]})
        with pytest.raises(EventsError, match=r"no text to read with posts='own': the events have"):
            find_topics(Events.from_frame(frame), tribes)

    def test_a_frame_in_place_of_events_is_an_error(self, planted):
        _, tribes, _ = planted
        with pytest.raises(OptionError, match="find_topics takes Events, got DataFrame"):
            find_topics(pd.DataFrame(), tribes)

    def test_events_in_place_of_tribes_are_an_error(self, planted):
        events, _, _ = planted
        with pytest.raises(OptionError, match="tribes must be Tribes, as find_tribes returns them"):
            find_topics(events, events)

    def test_tribes_of_other_users_are_an_error(self, planted):
        _, tribes, _ = planted
        frame = pd.DataFrame({"source": ["x"], "target": ["y"], "kind": ["reply"], "text": ["pan"]})
        with pytest.raises(OptionError, match="no user of the events is in the tribes"):
            find_topics(Events.from_frame(frame, text="text"), tribes)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (
                {"posts": "all"},
                r"posts must be one of 'own', 'inside', 'broadcast', 'reposts'; got 'all'",
            ),
            ({"min_authors": 0}, r"min_authors must be a whole number of 1 or more, got 0"),
            ({"significance": 2}, r"significance must be a number from 0 to 1, got 2"),
            ({"resamples": 0}, r"resamples must be a whole number of 1 or more, got 0"),
            ({"seed": -1}, r"seed must be a whole number of 0 or more, got -1"),
        ],
    )
    def test_options_out_of_range_are_errors(self, planted, options, message):
        events, tribes, _ = planted
        with pytest.raises(OptionError, match=message):
            find_topics(events, tribes, **options)

    @pytest.mark.parametrize(
        "text",
        [
            " \u200b\u202e\x00\n",
            "<script>alert(1)</script>" * 3,
            "مرحبا بالعالم",
            "x" * 1_000_000,
            "a " * 500_000,
            "\U0001f600",
        ],
        ids=["control", "markup", "right to left", "one long word", "one megabyte", "emoji"],
    )
    def test_hostile_texts_are_read(self, planted, text):
        events, tribes, _ = planted
        hostile = with_texts(events, lambda frame: frame.iloc[:20].assign(text=text))
        topics = find_topics(hostile, tribes, resamples=1, progress=False)
        assert "<script>" not in topics._repr_html_()
        assert "<script>" not in topics[0]._repr_html_()
        assert topics.names == ("",) * len(tribes)
