from datetime import UTC, datetime, timedelta

import networkx as nx
import numpy as np
import pytest

import tribus as tb
from tribus.stability.block_bootstrap import BlockBootstrap

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
DAYS, HOURS = timedelta(days=1), timedelta(hours=1)


def make_rows(n_times, step, **parts):
    """Return replies of Ana and Ben, and of Ana to another user each time."""
    return [
        {"source": source, "target": target, "time": START + step * n, **parts}
        for n in range(n_times)
        for source, target in (("ana", "ben"), ("ben", "ana"), ("ana", f"carl{n}"))
    ]


@pytest.fixture
def make_bootstrap(make_events):
    def make(rows, **options):
        events = make_events(rows)
        return BlockBootstrap.of(tb.build_network(events, **options), events)

    return make


def resampled_counts(bootstrap, seed, run):
    """Return the events of each pair of users in a run."""
    network = bootstrap.resample(seed, run)
    if network is None:
        return {}
    structure, users = network.evidence.structure, network.users
    counts = network.evidence.total(faded=False)
    nonzeros = zip(structure.rows.tolist(), structure.indices.tolist(), counts.tolist(), strict=True)
    return {(users[i], users[j]): count for i, j, count in nonzeros if count}


@pytest.mark.parametrize(
    ("n_times", "step", "expected"),
    [
        (20, DAYS, {"day": 20}),
        (19, DAYS, {"event": 57}),
        (48, HOURS, {"hour": 48}),
        (72, 6 * HOURS, {"hour": 72}),
        (19, timedelta(minutes=1), {"event": 57}),
    ],
)
def test_the_unit_is_the_longest_span_with_at_least_twenty(make_bootstrap, n_times, step, expected):
    assert make_bootstrap(make_rows(n_times, step)).units == expected


def test_threads_are_the_unit_and_days_that_of_events_without_threads(make_bootstrap):
    rows = make_rows(25, DAYS, thread=None) + [
        {"source": "ana", "target": "dora", "time": START, "thread": f"t{n}", "post": f"p{n}"}
        for n in range(20)
    ]
    assert make_bootstrap(rows).units == {"thread": 20, "day": 25}
    assert make_bootstrap(rows[:-1]).units == {"day": 25}


def test_events_without_thread_and_time_are_drawn_one_by_one(make_bootstrap):
    rows = [{"source": "ana", "target": "ben", "count": 7}]
    assert make_bootstrap(rows).units == {"event": 7}


def test_a_network_without_events_is_resampled_event_by_event(events):
    network = tb.build_network(events)
    of_events, of_counts = BlockBootstrap.of(network, events), BlockBootstrap.of(network, None)
    assert of_counts.units == of_events.units == {"event": round(sum(events.counts.values()))}
    for run in range(3):
        assert of_counts.resample(0, run) == of_events.resample(0, run)


def test_a_day_is_drawn_with_all_its_events(make_bootstrap):
    days = make_bootstrap(make_rows(30, DAYS))
    for run in range(5):
        counts = resampled_counts(days, 0, run)
        times = [counts.get(("ana", f"carl{n}"), 0.0) for n in range(30)]
        assert counts["ana", "ben"] == counts["ben", "ana"] == sum(times)
        assert set(times) <= {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0}


@pytest.mark.filterwarnings("ignore:of 30 targets")  # nobody answers
def test_a_thread_is_drawn_with_all_its_events(make_bootstrap):
    rows = [
        {"source": source, "target": f"carl{n}", "thread": f"t{n}", "post": f"p{n}{source}"}
        for n in range(30)
        for source in ("ana", "ben")
    ]
    counts = resampled_counts(make_bootstrap(rows), 0, 0)
    for n in range(30):
        assert counts.get(("ana", f"carl{n}")) == counts.get(("ben", f"carl{n}"))
    assert len(counts) < 60


def test_seven_units_of_ten_are_kept(make_bootstrap):
    many = make_bootstrap(
        [{"source": "ana", "target": f"carl{n}", "time": START + n * DAYS} for n in range(5000)]
    )
    counts = resampled_counts(many, 0, 0)
    times = np.array([counts.get(("ana", f"carl{n}"), 0.0) for n in range(5000)])
    # Standard error: sqrt(0.7 * 0.3 / 5000) = 0.0065.
    assert set(times.tolist()) == {0.0, 1.0}
    assert times.mean() == pytest.approx(0.7, abs=0.03)


def test_follows_are_dropped_independently_of_days_and_threads(make_bootstrap):
    rows = make_rows(25, DAYS) + [
        {"source": f"fan{n}", "target": "ana", "kind": "follow", "time": START, "thread": "t"}
        for n in range(2000)
    ]
    assert make_bootstrap(rows).units == {"day": 25, "follow": 2000}
    counts = resampled_counts(make_bootstrap(rows), 0, 0)
    follows = [counts.get((f"fan{n}", "ana"), 0.0) for n in range(2000)]
    assert set(follows) == {0.0, 1.0}
    assert np.mean(follows) == pytest.approx(0.7, abs=0.05)


def test_users_keep_their_rows_and_empty_ties_are_dropped(make_bootstrap):
    days = make_bootstrap(make_rows(40, DAYS))
    network = days.resample(0, 0)
    assert network.evidence.ids.equals(days.ids)
    counts = network.evidence.total(faded=False)
    structure = network.evidence.structure
    assert ((counts + counts[structure.reverse]) > 0).all()
    assert structure.n_ties < days.structure.n_ties
    assert np.array_equal(structure.reverse[structure.reverse], np.arange(len(structure.indices)))
    assert np.array_equal(structure.rows[structure.reverse], structure.indices)


def test_with_the_original_counts_the_resample_is_the_network(make_events, monkeypatch):
    events = make_events(make_rows(30, DAYS))
    network = tb.build_network(events, half_life="5d")
    bootstrap = BlockBootstrap.of(network, events)
    monkeypatch.setattr(
        BlockBootstrap, "_draw", lambda self, kind, *_, **_options: self.counts[kind].count
    )
    assert bootstrap.resample(0, 0) == network


def test_the_half_life_of_the_network_is_kept_for_repeated_events(make_bootstrap):
    rows = make_rows(30, DAYS)
    fading = make_bootstrap(rows, half_life="5d")
    network = fading.resample(0, 0)
    assert network.half_life == timedelta(days=5)
    structure, users = network.evidence.structure, network.users
    counts, faded = (network.evidence.total(faded=faded) for faded in (False, True))
    for index in range(len(structure.indices)):
        name = users[structure.indices[index]]
        if name.startswith("carl"):  # one event, on a separate day; the last is day 29
            age = 29 - int(name.removeprefix("carl"))
            assert faded[index] == pytest.approx(counts[index] * 2 ** (-age / 5), abs=1e-5)


def test_events_drawn_one_by_one_decay_by_their_own_age(make_bootstrap):
    rows = make_rows(10, timedelta(minutes=1))
    network = make_bootstrap(rows, half_life="2min").resample(0, 1)
    counts, faded = (network.evidence.total(faded=faded) for faded in (False, True))
    assert (faded[counts > 0] < counts[counts > 0]).any()
    assert (faded <= counts).all()


def test_the_order_of_rows_and_the_names_do_not_matter(make_bootstrap):
    rows = make_rows(30, DAYS) + [
        {"source": f"fan{n}", "target": "ben", "time": START, "thread": f"t{n}", "post": f"p{n}"}
        for n in range(25)
    ]
    shuffled = [rows[index] for index in np.random.default_rng(0).permutation(len(rows))]
    renamed = [row | {column: row[column][::-1] for column in ("source", "target")} for row in rows]
    original, reordered, reversed_names = map(make_bootstrap, (rows, shuffled, renamed))
    for run in range(3):
        first = original.resample(0, run)
        assert reordered.resample(0, run) == first
        second = reversed_names.resample(0, run)
        assert sorted(second.affinity_values) == pytest.approx(sorted(first.affinity_values))


def test_runs_and_seeds_give_different_resamples(make_bootstrap):
    days = make_bootstrap(make_rows(30, DAYS))
    resamples = [days.resample(*numbers) for numbers in ((0, 0), (0, 1), (1, 0))]
    assert resamples[0] == days.resample(0, 0)
    assert resamples[0] != resamples[1]
    assert resamples[0] != resamples[2]


def test_a_resample_without_events_is_none(make_bootstrap):
    single = make_bootstrap([{"source": "ana", "target": "ben"}])
    assert any(single.resample(0, run) is None for run in range(10))


def test_both_directions_of_friendships_are_kept_or_dropped_together():
    network = tb.from_networkx(nx.gnm_random_graph(60, 200, seed=0), progress=False)
    counts = BlockBootstrap.of(network, None).resample(0, 0).evidence
    structure = counts.structure
    assert 0.6 < structure.n_ties / 200 < 0.8
    assert structure.is_symmetric(counts.total(faded=False))
