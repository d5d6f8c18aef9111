from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import tribus as tb
from tribus.stability.record import Record

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
DAYS, HOURS = timedelta(days=1), timedelta(hours=1)


def say(n_times, step, **parts):
    """Ana and Ben talk to each other, and to somebody new each time."""
    return [
        {"source": source, "target": target, "time": START + step * n, **parts}
        for n in range(n_times)
        for source, target in (("ana", "ben"), ("ben", "ana"), ("ana", f"carl{n}"))
    ]


@pytest.fixture
def record(make_events):
    def make(rows, **options):
        events = make_events(rows)
        return Record.of(tb.build_network(events, **options), events)

    return make


def drawn_counts(record, seed, run):
    """Events of each pair in a run, by the names of its two ends."""
    network = record.draw(seed, run)
    if network is None:
        return {}
    structure, users = network.evidence.structure, network.users
    counts = network.evidence.total(faded=False)
    ends = zip(structure.rows.tolist(), structure.indices.tolist(), counts.tolist(), strict=True)
    return {(users[one], users[other]): count for one, other, count in ends if count}


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
def test_the_longest_span_of_which_there_are_twenty_is_drawn(record, n_times, step, expected):
    assert record(say(n_times, step)).units == expected


def test_threads_go_before_days_and_what_has_none_goes_by_day(record):
    rows = say(25, DAYS, thread=None) + [
        {"source": "ana", "target": "dora", "time": START, "thread": f"t{n}", "post": f"p{n}"}
        for n in range(20)
    ]
    assert record(rows).units == {"thread": 20, "day": 25}
    assert record(rows[:-1]).units == {"day": 25}


def test_what_has_neither_thread_nor_time_is_drawn_one_by_one(record):
    rows = [{"source": "ana", "target": "ben", "count": 7}]
    assert record(rows).units == {"event": 7}


def test_a_network_without_events_is_drawn_event_by_event(events):
    network = tb.build_network(events)
    whole, counted = Record.of(network, events), Record.of(network, None)
    assert counted.units == whole.units == {"event": round(sum(events.counts.values()))}
    for run in range(3):
        assert counted.draw(0, run) == whole.draw(0, run)


def test_a_day_comes_or_fails_with_everything_in_it(record):
    days = record(say(30, DAYS))
    for run in range(5):
        counts = drawn_counts(days, 0, run)
        times = [counts.get(("ana", f"carl{n}"), 0.0) for n in range(30)]
        assert counts["ana", "ben"] == counts["ben", "ana"] == sum(times)
        assert set(times) <= {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0}


def test_a_thread_comes_or_fails_with_everything_in_it(record):
    rows = [
        {"source": source, "target": f"carl{n}", "thread": f"t{n}", "post": f"p{n}{source}"}
        for n in range(30)
        for source in ("ana", "ben")
    ]
    counts = drawn_counts(record(rows), 0, 0)
    for n in range(30):
        assert counts.get(("ana", f"carl{n}")) == counts.get(("ben", f"carl{n}"))
    assert len(counts) < 60


def test_units_come_as_often_as_the_poisson_distribution_says(record):
    many = record(
        [{"source": "ana", "target": f"carl{n}", "time": START + n * DAYS} for n in range(5000)]
    )
    counts = drawn_counts(many, 0, 0)
    times = np.array([counts.get(("ana", f"carl{n}"), 0.0) for n in range(5000)])
    # Poisson around 1: mean 1, variance 1, none with probability 1 / e; errors of 1 / √5000 = 0.014.
    assert times.mean() == pytest.approx(1, abs=0.05)
    assert times.var() == pytest.approx(1, abs=0.1)
    assert (times == 0).mean() == pytest.approx(np.exp(-1), abs=0.03)


def test_follows_are_forgotten_or_stay_and_no_day_or_thread_touches_them(record):
    rows = say(25, DAYS) + [
        {"source": f"fan{n}", "target": "ana", "kind": "follow", "time": START, "thread": "t"}
        for n in range(2000)
    ]
    assert record(rows).units == {"day": 25, "follow": 2000}
    counts = drawn_counts(record(rows), 0, 0)
    follows = [counts.get((f"fan{n}", "ana"), 0.0) for n in range(2000)]
    assert set(follows) == {0.0, 1.0}
    assert np.mean(follows) == pytest.approx(0.85, abs=0.03)


def test_everybody_keeps_their_place_and_empty_ties_go(record):
    days = record(say(40, DAYS))
    network = days.draw(0, 0)
    assert network.evidence.ids.equals(days.ids)
    counts = network.evidence.total(faded=False)
    structure = network.evidence.structure
    assert ((counts + counts[structure.reverse]) > 0).all()
    assert structure.n_ties < days.structure.n_ties
    assert np.array_equal(structure.reverse[structure.reverse], np.arange(len(structure.indices)))
    assert np.array_equal(structure.rows[structure.reverse], structure.indices)


def test_if_nothing_fails_the_network_is_the_original(make_events, monkeypatch):
    events = make_events(say(30, DAYS))
    network = tb.build_network(events, half_life="5d")
    everything = Record.of(network, events)
    monkeypatch.setattr(
        "tribus.stability.record._draw_counts", lambda _kind, acts, _weight, **_: acts.count
    )
    assert everything.draw(0, 0) == network


def test_the_half_life_of_the_network_is_kept_and_what_comes_twice_fades_alike(record):
    rows = say(30, DAYS)
    fading = record(rows, half_life="5d")
    network = fading.draw(0, 0)
    assert network.half_life == timedelta(days=5)
    structure, users = network.evidence.structure, network.users
    counts, faded = (network.evidence.total(faded=faded) for faded in (False, True))
    for entry in range(len(structure.indices)):
        name = users[structure.indices[entry]]
        if name.startswith("carl"):  # met once, on a day of its own; the last is day 29
            age = 29 - int(name.removeprefix("carl"))
            assert faded[entry] == pytest.approx(counts[entry] * 2 ** (-age / 5), abs=1e-5)


def test_events_drawn_one_by_one_fade_by_their_own_age(record):
    rows = say(10, timedelta(minutes=1))
    network = record(rows, half_life="2min").draw(0, 1)
    counts, faded = (network.evidence.total(faded=faded) for faded in (False, True))
    assert (faded[counts > 0] < counts[counts > 0]).any()
    assert (faded <= counts).all()


def test_order_of_rows_and_names_change_nothing(record):
    rows = say(30, DAYS) + [
        {"source": f"fan{n}", "target": "ben", "time": START, "thread": f"t{n}", "post": f"p{n}"}
        for n in range(25)
    ]
    shuffled = [rows[place] for place in np.random.default_rng(0).permutation(len(rows))]
    renamed = [row | {end: row[end][::-1] for end in ("source", "target")} for row in rows]
    as_told, in_other_order, by_other_names = map(record, (rows, shuffled, renamed))
    for run in range(3):
        drawn = as_told.draw(0, run)
        assert in_other_order.draw(0, run) == drawn
        other = by_other_names.draw(0, run)
        assert sorted(other.affinity_values) == pytest.approx(sorted(drawn.affinity_values))


def test_runs_and_seeds_draw_differently(record):
    days = record(say(30, DAYS))
    drawn = [days.draw(*numbers) for numbers in ((0, 0), (0, 1), (1, 0))]
    assert drawn[0] == days.draw(0, 0)
    assert drawn[0] != drawn[1]
    assert drawn[0] != drawn[2]


def test_of_hardly_any_events_none_may_come(record):
    single = record([{"source": "ana", "target": "ben"}])
    assert any(single.draw(0, run) is None for run in range(10))
