"""The scales at which people belong together: a party and its chambers, a division and its teams."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_number
from tribus._display import Bar, Card, HasCard, percent, plural
from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from tribus._core.arrays import Floats, Ints
    from tribus._core.provenance import Provenance
    from tribus.inference.curve import Scale

MOST_SHOWN = 8  # numbers of tribes on one line


@dataclass(frozen=True, eq=False, repr=False)
class Level(HasCard):
    """Tribes at one scale.

    Attributes
    ----------
    scale
        Its resolution, agreement by and beyond chance; NaN if the resolution was given.
    labels
        Tribe of each user in the order of `network.users`, int32, -1 for none; 0 is the largest.
    p_values
        For each tribe, how likely chance gives one of its size that holds together as well.
    n_dissolved
        Groups that were found and are no tribes, for they hold together no better than most by chance.
    """

    scale: Scale
    labels: Ints
    p_values: Floats
    n_dissolved: int

    @property
    def resolution(self) -> float:
        """γ at which the tribes were found."""
        return self.scale.resolution

    def __len__(self) -> int:
        return int(self.labels.max(initial=NO_TRIBE)) + 1

    def __eq__(self, other: object) -> bool:
        """Whether both put the same users of one network together."""
        return np.array_equal(self.labels, other.labels) if isinstance(other, Level) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.labels.tobytes())

    def nests_in(self, coarser: Level) -> float:
        """How much of each tribe lies in one coarser tribe, 0 to 1.

        The share, of all users with a tribe, of those who are in the coarser tribe in which most of
        their tribe is: 1 if every tribe lies whole in one.
        """
        own = self.labels != NO_TRIBE
        if not own.any():
            return np.nan
        n_coarser = len(coarser) + 1
        pairs = self.labels[own].astype(np.int64) * n_coarser + coarser.labels[own] + 1
        kinds, counts = np.unique(pairs, return_counts=True)
        most = np.zeros(len(self), np.int64)
        np.maximum.at(most, kinds // n_coarser, np.where(kinds % n_coarser > 0, counts, 0))
        return float(most.sum() / np.count_nonzero(own))

    def _card(self) -> Card:
        facts = [plural(len(self), "tribe"), f"resolution {self.resolution:.3g}"]
        return Card(title="Level", facts=facts)


@dataclass(frozen=True, eq=False, repr=False)
class Levels(HasCard):
    """All scales that are real, from coarse to fine, and which of them was taken.

    `len(levels)` counts them, at least one; `levels[0]` is the coarsest.

    Attributes
    ----------
    found
        Each level.
    chosen
        Number of the one taken.
    made_by
        The call that found them.
    """

    found: tuple[Level, ...]
    chosen: int
    made_by: Provenance | None = None

    @classmethod
    def of_found(cls, found: Sequence[Level], chosen: int, made_by: Provenance | None = None) -> Levels:
        """Keep of several levels those that tell something: two tribes or more, each partition once.

        If the one chosen has fewer, though its resamples had more, the next finer one is taken.
        """
        taken = next((level for level in found[chosen:] if len(level) > 1), found[chosen])
        kept: list[Level] = []
        for level in found:
            if level is taken or (len(level) > 1 and level not in [taken, *kept]):
                kept.append(level)
        return cls(tuple(kept), kept.index(taken), made_by)

    @property
    def taken(self) -> Level:
        """The level taken."""
        return self.found[self.chosen]

    def take(self, number: int) -> Levels:
        """The same levels with another taken.

        Raises
        ------
        OptionError
            If there is no such level.
        """
        check_number("levels", number, len(self))
        return replace(self, chosen=int(number))

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Level]:
        return iter(self.found)

    def __getitem__(self, number: int) -> Level:
        return self.take(number).taken

    def __eq__(self, other: object) -> bool:
        """Whether all levels are the same, and the same is taken."""
        if not isinstance(other, Levels):
            return NotImplemented
        return self.found == other.found and self.chosen == other.chosen

    def __hash__(self) -> int:
        return hash((self.found, self.chosen))

    def to_frame(self) -> pd.DataFrame:
        """One row a level, from coarse to fine.

        Returns
        -------
        DataFrame
            `level`; `tribes`, and `users` who have one (int64); `resolution`, γ; `agreement`,
            `by_chance` and `stability` as in `AgreementCurve`, NaN if the resolution was given;
            `nested`, how much of the level lies in the one before it, 0 to 1 (`Level.nests_in`), NaN for
            the first; `chosen` (bool).
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
        """How much of each level lies in the one before it."""
        return [np.nan, *(finer.nests_in(coarser) for coarser, finer in pairwise(self.found))]

    def tell_chosen(self) -> str:
        """Say which was taken: the coarsest, the finest, or one between by its number."""
        finest = len(self) - 1
        ends = {0: "coarsest", finest: "finest"}
        taken = ends.get(self.chosen, f"level {self.chosen}")
        return f"{taken} of {plural(len(self), 'level')}"

    def _card(self) -> Card:
        sizes = ", ".join(f"{len(level):,}" for level in self.found[:MOST_SHOWN])
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
        header = ("level", "tribes", "resolution", "stability", "", "nested in the one before", "")
        made_by = str(self.made_by or "")
        return Card(title="Levels", facts=facts, header=header, rows=rows, made_by=made_by)
