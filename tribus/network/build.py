"""Build a network from events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_count, check_share
from tribus._core.durations import format_duration, parse_duration
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display.progress import announces_compiling
from tribus._engine.plans import engine_of
from tribus._engine.progress import step
from tribus.errors import OptionError
from tribus.events import Events, lazy_table, to_microseconds
from tribus.events.pairs import sum_pairs
from tribus.inference.affinity_choice import choose_affinity
from tribus.inference.half_life import choose_half_life
from tribus.network.affinity_options import list_options, name_candidates, read_terms
from tribus.network.network import Network
from tribus.network.suggest import suggest_conversion
from tribus.network.support import measure_support
from tribus.network.thinning import thin_events
from tribus.ties.affinity import AffinityTerms, weigh_affinity
from tribus.ties.bond import UNANSWERED_WEIGHT, weigh_bonds
from tribus.ties.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pyarrow as pa

    from tribus._core.arrays import Floats, Ints, Ints64
    from tribus.network.thinning import Thinning


@announces_compiling
def build_network(
    events: Events,
    *,
    half_life: str | timedelta | None = "auto",
    affinity: str = "auto",
    logarithm: bool = True,
    normalization: float = 0.5,
    reciprocity_weight: float = 0.5,
    attention_weight: float = 1.0,
    kind_weights: Mapping[str, float] | None = None,
    unanswered_weight: float = UNANSWERED_WEIGHT,
    attributes: Any = None,
    max_ties: int | None = None,
    progress: bool = True,
) -> Network:
    """Build the network of all users and ties, with two weights of every tie.

    Parameters
    ----------
    events
        From `read_events` or `Events.from_frame`.
    half_life
        Time in which an event comes to count half in the bond, as `"90d"`, `"12h"` or a timedelta;
        None for no decay. `"auto"` chooses from the data: the half-life whose expected replies best
        predict later exchange, or None if no half-life is clearly better than no decay. Ages count
        from the last event. Follows, and events without a time, do not decay.
    affinity
        What the affinity of a tie counts. `"balanced"`: events of each kind by the activity of both
        sides, with reciprocity and shared attention. `"counts"`: the logarithm of the events of both
        directions, added. `"ties"`: every tie is 1, however many events it has. `"auto"`, the default,
        takes `"balanced"`, unless the groups of another one explain clearly more held-out ties
        (`tribus.inference.affinity_choice`). The four options that follow belong to `"balanced"`; if
        one of them is changed, `"auto"` makes no choice.
    logarithm
        Whether the affinity counts `log(1 + n)` in place of n, so that loud users do not decide.
    normalization
        How far the affinity divides a tie by the activity of both sides, 0 to 1. With 0, talkative
        users weigh most; with 1, quiet users; 1/2 treats them alike.
    reciprocity_weight
        Weight of mutual evidence in the affinity, on top of one-way evidence, 0 or more. Larger values
        give less to users who never answer.
    attention_weight
        Total weight of shared attention in the affinity, as a multiple of the weight of direct
        evidence, 0 or more. Larger values tie users with common interests.
    kind_weights
        Weights of kinds in the affinity, 0 or more, for example `{"like": 0.2}`; 1 for the others.
    unanswered_weight
        Bond of a tie without an answer whose answer is certain, 0 to 1. With 0, only users with
        events in both directions have a bond.
    attributes
        Data frame or file of the people, one row each, with names and any columns, as in
        `Network.with_attributes`. Default None.
    max_ties
        Largest number of ties, 1 or more, for a network that does not fit in memory. All ties with
        events both ways are kept, and then one-way ties: the ones with most events first, and of
        equal ones the ties of people with few ties. The others become counts of attention per person
        (`Network.thinning`). None, the default: all ties.
    progress
        Whether to show a progress bar after two seconds of work.

    Returns
    -------
    Network
        All users of the events. Users are ordered by their position in the network, not by name
        (`tribus.ties.order_by_structure`).

    Raises
    ------
    OptionError
        If an option is out of range, there are more ties with events both ways than `max_ties`, or the
        pair table of events on Spark does not fit in the memory of the driver.
    ColumnError
        If no column of `attributes` holds users of the network.
    NetworkError
        If no two users have a tie.

    Notes
    -----
    `tribus.ties.weigh_affinity` and `tribus.ties.weigh_bonds` have the formulas. `network.terms.name` is
    the affinity that was taken. With `max_ties` all of them see the ties that are kept. If there are no
    more ties than `max_ties`, the network is the same, to the byte, as without it.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(seed=0)
    >>> tb.build_network(society.events).n_users == len(society.groups)
    True
    """
    if not isinstance(events, Events):
        raise OptionError(
            f"build_network takes Events, got {type(events).__name__}; {suggest_conversion(events)}"
        )
    terms = read_terms(
        logarithm=logarithm,
        normalization=normalization,
        reciprocity_weight=reciprocity_weight,
        attention_weight=attention_weight,
        kind_weights=kind_weights,
    )
    candidates = name_candidates(affinity, terms)
    check_share("unanswered_weight", unanswered_weight)
    if max_ties is not None:
        check_count("max_ties", max_ties)
    with engine_of(lazy_table(events)).report("summing pairs", shown=progress):
        kept, thinning = (events, None) if max_ties is None else thin_events(events, max_ties)
        with step(0.5):
            fading = _resolve_half_life(half_life, kept)
        with step(0.5):
            evidence = Evidence.from_pairs(_sum_events(kept, fading, events.span), events.ids)
        support = measure_support(kept, evidence.ids)
    network = weigh_evidence(
        evidence,
        candidates[choose_affinity(evidence, candidates)],
        unanswered_weight=unanswered_weight,
        half_life=fading,
        asked_half_life=half_life,
    )
    network = replace(network, egos=events.egos, support=support)
    if thinning is not None:
        network = _with_thinning(network, thinning, events, max_ties)
    return network if attributes is None else network.with_attributes(attributes)


def _resolve_half_life(half_life: str | timedelta | None, events: Events) -> timedelta | None:
    """Return the half-life as a timedelta, chosen from the events for `"auto"`; None for no decay."""
    if half_life is None:
        return None
    if isinstance(half_life, str) and half_life == "auto":
        return choose_half_life(events)
    return parse_duration("half_life", half_life, alternatives="None for no decay, or 'auto'")


def _sum_events(
    events: Events, half_life: timedelta | None, span: tuple[datetime, datetime] | None
) -> pa.Table:
    """Return the pair table, with events decayed by their age at the end of a span."""
    return sum_pairs(
        lazy_table(events),
        n_users=events.n_users,
        half_life=None if half_life is None else half_life / timedelta(microseconds=1),
        now=None if span is None else to_microseconds(span[1]),
    )


def _with_thinning(
    network: Network, thinning: Thinning, events: Events, max_ties: int | None
) -> Network:
    """Return the network with the counts of the ties that were left out."""
    parameters = {**network.made_by.parameters, "max_ties": max_ties}
    return replace(
        network,
        thinning=thinning.in_order(network.evidence.ids, events.ids),
        made_by=replace(network.made_by, parameters=parameters),
    )


def weigh_evidence(
    evidence: Evidence,
    terms: AffinityTerms,
    *,
    unanswered_weight: float,
    half_life: timedelta | None,
    asked_half_life: str | timedelta | None,
) -> Network:
    """Return the network of the evidence, with the two weights of every tie."""
    structure = evidence.structure
    arrays: list[Floats | Ints | Ints64] = [
        structure.indptr,
        structure.indices,
        *evidence.counts.values(),
        *evidence.faded.values(),
    ]
    _freeze(*arrays, structure.reverse)
    affinity = weigh_affinity(structure, evidence.counts, terms)
    bond = weigh_bonds(evidence, unanswered_weight=unanswered_weight)
    _freeze(affinity, bond)
    parameters = {
        "half_life": format_duration(asked_half_life),
        "affinity": terms.name,
        **list_options(terms),
        "kind_weights": dict(terms.kind_weights),
        "unanswered_weight": unanswered_weight,
    }
    return Network(
        evidence=evidence,
        affinity_values=affinity,
        bond_values=bond,
        terms=terms,
        half_life=half_life,
        unanswered_weight=float(unanswered_weight),
        made_by=Provenance(
            function="build_network",
            parameters=parameters,
            digest=digest_arrays(*arrays, text=",".join(evidence.counts)),
        ),
    )


def _freeze(*arrays: Floats | Ints | Ints64) -> None:
    for values in arrays:
        values.flags.writeable = False
