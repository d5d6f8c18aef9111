"""The population of a synthetic society: the tribe, the role and the handle of every user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_count
from tribus._core.frozen import Frozen
from tribus._display import plural_in_english
from tribus.datasets import _names
from tribus.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

    from tribus._core.arrays import Ints64

# Each role, and the option of `make_society` with the number of its users; there is one brand.
COUNT_OPTIONS = {
    "member": "n_people",
    "guru": "n_gurus",
    "brand": "",
    "ghost": "n_ghosts",
    "lurker": "n_lurkers",
    "loner": "n_loners",
    "pushy": "n_pushy",
    "ring": "n_ring",
}
SOCIETY_ROLES = tuple(COUNT_OPTIONS)
N_BRANDS = 1
MIN_TRIBE_SIZE = 3  # members; two people are a couple
MIN_RING_SIZE = 2  # accounts; a single one has no account to follow
SIZE_EXPONENT = 0.8  # size against rank: six tribes of 240 people have from 82 down to 21 members


@dataclass(frozen=True, eq=False, kw_only=True)
class Population(Frozen):
    """All users of a synthetic society: the members by tribe, then the other roles in order.

    Attributes
    ----------
    handles
        Handle of each user, shape `(n_users,)`, all different.
    tribe
        True tribe of each user; -1 is no tribe.
    role
        Index of the role of each user in `SOCIETY_ROLES`.
    tribe_names
        Name of each tribe.
    """

    handles: npt.NDArray[Any]
    tribe: Ints64
    role: Ints64
    tribe_names: tuple[str, ...]

    def of(self, role: str) -> Ints64:
        """Return the indices of the users with a role."""
        return np.flatnonzero(self.role == SOCIETY_ROLES.index(role))

    def to_frame(self) -> pd.DataFrame:
        """Return one row per user: `user`, `tribe`, `tribe_name`, `role`."""
        import pandas as pd

        names = np.array([*self.tribe_names, "no tribe"], dtype=object)  # index -1 is the last
        return pd.DataFrame(
            {
                "user": self.handles,
                "tribe": self.tribe,
                "tribe_name": names[self.tribe],
                "role": np.array(SOCIETY_ROLES, dtype=object)[self.role],
            }
        )


def make_population(
    rng: np.random.Generator,
    added_rng: np.random.Generator,
    n_people: int,
    n_tribes: int,
    counts: Mapping[str, int],
) -> Population:
    """Assign members to tribes, add the users without a tribe, and give all a handle.

    Parameters
    ----------
    rng
        Generator of the handles.
    added_rng
        Generator of the handles of pushy and ring accounts, which leave all others as they are.
    n_people, n_tribes
        Number of members, and of the tribes that they are divided into.
    counts
        Number of users of each other role, by the name of its option.

    Raises
    ------
    OptionError
        If a number is out of range, or there are fewer than three people for each tribe.
    """
    _check_counts(n_people, n_tribes, counts)
    tribe = np.repeat(np.arange(n_tribes), divide_members(n_people, n_tribes))
    n_of_role = [counts.get(option, N_BRANDS) for option in list(COUNT_OPTIONS.values())[1:]]
    handles = [
        *_names.name_members(rng, tribe),
        *_names.name_gurus(counts["n_gurus"]),
        *[_names.BRAND_HANDLE] * N_BRANDS,
        *_names.name_ghosts(rng, counts["n_ghosts"]),
        *_names.name_persons(rng, counts["n_lurkers"] + counts["n_loners"]),
        *_names.name_with_prefix(added_rng, "oferta", counts["n_pushy"]),
        *_names.name_with_prefix(added_rng, "te_sigo", counts["n_ring"]),
    ]
    return Population(
        handles=np.array(_names.number_repeats(handles), dtype=object),
        tribe=np.concatenate([tribe, np.full(sum(n_of_role), -1)]),
        role=np.repeat(np.arange(len(SOCIETY_ROLES)), [n_people, *n_of_role]),
        tribe_names=tuple(map(_names.name_tribe, range(n_tribes))),
    )


def divide_members(n_people: int, n_tribes: int) -> Ints64:
    """Return the sizes of the tribes, largest first: proportional to `rank^-0.8`, at least 3."""
    shares = np.arange(1, n_tribes + 1) ** -SIZE_EXPONENT
    spare = n_people - MIN_TRIBE_SIZE * n_tribes
    sizes: Ints64 = MIN_TRIBE_SIZE + np.floor(spare * shares / shares.sum()).astype(np.int64)
    sizes[: n_people - sizes.sum()] += 1
    return sizes


def _check_counts(n_people: int, n_tribes: int, counts: Mapping[str, int]) -> None:
    check_count("n_tribes", n_tribes)
    check_count("n_people", n_people)
    for name, count in counts.items():
        check_count(name, count, at_least=0)
    if n_people < MIN_TRIBE_SIZE * n_tribes:
        raise OptionError(
            f"n_people must be {MIN_TRIBE_SIZE} or more for each of "
            f"{plural_in_english(n_tribes, 'tribe')}, got {n_people}; add people, or make fewer tribes"
        )
    if 0 < counts["n_ring"] < MIN_RING_SIZE:
        raise OptionError(
            f"n_ring must be 0, or {MIN_RING_SIZE} or more, got {counts['n_ring']}; "
            "each account of a ring follows the others"
        )
