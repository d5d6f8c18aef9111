"""Levels: the tribes at each scale, such as a division and its teams."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tribus._core.checks import check_choice, check_count, read_index
from tribus._core.numbered import NumberedResults
from tribus._display import Bar, Card, HasCard, percent, plural
from tribus._display.language import format_decimals, format_whole, translate
from tribus._storage import PROVENANCE, WHOLE, Array, Optional, TupleOf, form_of, require, stored
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.inference.scales import Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Bools, Floats, Ints, Ints64
    from tribus._core.provenance import Provenance

MAX_LEVELS = 4  # more levels would confuse a reader
MIN_NESTED_SHARE = 0.95  # of the users of a level, inside the main coarser tribe of their tribe
AUTO, COARSEST, FINEST = "auto", "coarsest", "finest"


def collect_levels(found: Sequence[Level], chosen: int, made_by: Provenance | None = None) -> Levels:
    """Return two to four levels that differ and are nested, from coarse to fine, or one alone.

    Parameters
    ----------
    found
        Levels from coarse to fine.
    chosen
        Index of the level that is taken. If it has fewer than two tribes, or one beside the rest,
        although its resamples had more, the next finer one is taken.
    made_by
        The call that found them.

    Notes
    -----
    A level is left out if it has fewer tribes than that, or if at most 5 % of the users distinguish it
    from a level that is kept: each of both lies in the other for 95 % of its users (`Level.nests_in`).
    The finer of two levels must have more tribes, and lie in the coarser one for 95 % of its users. The
    more stable levels are kept first, at most four.
    """
    taken = next((level for level in found[chosen:] if _is_partition(level)), found[chosen])
    kept = [taken]
    others = [level for level in found if level is not taken and _is_partition(level)]
    for level in sorted(others, key=lambda level: -np.nan_to_num(level.scale.stability)):
        order = sorted([*kept, level], key=lambda one: _position(found, one))
        if len(kept) < MAX_LEVELS and all(map(_is_finer, order[1:], order)):
            kept = order
    return Levels(tuple(kept), _position(kept, taken), made_by)


def _position(levels: Sequence[Level], level: Level) -> int:
    return next(number for number, one in enumerate(levels) if one is level)


def _is_partition(level: Level) -> bool:
    return len(level) + (level.n_rest > 0) > 1 and len(level) > 0


def _is_finer(finer: Level, coarser: Level) -> bool:
    """Return whether a level is nested in a coarser one, has more tribes, and differs from it."""
    if len(finer) <= len(coarser):
        return False
    is_nested = finer.nests_in(coarser) >= MIN_NESTED_SHARE
    return is_nested and coarser.nests_in(finer) < MIN_NESTED_SHARE


def check_level(level: int | str, *, has_levels: bool) -> None:
    """Raise `OptionError` if `level` is no name and no number, or if no levels are inferred."""
    if isinstance(level, str):
        check_choice("level", level, (AUTO, COARSEST, FINEST))
    else:
        check_count("level", level, at_least=0)
    if level != AUTO and not has_levels:
        raise OptionError(
            f"level={level!r} chooses among the inferred levels, and resolution is a number; "
            'leave out one of the two, or give resolution="auto"'
        )


def choose_level(levels: Levels, level: int | str) -> Levels:
    """Return the same levels with the one taken that `level` names or numbers."""
    if isinstance(level, str):
        number = {AUTO: levels.chosen, COARSEST: 0, FINEST: len(levels) - 1}[level]
        return levels.take(number)
    return levels.take(level)


def format_others(levels: Levels) -> str:
    """Return the other levels in words: `also 3, 18 or 30 tribes`; empty for a single level."""
    sizes = [format_whole(len(level)) for number, level in enumerate(levels) if number != levels.chosen]
    if not sizes:
        return ""
    first = ", ".join(sizes[:-1])
    if not first:
        return translate("also {sizes} tribes", sizes=sizes[-1])
    return translate("also {sizes} or {last} tribes", sizes=first, last=sizes[-1])


def require_groups(labels: Ints) -> None:
    """Raise `DamageError` unless labels are -1, or numbers from 0 without a gap."""
    has_group = labels[labels != NO_TRIBE]
    is_inside = not len(has_group) or (has_group.min() >= 0 and has_group.max() < len(labels))
    require(is_inside and np.bincount(has_group).all(), "the groups are not numbered from 0")


@stored(
    derived=("log_odds",),
    scale=form_of(Scale),
    labels=Array(np.int32),
    p_values=Array(np.float64),
    certainty=Array(np.float64),
    n_dissolved=WHOLE,
    n_rest=WHOLE,
)
@dataclass(frozen=True, eq=False, repr=False)
class Level(HasCard):
    """Tribes at one scale.

    Attributes
    ----------
    scale
        Its resolution, agreement and stability; all NaN except the resolution if that was given.
    labels
        Tribe of each user in the order of `network.users`, int32, -1 for none; 0 is the largest.
    p_values
        p-value of each tribe among the groups of similar size in rewired networks, above 0.
    certainty
        Probability that each user is in this tribe in fresh data of the source, float64, 0 to 1
        (`tribus.inference.certainty`). NaN for users without a tribe, and if γ was given.
    n_dissolved
        Number of groups that are no tribes, because groups in rewired networks are as tight.
    n_rest
        Number of users in the rest, a large group without ties of its own (`tribus.inference.rest`).
    log_odds
        Difference between fresh data and resamples in the certainties (`tribus.inference.fresh_data`).
        NaN if γ was given, and in results from files, which do not keep it.
    """

    scale: Scale
    labels: Ints
    p_values: Floats
    certainty: Floats
    n_dissolved: int
    n_rest: int = 0
    log_odds: float = np.nan

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return a saved level; `DamageError` if its tribes are not numbered from 0."""
        level = cls(**saved)
        require_groups(level.labels)
        require(len(level.p_values) == len(level), "there is not one p-value for each tribe")
        has_all = len(level.certainty) == len(level.labels)
        require(has_all, "there is not one certainty for each user")
        return level

    @property
    def resolution(self) -> float:
        """The resolution γ of these tribes."""
        return self.scale.resolution

    def __len__(self) -> int:
        return int(self.labels.max(initial=NO_TRIBE)) + 1

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same labels."""
        return np.array_equal(self.labels, other.labels) if isinstance(other, Level) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.labels.tobytes())

    def nests_in(self, coarser: Level) -> float:
        """Return the share of users who are in the main coarser tribe of their tribe, 0 to 1.

        The main coarser tribe of a tribe has most of its users. The share is 1 if every tribe is part of
        one coarser tribe, and NaN if nobody has a tribe.
        """
        n_users = np.count_nonzero(self.labels != NO_TRIBE)
        if n_users == 0:
            return np.nan
        return float(1 - np.count_nonzero(self.is_outside(coarser)) / n_users)

    def is_outside(self, coarser: Level) -> Bools:
        """Return a mask of the users with a tribe who are not in its main coarser tribe.

        Of equally large coarser tribes the main one has the lowest number.
        """
        has_tribe = self.labels != NO_TRIBE
        in_both = has_tribe & (coarser.labels != NO_TRIBE)
        n_coarser = max(len(coarser), 1)
        keys = self.labels[in_both].astype(np.int64) * n_coarser + coarser.labels[in_both]
        pair, counts = np.unique(keys, return_counts=True)
        order = np.lexsort((pair, -counts, pair // n_coarser))
        tribe, first = np.unique(pair[order] // n_coarser, return_index=True)
        main = np.full(len(self) + 1, NO_TRIBE, np.int64)
        main[tribe] = pair[order[first]] % n_coarser
        is_main = (coarser.labels == main[self.labels]) & (coarser.labels != NO_TRIBE)
        is_outside: Bools = has_tribe & ~is_main
        return is_outside

    def _card(self) -> Card:
        facts = [
            plural(len(self), "tribe"),
            translate("resolution {number}", number=format_decimals(self.resolution, ".3g")),
        ]
        return Card(title="Level", facts=facts)


@stored(found=TupleOf(form_of(Level)), chosen=WHOLE, made_by=Optional(PROVENANCE))
@dataclass(frozen=True, eq=False, repr=False)
class Levels(HasCard, NumberedResults[Level]):
    """All levels from coarse to fine, and the number of the level taken.

    `len(levels)` is at least one; `levels[0]` is the coarsest.

    Attributes
    ----------
    found
        The levels.
    chosen
        Number of the level taken.
    made_by
        The call that found them.
    """

    _items_name: ClassVar = "levels"

    found: tuple[Level, ...]
    chosen: int
    made_by: Provenance | None = None

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        levels = cls(**saved)
        require(0 <= levels.chosen < len(levels), "there is no such level")
        n_users = {len(level.labels) for level in levels.found}
        require(len(n_users) == 1, "the levels have not the same users")
        return levels

    @property
    def taken(self) -> Level:
        """The level taken."""
        return self.found[self.chosen]

    def with_taken(self, level: Level) -> Levels:
        """The same levels with another in place of the one taken."""
        found = (*self.found[: self.chosen], level, *self.found[self.chosen + 1 :])
        return replace(self, found=found)

    def take(self, number: int) -> Levels:
        """Return the same levels with another one taken.

        Raises
        ------
        OptionError
            If there is no such level.
        """
        return replace(self, chosen=read_index(self._items_name, number, len(self)))

    def list_exceptions(self) -> Ints64:
        """Return the rows of the users outside the main coarser tribe of their tribe, int64."""
        if self.chosen == 0:
            return np.empty(0, np.int64)
        return np.flatnonzero(self.taken.is_outside(self.found[self.chosen - 1]))

    def __len__(self) -> int:
        return len(self.found)

    def _make_item(self, number: int) -> Level:
        return self.found[number]

    def __eq__(self, other: object) -> bool:
        """Return whether all levels are the same, with the same one taken."""
        if not isinstance(other, Levels):
            return NotImplemented
        return self.found == other.found and self.chosen == other.chosen

    def __hash__(self) -> int:
        return hash((self.found, self.chosen))

    def to_frame(self) -> pd.DataFrame:
        """Return a table with one row per level, from coarse to fine.

        Returns
        -------
        DataFrame
            `level`, `tribes`, and `users` with a tribe (int64); `resolution`, γ; `agreement`,
            `null_agreement` and `stability` as in `AgreementCurve`, NaN if the resolution was given;
            `nested`, the share of users in the main coarser tribe of the level before, 0 to 1
            (`Level.nests_in`), NaN for the first level; `chosen` (bool).
        """
        import pandas as pd

        frame = pd.DataFrame([level.scale for level in self])
        frame.insert(0, "level", range(len(self)))
        frame.insert(1, "tribes", [len(level) for level in self])
        users = [np.count_nonzero(level.labels != NO_TRIBE) for level in self]
        frame.insert(2, "users", users)
        frame["nested"] = self._nested()
        return frame.assign(chosen=np.arange(len(self)) == self.chosen)

    def _nested(self) -> list[float]:
        """Return how much of each level is nested in the level before."""
        return [np.nan, *(finer.nests_in(coarser) for coarser, finer in pairwise(self.found))]

    def _card(self) -> Card:
        sizes = ", ".join(format_whole(len(level)) for level in self.found)
        facts = [
            plural(len(self), "level"),
            translate("of {sizes} tribes", sizes=sizes),
            translate("level {number} taken", number=self.chosen),
        ]
        rows = [
            (
                str(number),
                format_whole(len(level)),
                format_decimals(level.resolution, ".2f"),
                percent(level.scale.stability),
                Bar.of(level.scale.stability),
                percent(nested),
                translate("taken") if level is self.taken else "",
            )
            for number, (level, nested) in enumerate(zip(self, self._nested(), strict=True))
        ]
        header = ("level", "tribes", "resolution", "stability", "", "nested in the level before", "")
        made_by = str(self.made_by or "")
        return Card(title="Levels", facts=facts, header=header, rows=rows, made_by=made_by)
