"""Who would be missed: what the exchange of a tribe loses without each of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by, sum_by
from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

    from tribus.people.result import People


def list_missed(people: People) -> pd.DataFrame:
    """Return what each tribe loses without each user; `People.missed` documents the columns.

    Notes
    -----
    The exchange of a tribe is ``Σ min(x_ij, x_ji)`` over its pairs, with the exchange `x_ij` of i to j
    faded by age and weighted by kind. Without i it loses ``Σ_j min(x_ij, x_ji)``.
    """
    import pandas as pd

    view = people.tribe_view
    if view is None:
        raise OptionError("missed needs tribes; call measure_people(events, tribes)")
    labels, evidence = view.tribes.labels, view.tribes.network.evidence
    structure = evidence.structure
    inside = structure.find_inside(labels)
    given = evidence.exchange(faded=True)
    returned = np.minimum(given, given[structure.reverse])[inside]
    lost = structure.sum_rows(returned, inside)
    n_groups = int(labels.max(initial=NO_TRIBE)) + 1
    whole = sum_by(labels % (n_groups + 1), lost, n_groups + 1)[labels] / 2  # from both sides of pairs
    among_friends = inside[evidence.friends[inside]]
    rows, friends = structure.rows[among_friends], structure.indices[among_friends]
    is_only = count_by(rows, len(labels))[rows] == 1
    alone = count_by(friends[is_only], len(labels))
    known = np.flatnonzero((view.rows >= 0) & (view.labels != NO_TRIBE))
    row = view.rows[known]
    share = np.divide(lost[row], whole[row], out=np.zeros(len(row)), where=whole[row] > 0)
    size = count_by(view.labels[known], int(view.labels.max(initial=0)) + 1)[view.labels[known]]
    order = np.lexsort((known, -share, view.labels[known]))
    return pd.DataFrame(
        {
            "user": people.users_of_rows(known[order].tolist()),
            "tribe": view.labels[known][order],
            "exchange_share": share[order],
            "even_share": (2 / size)[order],
            "left_alone": alone[row][order],
        }
    )
