import sys

import networkx as nx
import numpy as np
import pytest

from tribus import find_tribes, from_networkx
from tribus._display import progress as progress_module
from tribus.errors import OptionError
from tribus.inference import AgreementCurve
from tribus.inference.resolution import RESOLUTION_GRID
from tribus.inference.sampler import FIRST_REWIRED_SEED, GroupSampler
from tribus.tribes import find


@pytest.mark.parametrize("method", ["leiden", "louvain"])
@pytest.mark.parametrize("resolution", ["auto", 1.0])
def test_groups_that_are_plain_to_see_are_found(network, truth, method, resolution):
    tribes = find_tribes(network, method=method, resolution=resolution)
    assert dict(zip(network.users, tribes.labels.tolist(), strict=True)) == truth


def test_tribe_zero_is_the_largest(network):
    assert [len(tribe) for tribe in find_tribes(network)] == [6, 5, 4]


def test_a_group_of_one_is_no_tribe():
    # At a resolution this high nobody belongs with anybody.
    tribes = find_tribes(from_networkx(nx.karate_club_graph()), resolution=100)
    assert len(tribes) == 0
    assert set(tribes.labels.tolist()) == {-1}
    assert list(tribes) == []


def test_the_inferred_resolution_comes_with_its_curve(network):
    tribes = find_tribes(network, resamples=4)
    assert tribes.curve is not None
    assert tribes.resolution == tribes.curve.resolution
    assert tribes.curve.to_frame()["chosen"].sum() == 1


def test_a_given_resolution_has_no_curve(network):
    tribes = find_tribes(network, resolution=2)
    assert tribes.curve is None
    assert tribes.resolution == 2.0


@pytest.mark.parametrize(("steady", "n_resamples"), [(False, 5), (True, 3)])
def test_all_resamples_are_searched_unless_three_tell_enough(network, monkeypatch, steady, n_resamples):
    searched, search = [], find.SEARCHES["leiden"]

    def note(adjacency, resolutions, *, seed):
        if seed < FIRST_REWIRED_SEED:
            searched.append((resolutions, seed))
        return search(adjacency, resolutions, seed=seed)

    monkeypatch.setitem(find.SEARCHES, "leiden", note)
    monkeypatch.setattr(AgreementCurve, "is_settled", steady)
    monkeypatch.setattr(GroupSampler, "is_small", False)
    find_tribes(network, resamples=5, seed=7, significance=None)
    assert searched == [(RESOLUTION_GRID, 7 + number) for number in range(n_resamples)]


def test_made_by_is_enough_to_repeat_the_call(network, make_network):
    tribes = find_tribes(network, resolution=1.5, seed=4)
    assert tribes.made_by.function == "find_tribes"
    elsewhere = find_tribes(make_network(normalization=0.0), resolution=1.5, seed=4)
    assert tribes.made_by.digest != elsewhere.made_by.digest
    again = find_tribes(network, **tribes.made_by.parameters, seed=tribes.made_by.seed)
    assert again == tribes
    assert again.made_by == tribes.made_by


@pytest.mark.parametrize("seed", [0, 5, 2**63 - 1, np.int64(3), np.uint32(7)])
def test_any_whole_number_is_a_seed_and_one_seed_gives_one_answer(network, seed):
    one, other = (find_tribes(network, seed=seed, resamples=np.int64(3)) for _ in range(2))
    assert one.labels.tobytes() == other.labels.tobytes()
    assert one.made_by == other.made_by
    assert type(one.made_by.seed) is int


def test_without_progress_nothing_is_printed(network, capfd, monkeypatch):
    monkeypatch.setattr(progress_module, "BAR_DELAY_SECONDS", 0)
    find_tribes(network, progress=False)
    assert capfd.readouterr() == ("", "")


def test_long_work_shows_a_bar_beside_the_output(network, capfd, monkeypatch):
    monkeypatch.setattr(progress_module, "BAR_DELAY_SECONDS", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    find_tribes(network)
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "searches for groups" in printed.err


def test_short_work_shows_no_bar(network, capfd):
    find_tribes(network)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"method": "leyden"},
            "method must be one of 'leiden', 'louvain'; got 'leyden' - did you mean 'leiden'",
        ),
        ({"method": None}, "method must be one of 'leiden', 'louvain'; got None"),
        ({"resolution": "high"}, "resolution must be a number above 0 or 'auto', got 'high'"),
        ({"resolution": 0}, "resolution must be a finite number above 0, got 0"),
        ({"resolution": -1}, "resolution must be a finite number above 0, got -1"),
        ({"resolution": float("nan")}, "resolution must be a finite number above 0, got nan"),
        ({"resolution": None}, "resolution must be a finite number above 0, got None"),
        ({"seed": -1}, "seed must be a whole number of 0 or more, got -1"),
        ({"seed": None}, "seed must be a whole number of 0 or more, got None"),
        ({"seed": 2**63}, r"seed must be below 2\^63"),
        ({"resamples": 2}, "resamples must be a whole number of 3 or more, got 2"),
        ({"resamples": 4.0}, "resamples must be a whole number of 3 or more, got 4.0"),
    ],
)
def test_an_option_out_of_range_is_an_error_that_shows_it(network, options, message):
    with pytest.raises(OptionError, match=message):
        find_tribes(network, **options)


@pytest.mark.parametrize("wrong", [None, nx.path_graph(3), "network"])
def test_only_a_network_has_tribes(wrong):
    with pytest.raises(
        OptionError, match=rf"takes a Network, got {type(wrong).__name__}; .*makes a network of "
    ):
        find_tribes(wrong)


@pytest.mark.parametrize("name", [str, int, lambda number: -number, lambda number: f"{number:03d}"])
def test_ids_come_back_unchanged(name):
    graph = nx.relabel_nodes(nx.karate_club_graph(), {node: name(node) for node in range(34)})
    tribes = find_tribes(from_networkx(graph), resolution=1.0)
    found = tribes.to_frame()["user"].tolist()
    assert set(found) == set(graph)
    members = [user for tribe in tribes for user in tribe] + tribes.without_tribe
    assert {type(user) for user in [*found, *members]} == {type(name(1))}
    assert sorted(members) == sorted(graph)
