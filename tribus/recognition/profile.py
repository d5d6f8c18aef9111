"""Profiles of columns: the shapes of the sampled values, used to recognise people."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tribus.recognition.spelling import plain_spelling

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_SAME = 0.5  # minimum share of shared values in two columns of the same ids
MIN_VALUES = 3  # minimum number of values to judge a column
MAX_WORD_LENGTH = 100  # characters; a longer word is not a name
MAX_PHRASE_WORDS = 5  # a name with more words is a text
MAX_PHRASE_LENGTH = 60  # characters
MIN_MAJORITY_SHARE, NEAR_TOTAL_SHARE = 0.5, 0.9  # of the values
MAX_TEXT_SHARE_OF_NAMES = 0.2  # maximum share of texts among names of several words
MAX_SMALL_COUNT = 1e6
PEOPLE = frozenset(("integer", "word", "phrase", "email", "profile", "list", "people", "damaged"))

_BOOLEANS = frozenset(
    (
        "true", "false", "yes", "no", "si", "sí", "não", "nao", "oui", "non", "ja", "nein", "wahr",
        "falsch", "verdadero", "falso", "verdadeiro", "vrai", "faux", "t", "f",
    )
)  # fmt: skip
_DAMAGED_NUMBER = re.compile(r"[+-]?\d([.,]\d+)?[eE]\+\d{2,3}")
_INTEGER_TEXT = re.compile(r"[+-]?\d{1,40}(\.0+)?")
_TWO_NUMBERS = re.compile(r"\d{5,},\d{5,}")  # two ids; a decimal comma has few digits before it
_DECIMAL_TEXT = re.compile(r"[+-]?\d*[.,]\d+([eE][+-]?\d+)?")
_TIME = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}([T ,].*)?"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d .*"
    r"|[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}.*"
    r"|[A-Z][a-z]{2,8} \d{1,2}, \d{4}.*|\d{8}T\d{4,6}.*"
)
_CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[aApP]\.?[mM]\.?)?")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.\w+")
_PROFILE = re.compile(
    r"https?://(www\.|mobile\.|m\.)?"
    r"(twitter|x|instagram|facebook|tiktok|youtube|reddit|bsky|threads|t|github)"
    r"\.(com|net|app|me)/(@|u/|user/|users/|profile/|channel/|c/)?[\w.\-%:]+/?|https?://[\w.\-]+/(@|users/)[\w.\-]+/?"
)
_URL = re.compile(r"[a-z][a-z0-9+.\-]*://\S*", re.IGNORECASE)
_PEOPLE = re.compile(r"@?[\w.\-]+(@[\w.\-]+)?(\s*[,;|]\s*@?[\w.\-]+(@[\w.\-]+)?)+[,;|]?")
_HANDLES = re.compile(r"@[\w.\-]+(@[\w.\-]+)?(\s+@[\w.\-]+(@[\w.\-]+)?)+")
_APP = re.compile(
    r"(?i)<a |twitter (web|for)|tweetdeck|web app|hootsuite|ifttt|android|iphone|instagram$"
    r"|dlvr\.it|buffer$"
)
_MARKUP = re.compile(r"<\w+\s|<\w+>.*</")
_MARKED = re.compile(r"^=?['\"]|://|^acct:|^/?u/|[\u3000\uff01-\uff5e\xad\xa0\u200b-\u200f\u2060\ufeff]")
_PREFIX = re.compile(r"^(t[1-6]_|@)")
_SIMPLE_WORD = re.compile(
    rf"[^\W\d]\w{{0,{MAX_WORD_LENGTH - 1}}}"
)  # most names; no other shape looks so


def shape_of(value: Any) -> str:  # noqa: PLR0911, PLR0912, C901  one answer for each shape
    """Return the shape of a value: `"empty"`, `"integer"`, `"word"`, `"time"`, `"list"` and so on."""
    if not isinstance(value, str):
        return _shape_of_object(value)
    text = value.strip()
    if not text:
        return "empty"
    if _SIMPLE_WORD.fullmatch(text):
        return "boolean" if text.lower() in _BOOLEANS else "word"
    if text[0] in "[{(" and text[-1] in "]})":
        return "nothing" if not text[1:-1].strip() else "list"
    if text.lower() in _BOOLEANS:
        return "boolean"
    if _INTEGER_TEXT.fullmatch(text):
        return "integer"
    if _DAMAGED_NUMBER.fullmatch(text):
        return "damaged"
    if _DECIMAL_TEXT.fullmatch(text):
        return "people" if _TWO_NUMBERS.fullmatch(text) else "number"
    if _TIME.fullmatch(text):
        return "time"
    if _CLOCK.fullmatch(text):
        return "clock"
    if _PROFILE.fullmatch(text):
        return "profile"
    if _MARKUP.match(text) or _URL.match(text):
        return "url"
    if _EMAIL.fullmatch(text):
        return "email"
    if _PEOPLE.fullmatch(text) or _HANDLES.fullmatch(text):
        return "people"
    if not re.search(r"\s", text):
        return "word" if len(text) <= MAX_WORD_LENGTH else "text"
    if len(text) <= MAX_PHRASE_LENGTH and len(text.split()) <= MAX_PHRASE_WORDS:
        return "phrase"
    return "text"


def _shape_of_object(value: Any) -> str:  # noqa: PLR0911  one answer for each shape
    """Return the shape of a value that is not text."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return "empty"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        if math.isnan(value):
            return "empty"
        return "integer" if value.is_integer() else "number"
    if isinstance(value, (datetime, date)):
        return "time"
    if isinstance(value, (list, tuple, dict)):
        return "list" if value else "nothing"
    return "other"


def plain_value(value: Any) -> str:
    """Return a value normalised for comparison: without `.0`, `@`, `t1_`, addresses and capitals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    if _MARKED.search(text):
        text = plain_spelling(text)
    text = text.lower()
    if text.endswith(".0") and text[:-2].isdigit():
        return text[:-2]
    return _PREFIX.sub("", text)


@dataclass(frozen=True)
class Profile:
    """Shapes of the values of one column of a sample.

    Attributes
    ----------
    name
        Name of the column.
    values
        The values, in the order of the rows.
    """

    name: str
    values: Sequence[Any]

    @cached_property
    def _shape_of_each(self) -> list[str]:
        """Return the shape of each value; a repeated text is examined once."""
        known: dict[str, str] = {}
        for value in self.values:
            if isinstance(value, str) and value not in known:
                known[value] = shape_of(value)
        return [known[value] if isinstance(value, str) else shape_of(value) for value in self.values]

    @cached_property
    def shapes(self) -> Counter[str]:
        """Return the number of values of each shape, without empty ones."""
        counts = Counter(self._shape_of_each)
        del counts["empty"]
        return counts

    def shaped(self) -> list[tuple[Any, str]]:
        """Return the values that are not empty, each with its shape."""
        pairs = zip(self.values, self._shape_of_each, strict=True)
        return [(value, shape) for value, shape in pairs if shape not in ("empty", "nothing")]

    @cached_property
    def filled(self) -> list[Any]:
        """Return the values that are not empty."""
        return [value for value, _ in self.shaped()]

    @cached_property
    def distinct(self) -> frozenset[str]:
        """Return the distinct values, in normalised form."""
        return frozenset(plain_value(value) for value in self.filled)

    @cached_property
    def written(self) -> frozenset[str]:
        """Return the distinct values as they are written, without `@`."""
        return frozenset(str(value).strip().removeprefix("@") for value in self.filled)

    @cached_property
    def shape(self) -> str:
        """Return the most frequent shape; `"empty"` for a column without values."""
        counts = Counter({name: count for name, count in self.shapes.items() if name != "nothing"})
        return counts.most_common(1)[0][0] if counts else "empty"

    @property
    def n_filled(self) -> int:
        """Return the number of values that are not empty."""
        return len(self.filled)

    @property
    def is_empty(self) -> bool:
        """Return whether no value is filled, not even with an empty list."""
        return not self.shapes

    def share(self, *names: str) -> float:
        """Return the share of the filled values that have one of the given shapes, 0 to 1."""
        return sum(self.shapes[name] for name in names) / self.n_filled if self.n_filled else 0.0

    @cached_property
    def distinct_share(self) -> float:
        """Return the number of distinct values divided by the number of values, 0 to 1."""
        return len(self.distinct) / self.n_filled if self.n_filled else 0.0

    @cached_property
    def is_app(self) -> bool:
        """Return whether the values name the apps that sent the posts."""
        texts = [value for value in self.filled if isinstance(value, str)]
        return bool(texts) and sum(bool(_APP.search(text)) for text in texts) > len(texts) / 2

    @property
    def is_boolean(self) -> bool:
        """Return whether the values are booleans, in words."""
        return self.n_filled > 0 and self.share("boolean") == 1.0

    @cached_property
    def is_number(self) -> bool:
        """Return whether nearly all values are numbers."""
        return self.n_filled > 0 and self.share("integer", "number", "damaged") > NEAR_TOTAL_SHARE

    @cached_property
    def is_small(self) -> bool:
        """Return whether the values are numbers below a million, as counts are."""
        return self.is_number and all(
            abs(_number(value)) < MAX_SMALL_COUNT for value in self.filled[:200]
        )

    @property
    def may_be_ids(self) -> bool:
        """Return whether nearly all values may be ids of posts."""
        ids = ("integer", "word", "url", "profile")
        return self.n_filled == 0 or self.share(*ids) > NEAR_TOTAL_SHARE

    @property
    def may_be_people(self) -> bool:
        """Return whether most values may be ids or names of people."""
        if self.is_app or self.n_filled == 0:
            return self.n_filled == 0
        if (
            self.share("phrase") > MIN_MAJORITY_SHARE
            and self.share("phrase", "text") == 1.0
            and self.share("text") > MAX_TEXT_SHARE_OF_NAMES
        ):
            return False
        return self.share(*PEOPLE) >= MIN_MAJORITY_SHARE

    def examples(self, n: int = 3) -> list[str]:
        """Return the first distinct values as text."""
        return list(dict.fromkeys(str(value) for value in self.filled))[:n]


def overlap(these: frozenset[str], those: frozenset[str]) -> float:
    """Return the share of the first set that is also in the second set, 0 to 1."""
    return len(these & those) / len(these) if these else 0.0


def _number(value: Any) -> float:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return math.inf
