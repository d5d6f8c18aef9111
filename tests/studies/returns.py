"""Sowing and return: planted phases and shares, the permutation test, and the cost."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from scipy.stats import kstest

import tribus as tb
from tests.benchmarks.report import Table
from tests.planted_phases import make_planted_phases
from tests.studies.planted_returns import (
    ACCOUNT,
    RELATIONS,
    draw_independent_outcomes,
    draw_outcomes,
    plant_relations,
    planted_shares,
)
from tests.studies.timelines import DAY, START

N_DRAWS, N_QUICK_DRAWS = 100, 10
N_BUYERS = (40, 100)
N_EVENTS, N_QUICK_EVENTS = 1_000_000, 50_000
N_OUTCOMES = 10_000
N_DAYS = 360


def tables(options):
    """Return the tables of this part."""
    n_draws = N_QUICK_DRAWS if options.quick else N_DRAWS
    n_events = N_QUICK_EVENTS if options.quick else N_EVENTS
    return [table_phases(options.seeds), *tables_shares(n_draws), table_cost(n_events)]


def table_phases(n_seeds):
    """Return the share of ties with the planted phase in the last window."""
    found = pd.concat(find_planted_phases(seed) for seed in range(n_seeds))
    rows = [
        (phase, f"{len(own):,}", f"{own['is_right'].mean():.3f}")
        for phase, own in found.groupby("planted")
    ]
    return Table(f"Planted phases of ties, {n_seeds} seeds", ("phase", "ties", "right"), rows)


def find_planted_phases(seed):
    """Return the planted phase of each tie, and whether it is found in the last window."""
    frame, truth = make_planted_phases(seed=seed)
    events = tb.Events.from_frame(frame, kind="kind", time="time", progress=False)
    timeline = tb.trace_tribes(events, window="30d", step="30d", resamples=2, progress=False)
    last = timeline.phases[timeline.phases["window"] == timeline.phases["window"].max()]
    both = truth.merge(last, on=["user", "other"], how="left", suffixes=("_planted", ""))
    return pd.DataFrame(
        {"planted": both["phase_planted"], "is_right": both["phase"] == both["phase_planted"]}
    )


def tables_shares(n_draws):
    """Return how many intervals hold the planted share, and how uniform the p-values are."""
    shares, held, above, tests = planted_shares(), {}, {}, {}
    for seed in range(n_draws):
        planted = plant_relations(seed)
        for n_buyers in N_BUYERS:
            drawn = draw_outcomes(planted.relation, n_buyers, seed)
            frame = measure(drawn, planted.timeline).to_frame().iloc[: len(RELATIONS)]
            is_held = (frame["low"] <= shares) & (shares <= frame["high"])
            held.setdefault(n_buyers, []).append(is_held)
            above.setdefault(n_buyers, []).append(frame["high"] < shares)
            independent = draw_independent_outcomes(planted, n_buyers, seed)
            test = measure(independent, planted.timeline, permutations=999).test()
            tests.setdefault(n_buyers, []).append(test["p_value"])
    return [_table_coverage(shares, held, above, n_draws), _table_uniform(tests, n_draws)]


def measure(outcomes, timeline, *, permutations=19):
    """Return the relations of the outcomes of the planted account."""
    return tb.measure_return(outcomes, timeline, account=ACCOUNT, permutations=permutations)


def _table_coverage(shares, held, above, n_draws):
    rows = [
        (
            str(n_buyers),
            relation,
            f"{shares[number]:.1%}",
            f"{np.mean(held[n_buyers], axis=0)[number]:.0%}",
            f"{np.mean(above[n_buyers], axis=0)[number]:.0%}",
        )
        for n_buyers in N_BUYERS
        for number, relation in enumerate(RELATIONS)
    ]
    heads = ("buyers", "relation", "planted share", "held by the interval", "above the interval")
    return Table(f"Intervals of 90 % around planted shares, {n_draws} draws", heads, rows)


def _table_uniform(tests, n_draws):
    rows = []
    for n_buyers in N_BUYERS:
        for number, relation in enumerate(RELATIONS):
            p_values = np.array(tests[n_buyers])[:, number]
            found = kstest(p_values, "uniform")
            small = f"{np.mean(p_values <= 0.1):.0%}"
            rows.append(
                (str(n_buyers), relation, f"{found.statistic:.3f}", f"{found.pvalue:.2f}", small)
            )
    heads = ("buyers", "relation", "Kolmogorov-Smirnov", "its p-value", "p-values up to .1")
    return Table(f"P-values of independent outcomes, {n_draws} draws", heads, rows)


def table_cost(n_events):
    """Return the CPU seconds of a large account."""
    for number in (2_000, n_events):  # the first compiles
        events, account = make_large_account(number)
        start = time.process_time()
        timeline = tb.trace_tribes(events, window="90d", step="30d", progress=False)
        traced = time.process_time()
        tb.measure_return(draw_sales(timeline, account), timeline, account=account)
        costs = [traced - start, time.process_time() - traced]
    names = ("trace_tribes", "measure_return", "both")
    rows = [(name, f"{cost:.1f}") for name, cost in zip(names, [*costs, sum(costs)], strict=True)]
    n_users = timeline.counts.n_users
    title = (
        f"{n_events:,} events of {n_users:,} users in {len(timeline)} windows, {N_OUTCOMES:,} outcomes"
    )
    return Table(title, ("step", "CPU seconds"), rows)


def make_large_account(n_events):
    """Return events of groups of 50, a hundredth of them with one account, and the account."""
    generator = np.random.default_rng(0)
    n_users = max(n_events // 50, 200)
    source = generator.integers(1, n_users, n_events)
    inside = source // 50 * 50 + generator.integers(0, 50, n_events)
    target = np.where(generator.random(n_events) < 0.1, generator.integers(0, n_users, n_events), inside)
    is_own = generator.random(n_events) < 0.01
    target[is_own] = 0
    swapped = generator.random(n_events) < 0.5
    source, target = np.where(swapped, target, source), np.where(swapped, source, target)
    times = START + pd.to_timedelta(generator.uniform(0, N_DAYS, n_events), unit="D")
    frame = pd.DataFrame({"source": source, "target": target, "time": times})[source != target]
    return tb.Events.from_frame(frame, kind="reply", time="time", progress=False), 0


def draw_sales(timeline, account):
    """Return outcomes of random users at random times."""
    generator = np.random.default_rng(1)
    users = np.array(timeline.counts.ids.to_pylist())
    user = generator.choice(users[users != account], N_OUTCOMES)
    times = START + generator.uniform(1, N_DAYS, N_OUTCOMES) * DAY
    return pd.DataFrame({"user": user, "time": times, "amount": generator.lognormal(3, 1, N_OUTCOMES)})
