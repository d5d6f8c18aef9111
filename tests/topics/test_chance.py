import numpy as np
import pytest
from scipy.stats import hypergeom

from tests.topics.planted import make_usage
from tribus.topics.distinctive import find_distinctive


def test_the_p_value_is_fishers_if_all_authors_write_alike():
    # 4 authors in each of two tribes, 10 words each; "pan" is used by 3 of the first tribe and by none
    # of the second: 3 draws from 8 authors, all among the 4 of the tribe: 4/8 * 3/7 * 2/6 = 1/14
    usage = make_usage({"pan": {0, 1, 2}, "x": {3}, "y": {5}}, [10] * 8)
    group = np.array([0] * 4 + [1] * 4, np.int32)
    words = find_distinctive(usage, group, 2, min_authors=3)
    assert [usage.words[word] for word in words.word] == ["pan"]
    assert words.p_value[0] == pytest.approx(1 / 14)
    assert hypergeom.sf(2, 8, 4, 3) == pytest.approx(1 / 14)
    assert (words.authors[0], words.others[0]) == (3, 0)


def test_a_tribe_that_writes_more_is_expected_to_use_more_words():
    uses = {"pan": {0, 1, 2}, "x": {3}, "y": {5}}
    group = np.array([0] * 4 + [1] * 4, np.int32)
    quiet, loud = (
        find_distinctive(make_usage(uses, tokens), group, 2, min_authors=3).p_value[0]
        for tokens in ([10] * 8, [100] * 4 + [10] * 4)
    )
    assert quiet < loud


def test_p_values_are_valid_when_words_fall_at_random():
    rng = np.random.default_rng(0)
    smallest = []
    for _ in range(60):
        tokens = rng.lognormal(3, 1, 60).astype(int) + 1
        shares = 1 / np.arange(1, 81)
        shares /= shares.sum()
        uses = {}
        for author, count in enumerate(tokens):
            for word in rng.choice(80, count, p=shares):
                uses.setdefault(f"w{word:02}", set()).add(author)
        words = find_distinctive(
            make_usage(uses, tokens), np.repeat([0, 1, 2], 20).astype(np.int32), 3, min_authors=3
        )
        smallest += [words.p_value[words.tribe == tribe].min(initial=1.0) for tribe in range(3)]
    # 180 tribes; at most 5 % by chance, 9, with a binomial bound of 17 (p < .01)
    assert np.sum(np.array(smallest) <= 0.05) <= 17
