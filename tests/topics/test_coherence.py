import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tribus.errors import EventsError, OptionError, UserError

COMMON = [f"common{number}" for number in range(60)]


def plant_accounts(seed, *, n_accounts=40, n_incoherent=8, fans=12):
    """Return events of accounts with a topic of their own; to some of them others speak of another.

    An account writes 20 texts, three in four with a word of its topic, half of them to nobody's topic.
    Twelve fans write two texts each to it, half of them with a word of the topic they speak about.
    """
    rng, rows = np.random.default_rng(seed), []

    def write(topic, share):
        words = rng.choice(COMMON, 5).tolist()
        return " ".join([*words, *([f"topic{topic}x{rng.integers(4)}"] if rng.random() < share else [])])

    for account in range(n_accounts):
        topic = (account + 1) % n_accounts if account < n_incoherent else account
        people = [f"fan{account}-{fan}" for fan in range(fans)]
        rows += [(f"account{account}", str(rng.choice(people)), write(account, 0.75)) for _ in range(20)]
        rows += [(fan, f"account{account}", write(topic, 0.5)) for fan in people for _ in range(2)]
    frame = pd.DataFrame(rows, columns=["source", "target", "text"])
    return tb.Events.from_frame(frame, kind="reply", text="text")


@pytest.mark.parametrize("seed", range(3))
def test_planted_incoherent_accounts_come_first(seed):
    frame = tb.measure_coherence(plant_accounts(seed), progress=False).to_frame()
    number = frame["user"].str.removeprefix("account").astype(int)
    is_planted = (number < 8).to_numpy()
    assert len(frame) == 40
    pairs = (
        frame["coherence"].to_numpy()[~is_planted][:, None] > frame["coherence"].to_numpy()[is_planted]
    )
    assert pairs.mean() >= 0.9  # the area under the ROC curve
    assert (frame["p_value"][is_planted] > 0.05).mean() >= 0.8
    assert (frame["p_value"][~is_planted] <= 0.05).mean() >= 0.9


def test_the_similarity_is_the_cosine_of_both_lists_of_words():
    # Three distinct texts. bread is in two: log(3/2). yeast, flour and oven are in one each: log 3.
    rows = [
        ("bakery", "ana", "yeast bread"),
        ("ana", "bakery", "flour bread"),
        ("eva", "bakery", "oven"),
    ]
    frame = pd.DataFrame(rows, columns=["source", "target", "text"])
    events = tb.Events.from_frame(frame, kind="reply", text="text")
    found = tb.measure_coherence(events, min_texts=1, min_authors=2, languages=["en"], progress=False)
    assert found.users == ("bakery",)
    bread, rare = np.log(3 / 2), np.log(3)
    own, said = np.hypot(rare, bread), np.sqrt(rare**2 + bread**2 + rare**2)
    assert found.similarity[0] == pytest.approx(bread**2 / (own * said))
    words = found.of("bakery").set_index("word")
    assert words.loc["bread", "own"] == pytest.approx(bread / np.hypot(bread, rare))
    assert words.loc["yeast", "said"] == 0


def test_a_loud_author_counts_once():
    rows = [("a", "b", "bread"), ("b", "a", "bread milk"), ("c", "a", "eggs"), ("d", "a", "cheese")]
    quiet = pd.DataFrame(rows, columns=["source", "target", "text"])
    loud = pd.concat([quiet, pd.DataFrame({"source": "c", "target": "a", "text": ["eggs "] * 3})])
    of_a = [
        tb.measure_coherence(
            tb.Events.from_frame(frame.assign(count=1), kind="reply", text="text", count="count"),
            min_texts=1,
            min_authors=3,
            progress=False,
        )
        .of("a")["said"]
        .tolist()
        for frame in (quiet, loud)
    ]
    assert len(of_a[0]) == len(of_a[1])


def test_names_and_row_order_change_nothing():
    events = plant_accounts(0, n_accounts=6, n_incoherent=2)
    frame = events.to_frame()
    renamed = {user: f"u{number:03}" for number, user in enumerate(sorted(set(frame["source"])), 1)}
    turned = frame[::-1].assign(**{end: frame[end].map(renamed) for end in ("source", "target")})
    one = tb.measure_coherence(events, progress=False).to_frame()
    other = tb.measure_coherence(
        tb.Events.from_frame(turned.reset_index(drop=True), text="text"), progress=False
    ).to_frame()
    one["user"] = one["user"].map(renamed)
    pd.testing.assert_frame_equal(one, other)


def test_accounts_with_few_texts_are_counted():
    found = tb.measure_coherence(plant_accounts(0, n_accounts=3, n_incoherent=0), progress=False)
    assert len(found) == 3
    assert found.n_few == 36
    assert repr(found).startswith("<Coherence: 3 accounts, median ")
    with pytest.raises(UserError, match="no account 'fan0-0' with enough texts among 3 accounts"):
        found.of("fan0-0")


def test_events_that_cannot_be_compared_are_errors(dealings):
    with pytest.raises(OptionError, match="measure_coherence takes Events, got DataFrame"):
        tb.measure_coherence(dealings)
    with pytest.raises(EventsError, match="no event has a text; name the column"):
        tb.measure_coherence(tb.Events.from_frame(dealings.drop(columns="text")))
    events = tb.Events.from_frame(dealings, text="text")
    with pytest.raises(OptionError, match="min_texts must be a whole number of 1 or more, got 0"):
        tb.measure_coherence(events, min_texts=0)
    assert len(tb.measure_coherence(events, progress=False)) == 0
