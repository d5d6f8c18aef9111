"""What each account writes, and what others say to it, as counts of words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array, diags_array

from tribus._core.counts import count_by
from tribus.topics.naming import hash_words
from tribus.topics.texts import NO_TARGET, Texts
from tribus.topics.usage import count_usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tqdm import tqdm

    from tribus._core.arrays import Floats, Ints64, Uints64


class SaidWords(NamedTuple):
    """The words of texts, by their author, and by author and addressee.

    Attributes
    ----------
    words
        The words, sorted.
    information
        Weight of each word, 0 or more: the logarithm of all texts to those with the word.
    own
        Number of texts of each user with each word, shape `(n_users, n_words)`.
    pairs
        Whether an author uses a word in messages to an addressee, shape `(n_pairs, n_words)`.
    target
        Addressee of each pair, shape `(n_pairs,)`.
    n_texts, n_authors
        Number of texts of each user, and of others who address the user, int64, shape `(n_users,)`.
    """

    words: list[str]
    information: Floats
    own: csr_array
    pairs: csr_array
    target: Ints64
    n_texts: Ints64
    n_authors: Ints64


class Compared(NamedTuple):
    """Similarity of own and said words of some accounts, and what random messages give."""

    own: csr_array
    said: csr_array
    similarity: Floats
    expected: Floats
    p_value: Floats


def read_said_words(
    rows: pa.Table, n_users: int, languages: Sequence[str], bar: tqdm[object]
) -> SaidWords:
    """Return the words of texts by author and addressee.

    Parameters
    ----------
    rows
        Distinct rows of `source`, `target` (-1 for nobody) and `text`.
    n_users
        Number of users of the events.
    languages
        Languages to distinguish.
    bar
        Progress bar, moved by two steps for each distinct text.
    """
    coded = rows["text"].combine_chunks().dictionary_encode()
    text, n_texts = coded.indices.to_numpy().astype(np.int64), len(coded.dictionary)
    texts = Texts(author=np.arange(n_texts, dtype=np.int32), text=pa.chunked_array([coded.dictionary]))
    usage = count_usage(texts, n_texts, languages, bar)
    shape = (n_texts, len(usage.words))
    has_word = csr_array((np.ones(len(usage.word)), (usage.author, usage.word)), shape=shape)
    source, target = (rows[end].to_numpy().astype(np.int64) for end in ("source", "target"))
    by_author = np.unique(source * n_texts + text)
    author, of_author = np.divmod(by_author, n_texts)
    addressed = target != NO_TARGET
    keys, pair = np.unique(target[addressed] * n_users + source[addressed], return_inverse=True)
    pairs = _select(pair, text[addressed], (len(keys), n_texts)) @ has_word
    pairs.data = np.minimum(pairs.data, 1.0)
    n_with: Floats = np.asarray(has_word.sum(axis=0)).ravel()
    return SaidWords(
        words=usage.words,
        information=np.log(max(n_texts, 1) / np.maximum(n_with, 1)),
        own=_select(author, of_author, (n_users, n_texts)) @ has_word,
        pairs=pairs,
        target=keys // n_users,
        n_texts=count_by(author, n_users),
        n_authors=count_by(keys // n_users, n_users),
    )


def compare_words(said: SaidWords, accounts: Ints64, *, resamples: int, seed: int) -> Compared:
    """Return how similar own and said words of some accounts are.

    The messages of each author to one of the accounts are dealt out at random among the accounts,
    `resamples` times. Accounts and messages are sorted by digests of their words first, so ids do not
    matter.
    """
    digest = hash_words(said.words)
    order = _sort_rows(said.own[accounts], said.n_authors[accounts], digest)
    place = np.full(said.own.shape[0], -1, np.int64)
    place[accounts[order]] = np.arange(len(accounts))
    chosen = np.flatnonzero(place[said.target] >= 0)
    account = np.sort(place[said.target[chosen]])
    chosen = chosen[np.argsort(place[said.target[chosen]], kind="stable")]
    own = _normalise(said.own[accounts[order]], said.information)
    said_words = _add_up(said.pairs[chosen], account, len(accounts))
    similarity = _multiply_rows(own, _normalise(said_words, said.information))
    dealt = said.pairs[chosen[_sort_rows(said.pairs[chosen], np.zeros(len(chosen)), digest)]]
    generator = np.random.default_rng(seed)
    total, n_larger = np.zeros(len(accounts)), np.zeros(len(accounts), np.int64)
    for _ in range(resamples):
        mixed = _add_up(dealt[generator.permutation(len(chosen))], account, len(accounts))
        value = _multiply_rows(own, _normalise(mixed, said.information))
        total += value
        n_larger += value >= similarity
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return Compared(
        own=own[back],
        said=_normalise(said_words, said.information)[back],
        similarity=similarity[back],
        expected=(total / resamples)[back],
        p_value=((1 + n_larger) / (1 + resamples))[back],
    )


def _select(row: Ints64, col: Ints64, shape: tuple[int, int]) -> csr_array:
    return csr_array((np.ones(len(row)), (row, col)), shape=shape)


def _add_up(rows: csr_array, group: Ints64, n_groups: int) -> csr_array:
    """Return the sum of the rows of each group."""
    total: csr_array = _select(group, np.arange(len(group)), (n_groups, len(group))) @ rows
    return total


def _normalise(counts: csr_array, information: Floats) -> csr_array:
    """Return counts times the information of the words, with rows of length 1 or 0."""
    weighted = counts @ diags_array(information)
    length = np.sqrt(np.asarray((weighted * weighted).sum(axis=1)).ravel())
    scaled: csr_array = (diags_array(1 / np.where(length > 0, length, 1.0)) @ weighted).tocsr()
    scaled.sort_indices()
    return scaled


def _multiply_rows(one: csr_array, other: csr_array) -> Floats:
    """Return the product of each two rows, at most 1."""
    products: Floats = np.minimum(np.asarray((one * other).sum(axis=1)).ravel(), 1.0)
    return products


def _sort_rows(rows: csr_array, first: Floats | Ints64, digest: Uints64) -> Ints64:
    """Return the order of the rows by a key, then by the digest of their words."""
    of_row = np.zeros(rows.shape[0], np.uint64)
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    np.add.at(of_row, row, digest[rows.indices] * rows.data.astype(np.uint64))
    order: Ints64 = np.lexsort((of_row, np.diff(rows.indptr), first)).astype(np.int64)
    return order
