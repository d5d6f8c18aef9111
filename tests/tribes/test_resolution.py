import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, find_tribes, from_networkx
from tribus.measures import adjusted_mutual_information
from tribus.tribes import AgreementCurve, infer_resolution, resolution
from tribus.tribes.curve import _jackknife_error
from tribus.tribes.leiden import search_each
from tribus.tribes.resolution import GRID, run_side_by_side

ONE, HALVES, QUARTERS = [0] * 12, [0] * 6 + [1] * 6, [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
ALONE = list(range(12))


def draw_curve(*found):
    """Curve of partitions that all three resamples agree on, one a resolution."""
    labels = [[np.array(labels, np.int32)] * 3 for labels in found]
    return AgreementCurve.of_labels([0.5 * 2**step for step in range(len(found))], labels)


def scatter(seed):
    """Partitions of three resamples that have nothing to do with one another."""
    return list(np.random.default_rng(seed).integers(0, 3, (3, 12)).astype(np.int32))


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        pytest.param((ONE, HALVES, ALONE), 1, id="neither one group nor all alone is an answer"),
        pytest.param((HALVES, QUARTERS), 0, id="of a run of two the coarser"),
        pytest.param((HALVES, HALVES, HALVES, QUARTERS, QUARTERS), 2, id="of a run of five the middle"),
        pytest.param((ONE, ONE, QUARTERS), 2, id="the only answer"),
    ],
)
def test_the_middle_of_the_resolutions_that_survive_is_taken(found, chosen):
    assert draw_curve(*found).chosen == chosen


def test_of_two_runs_the_longer_is_taken():
    longer, shorter = [np.array(HALVES)] * 3, [np.array(QUARTERS)] * 3
    curve = AgreementCurve.of_labels([0.5, 1, 2, 4], [longer, longer, scatter(0), shorter])
    assert curve.agreement[[0, 1, 3]].tolist() == [1, 1, 1]
    assert curve.resolution == 0.5


def test_of_two_runs_as_long_the_finer_is_taken():
    labels = [[np.array(HALVES)] * 3, scatter(0), [np.array(QUARTERS)] * 3, scatter(1)]
    curve = AgreementCurve.of_labels([0.5, 1, 2, 4], labels)
    assert curve.agreement[[0, 2]].tolist() == [1, 1]
    assert (curve.agreement[[1, 3]] < 0.5).all()
    assert curve.resolution == 2


def test_where_no_resolution_gives_two_groups_it_is_one():
    assert draw_curve(ONE, ONE, ALONE, ALONE).resolution == 1.0


def test_only_groups_that_survive_best_and_well_at_the_end_ask_for_finer_ones():
    well, badly = [np.array(QUARTERS)] * 3, scatter(0)
    assert AgreementCurve.of_labels([1.0, 2.0], [badly, well]).rises_to_its_end
    assert not AgreementCurve.of_labels([1.0, 2.0], [well, badly]).rises_to_its_end
    assert not AgreementCurve.of_labels([1.0, 2.0], [scatter(1), badly]).rises_to_its_end


def test_a_curve_is_steady_where_chance_can_change_no_survivor():
    # Two of three resamples alike leave it open: a difference with an error about as large.
    clear, unclear = [np.array(QUARTERS)] * 3, [np.array(HALVES), np.array(HALVES), np.array(ALONE)]
    assert draw_curve(HALVES, QUARTERS).is_steady
    assert draw_curve(ONE, ALONE).is_steady  # no answer, which more resamples would not mend
    assert not AgreementCurve.of_labels([1.0, 2.0], [clear, unclear]).is_steady


def test_small_groups_of_a_large_network_are_found_beyond_the_first_grid():
    # 300 groups of 10, a third of the ties anywhere: modularity at γ = 1 puts many of them together.
    generator = np.random.default_rng(0)
    one = generator.integers(0, 3000, 24_000)
    inside = generator.random(len(one)) < 0.67
    mate = one // 10 * 10 + generator.integers(0, 10, len(one))
    other = np.where(inside, mate, generator.integers(0, 3000, len(one)))
    frame = pd.DataFrame({"source": one, "target": other})
    network = build_network(Events.from_frame(frame, kind="reply"))
    tribes = find_tribes(network, progress=False)
    known = np.array(network.users) // 10
    assert tribes.resolution > max(GRID)
    assert adjusted_mutual_information(tribes.labels, known) > 0.95
    coarse = find_tribes(network, resolution=1.0)
    assert adjusted_mutual_information(coarse.labels, known) < 0.9


def test_the_standard_error_is_that_of_the_jackknife():
    # Agreements of the best are 1, of the other 1, .4 and .1: they differ by 0, .6 and .9. Leaving out
    # one of three resamples leaves one pair: .9, .6 or 0. With their mean of .5 the jackknife gives
    # sqrt(2/3 x (.16 + .01 + .25)) = sqrt(.28).
    difference = np.array([[0, 0, 0.6], [0, 0, 0.9], [0.6, 0.9, 0]])
    assert _jackknife_error(difference) == pytest.approx(np.sqrt(0.28))


def test_a_curve_tells_all_it_saw():
    curve = draw_curve(ONE, HALVES, QUARTERS, ALONE)
    frame = curve.to_frame()
    assert frame.columns.tolist() == ["resolution", "agreement", "standard_error", "groups", "chosen"]
    assert frame["resolution"].tolist() == [0.5, 1, 2, 4]
    assert frame["groups"].tolist() == [1, 2, 4, 0]  # groups of fewer than three do not count
    assert frame["chosen"].sum() == 1
    assert frame.loc[frame["chosen"], "resolution"].item() == curve.resolution


def test_a_curve_is_read_only_and_shows_itself_on_one_line():
    curve = draw_curve(ONE, HALVES)
    for column in (curve.resolutions, curve.agreement, curve.short_of_best, curve.n_groups):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 9
    assert len(repr(curve)) <= 88
    assert "resolution 1" in repr(curve)
    assert "<script" not in curve._repr_html_()


def test_the_groups_that_are_there_are_found_again():
    graph = nx.planted_partition_graph(6, 20, 0.5, 0.01, seed=0)
    for one, other in graph.edges:
        graph[one][other]["weight"] = 4
    curve = infer_resolution(from_networkx(graph), search_each, seed=0, resamples=4, progress=False)
    assert curve.resolutions.tolist() == list(GRID)
    assert curve.n_groups[curve.chosen] == 6
    assert curve.agreement[curve.chosen] > 0.95


def test_a_triangle_is_one_group_at_resolution_one():
    tribes = find_tribes(from_networkx(nx.complete_graph(3)))
    assert tribes.resolution == 1.0
    assert [len(tribe) for tribe in tribes] == [3]


@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_the_number_of_threads_changes_nothing(network, monkeypatch, method):
    monkeypatch.setattr(resolution, "FEWEST_ENTRIES", 0)
    found = []
    for cores in (1, 2, 4, None):
        monkeypatch.setattr(resolution.os, "cpu_count", lambda cores=cores: cores)
        found.append(find_tribes(network, method=method, resamples=4, progress=False))
    for tribes in found[1:]:
        assert tribes.labels.tobytes() == found[0].labels.tobytes()
        assert tribes.curve.agreement.tobytes() == found[0].curve.agreement.tobytes()
        assert tribes.curve.to_frame().equals(found[0].curve.to_frame())


def test_little_work_starts_no_thread(network, monkeypatch):
    def refuse(*_):
        raise AssertionError("a thread was started")

    monkeypatch.setattr(resolution, "ThreadPoolExecutor", refuse)
    monkeypatch.setattr(resolution.os, "cpu_count", lambda: 8)
    assert len(find_tribes(network, resamples=3, progress=False)) == 3


@pytest.mark.parametrize("threads", [1, 3])
def test_work_side_by_side_comes_back_in_order_and_errors_come_through(threads):
    assert run_side_by_side(lambda number: number**2, range(6), threads=threads) == [0, 1, 4, 9, 16, 25]
    with pytest.raises(ZeroDivisionError, match="division"):
        run_side_by_side(lambda number: 1 // number, [1, 0], threads=threads)
