"""Measure the outcomes of an account by its relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import (
    check_choice,
    check_count,
    check_positive,
    check_seed,
    check_share,
    show,
)
from tribus._core.durations import MICROSECONDS_PER_DAY
from tribus._core.provenance import Provenance, digest_arrays
from tribus._core.warn import warn_caller
from tribus.errors import EventsError, OptionError
from tribus.events.moments import to_datetime
from tribus.returns.contacts import (
    PHASE_NAMES,
    RELATIONS,
    TOUCHES,
    UNKNOWN,
    Contacts,
)
from tribus.returns.follow_up import measure_after, measure_delay
from tribus.returns.outcomes import OutcomeColumns, Outcomes, read_outcomes
from tribus.returns.permutation import measure_activity, permute_outcomes
from tribus.returns.result import MAX_RESAMPLES, Returns
from tribus.returns.shares import PersonTotals, estimate_sums
from tribus.returns.tables import pack, pack_times
from tribus.timeline import Timeline
from tribus.timeline.links import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tribus._core.arrays import Floats, Ints64

COSTS = ("hours", "money")
EXPECTED_LIMITS = (0.05, 0.95)  # quantiles of the permutations
MIN_CONFIDENCE = 0.5


class Found(NamedTuple):
    """The outcomes with the timeline: index of each person, and relation before each outcome.

    Attributes
    ----------
    timeline, contacts
        The timeline, and the contacts of the account.
    account
        Index of the account among the users of the timeline.
    outcomes
        The outcomes.
    person
        Index into the users of the timeline, int64; -1 for people who are not in it, or unknown.
    relation
        Index into `RELATIONS`, int64.
    weight
        Amount of each, 0 where missing; 1 if no outcome has an amount.
    """

    timeline: Timeline
    contacts: Contacts
    account: int
    outcomes: Outcomes
    person: Ints64
    relation: Ints64
    weight: Floats


def measure_return(
    outcomes: Any,
    timeline: Timeline,
    *,
    account: Any,
    user: str = "user",
    time: str = "time",
    amount: str = "amount",
    kind: str = "kind",
    currency: str = "currency",
    costs: Mapping[str, float] | None = None,
    confidence: float = 0.9,
    resamples: int = 2000,
    permutations: int = 999,
    seed: int = 0,
) -> Returns:
    """Measure which relations of an account its outcomes come from.

    An outcome is a visit, an enquiry, a sale or a saving of somebody at some time. The relation is the
    one right before the outcome, so that nothing that follows the outcome counts for it. The result is
    an association, not a cause.

    Parameters
    ----------
    outcomes
        Table with one row for each outcome: any dataframe that narwhals knows.
    timeline
        From `trace_tribes`, with the events of the account.
    account
        The user whose outcomes these are.
    user
        Column of the person of each outcome, with the ids of the events. Rows may be empty, and the
        column may be missing. Default `"user"`.
    time
        Column of times: times, dates, or texts as `2024-05-31`; without a zone they are UTC. Default
        `"time"`.
    amount
        Column of amounts, 0 or more, in one currency or unit. Rows may be empty, and the column may be
        missing. Default `"amount"`.
    kind
        Column with the kind of outcome, such as visit or sale; may be missing. Default `"kind"`.
    currency
        Column with the currency; may be missing. Default `"currency"`.
    costs
        What the account spent in the same time: `{"hours": 40, "money": 500}`, or one of both. It adds
        `Returns.ratios`.
    confidence
        Confidence of all intervals, 0.5 to below 1. Default 0.9.
    resamples
        Number of bootstrap resamples of the people for the intervals of `Returns.ratios`, 100 or more.
        Default 2000.
    permutations
        Number of permutations of the test, 19 or more. Default 999.
    seed
        Seed of both. The same seed gives the same answer. Default 0.

    Returns
    -------
    tribus.Returns
        The share of each relation, phase, kind, and first and last contact.

    Raises
    ------
    UserError
        If the account is not in the timeline; near matches are offered.
    ColumnError
        If there is no column of times.
    EventsError
        If there is no outcome, an outcome has no time, an amount is below 0 or not a number, amounts are
        in several currencies, or an outcome is of the account itself.
    OptionError
        If the table is no dataframe, or an option is out of range.

    Warns
    -----
    TribusWarning
        If outcomes are before the first event. Nothing is known of earlier contact, so their relation
        is *unknown*.

    Notes
    -----
    Right before an outcome, the relation of its person to the account is the first that holds:

    - *friend*: by the acts of the last window length, both act, and the weaker side gives at least a
      tenth of the stronger (`tribus.ties.exchange.are_friends`);
    - *tribe*: the person is in the account's tribe in the last window that ended before;
    - *audience*: any earlier act between both, in either direction, or a follow;
    - *stranger*: none of these, also if the person is not in the timeline;
    - *unknown*: the outcome has no user, or is before the first event.

    The timeline holds the time of the first and the last act of each kind in each step. Acts between
    them count when the last one is over.

    Shares are shares of the amounts; if no outcome has an amount above 0, of the number of outcomes.
    Outcomes of unknown relation are counted, and have no share. `tribus.returns.shares` defines the
    intervals, and `tribus.returns.permutation` the test.

    Examples
    --------
    >>> import pandas as pd, tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d", progress=False)
    >>> account, *others = timeline.users
    >>> sales = pd.DataFrame({"user": others[:30], "time": "2024-12-01", "amount": 10.0})
    >>> returns = tb.measure_return(sales, timeline, account=account)
    >>> returns.to_frame()["relation"].tolist()
    ['friend', 'tribe', 'audience', 'stranger']
    """
    if not isinstance(timeline, Timeline):
        raise OptionError(
            f"measure_return takes a Timeline, as trace_tribes returns it, got {show(timeline)}"
        )
    _check_options(costs, confidence, resamples, permutations, seed)
    row = timeline.of(account).row
    has_text_ids = str(timeline.counts.ids.type) != "int64"
    columns = OutcomeColumns(user, time, amount, kind, currency)
    read = read_outcomes(outcomes, columns, has_text_ids=has_text_ids)
    found = _find_relations(read, timeline, row)
    parameters = {
        "account": account,
        "costs": None if costs is None else dict(costs),
        "confidence": confidence,
        "resamples": resamples,
        "permutations": permutations,
    }
    return _measure(found, parameters, seed)


def _check_options(costs: Any, confidence: float, resamples: int, permutations: int, seed: int) -> None:
    check_share("confidence", confidence)
    if not MIN_CONFIDENCE <= confidence < 1:
        raise OptionError(f"confidence must be from {MIN_CONFIDENCE} to below 1, got {show(confidence)}")
    check_count("resamples", resamples, at_least=100)
    if resamples > MAX_RESAMPLES:
        raise OptionError(f"resamples must be at most {MAX_RESAMPLES:,}, got {show(resamples)}")
    check_count("permutations", permutations, at_least=19)
    check_seed(seed)
    if costs is None:
        return
    if not isinstance(costs, dict) or not costs:
        raise OptionError(f"costs must be like {{'hours': 40, 'money': 500}}, got {show(costs)}")
    for name, value in costs.items():
        check_choice("a name in costs", name, COSTS)
        check_positive(f"costs[{name!r}]", value)


def _find_relations(read: Outcomes, timeline: Timeline, row: int) -> Found:
    """Return the person and the relation of each outcome."""
    contacts = Contacts.of_account(timeline, row)
    ids = timeline.counts.ids
    place = pc.index_in(pa.array(read.users, ids.type), ids).fill_null(-1).to_numpy()
    rows = np.append(place.astype(np.int64), -1)
    person = rows[read.person]
    own = np.flatnonzero(person == row)
    if len(own):
        raise EventsError(
            f"{len(own):,} outcomes are of the account {show(ids[row].as_py())} itself, which is no "
            "relation; leave them out"
        )
    relation = contacts.relation(person, read.time)
    first_event = int(timeline.counts.first.min(initial=NEVER))
    is_early = read.time < first_event
    if is_early.any():
        warn_caller(
            f"{np.count_nonzero(is_early):,} of {len(is_early):,} outcomes are before the first event "
            f"at {to_datetime(first_event):%Y-%m-%d %H:%M}, so their relation is unknown; add earlier "
            "events, or leave these outcomes out"
        )
    relation[(read.person < 0) | is_early] = UNKNOWN
    weight = np.nan_to_num(read.amount) if read.has_amounts else np.ones(len(person))
    return Found(timeline, contacts, row, read, person, relation, weight)


def _measure(found: Found, parameters: dict[str, Any], seed: int) -> Returns:
    """Return all tables of a result."""
    timeline, contacts = found.timeline, found.contacts
    outcomes, person, relation = found.outcomes, found.person, found.relation
    in_timeline = np.flatnonzero((person >= 0) & (relation != UNKNOWN))
    known = person[in_timeline], outcomes.time[in_timeline]
    end = int(max(timeline.counts.last_time, outcomes.time.max()))
    tables = {
        "outcomes": pack(_describe_outcomes(found)),
        "test": pack(_test_shares(found, parameters, seed)),
        "delay": pack(measure_delay(contacts, *known, end)),
        "after": pack(
            measure_after(
                contacts,
                *known,
                period=timeline.schedule.window,
                end=end,
                confidence=parameters["confidence"],
            )
        ),
        "ratios": pack(_measure_ratios(found, parameters, seed)),
    }
    arrays = [outcomes.time, outcomes.amount, person, outcomes.person]
    return Returns(
        tables=tables,
        account=str(parameters["account"]),
        currency=outcomes.currency,
        measures_amounts=outcomes.has_amounts,
        confidence=float(parameters["confidence"]),
        resamples=int(parameters["resamples"]),
        seed=int(seed),
        made_by=Provenance(
            function="measure_return",
            parameters=parameters,
            seed=seed,
            digest=digest_arrays(*arrays, text=f"{timeline.made_by.digest} {outcomes.kind}"),
        ),
    )


def _describe_outcomes(found: Found) -> dict[str, Any]:
    """Return the columns of `Returns.outcomes`, and the number of each person."""
    outcomes, person, relation, contacts = found.outcomes, found.person, found.relation, found.contacts
    is_known = relation != UNKNOWN
    touches = contacts.find_touches(np.where(is_known, person, -1), outcomes.time)
    phase = contacts.find_phases(np.where(is_known, person, -1), outcomes.time)
    days = (outcomes.time - touches.first_time) / MICROSECONDS_PER_DAY
    users = pa.array(outcomes.users, found.timeline.counts.ids.type)
    taken = pa.array(outcomes.person, mask=outcomes.person < 0)
    return {
        "person": outcomes.person.astype(np.int32),
        "user": users.take(taken),
        "time": pack_times(outcomes.time),
        "kind": outcomes.kind,
        "amount": outcomes.amount,
        "relation": [RELATIONS[one] for one in relation],
        "phase": [PHASE_NAMES[one] for one in phase],
        "first_touch": [TOUCHES[one] for one in touches.first],
        "last_touch": [TOUCHES[one] for one in touches.last],
        "first_contact": pack_times(touches.first_time),
        "last_contact": pack_times(touches.last_time),
        "days": np.where(touches.first_time == NEVER, np.nan, days),
    }


def _test_shares(found: Found, parameters: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return the columns of `Returns.test`."""
    own = np.flatnonzero((found.person >= 0) & (found.relation != UNKNOWN))
    permuted = permute_outcomes(
        found.contacts,
        measure_activity(found.timeline),
        (found.person[own], found.outcomes.time[own], found.weight[own]),
        account=found.account,
        permutations=parameters["permutations"],
        seed=seed,
    )
    low, high = np.quantile(permuted.drawn, EXPECTED_LIMITS, axis=0)
    n_relations, is_empty = len(permuted.share), not found.weight[own].sum()
    columns = {
        "share": permuted.share,
        "expected": permuted.drawn.mean(axis=0),
        "low": low,
        "high": high,
        "p_value": permuted.p_value,
    }
    nothing = np.full(n_relations, np.nan)
    return {
        "relation": list(RELATIONS[:n_relations]),
        **{name: nothing if is_empty else values for name, values in columns.items()},
    }


def _measure_ratios(found: Found, parameters: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return the columns of `Returns.ratios`; no rows without costs."""
    costs = parameters["costs"] or {}
    totals = PersonTotals.of_rows(found.outcomes.person, found.relation, found.weight, len(RELATIONS))
    with_all = PersonTotals(np.column_stack([totals.sums.sum(axis=1), totals.sums]))
    sums = estimate_sums(
        with_all, confidence=parameters["confidence"], resamples=parameters["resamples"], seed=seed
    )
    n_rows = len(RELATIONS) + 1
    spent = np.repeat(np.array(list(costs.values()), np.float64), n_rows)
    return {
        "cost": [name for name in costs for _ in range(n_rows)],
        "spent": spent,
        "relation": ["all", *RELATIONS] * len(costs),
        "amount": np.tile(sums.value, len(costs)),
        "ratio": np.tile(sums.value, len(costs)) / spent,
        "low": np.tile(sums.low, len(costs)) / spent,
        "high": np.tile(sums.high, len(costs)) / spent,
    }
