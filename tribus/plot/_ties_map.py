"""The picture of a network without tribes: the strongest ties, and why there are no tribes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display.language import translate
from tribus.plot._captions import Captions, Discs
from tribus.plot._frame import measure_room, wrap_to_room
from tribus.plot._rings import positions_on_rings
from tribus.plot._text import format_user, write
from tribus.plot._theme import ink, paper

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from tribus._core.arrays import Floats, Ints64
    from tribus.tribes import Tribes

MAX_TIES, MAX_NAMED_USERS = 60, 16
MIN_STAR_USERS = 4  # fewer have a clear layout by springs
USER_AREA = 90.0  # square points
MIN_TIE_WIDTH, MAX_TIE_WIDTH = 0.8, 4.0  # points
COST_OF_DOT = 3.0


def draw_strongest_ties(ax: Axes, tribes: Tribes) -> int:
    """Draw the users with the strongest ties, and a sentence with the reason; return their number."""
    row, col, strength = _take_strongest(tribes)
    users = np.unique(np.concatenate([row, col]))
    reason = write(ax, 0.5, 0.0, explain_no_tribes(tribes), size=10, va="bottom")
    reason.set_transform(ax.transAxes)
    wrap_to_room(reason, measure_room(ax)[1])
    if not len(users):
        return 0
    row, col = np.searchsorted(users, row), np.searchsorted(users, col)
    positions = _lay_out(len(users), row, col, strength)
    share = strength / strength.max()
    ends = zip(positions[row], positions[col], share, strict=True)
    for start, end, part in ends:
        width = MIN_TIE_WIDTH + (MAX_TIE_WIDTH - MIN_TIE_WIDTH) * float(part)
        ax.plot(*np.stack([start, end]).T, color=ink(), lw=width, alpha=0.35, zorder=1)
    x, y = positions.T
    ax.scatter(x, y, s=USER_AREA, color=ink(), edgecolors=paper(), zorder=2)
    _set_limits(ax, positions)
    strengths = np.bincount(np.concatenate([row, col]), np.concatenate([share, share]))
    order = np.argsort(-strengths, kind="stable")
    names = tribes.network.names_of_rows(users[order[:MAX_NAMED_USERS]])
    _write_names(ax, names, positions, order, reason)
    return len(users)


def explain_no_tribes(tribes: Tribes) -> str:
    """Return the reason why a network has no tribes, in one sentence."""
    verdict = tribes.verdict
    if verdict.significance is not None and np.isnan(verdict.p_value):
        return translate("Fewer than ten people have ties: too few to tell a tribe from chance.")
    if not verdict.has_tribes:
        return translate(
            "Groups of people are no clearer here than in a network that was shuffled at random."
        )
    return translate("No group of people is clear enough to be a tribe.")


def _take_strongest(tribes: Tribes) -> tuple[Ints64, Ints64, Floats]:
    """Return the ends and the strength of the ties with the strongest bonds, then affinities."""
    structure, network = tribes.network.evidence.structure, tribes.network
    upper = np.flatnonzero(structure.rows < structure.indices)
    bond, affinity = network.bond_values[upper], network.affinity_values[upper]
    strongest = upper[np.lexsort((upper, -affinity, -bond))[:MAX_TIES]]
    bond = network.bond_values[strongest]
    strength = bond if bond.any() else network.affinity_values[strongest]
    row, col = structure.rows[strongest], structure.indices[strongest]
    return row.astype(np.int64), col.astype(np.int64), np.maximum(strength, 1e-300)


def _lay_out(n_users: int, row: Ints64, col: Ints64, strength: Floats) -> Floats:
    """Return positions: a star if one user has ties to all others, as in the export of an account.

    Otherwise positions are by the forces of springs (Fruchterman & Reingold 1991).
    """
    import networkx as nx

    degree = np.bincount(np.concatenate([row, col]), minlength=n_users)
    if n_users >= MIN_STAR_USERS and degree.max() == n_users - 1:
        return _lay_out_star(int(degree.argmax()), row, col, strength)
    if n_users == 2:  # noqa: PLR2004  a pair is a line
        return np.array([[-1.0, 0.0], [1.0, 0.0]])
    graph: Any = nx.Graph()
    graph.add_nodes_from(range(n_users))
    graph.add_edges_from(zip(row.tolist(), col.tolist(), strict=True))
    found = nx.spring_layout(graph, k=2.2 / np.sqrt(n_users), iterations=120, seed=0)
    return np.array([found[number] for number in range(n_users)])


def _lay_out_star(hub: int, row: Ints64, col: Ints64, strength: Floats) -> Floats:
    """Return positions with one user in the middle, the others on rings, the strongest ties inside."""
    own = np.flatnonzero((row == hub) | (col == hub))
    others = (row + col - hub)[own][np.argsort(-strength[own], kind="stable")]
    positions = np.zeros((len(others) + 1, 2))
    positions[others] = positions_on_rings(len(others))
    return positions


def _set_limits(ax: Axes, positions: Floats) -> None:
    low, high = positions.min(axis=0), positions.max(axis=0)
    margin = 0.25 * max(float((high - low).max()), 1.0)
    ax.update_datalim([low - 1.6 * margin, high + margin])
    ax.autoscale()
    ax.margins(0.0)
    ax.set_aspect("equal", adjustable="datalim")


def _write_names(ax: Axes, names: list[str], positions: Floats, order: Ints64, reason: Text) -> None:
    """Write names next to the first users in `order`."""
    texts = [write(ax, 0, 0, format_user(name)) for name in names]
    discs = Discs.of_dots(positions[order], np.full(len(positions), USER_AREA), COST_OF_DOT)
    Captions(ax, texts, discs, own=COST_OF_DOT, fixed=[reason])
