"""Content of the map: everything that the page or the widget shows, in one compressed block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_count
from tribus._display import plural
from tribus._display.colours import GREY, PALETTE
from tribus._display.language import current_language, translate
from tribus._display.words import plain
from tribus.explore.binary import pack
from tribus.explore.levels import describe_level
from tribus.explore.ties import list_ties
from tribus.explore.words import list_words
from tribus.tribes.roles.assign import ROLES

if TYPE_CHECKING:
    import numpy.typing as npt

    from tribus._core.arrays import Ints64
    from tribus.tribes import Tribes

MAX_ID_LETTERS = 80
TIES_PER_PERSON, TIES_PER_PERSON_OF_MANY = 2, 1  # drawn without a click
MANY_PEOPLE = 20_000


def pack_map(
    tribes: Tribes, *, max_people: int, ties_per_person: int | None, with_ids: bool = True
) -> bytes:
    """Return the content of the map of all levels; see `tribus.explore.binary.pack` for its form.

    Parameters
    ----------
    tribes
        The tribes.
    max_people, ties_per_person
        As in `Tribes.to_html`.
    with_ids
        Whether the ids are searched too where people have display names. Default True.

    Raises
    ------
    OptionError
        If `max_people` is below 1, or `ties_per_person` below 0.
    """
    check_count("max_people", max_people)
    if ties_per_person is None:
        is_large = tribes.network.n_users > MANY_PEOPLE
        ties_per_person = TIES_PER_PERSON_OF_MANY if is_large else TIES_PER_PERSON
    check_count("ties_per_person", ties_per_person, at_least=0)
    order = _order_people(tribes)
    header: dict[str, Any] = {
        "title": write_title(tribes),
        "made_by": str(tribes.made_by),
        "names": tribes.network.names_of_rows(order),
        "ids": _list_ids(tribes, order) if with_ids else None,
        "language": current_language(),
        "words": list_words(),
        "roles": ROLES,
        "palette": PALETTE,
        "grey": GREY,
        "max_people": int(max_people),
        "ties_per_person": int(ties_per_person),
        "chosen": tribes.levels.chosen,
        "levels": [],
    }
    columns: dict[str, npt.NDArray[Any]] = {}
    for number, at_level in enumerate(tribes.all_levels):
        description, of_level = describe_level(at_level, number, order)
        header["levels"].append(description)
        columns |= of_level
    of_ties, header["strongest_bond"] = list_ties(tribes.network, order)
    return pack(header, columns | of_ties)


def write_title(tribes: Tribes) -> str:
    """Return the title of the map: `6 tribes among 380 users`."""
    users = plural(len(tribes.labels), "user")
    if not len(tribes):
        return translate("No tribe among {users}", users=users)
    return translate("{tribes} among {users}", tribes=plural(len(tribes), "tribe"), users=users)


def _order_people(tribes: Tribes) -> Ints64:
    """Return the rows sorted by tribe, role and bond; users without a tribe come last."""
    assignment = tribes.assignment
    start = assignment.start[0]
    return np.concatenate([assignment.order[start:], assignment.order[:start]])


def _list_ids(tribes: Tribes, order: Ints64) -> list[str] | None:
    """Return the ids, to search for them too; None where the display names are the ids."""
    if tribes.network.attributes is None:
        return None
    users = tribes.network.users_of_rows(order)
    return [plain(str(user)[: MAX_ID_LETTERS + 1])[:MAX_ID_LETTERS] for user in users]
