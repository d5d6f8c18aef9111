"""Test by its values whether a column may hold people, posts, times, counts or texts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from tribus.recognition.profile import plain_value
from tribus.recognition.words import split_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.recognition.profile import Profile

BLANK_WORDS = frozenset(
    (
        "nan", "none", "null", "na", "n/a", "<na>", "nat", "undefined", "(null)", "(none)", "-", "--",
        "nil", "#n/a",
    )
)  # fmt: skip
DELETED_WORDS = frozenset(("[deleted]", "[removed]"))  # Reddit's word for all deleted accounts
STRANGE_SHAPES = frozenset(("boolean", "time", "clock", "number", "url", "text", "list"))
MIN_BLANKS, MIN_BLANK_SHARE = 3, 0.05  # minimum number and share of a word that stands for nobody
MAJORITY_SHARE = 0.5  # of the values
MIN_NUMBERED = 0.8  # minimum share of numbers in a column of people who have no names
MIN_POST_ROWS, MIN_DISTINCT_POSTS = 5, 0.1  # from this many rows on, minimum share of distinct ids
MIN_TIME_SHARE = 0.2  # minimum share of times in a damaged column of times
MIN_NUMBER_SHARE = 0.4  # minimum share of numbers in a damaged column of counts
MIN_UNIX_TIME = 1e8  # seconds, in 1973
OTHER_RANK = 4  # rank of a column whose values do not look like times
_HAS_ZONE = re.compile(r"(Z|UTC|GMT|[+-]\d\d:?\d\d)$|[+-]\d{4} \d{4}$")  # the last is the X API v1.1
_DAY_OR_MONTH = re.compile(r"\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b")
_HANDLE_WORDS = frozenset(
    ("screen", "username", "handle", "handles", "acct", "user", "users", "login", "mentions")
)


def may_be_target(profile: Profile) -> bool:
    """Return whether a column may hold the people acted on."""
    return not profile.is_boolean and (profile.n_filled == 0 or profile.may_be_people)


def may_be_source(profile: Profile) -> bool:
    """Return whether a column may hold the people who act."""
    if profile.n_filled == 0:
        return not profile.shapes["nothing"]
    wrong = profile.share("list", "time", "clock", "number") > MAJORITY_SHARE
    return not profile.is_boolean and not wrong and profile.may_be_people


def may_be_post(profile: Profile) -> bool:
    """Return whether a column may hold ids of posts. The same id in nearly all rows is not accepted."""
    few = profile.n_filled >= MIN_POST_ROWS and profile.distinct_share < MIN_DISTINCT_POSTS
    return profile.may_be_ids and not few


def may_be_time(profile: Profile) -> bool:
    """Return whether a column may hold times."""
    if profile.n_filled == 0:
        return True
    if profile.share("time") > MIN_TIME_SHARE:
        return True
    if profile.share("integer", "number") > MAJORITY_SHARE:
        try:
            return (
                max(abs(float(value)) for value in profile.filled if plain_value(value)) >= MIN_UNIX_TIME
            )
        except ValueError:
            return True
    return (
        profile.share("clock", "boolean", "list", "url") < MAJORITY_SHARE
        and profile.share("word", "phrase") > MAJORITY_SHARE
    )


def rank_time(profile: Profile) -> int:
    """Return the rank of a column of times: with a zone, without one, days, unclear days, others."""
    texts = [str(value) for value in profile.filled[:50]]
    if profile.share("integer", "number") > MAJORITY_SHARE or (
        texts and all(_HAS_ZONE.search(text) for text in texts)
    ):
        return 0
    if not texts or profile.share("time") < MAJORITY_SHARE:
        return OTHER_RANK
    if any(_DAY_OR_MONTH.match(text) for text in texts):
        return 3
    return 1 if all(":" in text for text in texts) else 2


def may_be_count(profile: Profile) -> bool:
    """Return whether a column may hold numbers of events."""
    return not profile.is_boolean and (
        profile.n_filled == 0 or profile.share("integer", "number") >= MIN_NUMBER_SHARE
    )


def may_be_text(profile: Profile) -> bool:
    """Return whether a column may hold texts."""
    return not profile.is_boolean and not profile.is_number


def ignore_case(profiles: Sequence[Profile]) -> bool:
    """Return whether columns hold account names. Platforms ignore the case of these names."""
    words = [set(split_name(one.name)) for one in profiles]
    named = any(one & _HANDLE_WORDS and not {"id", "did", "uid"} & one for one in words)
    return named or any(str(value).startswith("@") for one in profiles for value in one.filled[:20])


def find_blanks(source: Profile, targets: Sequence[Profile]) -> dict[str, tuple[str, ...]]:
    """Return the words that stand for nobody in columns of people, in lower case, by column.

    Programs write `nan` or `None` into empty cells. Such a word is frequent at one end of the events
    and absent from the other; a person of that name may be at both.
    """
    by_name = {one.name: one for one in (source, *targets)}
    counts = {one.name: Counter(str(value).strip().lower() for value in one.filled) for one in targets}
    acted_on = sum(counts.values(), Counter[str]())
    counts[source.name] = Counter(str(value).strip().lower() for value in source.filled)
    found: dict[str, tuple[str, ...]] = {}
    for name, words in counts.items():
        others = acted_on if name == source.name else counts[source.name]
        most = max(MIN_BLANKS, MIN_BLANK_SHARE * words.total())
        if by_name[name].share("integer") > MIN_NUMBERED:
            most = 1  # nobody is called `nan` where people have numbers
        blank = [word for word in BLANK_WORDS if words[word] >= most and not others[word]]
        blank.extend(word for word in DELETED_WORDS if words[word])
        if blank:
            found[name] = tuple(sorted(blank))
    return found


def find_strangers(source: Profile, targets: Sequence[Profile]) -> list[tuple[Profile, list[str]]]:
    """Return columns of people with many values that do not look like people, and these values.

    A value at both ends of the events is a person, whatever it looks like.
    """
    acted_on = frozenset[str]().union(*(one.distinct for one in targets))
    found = []
    for one in (source, *targets):
        others = acted_on if one is source else source.distinct
        odd = [
            str(value)
            for value, shape in one.shaped()
            if shape in STRANGE_SHAPES and plain_value(value) not in others
        ]
        if len(odd) >= max(MIN_BLANKS, MIN_BLANK_SHARE * one.n_filled):
            found.append((one, odd))
    return found


def post_keys(profile: Profile) -> frozenset[str]:
    """Return ids of posts together with their last parts: `chat-17` is message 17 of a chat."""
    parts = {value.rsplit(mark, 1)[-1] for value in profile.distinct for mark in "-/:" if mark in value}
    return profile.distinct | parts


def shape_of_values(values: frozenset[str]) -> str:
    """Return the shape of most ids: numbers (`"integer"`) or words (`"word"`)."""
    digits = sum(value.lstrip("x-").isdigit() for value in values)
    return "integer" if digits > len(values) / 2 else "word"
