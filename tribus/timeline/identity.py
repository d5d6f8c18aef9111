"""Identity: the number that a tribe keeps from window to window."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import connected_components

from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus._core.arrays import Bools, Ints, Ints64

MIN_SIMILARITY = 0.25  # Ochiai coefficient below which a group is no earlier tribe
MIN_RETURN_SIMILARITY = 0.5  # Jaccard index of known users; below it no absent tribe has returned


@dataclass(frozen=True, eq=False)
class Memory:
    """The members of every tribe so far, in the last window with this tribe.

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
        users keeps its number, and in a split the largest part. A group is a new tribe if its Ochiai
        coefficient with every tribe, `|A ∩ B| / √(|A| |B|)`, is below `MIN_SIMILARITY`. New tribes are
        numbered by size.

        A tribe that was absent for some windows is found again if the Jaccard index of its members and
        those of the group who were ever in a tribe is at least `MIN_RETURN_SIMILARITY`. A random part of
        a tribe shares some users with each tribe that once merged into it, and is none of these.
        Newcomers do not count: they say nothing about which tribe returns.

        References
        ----------
        Kuhn (1955), The Hungarian method for the assignment problem, doi:10.1002/nav.3800020109.
        Ochiai (1957), doi:10.2331/suisan.22.526.
        """
        order = np.argsort(labels, kind="stable")
        ends = np.cumsum(np.bincount(labels + 1, minlength=1))
        groups = [users[order[start:end]] for start, end in pairwise(ends.tolist())]
        number = np.full(len(groups) + 1, NO_TRIBE, np.int32)
        members, last_seen = list(self.members), list(self.last_seen)
        is_absent = np.array(self.last_seen) < max(self.last_seen, default=0)
        for group, tribe in _assign(groups, self.members, is_absent):
            number[group] = tribe
        for group in np.flatnonzero(number[:-1] == NO_TRIBE).tolist():
            number[group] = len(members)
            members.append(groups[group])
            last_seen.append(window)
        for group, tribe in enumerate(number[:-1].tolist()):
            members[tribe], last_seen[tribe] = groups[group], window
        return number[labels], Memory(tuple(members), tuple(last_seen))


def _assign(
    groups: Sequence[Ints64], tribes: Sequence[Ints64], is_absent: Bools
) -> list[tuple[int, int]]:
    """Return pairs of a group and a tribe, each at most once, with the most shared users.

    Groups and tribes that are not linked by similar pairs are assigned apart from each other.
    """
    if not groups or not tribes:
        return []
    similar = _find_similar(groups, tribes, is_absent)
    both: Any = block_array([[None, similar], [similar.T, None]], format="csr")
    n_parts, part = connected_components(both, directed=False)
    found = []
    order = np.argsort(part, kind="stable")
    for nodes in np.split(order, np.cumsum(np.bincount(part, minlength=n_parts))[:-1]):
        rows, cols = nodes[nodes < len(groups)], nodes[nodes >= len(groups)] - len(groups)
        if not len(rows) or not len(cols):
            continue
        shared = similar[rows][:, cols].toarray()
        chosen = linear_sum_assignment(shared, maximize=True)
        found += [
            (int(rows[row]), int(cols[col]))
            for row, col in zip(*chosen, strict=True)
            if shared[row, col] > 0
        ]
    return found


def _find_similar(
    groups: Sequence[Ints64], tribes: Sequence[Ints64], is_absent: Bools
) -> csr_array[Any]:
    """Return the number of shared users of similar pairs of a group and a tribe."""
    n_users = 1 + max(int(users[-1]) for users in (*groups, *tribes))
    in_group, in_tribe = _indicate(groups, n_users), _indicate(tribes, n_users)
    shared = in_group @ in_tribe.T
    pairs = shared.tocoo()
    row, col = pairs.coords
    size, earlier_size = in_group.sum(axis=1)[row], in_tribe.sum(axis=1)[col]
    n_known = (in_group @ (in_tribe.sum(axis=0) > 0))[row]
    kept = pairs.data >= MIN_SIMILARITY * np.sqrt(size * earlier_size)
    either = n_known + earlier_size - pairs.data
    kept &= ~is_absent[col] | (pairs.data >= MIN_RETURN_SIMILARITY * either)
    return csr_array((pairs.data[kept], (row[kept], col[kept])), shape=shared.shape)


def _indicate(sets: Sequence[Ints64], n_users: int) -> csr_array[Any]:
    indptr = np.cumsum([0, *map(len, sets)])
    indices = np.concatenate([np.empty(0, np.int64), *sets])
    return csr_array((np.ones(len(indices)), indices, indptr), shape=(len(sets), n_users))
