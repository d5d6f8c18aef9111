"""Comparison of two results of `find_tribes`: who moved, and how well both agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._display import CARD_ROWS, Bar, Card, HasCard, Swatch, format_rest, percent
from tribus._display.language import format_decimals, format_whole, translate, translate_count
from tribus._display.terms import translate_term
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.metrics import adjusted_mutual_information
from tribus.metrics.matching import NO_COUNTERPART, match_groups

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints, Ints8
    from tribus._core.provenance import Provenance
    from tribus.tribes.result import Tribes

CHANGES = ("stayed", "moved", "joined", "left", "none", "new", "gone")
STAYED, MOVED, JOINED, LEFT, NO_GROUP, NEW, GONE = range(len(CHANGES))


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Comparison(HasCard):
    """Who moved between two results of `find_tribes`. Make it with `Tribes.compare`.

    The numbers of tribes may differ between two results, so each tribe has at most one counterpart in
    the other result. Pairs of tribes are matched by the number of common users, the largest first; of
    equal numbers, the lower tribe first. If a tribe splits, its largest part stays, and the others
    move.

    Attributes
    ----------
    ids
        Ids of all users of both results, those of the first in the order of its network, then the
        others in the order of theirs, as Arrow.
    before, after
        Tribe of each user in the first and in the second result, int32, shape `(n_users,)`; -1 for
        none, and for users who are not in the result.
    change
        Index into `tribus.tribes.comparison.CHANGES` for each user, int8: `stayed` in the counterpart
        of the tribe, `moved` to another tribe, `joined` a tribe from none, `left` to none, `none` in
        both, `new` only in the second result, `gone` only in the first.
    counterpart
        For each tribe of the first result, audiences included, its counterpart in the second, int32;
        -2 for none.
    agreement
        Adjusted mutual information of both partitions on the common users: 1 if they are the same, 0
        on average if they are independent. A user without a tribe counts as a tribe of one.
    made_by, made_by_other
        The calls that found the two results.
    """

    ids: pa.Array
    before: Ints
    after: Ints
    change: Ints8
    counterpart: Ints
    agreement: float
    made_by: Provenance
    made_by_other: Provenance

    @property
    def n_common(self) -> int:
        """Number of users in both results."""
        return int(np.count_nonzero(self.change < NEW))

    def count(self, change: str) -> int:
        """Return the number of users with one of the changes, for example `"moved"`."""
        return int(np.count_nonzero(self.change == CHANGES.index(change)))

    @property
    def moved(self) -> list[Any]:
        """Users who moved from one tribe to another, as given, in the order of `ids`."""
        moved: list[Any] = self.ids.take(pa.array(np.flatnonzero(self.change == MOVED))).to_pylist()
        return moved

    def to_frame(self) -> pd.DataFrame:
        """Return one row per user of either result.

        Returns
        -------
        DataFrame
            `user`, as given; `before` and `after`, the tribes (int32, -1 for none); `change` (text:
            stayed, moved, joined, left, none, new or gone). Sorted by change as in `moved`, joined,
            left, new, gone, stayed, none; then by `before`, `after`, and the order of `ids`.
        """
        import pandas as pd

        rank = np.array([5, 0, 1, 2, 6, 3, 4])[self.change]
        order = np.lexsort((self.after, self.before, rank))
        return pd.DataFrame(
            {
                "user": self.ids.take(pa.array(order)).to_pylist(),
                "before": self.before[order],
                "after": self.after[order],
                "change": np.array(CHANGES, object)[self.change[order]],
            }
        )

    def _card(self) -> Card:
        counts = [self._describe(change) for change in CHANGES[MOVED:NO_GROUP]]
        ends = [self._describe(change) for change in CHANGES[NEW:] if self.count(change)]
        rows = [
            (
                Swatch(tribe),
                format_whole(users),
                "–" if match == NO_COUNTERPART else str(match),
                percent(stayed / users),
                Bar.of(stayed / users, tribe),
            )
            for tribe, users, match, stayed in self._list_tribes()
        ]
        return Card(
            title="Comparison",
            facts=[
                translate_count("{n} user in both", "{n} users in both", self.n_common),
                translate("agreement {number}", number=format_decimals(self.agreement, ".2f")),
                *counts,
                *ends,
            ],
            header=("tribe before", "users in both", "tribe after", "stayed", ""),
            rows=rows[:CARD_ROWS],
            rest=format_rest(len(rows) - CARD_ROWS, "smaller tribes"),
            made_by=f"{self.made_by}; compared with {self.made_by_other}",
        )

    def _describe(self, change: str) -> str:
        return f"{format_whole(self.count(change))} {translate_term(change)}"

    def _list_tribes(self) -> list[tuple[int, int, int, int]]:
        """Return number, common users, counterpart and users who stayed, of each tribe with users."""
        is_common = (self.change < NEW) & (self.before != NO_TRIBE)
        n_tribes = len(self.counterpart)
        users = np.bincount(self.before[is_common], minlength=n_tribes)
        stayed = np.bincount(self.before[self.change == STAYED], minlength=n_tribes)
        found = zip(
            range(n_tribes), users.tolist(), self.counterpart.tolist(), stayed.tolist(), strict=True
        )
        return [row for row in found if row[1]]


def compare_tribes(one: Tribes, other: Tribes) -> Comparison:
    """Return who moved between the tribes of two results; see `Tribes.compare`."""
    from tribus.tribes.result import Tribes

    if not isinstance(other, Tribes):
        raise OptionError(f"compare takes Tribes, got {type(other).__name__}; find_tribes returns them")
    ids, others = one.network.evidence.ids, other.network.evidence.ids
    if ids.type != others.type:
        raise OptionError(
            f"the users of one result are {ids.type} and those of the other {others.type}; read both "
            "with ids of one type"
        )
    row_of_user = pc.index_in(others, value_set=ids)
    is_new = row_of_user.is_null().to_numpy(zero_copy_only=False)
    if is_new.all():
        raise OptionError("no user is in both results; compare tribes of the same users")
    n_one, n_new = len(ids), int(is_new.sum())
    before = np.concatenate([one.labels, np.full(n_new, NO_TRIBE, np.int32)])
    after = np.full(n_one + n_new, NO_TRIBE, np.int32)
    row = np.empty(len(others), np.int64)
    row[is_new] = n_one + np.arange(n_new)
    row[~is_new] = row_of_user.drop_null().to_numpy()
    after[row] = other.labels
    is_gone = np.ones(n_one + n_new, np.bool_)
    is_gone[row] = False
    is_common = ~is_gone
    is_common[n_one:] = False
    counterpart = match_groups(before[is_common], after[is_common], one.n_groups)
    change = _find_changes(before, after, counterpart)
    change[n_one:], change[is_gone] = NEW, GONE
    for values in (before, after, change, counterpart):
        values.flags.writeable = False
    return Comparison(
        ids=pa.concat_arrays([ids, others.filter(pa.array(is_new))]),
        before=before,
        after=after,
        change=change,
        counterpart=counterpart,
        agreement=adjusted_mutual_information(before[is_common], after[is_common]),
        made_by=one.made_by,
        made_by_other=other.made_by,
    )


def are_equal(one: Tribes, other: Tribes) -> bool:
    """Return whether the same users have the same tribes, in any order of the users."""
    if one.network.users == other.network.users:
        return bool(np.array_equal(one.labels, other.labels))
    mine, theirs = (
        dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True)) for tribes in (one, other)
    )
    return mine == theirs


def _find_changes(before: Ints, after: Ints, counterpart: Ints) -> Ints8:
    """Return the change of each user, as if all were in both results."""
    expected = np.append(counterpart, NO_TRIBE)[before]  # at index -1 for no tribe
    change = np.where(after == expected, STAYED, MOVED).astype(np.int8)
    change[(before == NO_TRIBE) & (after == NO_TRIBE)] = NO_GROUP
    change[(before == NO_TRIBE) & (after != NO_TRIBE)] = JOINED
    change[(before != NO_TRIBE) & (after == NO_TRIBE)] = LEFT
    return change
