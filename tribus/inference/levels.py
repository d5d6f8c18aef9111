"""Levels: the tribes at each scale, such as a division and its teams."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tribus._core.checks import read_index
from tribus._core.numbered import NumberedResults
from tribus._display import Bar, Card, HasCard, percent, plural
from tribus._storage import PROVENANCE, WHOLE, Array, Optional, TupleOf, form_of, require, stored
from tribus.community.numbering import NO_TRIBE
from tribus.inference.scales import Scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Floats, Ints
    from tribus._core.provenance import Provenance

MAX_SHOWN_LEVELS = 8  # whose numbers of tribes fit on one line


def collect_levels(found: Sequence[Level], chosen: int, made_by: Provenance | None = None) -> Levels:
    """Return the levels with at least two tribes, or one beside the rest, each partition once.

    If the chosen level has fewer, although its resamples had more, the next finer one is taken.
    """
    taken = next((level for level in found[chosen:] if _is_partition(level)), found[chosen])
    kept: list[Level] = []
    for level in found:
        if level is taken or (_is_partition(level) and level not in [taken, *kept]):
            kept.append(level)
    return Levels(tuple(kept), kept.index(taken), made_by)


def _is_partition(level: Level) -> bool:
    return len(level) + (level.n_rest > 0) > 1 and len(level) > 0


def format_chosen(levels: Levels) -> str:
    """Return the position of the level taken: `coarsest of 3 levels`, `level 1 of 3 levels`."""
    finest = len(levels) - 1
    ends = {0: "coarsest", finest: "finest"}
    taken = ends.get(levels.chosen, f"level {levels.chosen}")
    return f"{taken} of {plural(len(levels), 'level')}"


def require_groups(labels: Ints) -> None:
    """Raise `DamageError` unless labels are -1, or numbers from 0 without a gap."""
    has_group = labels[labels != NO_TRIBE]
    is_inside = not len(has_group) or (has_group.min() >= 0 and has_group.max() < len(labels))
    require(is_inside and np.bincount(has_group).all(), "the groups are not numbered from 0")


@stored(
    scale=form_of(Scale),
    labels=Array(np.int32),
    p_values=Array(np.float64),
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
    n_dissolved
        Number of groups that are no tribes, because groups in rewired networks are as tight.
    n_rest
        Number of users in the rest, a large group without ties of its own (`tribus.inference.rest`).
    """

    scale: Scale
    labels: Ints
    p_values: Floats
    n_dissolved: int
    n_rest: int = 0

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return a saved level; `DamageError` if its tribes are not numbered from 0."""
        level = cls(**saved)
        require_groups(level.labels)
        require(len(level.p_values) == len(level), "there is not one p-value for each tribe")
        return level

    @property
    def resolution(self) -> float:
        """The resolution γ at which the tribes were found."""
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
        has_tribe = self.labels != NO_TRIBE
        if not has_tribe.any():
            return np.nan
        n_coarser = len(coarser) + 1
        pairs = self.labels[has_tribe].astype(np.int64) * n_coarser + coarser.labels[has_tribe] + 1
        pair, counts = np.unique(pairs, return_counts=True)
        largest = np.zeros(len(self), np.int64)
        np.maximum.at(largest, pair // n_coarser, np.where(pair % n_coarser > 0, counts, 0))
        return float(largest.sum() / np.count_nonzero(has_tribe))

    def _card(self) -> Card:
        facts = [plural(len(self), "tribe"), f"resolution {self.resolution:.3g}"]
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
        sizes = ", ".join(f"{len(level):,}" for level in self.found[:MAX_SHOWN_LEVELS])
        facts = [plural(len(self), "level"), f"of {sizes} tribes", f"level {self.chosen} taken"]
        rows = [
            (
                str(number),
                f"{len(level):,}",
                f"{level.resolution:.2f}",
                percent(level.scale.stability),
                Bar.of(level.scale.stability),
                percent(nested),
                "taken" if level is self.taken else "",
            )
            for number, (level, nested) in enumerate(zip(self, self._nested(), strict=True))
        ]
        header = ("level", "tribes", "resolution", "stability", "", "nested in the level before", "")
        made_by = str(self.made_by or "")
        return Card(title="Levels", facts=facts, header=header, rows=rows, made_by=made_by)
