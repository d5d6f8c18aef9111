"""Trace tribes through time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_choice, check_count, check_positive, check_seed, check_share, show
from tribus._core.durations import format_duration, parse_duration
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display.progress import progress_bar
from tribus.errors import OptionError
from tribus.events import Events
from tribus.timeline.changes import ChangeFinder
from tribus.timeline.detect import DetectOptions, detect_tribes
from tribus.timeline.fading import HalfLifeChoice
from tribus.timeline.flows import Snapshot
from tribus.timeline.identity import Memory
from tribus.timeline.placements import Placements, smooth_placements
from tribus.timeline.result import Timeline
from tribus.timeline.scale import ScaleTracker
from tribus.timeline.schedule import Schedule
from tribus.timeline.step_counts import StepCounts
from tribus.timeline.windows import Windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tribus.timeline.judging import Change


MAX_SMOOTHING = 99  # windows


def trace_tribes(
    events: Events,
    *,
    window: str | timedelta = "90d",
    step: str | timedelta = "30d",
    half_life: str | timedelta | None = "auto",
    resolution: float | str = "auto",
    significance: float | None = 0.02,
    min_size: int = 3,
    smoothing: int = 1,
    seed: int = 0,
    resamples: int = 10,
    progress: bool = True,
) -> Timeline:
    """Trace tribes through time, with stable numbers.

    Parameters
    ----------
    events
        From `read_events` or `Events.from_frame`, with times.
    window
        Length of a window, a second or more, as `"90d"`, `"12h"` or a timedelta. Longer windows hold
        more evidence and show changes later. Default `"90d"`.
    step
        Time between the starts of two windows, a second or more. A step shorter than the window makes
        windows overlap; a longer one leaves gaps, whose events count as earlier events. Default
        `"30d"`.
    half_life
        Time in which an event before a window comes to count half in it; None if it counts fully for
        ever. `"auto"`, the default, chooses from the data, with earlier windows only: the half-life
        whose tribes best predict the next events; it may be so short that earlier events do not count.
        The value for each window is in `Timeline.summary`.
    resolution, significance, min_size
        Options of `find_tribes` for each window.
    smoothing
        Number of windows of a majority filter, odd, 1 to 99. With 3, the tribe of a user is the most
        frequent one in the window, the one before and the one after. A value above 1 uses the future: a
        later window can change an earlier one. Default 1, no filter.
    seed
        Seed of the resampling and the search, 0 to 2^63 - 1. The same seed gives the same answer.
        Default 0.
    resamples
        Number of bootstrap resamples of each window, 2 or more, for the certainty of users and the
        shares of changes. Default 10.
    progress
        Whether to show a progress bar during long work. Default True.

    Returns
    -------
    Timeline
        The tribe of every user in each window, with stable numbers.

    Raises
    ------
    OptionError
        If `events` are not Events, an option is out of range, or there are more than 10,000 windows.
    EventsError
        If no event has a time, or all have the same one.

    Notes
    -----
    *Windows.* Window k covers ``[start + k step, start + k step + window)``. The start is midnight UTC
    before the first event if the step is a number of whole days, else the first event. The last window
    is the first one that ends after the last event, so it may not be complete yet. A window longer than
    the data is the only one. Events without a time count in no window, and are in the card.

    *Evidence.* Events in a window count fully. An event before it counts ``2^(-a / half_life)``, where a
    is the time from the event's step to the start of the window. Links with less than 0.05 events are
    left out. So people without recent events keep their tribe until their evidence has faded. A follow
    counts in a window if it holds at its end: from its time, or from the beginning if that is unknown,
    until it is undone.

    *Tribes* are found in each window by `find_tribes`, without the tribes of other windows as a start.
    All windows have the balanced affinity (`build_network`), so that it does not change between them.
    A network has several real scales, such as a school and its classes, and resamples may prefer
    another one in each window. Therefore, among resolutions with a stability close to the best, the one
    whose groups agree most with the tribes so far is taken. It is kept while the evidence is about as
    large and resamples agree as well (`tribus.timeline.scale`).

    *Numbers.* Groups are assigned to the last seen members of every earlier tribe, one to one, so that
    they share the most users. A tribe that returns with most of its members keeps its number; the
    largest share keeps the number in merges and splits. In the first window tribe 0 is the largest;
    later tribes get the next numbers.

    A later event changes no earlier window, unless `smoothing` is above 1.

    References
    ----------
    Cazabet, Boudebza & Rossetti (2020), Evaluating community detection algorithms for progressively
    evolving graphs, doi:10.1093/comnet/cnaa027. Greene, Doyle & Cunningham (2010), Tracking the
    evolution of communities in dynamic social networks, doi:10.1109/ASONAM.2010.17, for matching to the
    last seen members.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=20, seed=1)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d")
    >>> len(timeline)
    4
    >>> timeline.to_frame().columns.tolist()
    ['window', 'user', 'tribe', 'certainty']
    """
    if not isinstance(events, Events):
        raise OptionError(
            f"trace_tribes takes Events, got {type(events).__name__}; "
            "make them with Events.from_frame(frame, ...) or read_events(path)"
        )
    options = TraceOptions.read(
        half_life=half_life,
        resolution=resolution,
        significance=significance,
        min_size=min_size,
        smoothing=smoothing,
        seed=seed,
        resamples=resamples,
    )
    schedule = Schedule.of_events(events, window, step)
    return trace_counts(
        schedule,
        StepCounts.of_events(events, schedule),
        options,
        parameters={"window": format_duration(window), "step": format_duration(step)},
        progress=progress,
    )


def trace_counts(
    schedule: Schedule,
    counts: StepCounts,
    options: TraceOptions,
    *,
    parameters: dict[str, Any],
    progress: bool,
) -> Timeline:
    """Return the timeline of counts; `parameters` of the schedule are for `made_by`."""
    n_windows = schedule.count_windows(counts.last_time)
    schedule.check_number(n_windows, counts.last_time)
    traced = []
    with progress_bar(total=n_windows, what="tracing tribes", shown=progress) as bar:
        for found in follow_windows(Windows(schedule, counts), n_windows, options):
            traced.append(found)
            bar.update()
    return Timeline(
        schedule=schedule,
        counts=counts,
        placements=smooth_placements(
            [placed for placed, _ in traced], counts.n_users, options.smoothing
        ),
        changes_found=tuple(tuple(changes) for _, changes in traced),
        made_by=Provenance(
            function="trace_tribes",
            parameters={**parameters, **options.parameters},
            seed=options.seed,
            digest=digest_arrays(*counts.arrays, text=str(schedule)),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class TraceOptions:
    """Options of a timeline: options of each window, the half-life and the filter."""

    half_life: str | timedelta | None
    smoothing: int
    detect: DetectOptions

    @classmethod
    def read(
        cls,
        *,
        seed: int | None,
        half_life: str | timedelta | None,
        resolution: float | str,
        significance: float | None,
        min_size: int,
        smoothing: int,
        resamples: int,
    ) -> TraceOptions:
        """Check the options; see `trace_tribes`."""
        check_seed(seed)
        check_count("resamples", resamples, at_least=2)
        check_count("min_size", min_size, at_least=2)
        check_count("smoothing", smoothing)
        if smoothing % 2 == 0 or smoothing > MAX_SMOOTHING:
            raise OptionError(
                f"smoothing must be an odd number from 1 to {MAX_SMOOTHING}, got {show(smoothing)}"
            )
        if significance is not None:
            check_share("significance", significance)
        if isinstance(resolution, str):
            check_choice("resolution", resolution, ["auto"])
        else:
            check_positive("resolution", resolution)
        if half_life is not None and half_life != "auto":
            half_life = parse_duration(
                "half_life", half_life, alternatives="None for no fading, or 'auto'"
            )
        detect = DetectOptions(
            resolution=resolution,
            significance=significance,
            min_size=int(min_size),
            seed=int(seed or 0),
            resamples=int(resamples),
        )
        return cls(half_life=half_life, smoothing=int(smoothing), detect=detect)

    @property
    def seed(self) -> int:
        """Seed of the resampling and the search."""
        return self.detect.seed

    @property
    def parameters(self) -> dict[str, Any]:
        """Options as `trace_tribes` takes them, without the seed."""
        return {
            "half_life": format_duration(self.half_life),
            "resolution": self.detect.resolution,
            "significance": self.detect.significance,
            "min_size": self.detect.min_size,
            "smoothing": self.smoothing,
            "resamples": self.detect.resamples,
        }


def follow_windows(
    windows: Windows, n_windows: int, options: TraceOptions
) -> Iterator[tuple[Placements, list[Change]]]:
    """Yield the tribe of each user in each window, with stable numbers, and the changes of tribes."""
    memory, choice, tracker = Memory(), HalfLifeChoice.unknown(), ScaleTracker()
    finder = ChangeFinder()
    for number in range(n_windows):
        if options.half_life == "auto":
            choice = choice.update(windows, number)
        half_life = _steps_of(options.half_life, choice, windows.schedule)
        evidence = windows.evidence(number, half_life=half_life)
        if evidence is None:
            yield Placements.of_nobody(half_life), []
            continue
        rows = windows.rows_of(evidence)
        found, tracker = detect_tribes(evidence, rows, memory, tracker, options.detect)
        choice = choice if number else choice.see_first(found.mean_certainty)
        tribe, memory = memory.identify(number, found.users, found.labels)
        changes, finder = finder.compare(Snapshot(found.users, tribe, found.resamples))
        yield Placements.of_found(found, tribe, half_life), changes


def _steps_of(half_life: str | timedelta | None, choice: HalfLifeChoice, schedule: Schedule) -> float:
    """Return the half-life of a window in steps: 0 without earlier events, infinite without fading."""
    if half_life is None:
        return math.inf
    if isinstance(half_life, timedelta):
        return half_life / timedelta(microseconds=schedule.step)
    return choice.chosen * schedule.steps_per_window
