"""Keywords: topics given by the user, counted for each person and each tribe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import show
from tribus._core.frozen import Frozen, freeze_fields
from tribus.errors import OptionError
from tribus.people.rates import estimate_share
from tribus.topics.tokens import normalise
from tribus.topics.usage import parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tribus._core.arrays import Ints, Ints64
    from tribus.topics.texts import Texts

MAX_PHRASES = 10_000
OUTSIDE = r"[^\p{L}\p{M}\p{N}_]"


@dataclass(frozen=True, eq=False, kw_only=True)
class KeywordCounts(Frozen):
    """Texts with the words of each topic, by author.

    Attributes
    ----------
    topics
        Names of the topics, as given.
    author
        Authors with a text, as indices into `Events.ids`, int32, shape `(n_authors,)`.
    group
        Tribe of each author, int32; the number of tribes for authors of no tribe.
    n_tribes
        Number of tribes.
    n_texts
        Number of texts of each author, int64.
    hits
        Number of texts of each author with a word of each topic, int64, shape `(n_authors, n_topics)`.
    """

    topics: tuple[str, ...]
    author: Ints
    group: Ints
    n_tribes: int
    n_texts: Ints64
    hits: Ints64

    def by_tribe(self) -> pd.DataFrame:
        """Return one row for each topic and tribe; see `Topics.keywords`."""
        import pandas as pd

        n_authors = np.bincount(self.group, minlength=self.n_tribes + 1)[: self.n_tribes]
        tables = []
        for number, topic in enumerate(self.topics):
            users = self.group[self.hits[:, number] > 0]
            authors = np.bincount(users, minlength=self.n_tribes + 1)[: self.n_tribes]
            share = estimate_share(authors, n_authors)
            tables.append(
                pd.DataFrame(
                    {
                        "topic": topic,
                        "tribe": np.arange(self.n_tribes),
                        "authors": authors.astype(np.int64),
                        "of": n_authors.astype(np.int64),
                        **share.columns("share"),
                    }
                )
            )
        return pd.concat(tables, ignore_index=True)

    def by_user(self, users: list[Any]) -> pd.DataFrame:
        """Return one row for each user and topic with a text; see `Topics.keywords_by_user`."""
        import pandas as pd

        row, number = np.nonzero(self.hits)
        texts = self.hits[row, number]
        share = estimate_share(texts, self.n_texts[row])
        frame = pd.DataFrame(
            {
                "user": [users[author] for author in self.author[row].tolist()],
                "topic": np.array(self.topics, object)[number],
                "texts": texts,
                "of": self.n_texts[row],
                **share.columns("share"),
            }
        )
        order = np.lexsort((self.author[row], -texts, number))
        return frame.iloc[order].reset_index(drop=True)


def check_keywords(topics: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """Return the words of each topic as lists.

    Raises
    ------
    OptionError
        If it is not a mapping from names to lists of words.
    """
    if topics is None:
        return {}
    example = '{"bread": ["pan", "masa madre"]}'
    if not hasattr(topics, "items"):
        raise OptionError(f"topics must map names to lists of words, as {example}, got {show(topics)}")
    checked: dict[str, list[str]] = {}
    for name, words in topics.items():
        listed = [words] if isinstance(words, str) else words
        is_list = isinstance(listed, list | tuple | set | frozenset) and bool(listed)
        if not is_list or not all(map(_has_letters, [name, *listed])):
            raise OptionError(
                f"topics: {show(name)} must be a name with a list of words or phrases, as {example}, "
                f"got {show(words)}"
            )
        checked[name] = sorted(set(listed))
    if not checked or sum(map(len, checked.values())) > MAX_PHRASES:
        raise OptionError(
            f"topics must have 1 to {MAX_PHRASES:,} words, got {sum(map(len, checked.values())):,}"
        )
    return checked


def count_keywords(
    texts: Texts, topics: Mapping[str, list[str]], group: Ints, n_tribes: int
) -> KeywordCounts | None:
    """Return how many texts of each author have a word of each topic; None without topics.

    Case, accents in another form of Unicode, and the sign of a hashtag do not matter. A phrase matches
    with any spaces between its words.
    """
    if not topics:
        return None
    author, of_text = np.unique(texts.author, return_inverse=True)
    patterns = [_make_pattern(words) for words in topics.values()]
    hits = np.zeros((len(author), len(patterns)), np.int64)
    for start, part in parts_of(texts):
        normalised = normalise(part)
        for number, pattern in enumerate(patterns):
            found = pc.match_substring_regex(normalised, pattern).to_numpy(zero_copy_only=False)
            rows = of_text[start : start + len(part)][found]
            hits[:, number] += np.bincount(rows, minlength=len(author))
    return freeze_fields(
        KeywordCounts(
            topics=tuple(topics),
            author=author.astype(np.int32),
            group=group[author],
            n_tribes=n_tribes,
            n_texts=np.bincount(of_text, minlength=len(author)).astype(np.int64),
            hits=hits,
        )
    )


def _has_letters(word: Any) -> bool:
    return isinstance(word, str) and any(map(str.isalnum, word))


def _make_pattern(words: list[str]) -> str:
    """Return the RE2 pattern of any of the words or phrases, between signs that are no letters."""
    phrases = normalise(pa.array(words)).to_pylist()
    any_of = "|".join(
        r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases if phrase.strip()
    )
    return f"(?:^|{OUTSIDE})(?:{any_of})(?:$|{OUTSIDE})"
