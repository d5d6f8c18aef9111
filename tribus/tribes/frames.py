"""Tables of tribes: one row per user, one row per tribe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.network.graph_tables import add_attributes
from tribus.tribes.roles.assign import AUDIENCE, HEARD, NEWCOMER, ROLES

if TYPE_CHECKING:
    import pandas as pd

    from tribus.tribes.result import Tribes


def frame_of_users(tribes: Tribes) -> pd.DataFrame:
    """Return one row per user, sorted by tribe, role and bond; see `Tribes.to_frame`."""
    import pandas as pd

    network, labels, assignment = tribes.network, tribes.labels, tribes.assignment
    last = np.where(labels == NO_TRIBE, tribes.n_groups, labels)
    order = np.lexsort((np.arange(len(last)), -assignment.bond, assignment.role, last))
    frame = pd.DataFrame(
        {
            "user": network.users_of_rows(order),
            "tribe": labels[order],
            "role": np.array(ROLES, object)[assignment.role[order]],
            "belonging": assignment.belonging[order],
            "certainty": tribes.certainty[order],
            "bond": assignment.bond[order],
            "ties": np.diff(network.evidence.structure.indptr)[order],
            "given": assignment.given[order],
            "received": assignment.received[order],
        }
    )
    if tribes.given_names:
        names = [*tribes.given_names, *[""] * (tribes.n_groups - len(tribes)), ""]
        frame["tribe_name"] = np.array(names, object)[frame["tribe"]]
    return add_attributes(frame, network, order)


def frame_of_between(tribes: Tribes) -> pd.DataFrame:
    """Return one row per user between two tribes; see `Tribes.between`."""
    import pandas as pd

    columns = tribes.between_rows._asdict()
    users = tribes.network.users_of_rows(columns.pop("rows"))
    return pd.DataFrame({"user": users, **columns})


def frame_of_tribes(tribes: Tribes) -> pd.DataFrame:
    """Return one row per tribe, the most members first; see `Tribes.summary`."""
    import pandas as pd

    assignment, n_tribes = tribes.assignment, len(tribes)
    frame = pd.DataFrame(
        {
            "tribe": np.arange(n_tribes),
            "users": np.diff(assignment.start)[:n_tribes],
            "members": assignment.n_members[:n_tribes],
            "newcomers": assignment.sizes[:n_tribes, NEWCOMER],
            "heard": assignment.sizes[:n_tribes, HEARD],
            "audience": assignment.sizes[:n_tribes, AUDIENCE],
            "inside": assignment.inside[:n_tribes],
            "mutual": assignment.mutual[:n_tribes],
            "certainty": [tribe.certainty for tribe in tribes],
            "p_value": tribes.levels.taken.p_values[:n_tribes],
            "core": [tribe.core_names() for tribe in tribes],
        }
    )
    return frame.assign(name=list(tribes.given_names)) if tribes.given_names else frame
