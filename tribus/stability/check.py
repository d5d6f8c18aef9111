"""Check the stability of tribes by resampling the events."""

from __future__ import annotations

import math
from inspect import signature
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_choice, check_count, check_seed, show
from tribus._core.frozen import FrozenMapping
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display.progress import announces_compiling, progress_bar
from tribus.errors import OptionError
from tribus.events import Events
from tribus.inference.fresh_data import sample_log_odds
from tribus.inference.sampler import GroupSampler
from tribus.network import Network, build_network, suggest_conversion
from tribus.stability.block_bootstrap import BlockBootstrap
from tribus.stability.consensus import find_consensus
from tribus.stability.result import Stability
from tribus.stability.run_summary import RunSummary, measure_agreement
from tribus.stability.runs import RunTask, label_runs
from tribus.tribes.find import SEARCHES, find_tribes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tribus.tribes.result import Tribes

OWN_OPTIONS = {"seed", "progress"}  # options of check_stability itself


@announces_compiling
def check_stability(
    events: Events | Network,
    *,
    runs: int = 20,
    seed: int = 0,
    processes: int | None = None,
    progress: bool = True,
    **options: Any,
) -> Stability:
    """Return how stable the tribes are under bootstrap resampling of the events.

    Parameters
    ----------
    events
        The events; or a network, if only its counts are known.
    runs
        Number of resamples, at least 2 and at most the number of events. More runs make probabilities
        more exact: their standard error is at most `1 / (2 √runs)`. Default 20.
    seed
        Seed of the resamples and the searches, 0 to 2^63 - 1. The same seed gives the same answer for
        any number of processes. Default 0.
    processes
        Number of parallel processes. None, the default, means one for each core, or none if the
        network is so small that starting them takes longer. Each has a copy of the events, about 50
        bytes for each event.
    progress
        Whether to show a progress bar during long work. Default True.
    **options
        Options of `build_network` (unless `events` is a network) and of `find_tribes`.

    Returns
    -------
    Stability
        The certainty of each user, the survival of each tribe, and the agreement of all runs. Its
        `tribes` are the result of `find_tribes` on the original events with the same options and seed.

    Raises
    ------
    OptionError
        If an option is unknown or out of range, or if there are more runs than events.
    NetworkError
        If there are no ties.

    Notes
    -----
    *Block resampling.* Events in the same thread, or on the same day, are not independent. Resampling
    them one by one would overstate the certainty. So a thread is kept or dropped as a whole: it is kept
    with probability 0.7, as in `tribus.sampling.bootstrap`. Events without a thread are kept by day. If
    there are fewer than twenty threads or days, the next finer unit is used: thread, day, hour, event.
    Events without thread and time, the counts of a network without its events, and follows are kept one
    by one. `units` reports the units.

    *What stays fixed.* All users, the weights of the network, its half-life, and the time from which
    ages count. With ``resolution="auto"`` the resolution is inferred in each run, because its choice is
    part of the uncertainty. A user without a tie in a run has no tribe in that run.

    *What is measured.* The certainty of a user is the probability of being in the present tribe in fresh
    data, as in `tribes.certainty` (`tribus.inference.certainty`): each tribe has at most one counterpart
    in a run, and the share of runs is shrunk, and corrected for fresh data
    (`tribus.inference.fresh_data`). A run without a tie of the user counts as 0. The survival
    of a tribe is the mean over runs of its largest Jaccard
    similarity to a tribe of the run (Hennig). In a run, a user counts for the own tribe if the user's
    group contains more than half of it, otherwise for the tribe most similar to that group. So a merger
    of two tribes moves no user. The consensus is the partition that agrees most with all runs on the
    ties that exist (`tribus.stability.find_consensus`).

    References
    ----------
    Politis & Romano (1994), Large sample confidence regions based on subsamples under minimal
    assumptions, doi:10.1214/aos/1176325770, for subsampling. Hennig (2007), Cluster-wise assessment of
    cluster stability, doi:10.1016/j.csda.2006.11.025. Lancichinetti & Fortunato (2012),
    doi:10.1038/srep00336, for consensus.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=0)
    >>> stability = tb.check_stability(society.events, runs=4, resolution=1.0)
    >>> bool((stability.survival > 0.5).all())
    True
    """
    check_count("runs", runs, at_least=2)
    check_seed(seed)
    if processes is not None:
        check_count("processes", processes)
    network, find_options = _read(events, options, progress=progress)
    bootstrap = BlockBootstrap.of(network, events if isinstance(events, Events) else None)
    _check_runs(runs, bootstrap.n_events)
    tribes = find_tribes(network, seed=seed, progress=progress, **find_options)
    task = RunTask(bootstrap, find_options | {"facets": False}, int(seed))  # runs need no facets
    with progress_bar(total=runs, what="resampling events", shown=progress) as bar:
        run_labels = label_runs(task, int(runs), processes=processes, on_run=bar.update)
    log_odds = _estimate_log_odds(tribes)
    summary = RunSummary.of_runs(tribes.labels, run_labels, log_odds=log_odds)
    consensus = find_consensus(bootstrap.structure, run_labels)
    for values in (run_labels, *vars(summary).values()):
        values.flags.writeable = False
    return Stability(
        tribes=tribes,
        run_labels=run_labels,
        **vars(summary),
        consensus=consensus,
        agreement=measure_agreement(run_labels),
        units=FrozenMapping(dict(bootstrap.units)),
        made_by=_provenance(tribes, bootstrap, runs=int(runs), from_events=isinstance(events, Events)),
    )


def _estimate_log_odds(tribes: Tribes) -> float:
    """Return how fresh data differ from resamples: the number of the tribes, if these have one."""
    if not math.isnan(tribes.levels.taken.log_odds):
        return tribes.levels.taken.log_odds
    network, seed = tribes.network, tribes.made_by.seed or 0
    with progress_bar(total=None, what="searches for groups", shown=False) as bar:
        sampler = GroupSampler.of_network(
            network, SEARCHES[tribes.made_by.parameters["method"]], seed=seed, bar=bar
        )
        return sample_log_odds(sampler, tribes.labels, tribes.resolution)


def _read(
    events: Events | Network, options: Mapping[str, Any], *, progress: bool
) -> tuple[Network, dict[str, Any]]:
    """Return the network and the options of find_tribes."""
    if not isinstance(events, (Events, Network)):
        raise OptionError(
            f"check_stability takes Events or a Network, got {type(events).__name__}; "
            f"{suggest_conversion(events)}"
        )
    build, find = _option_names(build_network), _option_names(find_tribes)
    for name in options:
        check_choice("an option", name, [*build, *find])
    find_options = {name: value for name, value in options.items() if name in find}
    build_options = {name: value for name, value in options.items() if name in build}
    if isinstance(events, Events):
        return build_network(events, progress=progress, **build_options), find_options
    if build_options:
        raise OptionError(
            f"{', '.join(build_options)} are options of build_network, but a network was given; "
            "pass Events, or build the network with these options"
        )
    return events, find_options


def _option_names(function: Callable[..., Any]) -> list[str]:
    options = signature(function).parameters.values()
    return [
        option.name
        for option in options
        if option.kind is option.KEYWORD_ONLY and option.name not in OWN_OPTIONS
    ]


def _check_runs(runs: int, n_events: float) -> None:
    if runs > n_events:
        raise OptionError(
            f"runs must be at most the number of events, {n_events:,.15g}, got {show(runs)}; "
            "use fewer runs or more events"
        )


def _provenance(
    tribes: Tribes, bootstrap: BlockBootstrap, *, runs: int, from_events: bool
) -> Provenance:
    build_parameters = tribes.network.made_by.parameters if from_events else {}
    return Provenance(
        function="check_stability",
        parameters={"runs": runs, **build_parameters, **tribes.made_by.parameters},
        seed=tribes.made_by.seed,
        digest=digest_arrays(*bootstrap.arrays(), text=str(tribes.made_by)),
    )
