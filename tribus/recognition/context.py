"""The columns of a table together with the options of the caller."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show, suggest
from tribus.errors import ColumnError, OptionError
from tribus.recognition.fits import (
    OTHER_RANK,
    may_be_count,
    may_be_post,
    may_be_text,
    may_be_time,
    rank_time,
)
from tribus.recognition.profile import MIN_VALUES
from tribus.recognition.words import USUAL_NAMES, is_time_name, normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tribus.recognition.profile import Profile
    from tribus.recognition.request import Request

EVENT_KINDS = ("follow", "reply", "mention", "repost", "quote", "like")
MIN_TEXTS = 0.5  # minimum share of texts in a column of texts with an unusual name
_AT_NAME = re.compile(r"(^|\s)@\w")
N_FORMATTED = 20  # values that are compared with the caller's format of times
MAX_LISTED = 12  # maximum number of column names in a message
_FITS = {"time": may_be_time, "count": may_be_count, "text": may_be_text, "post": may_be_post}


class TableContext:
    """The columns of a table, with their profiles and the parts that the caller or the format names.

    Attributes
    ----------
    request
        Options of the caller.
    profiles
        Profile of each column, in the order of the table.
    named
        Column of each named part; for `target` there may be one column for each kind.
    """

    def __init__(self, profiles: Mapping[str, Profile], request: Request) -> None:
        self.request = request
        self.profiles = profiles
        given = request.named()
        chosen = request.named_columns()
        said = {part: name for part, name in request.roles.items() if name not in chosen}
        self.named: dict[str, Any] = {**said, **given}
        self._check_named()

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns."""
        return list(self.profiles)

    @property
    def taken(self) -> set[str]:
        """Return the named columns."""
        taken: set[str] = set()
        for part, name in self.named.items():
            if isinstance(name, Mapping):
                taken |= set(name.values())
            elif part != "kind" or name in self.profiles:
                taken.add(name)
        return taken

    def usual(self, part: str) -> list[str]:
        """Return unnamed columns with a usual name of a part, the best name first."""
        by_name = {normalise_name(name): name for name in reversed(self.columns)}
        named = {name for name in self.named.values() if isinstance(name, str)}
        found = [by_name[usual] for usual in USUAL_NAMES[part] if usual in by_name]
        return [name for name in found if name not in named]

    def find_part(self, part: str, used: Iterable[str] = ()) -> str | None:
        """Return the column of an optional part; None if there is none, or if the caller disables it."""
        if part in self.named:
            return str(self.named[part])
        if getattr(self.request, part) is False:
            return None
        fits = _FITS.get(part, lambda _: True)
        if part == "time" and self.request.time_format is not None:
            fits = self._may_be_formatted
        options = [name for name in self.usual(part) if name not in set(used)]
        fitting = [name for name in options if fits(self.profiles[name])]
        if part == "time" and not any(rank_time(self.profiles[name]) < OTHER_RANK for name in fitting):
            fitting.extend(
                name
                for name, profile in self.profiles.items()
                if name not in {*options, *used}
                and is_time_name(name)
                and profile.n_filled
                and (rank_time(profile) < OTHER_RANK or self._has_format(profile))
                and fits(profile)
            )
        if part == "time":
            fitting.sort(key=lambda name: rank_time(self.profiles[name]))
        return fitting[0] if fitting else None

    def _may_be_formatted(self, profile: Profile) -> bool:
        return may_be_time(profile) or self._has_format(profile)

    def _has_format(self, profile: Profile) -> bool:
        """Return whether the first values have the caller's format of times."""
        values = [str(value).strip() for value in profile.filled[:N_FORMATTED]]
        return bool(values) and all(_fits_format(value, self.request.time_format) for value in values)

    def find_text(self) -> str | None:
        """Return the column of texts: by its name, or else the one with most @names."""
        found = self.find_part("text")
        if found is not None or self.request.text is False:
            return found
        n_named = {
            name: sum(bool(_AT_NAME.search(value)) for value in profile.filled if isinstance(value, str))
            for name, profile in self.profiles.items()
            if name not in self.taken and profile.share("text", "phrase") > MIN_TEXTS
        }
        best = max(n_named, key=lambda name: n_named[name], default=None)
        return best if best is not None and n_named[best] else None

    def no_column(self, part: str, *, offers_text: bool = False) -> ColumnError:
        """Return the error for a part without a column, with the columns that may hold people."""
        if self._is_matrix():
            return ColumnError(
                f"it has a column for each person of column {show(self.columns[0])}, as a matrix: give "
                "frame = pandas.read_csv(path, index_col=0) to "
                "tribus.from_scipy(frame.to_numpy(), users=list(frame.index)), or write a row for each "
                "pair"
            )
        people = [
            name
            for name, one in self.profiles.items()
            if one.n_filled and one.may_be_people and not one.is_boolean
        ]
        shown = f". Columns that may hold people: {self.shown(people[:4])}" if people else ""
        text = ". The texts hold @names: mentions_from_text=True reads those" if offers_text else ""
        return ColumnError(
            f"no column looks like the {part} of an event; the table has {listed(self.columns)}. "
            f"Name it with {part}={shown}{text}"
        )

    def _is_matrix(self) -> bool:
        """Return whether the first column has the names of the others, which hold numbers."""
        first, *others = self.columns
        are_numbers = all(one.is_number for one in list(self.profiles.values())[1:])
        people = {str(value).strip() for value in self.profiles[first].filled}
        n_shared = sum(name.strip() in people for name in others)
        return are_numbers and n_shared > max(1, len(others) / 2)

    def shown(self, names: Iterable[str]) -> str:
        """Return columns with their first values, for a message."""
        return "; ".join(f"{show(name)} ({shown_values(self.profiles[name])})" for name in names)

    def _check_named(self) -> None:
        """Raise an error for named columns that are missing, or that hold booleans instead of people."""
        for part, name in self.named.items():
            if part == "target" and isinstance(name, Mapping):
                for kind, column in name.items():
                    if kind not in EVENT_KINDS:
                        raise OptionError(
                            f"target has {show(kind)}, which is not a kind{suggest(kind, EVENT_KINDS)}; "
                            f"name columns by {', '.join(EVENT_KINDS)}"
                        )
                    self._check_column("target", column)
            elif part != "kind":
                self._check_column(part, name)

    def _check_column(self, part: str, name: Any) -> None:
        if not isinstance(name, str) or not name:
            raise ColumnError(
                f"column {show(name)} has a name that is not text; rename it, for example to 'user'"
            )
        if name not in self.profiles:
            raise ColumnError(
                f"no column {show(name)} for {part}{suggest(name, self.columns)}; "
                f"the table has {listed(self.columns)}. Name the right one with {part}="
            )
        profile = self.profiles[name]
        if part in ("source", "target") and profile.is_boolean and profile.n_filled >= MIN_VALUES:
            raise ColumnError(
                f"column {show(name)} for {part} holds yes and no ({shown_values(profile)}), not "
                f"people; name the column of people with {part}="
            )


def _fits_format(value: str, time_format: str | None) -> bool:
    if time_format is None:
        return False
    try:
        datetime.strptime(value, time_format)  # noqa: DTZ007  only tested
    except (ValueError, re.error):
        return False
    return True


def shown_values(profile: Profile) -> str:
    """Return the first distinct values of a column, for a message."""
    return ", ".join(show(value, at_most=40) for value in profile.examples())


def listed(found: Iterable[str], *, at_most: int = MAX_LISTED) -> str:
    """Return names of columns for a message, shortened if there are many."""
    names = list(found)
    shown = ", ".join(show(name) for name in names[:at_most])
    return shown + (f" and {len(names) - at_most} more" if len(names) > at_most else "")
