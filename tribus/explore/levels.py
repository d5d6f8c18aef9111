"""Columns and descriptions of each level: tribe, role, position and size of every person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import plural
from tribus._display.language import translate
from tribus.layout.tribes import lay_out_map
from tribus.tribes.labels import find_name
from tribus.tribes.mixing import mix_tribes

if TYPE_CHECKING:
    import numpy.typing as npt

    from tribus._core.arrays import Floats, Ints64
    from tribus.layout.tribes import MapLayout
    from tribus.tribes import Tribes

    Column = npt.NDArray[Any]

POSITION_STEPS = 65_535  # of each axis, over the longer side of the map
STRENGTH_STEPS = 65_535
PERCENT = 100
ROUNDING_MARGIN = 1e-9
UNKNOWN = 255  # in place of a certainty
CORE_NAMES = 2  # in the label of a group without a name


def describe_level(
    tribes: Tribes, number: int, order: Ints64
) -> tuple[dict[str, Any], dict[str, Column]]:
    """Return the description of a level for the header, and its columns.

    Parameters
    ----------
    tribes
        The tribes at this level.
    number
        Number of the level, which ends the names of its columns.
    order
        Rows of the network in the order of the people on the map, shape `(n_users,)`.

    Returns
    -------
    description
        `resolution`; `tribes` and `groups`, the number of tribes, and of tribes and audiences; `labels`
        and `named`, a label for each group, and whether it is a name; `discs`, centre and radius of the
        largest groups; `low` and `step`, the origin and the unit of the positions; `dot`, the radius of
        the dots below the discs.
    columns
        In the order of the people: `tribe`, from 1, and 0 for none; `role`; `x` and `y`; `strength`, the
        square root of the bonds inside, 65,535 for the strongest; `belonging` in percent. And the mixing
        of the groups with a disc: `mixing_source`, `mixing_target`, and `mixing_events`.
    """
    layout, assignment = lay_out_map(tribes), tribes.assignment
    low = layout.positions.min(axis=0)
    step = float(np.ptp(layout.positions, axis=0).max()) / POSITION_STEPS or 1.0
    x, y = np.rint((layout.positions[order] - low) / step).astype(np.int64).T
    strongest = float(assignment.bond.max(initial=0.0)) or 1.0
    strength = np.sqrt(assignment.bond[order] / strongest)
    columns = {
        "tribe": tribes.labels[order] + 1,
        "role": assignment.role[order],
        "x": x,
        "y": y,
        "strength": np.rint(strength * STRENGTH_STEPS).astype(np.int64),
        "belonging": np.rint(assignment.belonging[order] * PERCENT).astype(np.int64),
        "certainty": _list_certainty(tribes.certainty[order]),
        **_list_mixing(tribes, len(layout.radii)),
    }
    description = {
        "resolution": tribes.resolution,
        "tribes": len(tribes),
        "groups": tribes.n_groups,
        "labels": _label_groups(tribes),
        "named": [bool(find_name(group, tribes.given_names)) for group in range(tribes.n_groups)],
        "discs": _list_discs(layout),
        "low": low.tolist(),
        "step": step,
        "dot": 0.3 * layout.step,
        "text": plural(len(tribes), "tribe") if len(tribes) else translate("no tribe"),
    }
    return description, {f"{name}_{number}": values for name, values in columns.items()}


def _label_groups(tribes: Tribes) -> list[str]:
    """Return the name of each group, or the display names of its first users."""
    first = [tribes.assignment.rows(group)[:CORE_NAMES] for group in range(tribes.n_groups)]
    names = tribes.network.names_of_rows(np.concatenate([*first, np.empty(0, np.int64)]).astype(int))
    found, at = [], 0
    for group, rows in enumerate(first):
        given = find_name(group, tribes.given_names)
        found.append(given or ", ".join(names[at : at + len(rows)]))
        at += len(rows)
    return found


def _list_certainty(certainty: Floats) -> Column:
    """Return the certainty in percent, rounded down, so that a filter keeps nobody below its limit."""
    percent = np.floor(np.nan_to_num(certainty) * PERCENT + ROUNDING_MARGIN)
    return np.where(np.isfinite(certainty), percent, UNKNOWN).astype(np.int64)


def _list_discs(layout: MapLayout) -> list[list[float]]:
    discs = np.column_stack([layout.centres.reshape(-1, 2), layout.radii])
    return [[round(value, 2) for value in disc] for disc in discs.tolist()]


def _list_mixing(tribes: Tribes, n_discs: int) -> dict[str, Column]:
    """Return the events between each two groups with a disc, rounded."""
    mixing = mix_tribes(tribes)
    shown = (mixing.source >= 0) & (mixing.target >= 0)
    shown &= (mixing.source < n_discs) & (mixing.target < n_discs)
    return {
        "mixing_source": mixing.source[shown],
        "mixing_target": mixing.target[shown],
        "mixing_events": np.rint(mixing.events[shown]).astype(np.int64),
    }
