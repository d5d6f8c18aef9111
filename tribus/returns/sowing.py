"""Sowing: how long first contacts take to be answered, to become a habit, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tribus._core.checks import check_choice, show
from tribus._core.durations import MICROSECONDS_PER_DAY
from tribus._core.frozen import FrozenMapping
from tribus._core.provenance import Provenance
from tribus._display import (
    CARD_ROWS,
    Bar,
    Card,
    Drawing,
    HasCard,
    HasPlot,
    display_name,
    percent,
    plural,
)
from tribus._display.language import format_decimals, format_whole, translate, translate_count
from tribus._display.terms import translate_term
from tribus._export.csv_results import HasCsv
from tribus._storage import PROVENANCE, TEXT, WHOLE, FreeTable, MappingOf, Saveable, require, stored
from tribus.errors import EventsError, OptionError
from tribus.events.kinds import KINDS
from tribus.returns.stages import ALL, STAGES, Grouping, find_waits, fit_stages
from tribus.returns.tables import ROW, pack, unpack
from tribus.returns.tie_histories import TieHistories, count_common_friends
from tribus.timeline import Timeline
from tribus.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

    from tribus._core.arrays import Ints64

GROUPINGS = (ALL, "first_act", "common_friends", "topic")
COMMON_NAMES = ["none", "one", "two or more"]
TOPIC_NAMES = ["not shared", "shared", "unknown"]
TABLES = {
    "summary": (
        "stage",
        "by",
        "group",
        "ties",
        "happened",
        "share",
        "low",
        "high",
        "median_days",
        "median_low",
        "median_high",
    ),
    "curves": ("stage", "by", "group", "days", "share", "low", "high"),
}


def measure_sowing(timeline: Timeline, *, account: Any = None, topics: Topics | None = None) -> Sowing:
    """Measure how first contacts are answered, become a habit, and last.

    Parameters
    ----------
    timeline
        From `trace_tribes`.
    account
        Measure only the ties of this user; by default all ties.
    topics
        From `find_topics` with `topics=`, your own topics. It adds curves of ties whose users both write
        of the same topic.

    Returns
    -------
    tribus.Sowing
        Kaplan-Meier curves of three stages, by kind of first act, common friends and topic.

    Raises
    ------
    OptionError
        If `timeline` is no timeline, or `topics` are not Topics with topics of your own.
    UserError
        If the account is not in the timeline; near matches are offered.
    EventsError
        If no tie begins after the first window.

    Notes
    -----
    *Answer*: from the first act between two users to the first act back. *Habit*: from the answer to the
    end of the first window in which the tie is in consolidation or return. *Lasting*: from there to the
    end of the first dormant window. Ties that have not reached the next stage are censored at the end
    of the data. Ties with an act in the first window length are left out, because their first contact
    may be older than the data. A dated follow is an act.

    The curves are those of `tribus.people.survival.fit_curves`, with Greenwood's variance and the
    interval of log(-log S). Common friends had exchanged with both users before the first contact.

    References
    ----------
    Kaplan & Meier (1958), Nonparametric estimation from incomplete observations,
    doi:10.1080/01621459.1958.10501452.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="120d", step="60d", progress=False)
    >>> tb.measure_sowing(timeline).to_frame()["stage"].unique().tolist()
    ['answer', 'habit', 'lasting']
    """
    if not isinstance(timeline, Timeline):
        raise OptionError(
            f"measure_sowing takes a Timeline, as trace_tribes returns it, got {show(timeline)}"
        )
    has_own_topics = isinstance(topics, Topics) and topics.counts is not None
    if topics is not None and not has_own_topics:
        raise OptionError(
            "topics must be Topics with topics of your own, as find_topics(events, tribes, "
            f"topics={{'bread': ['flour']}}) returns them, got {show(topics)}"
        )
    row = None if account is None else timeline.of(account).row
    every = TieHistories.of_timeline(timeline)
    is_new = every.first >= timeline.schedule.end_of(0)
    is_own = np.ones(len(is_new), np.bool_) if row is None else _touches(every, row)
    chosen = np.flatnonzero(is_new & is_own)
    if not len(chosen):
        whose = "" if account is None else f" of {show(account)}"
        days = timeline.schedule.window / MICROSECONDS_PER_DAY
        raise EventsError(
            f"no tie{whose} begins after the first window of {days:g} days, so no first contact is "
            "known; trace with a shorter window, or add later events"
        )
    histories = every.take(chosen)
    common = count_common_friends(every, chosen, timeline.counts.n_users)
    groupings = {
        ALL: Grouping([ALL], np.zeros(len(chosen), np.int64)),
        "first_act": _group_by_act(histories, row),
        "common_friends": Grouping(COMMON_NAMES, np.minimum(common, len(COMMON_NAMES) - 1)),
    }
    if topics is not None:
        groupings["topic"] = _group_by_topic(histories, topics, timeline)
    last_end = timeline.schedule.end_of(len(timeline) - 1)
    waits = find_waits(histories, timeline.counts.last_time, last_end)
    summary, curves = fit_stages(waits, groupings, timeline.schedule.window)
    return Sowing(
        tables={"summary": pack(summary), "curves": pack(curves)},
        account="" if account is None else str(account),
        window=timeline.schedule.window,
        early=int(np.count_nonzero(is_own & ~is_new)),
        made_by=Provenance(
            function="measure_sowing", parameters={"account": account}, digest=timeline.made_by.digest
        ),
    )


def _touches(histories: TieHistories, row: int) -> Any:
    return (histories.starter == row) | (histories.other == row)


def _group_by_act(histories: TieHistories, row: int | None) -> Grouping:
    """Return groups by kind of the first act; for an account, by who began too."""
    if row is None:
        names, group = list(KINDS), histories.kind
    else:
        names = [f"{kind} {side}" for side in ("given", "received") for kind in KINDS]
        group = histories.kind + np.where(histories.starter == row, 0, len(KINDS))
    used, place = np.unique(group, return_inverse=True)
    return Grouping([names[one] for one in used.tolist()], place)


def _group_by_topic(histories: TieHistories, topics: Topics, timeline: Timeline) -> Grouping:
    """Return groups by whether both users write of the same topic; unknown if one writes of none."""
    frame = topics.keywords_by_user
    rows = timeline.counts.ids.to_pylist()
    place: dict[Any, int] = {user: number for number, user in enumerate(rows)}
    names = sorted(set(frame["topic"]))
    uses = np.zeros((len(rows), len(names)), np.bool_)
    known = [user in place for user in frame["user"]]
    frame = frame[known]
    uses[[place[user] for user in frame["user"]], [names.index(one) for one in frame["topic"]]] = True
    one, other = uses[histories.starter], uses[histories.other]
    group: Ints64 = np.asarray((one & other).any(axis=1), np.int64)
    group[~one.any(axis=1) | ~other.any(axis=1)] = TOPIC_NAMES.index("unknown")
    return Grouping(TOPIC_NAMES, group)


@stored(
    tables=MappingOf(FreeTable(ROW), FrozenMapping),
    account=TEXT,
    window=WHOLE,
    early=WHOLE,
    made_by=PROVENANCE,
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Sowing(HasCard, HasPlot, HasCsv, Saveable):
    """How first contacts are answered, become a habit, and last. Make it with `measure_sowing`.

    Attributes
    ----------
    tables
        Tables as Arrow; the methods return them as frames.
    account
        The account, as text; empty for all ties.
    window
        Length of a window, in microseconds: the time for `share`.
    early
        Number of ties left out because their first contact may be older than the data.
    made_by
        The call that made it.
    """

    tables: Mapping[str, pa.Table]
    account: str
    window: int
    early: int
    made_by: Provenance

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", FrozenMapping(self.tables))

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return a saved result; `DamageError` if its tables do not fit."""
        sowing = cls(**saved)
        require(set(sowing.tables) == set(TABLES), "its tables are wrong")
        for name, columns in TABLES.items():
            found = tuple(sowing.tables[name].column_names[1:])
            require(found == columns, f"its table {name} has wrong columns")
        return sowing

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same curves of the same ties."""
        if not isinstance(other, Sowing):
            return NotImplemented
        return self.made_by == other.made_by and all(
            unpack(self.tables[name]).equals(unpack(other.tables[name])) for name in TABLES
        )

    def __hash__(self) -> int:
        return hash((self.account, self.made_by.digest))

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each stage and group of ties.

        Returns
        -------
        DataFrame
            `stage`: answer, habit or lasting; `by`: all, first_act, common_friends or topic; `group`,
            such as *reply*, or *two or more*; `ties` that reached the stage before, and `happened`,
            those that reached this one, or fell silent (int64); `share`, the Kaplan-Meier share after
            one window length: answered, a habit, or still kept; `low` and `high`, its 95 % interval; and
            `base_rate`, the share of all ties. `median_days` to the answer, the habit or the silence,
            infinite if half never gets there, with `median_low` and `median_high` (float64).
        """
        frame = unpack(self.tables["summary"])
        base = frame[frame["by"] == ALL].set_index("stage")["share"]
        frame.insert(8, "base_rate", frame["stage"].map(base))
        return frame

    def first_acts(self) -> pd.DataFrame:
        """Return which first acts are answered most, within one window length.

        Returns
        -------
        DataFrame
            The rows of `to_frame` for answers by first act: `group`, `ties`, `happened`, `share`, `low`,
            `high`, `base_rate` and the medians. The highest lower limit comes first.
        """
        frame = self.to_frame()
        frame = frame[(frame["stage"] == "answer") & (frame["by"] == "first_act")]
        order = np.lexsort((frame["group"], -frame["low"].fillna(-1)))
        return frame.iloc[order].drop(columns=["stage", "by"]).reset_index(drop=True)

    def curve(self, stage: str = "answer", by: str = "all") -> pd.DataFrame:
        """Return the points of the curves of a stage.

        Parameters
        ----------
        stage
            `"answer"`, `"habit"` or `"lasting"`.
        by
            `"all"`, `"first_act"`, `"common_friends"` or `"topic"`.

        Returns
        -------
        DataFrame
            `group`; `days`; `share` of the ties answered, a habit, or still kept, by then; `low` and
            `high`, its 95 % interval (float64). No rows for a grouping that was not measured.

        Raises
        ------
        OptionError
            If there is no such stage or grouping.
        """
        check_choice("stage", stage, STAGES)
        check_choice("by", by, GROUPINGS)
        frame = unpack(self.tables["curves"])
        chosen = frame[(frame["stage"] == stage) & (frame["by"] == by)]
        return chosen.drop(columns=["stage", "by"]).reset_index(drop=True)

    def _drawing(self) -> Drawing:
        return Drawing("draw_sowing", self)

    def _card(self) -> Card:
        frame = self.to_frame()
        rows = frame[frame["by"] == ALL].set_index("stage")
        share = {str(stage): float(value) for stage, value in rows["share"].items()}
        days = format_decimals(self.window / MICROSECONDS_PER_DAY, "g")
        facts = [
            plural(int(rows["ties"].iloc[0]), "new tie"),
            translate("{share} answered within {days} days", share=percent(share["answer"]), days=days),
        ]
        whole = [
            *facts,
            translate(
                "{share} of the answered are a habit {days} days later",
                share=percent(share["habit"]),
                days=days,
            ),
            translate(
                "{share} of the habits last {days} days", share=percent(share["lasting"]), days=days
            ),
            *(
                [translate_count("{n} earlier tie left out", "{n} earlier ties left out", self.early)]
                if self.early
                else []
            ),
            translate("association, not cause"),
        ]
        shown = self.first_acts().head(CARD_ROWS)
        columns = [shown[name].tolist() for name in ("group", "ties", "share", "low", "high")]
        cells = [
            (
                translate_term(group),
                format_whole(ties),
                percent(share),
                translate("{first} to {last}", first=percent(low), last=percent(high)),
                Bar.of(share),
            )
            for group, ties, share, low, high in zip(*columns, strict=True)
        ]
        whose = (
            translate("Sowing of {name}", name=display_name(self.account))
            if self.account
            else translate("Sowing")
        )
        return Card(
            title=whose,
            facts=whole,
            in_line=facts,
            header=("first act", "ties", "answered", "interval", ""),
            rows=cells,
            made_by=str(self.made_by),
        )
