"""Tokens: the words, hashtags and links of texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from tribus._core.arrays import Ints64

MAX_TEXT_LENGTH = 10_000  # letters; the rest of a longer text is left out
MAX_TOKEN_LENGTH = 40
MIN_WORD_LENGTH = 2
SHORTENERS = frozenset(
    {"t.co", "bit.ly", "buff.ly", "dlvr.it", "goo.gl", "lnkd.in", "ow.ly", "tinyurl.com"}
)

LINK = re.compile(r"https?://(?:www\.)?([^\s/?#:<>\"']{1,100})", re.IGNORECASE)
REPLACEMENTS = (  # RE2 pattern, replacement
    (r"<[^<>]{1,300}>", " "),  # tags of HTML
    (r"&#?\w{1,10};", " "),  # entities of HTML
    (r"(?i)https?://\S+", " "),
    (r"\S*@[\p{L}\p{N}_.\-@]+", " "),  # names of accounts and addresses
    (r"\p{Cf}", ""),  # zero-width and direction marks
    (r"[\p{Cc}\p{Z}]", " "),
    (r"#", " #"),
)
BETWEEN_WORDS = r"[^\p{L}\p{M}\p{N}_#]+"


@dataclass(eq=False)
class Vocabulary:
    """The codes of words, in the order of their first occurrence."""

    codes: dict[str, int] = field(default_factory=dict)

    def encode(self, words: list[str]) -> Ints64:
        """Return the code of each word; new words get the next codes, and no word at all gets -1."""
        codes = self.codes
        return np.array([codes.setdefault(word, len(codes)) if word else -1 for word in words], np.int64)


def normalise(texts: pa.Array) -> pa.Array:
    """Return texts in lower case, in the form NFKC, without links, names of accounts and markup."""
    texts = pc.utf8_slice_codeunits(texts, 0, MAX_TEXT_LENGTH)
    for pattern, replacement in REPLACEMENTS:
        texts = pc.replace_substring_regex(texts, pattern, replacement)
    return pc.utf8_lower(pc.utf8_normalize(texts, "NFKC"))


def split_words(normalised: pa.Array, vocabulary: Vocabulary) -> tuple[Ints64, Ints64]:
    """Return the row and the code of each word and hashtag of normalised texts."""
    pieces = pc.split_pattern_regex(normalised, BETWEEN_WORDS)
    row = pc.list_parent_indices(pieces).to_numpy(zero_copy_only=False)
    encoded = pc.list_flatten(pieces).dictionary_encode()
    codes = vocabulary.encode([_clean_word(word) for word in encoded.dictionary.to_pylist()])
    word = codes[encoded.indices.to_numpy(zero_copy_only=False)] if len(codes) else np.empty(0, np.int64)
    is_word = word >= 0
    return row[is_word].astype(np.int64), word[is_word]


def find_links(texts: pa.Array, vocabulary: Vocabulary) -> tuple[Ints64, Ints64]:
    """Return the row and the code of the site of each link, except those of link shorteners."""
    rows: list[int] = []
    sites: list[str] = []
    with_links = np.flatnonzero(
        pc.fill_null(pc.match_substring(texts, "://"), fill_value=False).to_numpy(zero_copy_only=False)
    )
    for row, text in zip(with_links.tolist(), texts.take(pa.array(with_links)).to_pylist(), strict=True):
        found = {site.lower().rstrip(".,;)") for site in LINK.findall(text[:MAX_TEXT_LENGTH])}
        found -= SHORTENERS
        rows += [row] * len(found)
        sites += sorted(found)
    site = vocabulary.encode([site if "." in site else "" for site in sites])
    return np.array(rows, np.int64)[site >= 0], site[site >= 0]


def is_link(word: Any) -> bool:
    """Return whether a word is the site of a link."""
    return "." in word


def _clean_word(word: str) -> str:
    """Return a word or hashtag; an empty text for numbers, single letters and very long words."""
    letters = word.lstrip("#").strip("_")
    if not MIN_WORD_LENGTH <= len(letters) <= MAX_TOKEN_LENGTH or not any(map(str.isalpha, letters)):
        return ""
    return f"#{letters}" if word.startswith("#") else letters
