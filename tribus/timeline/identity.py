"""Identity: the number that a tribe keeps from window to window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array

from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Floats, Ints, Ints64

MIN_SIMILARITY = 0.25  # Ochiai coefficient below which a group is no earlier tribe


@dataclass(frozen=True, eq=False)
class Memory:
    """The members of every tribe so far, in the last window in which the tribe was seen.

    Attributes
    ----------
    members
        Users of each tribe, by its number, ascending.
    last_seen
        Number of that window for each tribe.
    """

    members: tuple[Ints64, ...] = ()
    last_seen: tuple[int, ...] = ()

    def tribe_of(self, users: Ints64) -> Ints:
        """Return the latest tribe of each user, int32, -1 for users who never had one."""
        n_users = 1 + max((int(users[-1]) for users in self.members if len(users)), default=-1)
        latest = np.full(max(n_users, int(users.max(initial=-1)) + 1), NO_TRIBE, np.int32)
        for tribe in np.argsort(self.last_seen, kind="stable"):
            latest[self.members[tribe]] = tribe
        found: Ints = latest[users]
        return found

    def identify(self, window: int, users: Ints64, labels: Ints) -> tuple[Ints, Memory]:
        """Return the stable numbers of the groups of a window, and the memory after it.

        Parameters
        ----------
        window
            Number of the window.
        users
            Users in the window, ascending, shape `(n_users,)`.
        labels
            Group of each user, -1 for none.

        Returns
        -------
        tribe : array of int32, shape (n_users,)
            Number of the tribe of each user, -1 for none.
        memory : Memory
            With the groups of this window as the last seen members of their tribes.

        Notes
        -----
        Groups are assigned to earlier tribes one to one, so that the number of users in a group who were
        in its tribe when it was last seen is largest in total. So in a merge the tribe that sends most
        users keeps its number, and in a split the largest part. A tribe that was absent for some windows
        is found again. A group whose Ochiai coefficient with its tribe, `|A ∩ B| / √(|A| |B|)`, is below
        `MIN_SIMILARITY` is a new tribe. New tribes are numbered by size.

        References
        ----------
        Kuhn (1955), The Hungarian method for the assignment problem, doi:10.1002/nav.3800020109.
        Ochiai (1957), doi:10.2331/suisan.22.526.
        """
        groups = [users[labels == group] for group in range(int(labels.max(initial=NO_TRIBE)) + 1)]
        shared = _count_shared(groups, self.members)
        number = np.full(len(groups) + 1, NO_TRIBE, np.int32)
        members, last_seen = list(self.members), list(self.last_seen)
        for group, tribe in _assign(shared, groups, self.members):
            number[group] = tribe
        for group in np.flatnonzero(number[:-1] == NO_TRIBE).tolist():
            number[group] = len(members)
            members.append(groups[group])
            last_seen.append(window)
        for group, tribe in enumerate(number[:-1].tolist()):
            members[tribe], last_seen[tribe] = groups[group], window
        return number[labels], Memory(tuple(members), tuple(last_seen))


def _count_shared(groups: Sequence[Ints64], tribes: Sequence[Ints64]) -> Floats:
    """Return the number of users that each group shares with each tribe."""
    n_users = 1 + max((int(users[-1]) for users in (*groups, *tribes) if len(users)), default=-1)
    ones = [_indicate(sets, n_users) for sets in (groups, tribes)]
    shared: Floats = (ones[0] @ ones[1].T).toarray()
    return shared


def _indicate(sets: Sequence[Ints64], n_users: int) -> csr_array:
    indptr = np.cumsum([0, *map(len, sets)])
    indices = np.concatenate([np.empty(0, np.int64), *sets])
    return csr_array((np.ones(len(indices)), indices, indptr), shape=(len(sets), n_users))


def _assign(shared: Floats, groups: Sequence[Ints64], tribes: Sequence[Ints64]) -> list[tuple[int, int]]:
    """Return pairs of a group and a tribe, each at most once, with the most shared users."""
    sizes = np.outer([len(users) for users in groups], [len(users) for users in tribes])
    is_similar = shared >= MIN_SIMILARITY * np.sqrt(sizes)
    found = linear_sum_assignment(np.where(is_similar, shared, 0.0), maximize=True)
    return [
        (group, tribe)
        for group, tribe in zip(*map(np.ndarray.tolist, found), strict=True)
        if is_similar[group, tribe]
    ]
