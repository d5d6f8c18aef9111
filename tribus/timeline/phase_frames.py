"""Tables of the phases of ties: of all users, and of one user with the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.timeline.phases import DORMANT, PHASES, UNSEEN, follow_evidence
from tribus.timeline.ties import TieActs

if TYPE_CHECKING:
    import pandas as pd

    from tribus.timeline.person import PersonalTimeline
    from tribus.timeline.result import Timeline

NAMES = np.array(PHASES, object)


def frame_of_phases(timeline: Timeline) -> pd.DataFrame:
    """Return two rows for each tie and window; see `Timeline.phases`."""
    found = timeline.tie_phases
    ties, n_ties = found.ties, len(found.ties.one)
    user, other = np.concatenate([ties.one, ties.other]), np.concatenate([ties.other, ties.one])
    order = np.lexsort((other, user))
    kept = [order[found.phase[number][order % n_ties] != UNSEEN] for number in range(len(timeline))]
    rows = np.concatenate(kept)
    number = np.repeat(np.arange(len(timeline)), [len(own) for own in kept])
    ids = np.empty(ties.n_users, object)
    ids[:] = timeline.counts.ids.to_pylist()
    columns = {
        "window": number,
        "user": ids[user[rows]].tolist(),
        "other": ids[other[rows]].tolist(),
        "phase": NAMES[found.phase[number, rows % n_ties]],
    }
    return _with_windows(timeline, columns)


def frame_of_personal_phases(person: PersonalTimeline) -> pd.DataFrame:
    """Return one row for each tie of a user and window; see `PersonalTimeline.phases`."""
    timeline = person.timeline
    ties = TieActs.of_timeline(timeline).around(person.row)
    own = np.flatnonzero((ties.one == person.row) | (ties.other == person.row))
    others = ties.one[own] + ties.other[own] - person.row
    order = np.argsort(others)
    own, others = own[order], others[order]
    is_giver = ties.one[own] == person.row
    columns: dict[str, list[Any]] = {}
    for number, evidence in enumerate(follow_evidence(timeline, ties)):
        seen = evidence.phase[own] != UNSEEN
        forward, backward, all_forward, all_backward = (values[own][seen] for values in evidence[:4])
        gives = is_giver[seen]
        part = {
            "window": np.full(len(gives), number),
            "user": others[seen],
            "phase": NAMES[evidence.phase[own][seen]],
            "given": np.where(gives, forward, backward),
            "received": np.where(gives, backward, forward),
            "all_given": np.where(gives, all_forward, all_backward),
            "all_received": np.where(gives, all_backward, all_forward),
            "kept_up": evidence.kept_up[own][seen],
            "circuits": evidence.circuits[own][seen],
            "tribe": timeline.tribes_at(number)[others[seen]],
        }
        for name, values in part.items():
            columns.setdefault(name, []).append(values)
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    joined["user"] = timeline.counts.ids.take(joined["user"]).to_pylist()
    return _with_windows(timeline, joined)


def frame_of_phase_mix(person: PersonalTimeline) -> pd.DataFrame:
    """Return the number of ties in each phase and window; see `PersonalTimeline.phase_mix`."""
    timeline, phases = person.timeline, person.phases
    number = np.arange(person.first, len(timeline))
    ends = _with_windows(timeline, {"window": number})["window"]
    own = dict(zip(ends, person.tribe.tolist(), strict=True))
    in_tribe = phases["tribe"].eq(phases["window"].map(own)) & phases["tribe"].ne(NO_TRIBE)
    columns: dict[str, Any] = {
        "window": np.repeat(number, len(PHASES)),
        "phase": np.tile(NAMES, len(number)),
    }
    for prefix, chosen in (("", phases), ("tribe_", phases[in_tribe])):
        counted = chosen.groupby(["window", "phase"]).size().unstack(fill_value=0)
        ties = counted.reindex(index=ends, columns=list(PHASES), fill_value=0).to_numpy(np.int64)
        active = ties[:, :DORMANT].sum(axis=1, keepdims=True)
        share = np.divide(ties, active, out=np.full(ties.shape, np.nan), where=active > 0)
        share[:, DORMANT] = np.nan
        columns[f"{prefix}ties"], columns[f"{prefix}share"] = ties.ravel(), share.ravel()
    return _with_windows(timeline, columns)


def _with_windows(timeline: Timeline, columns: dict[str, Any]) -> pd.DataFrame:
    """Return a frame with the end of each window in place of its number."""
    import pandas as pd

    ends = timeline.schedule.ends(len(timeline))
    frame = pd.DataFrame(columns)
    frame["window"] = pd.to_datetime(ends[frame["window"].to_numpy()], unit="us", utc=True)
    return frame
