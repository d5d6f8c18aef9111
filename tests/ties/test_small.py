"""Few ties are read by numpy: the answers are those of the compiled loops, to the byte."""

import numpy as np
import pytest

import tribus as tb
from tribus._core.compiled import SMALL_SIZE, compiling_everything, is_small
from tribus.ties._kernel import add_evidence, log1p_each, pair_directions, weigh_activity
from tribus.ties._small_evidence import add_few_evidence, log1p_few, weigh_few_activities
from tribus.ties._small_structure import build_small_csr, pair_few_directions, refine_few_colours
from tribus.ties._structure_kernel import build_csr, refine_colours
from tribus.ties.directed_pairs import DirectedPairs
from tribus.ties.structure import TieStructure

SIZES = [(0, 0), (1, 0), (2, 1), (5, 30), (60, 400), (300, 2000)]


def make_pairs(n_users, n_pairs, seed=0):
    """Return random pairs without loops, with repeated ones in both directions."""
    rng = np.random.default_rng([seed, n_users, n_pairs])
    source = rng.integers(0, max(n_users, 1), n_pairs, np.int32)
    target = (source + rng.integers(1, max(n_users, 2), n_pairs, np.int32)) % max(n_users, 1)
    return source, target.astype(np.int32)


def make_counts(structure, seed=0):
    """Return whole counts, counts between whole numbers, and zeros."""
    rng = np.random.default_rng(seed)
    n = len(structure.indices)
    whole = rng.poisson(1.5, n) * rng.choice([1, 200], n, p=[0.9, 0.1])
    return np.where(rng.random(n) < 0.3, rng.random(n) * 20, whole) * (rng.random(n) < 0.7)


def equal(one, other):
    assert len(one) == len(other)
    for mine, theirs in zip(one, other, strict=True):
        assert mine.dtype == theirs.dtype
        assert mine.tobytes() == theirs.tobytes()


@pytest.mark.parametrize(("n_users", "n_pairs"), SIZES)
def test_the_structure_of_few_pairs_is_the_compiled_one(n_users, n_pairs):
    source, target = make_pairs(n_users, n_pairs)
    equal(build_small_csr(n_users, source, target), build_csr(n_users, source, target))


@pytest.mark.parametrize(("n_users", "n_pairs"), SIZES)
def test_few_colours_are_refined_like_many(n_users, n_pairs):
    source, target = make_pairs(n_users, n_pairs)
    colours, edges = (
        np.random.default_rng(n).integers(0, 2**63, n, np.uint64) for n in (n_users, n_pairs)
    )
    equal(
        [refine_few_colours(colours, source, target, edges)],
        [refine_colours(colours, source, target, edges)],
    )


@pytest.mark.parametrize(("n_users", "n_pairs"), SIZES)
def test_few_directions_are_paired_like_many(n_users, n_pairs):
    structure = TieStructure.from_pairs(n_users, *make_pairs(n_users, n_pairs))
    values, n_ties = make_counts(structure), structure.n_ties
    pairs = DirectedPairs(
        np.empty(n_users + 1, np.int64),
        np.empty(n_ties, np.int32),
        np.empty(n_ties, np.int64),
        np.empty(n_ties),
        np.empty(n_ties),
    )
    n_found = pair_directions(structure.csr, values, pairs)
    start, *columns = pairs
    equal(pair_few_directions(structure.csr, values), [start, *(one[:n_found] for one in columns)])


@pytest.mark.parametrize("logarithm", [True, False])
@pytest.mark.parametrize("normalization", [0.0, 0.37, 0.5, 1.0])
@pytest.mark.parametrize(("n_users", "n_pairs"), SIZES[2:])
def test_evidence_of_few_ties_is_the_compiled_one(n_users, n_pairs, normalization, logarithm):
    structure = TieStructure.from_pairs(n_users, *make_pairs(n_users, n_pairs))
    count = make_counts(structure)
    activity = weigh_activity(structure.csr, count, logarithm, normalization, 0.7)
    equal(
        weigh_few_activities(
            structure.csr, count, logarithm=logarithm, normalization=normalization, weight=0.7
        ),
        activity,
    )
    strength, few = np.full(len(count), 0.1), np.full(len(count), 0.1)
    add_evidence(structure.csr, count, logarithm, *activity, strength)
    add_few_evidence(structure.csr, count, activity, few, logarithm=logarithm)
    equal([few], [strength])


def test_few_logarithms_are_those_of_the_compiled_loop():
    rng = np.random.default_rng(0)
    values = np.concatenate(
        [[0.0], np.arange(300.0), rng.random(5000), 10 ** rng.uniform(-12, 12, 5000)]
    )
    equal([log1p_few(values)], [log1p_each(values)])


def test_tribes_are_the_same_if_everything_is_compiled():
    events = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1).events
    network = tb.build_network(events)
    tribes = tb.find_tribes(network)
    with compiling_everything():
        assert not is_small(0)
        again = tb.build_network(events)
        assert again == network
        assert tb.find_tribes(again).to_frame().equals(tribes.to_frame())
    assert is_small(SMALL_SIZE)
    assert not is_small(SMALL_SIZE + 1)
