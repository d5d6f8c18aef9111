"""Check how sure the tribes of a network are, by drawing its events anew."""

from __future__ import annotations

from inspect import signature
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_choice, check_count, check_seed, show
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display.progress import progress_bar
from tribus.errors import OptionError
from tribus.events import Events
from tribus.network import Network, build_network
from tribus.stability.consensus import find_consensus
from tribus.stability.record import Record
from tribus.stability.result import Stability
from tribus.stability.runs import Work, label_runs
from tribus.stability.statements import Statements, measure_agreement
from tribus.tribes.find import find_tribes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tribus.tribes.result import Tribes

OURS = {"seed", "progress"}  # options of this function, not passed on as they are given


def check_stability(
    events: Events | Network,
    *,
    runs: int = 20,
    seed: int = 0,
    processes: int | None = None,
    progress: bool = True,
    **options: Any,
) -> Stability:
    """How sure the tribes are: who would still be together had chance drawn other events.

    Parameters
    ----------
    events
        What happened; or a network, of which only counts are known.
    runs
        How often events are drawn anew, at least 2, and no more often than there are events. More make
        probabilities finer: their standard error is at most `1 / (2 √runs)`.
    seed
        Of the drawing and of the searches; one seed gives one answer, for any number of processes.
    processes
        How many runs are worked on side by side, each in a process of its own; None for one on each
        core, or for none where the network is so small that starting them takes longer. Each holds a
        copy of what is drawn from, of about 50 bytes an event.
    progress
        Whether long work shows a progress bar.
    **options
        As in `build_network` (not if a network is given) and in `find_tribes`.

    Returns
    -------
    Stability
        For each user, tribe, and all together. Its `tribes` are those that `find_tribes` gives with the
        same options and seed on the events as they are; they may be none.

    Raises
    ------
    OptionError
        If an option is unknown or out of range, or if there are more runs than events.
    NetworkError
        If nobody deals with anybody else.

    Notes
    -----
    *What is drawn.* People talk in threads and on days, and what is said there comes or fails together;
    to draw such events one by one would make everything look surer than it is. So a thread is drawn as a
    whole where the events have threads, and else a day: it comes k times, with k from the Poisson
    distribution around 1, and everything in it with it. If there are fewer than twenty threads, or days,
    the next finer unit is taken: thread, day, hour, event. Events without thread and time, and all those
    of a network without events, are drawn one by one. A follow happens once or not at all, and is
    forgotten with probability 0.15. `units` tells what was drawn.

    *What stays.* All users, in their places, with the weighting of the network and its half-life, which
    is not chosen anew; ages count from the same moment. With `resolution="auto"` the resolution is
    inferred anew in every run, for that it might have been another is a part of the doubt; a number
    keeps it fixed. A user whose events all fail has no tribe in that run.

    *What is told.* With S_r those companions of user i who have a tie in run r, and G_r the tribe of i
    in that run, the certainty of i is the mean over runs of `|S_r ∩ G_r| / |S_r|`, 0 where i has no
    tie. A tribe survives by the mean over runs of its best Jaccard likeness to a tribe of the run
    (Hennig). In a run, a person is in their tribe if their group there holds over half of it, and else
    in the tribe which that group is most like; so a merger of two tribes moves nobody. The consensus is
    the partition that agrees most with all runs on who is together, over the ties that exist
    (`tribus.stability.find_consensus`).

    References
    ----------
    Chamandy, Muralidharan, Najmi & Naidu (2012), Estimating uncertainty for massive data streams, Google
    technical report, for the Poisson bootstrap. Hennig (2007), Cluster-wise assessment of cluster
    stability, doi:10.1016/j.csda.2006.11.025. Lancichinetti & Fortunato (2012), doi:10.1038/srep00336,
    for consensus.

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
    network, found_by = _read(events, options, progress=progress)
    record = Record.of(network, events if isinstance(events, Events) else None)
    _check_runs(runs, record.n_events)
    tribes = find_tribes(network, seed=seed, progress=progress, **found_by)
    work = Work(record, found_by | {"facets": False}, int(seed))  # of a run only tribes are asked
    with progress_bar(total=runs, what="drawing events anew", shown=progress) as bar:
        found = label_runs(work, int(runs), processes=processes, done=bar.update)
    said = Statements.of_runs(tribes.labels, found)
    consensus = find_consensus(record.structure, found)
    for values in (found, *vars(said).values()):
        values.flags.writeable = False
    return Stability(
        tribes=tribes,
        found=found,
        **vars(said),
        consensus=consensus,
        agreement=measure_agreement(found),
        units=MappingProxyType(dict(record.units)),
        made_by=_tell_how(tribes, record, runs=int(runs), from_events=isinstance(events, Events)),
    )


def _read(
    events: Events | Network, options: Mapping[str, Any], *, progress: bool
) -> tuple[Network, dict[str, Any]]:
    """The network, and the options for finding its tribes."""
    if not isinstance(events, (Events, Network)):
        raise OptionError(
            f"check_stability takes Events or a Network, got {type(events).__name__}; make them with "
            "Events.from_frame(frame, ...), read_events(path) or build_network(events)"
        )
    build, find = _names_of_options(build_network), _names_of_options(find_tribes)
    for name in options:
        check_choice("an option", name, [*build, *find])
    found_by = {name: value for name, value in options.items() if name in find}
    built_by = {name: value for name, value in options.items() if name in build}
    if isinstance(events, Events):
        return build_network(events, progress=progress, **built_by), found_by
    if built_by:
        raise OptionError(
            f"{', '.join(built_by)} are for building a network, and this one is built; "
            "give Events, or build the network so"
        )
    return events, found_by


def _names_of_options(function: Callable[..., Any]) -> list[str]:
    options = signature(function).parameters.values()
    return [
        option.name
        for option in options
        if option.kind is option.KEYWORD_ONLY and option.name not in OURS
    ]


def _check_runs(runs: int, n_events: float) -> None:
    if runs > n_events:
        raise OptionError(
            f"runs must not be more than there are events, which are {n_events:,.15g}, got "
            f"{show(runs)}; so few events cannot tell how sure a tribe is"
        )


def _tell_how(tribes: Tribes, record: Record, *, runs: int, from_events: bool) -> Provenance:
    built = tribes.network.made_by.parameters if from_events else {}
    return Provenance(
        function="check_stability",
        parameters={"runs": runs, **built, **tribes.made_by.parameters},
        seed=tribes.made_by.seed,
        digest=digest_arrays(*record.arrays(), text=str(tribes.made_by)),
    )
