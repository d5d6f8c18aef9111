import networkx as nx
import numpy as np
import pytest

from tests.planted import make_nested_network
from tribus import find_tribes, from_networkx
from tribus.errors import OptionError
from tribus.inference.levels import Level, Levels, collect_levels, format_others
from tribus.inference.scales import Scale


def make_level(labels, resolution=1.0):
    labels = np.array(labels, np.int32)
    n_tribes = labels.max(initial=-1) + 1
    return Level(Scale(resolution), labels, np.zeros(n_tribes), np.ones(len(labels)), 0)


COARSE, FINE, NONE = [0, 0, 0, 0, 1, 1, -1], [0, 0, 1, 1, 2, 2, -1], [-1] * 7


def test_a_level_counts_its_tribes():
    assert [len(make_level(labels)) for labels in (COARSE, FINE, NONE)] == [2, 3, 0]


@pytest.mark.parametrize(
    ("labels", "nested"),
    [
        pytest.param(FINE, 1.0, id="every tribe lies in one"),
        pytest.param([0, 1, 0, 1, 0, 1, -1], 4 / 6, id="each lies in the one with most of its users"),
        pytest.param([0, 0, 0, 0, 0, 0, 0], 4 / 7, id="who has no coarser tribe lies in none"),
    ],
)
def test_nesting_is_the_share_of_users_in_the_main_coarser_tribe(labels, nested):
    assert make_level(labels).nests_in(make_level(COARSE)) == pytest.approx(nested)


def test_nesting_without_tribes():
    assert make_level(FINE).nests_in(make_level(NONE)) == 0.0
    assert np.isnan(make_level(NONE).nests_in(make_level(COARSE)))


def test_a_partition_with_one_tribe_or_found_before_is_no_level():
    one, coarse, same, fine = (make_level(labels) for labels in ([0] * 7, COARSE, COARSE, FINE))
    levels = collect_levels([one, coarse, same, fine], 3)
    assert levels.found == (coarse, fine)
    assert levels.taken is fine


def test_levels_that_differ_in_a_few_people_are_one():
    # 1 of 40 users is elsewhere: 97.5 % lie in the main tribe, both ways.
    halves = [0] * 20 + [1] * 20
    moved = [1, *halves[1:]]
    quarters = [number // 10 for number in range(40)]
    levels = collect_levels([make_level(labels) for labels in (moved, halves, quarters)], 1)
    assert [len(level) for level in levels] == [2, 4]
    assert levels.taken.labels.tolist() == halves


def test_a_level_that_is_not_nested_is_left_out():
    across = [0, 1] * 20
    levels = collect_levels([make_level([0] * 20 + [1] * 20), make_level(across)], 0)
    assert len(levels) == 1


def test_a_finer_level_has_more_tribes():
    # Two thirds of the finer groups were dissolved: what is left is nested, with fewer tribes.
    coarse = [number // 10 for number in range(60)]
    dissolved = [*[number // 10 for number in range(20)], *[-1] * 40]
    levels = collect_levels([make_level(coarse), make_level(dissolved)], 0)
    assert [len(level) for level in levels] == [6]


def test_there_are_at_most_four_levels_the_most_stable():
    found = [
        Level(
            Scale(2.0**power, stability=stability), labels, np.zeros(2**power), np.ones(len(labels)), 0
        )
        for power, stability in ((1, 0.9), (2, 0.5), (3, 0.8), (4, 0.7), (5, 0.6))
        for labels in [np.arange(64, dtype=np.int32) // (64 >> power)]
    ]
    assert [len(level) for level in collect_levels(found, 0)] == [2, 8, 16, 32]
    assert [len(level) for level in collect_levels(found, 1)] == [2, 4, 8, 16]  # the taken one stays


def test_the_next_finer_level_is_taken_if_the_chosen_one_has_one_tribe():
    one, fine = make_level([0] * 7), make_level(FINE)
    assert collect_levels([one, fine], 0).taken is fine
    assert collect_levels([fine, one], 1).taken is one
    assert len(collect_levels([make_level(NONE)], 0)) == 1


def test_any_level_can_be_taken(network):
    levels = Levels((make_level(COARSE, 0.5), make_level(FINE, 2.0)), 1)
    assert levels.taken is levels[1]
    assert levels.take(0).taken == levels[0]
    assert levels.take(0) != levels
    assert levels.to_frame()["chosen"].tolist() == [False, True]
    tribes = find_tribes(network, resolution=1.0)
    assert tribes.at_level(0) == tribes
    for wrong in (-2, 1, "fine"):
        with pytest.raises(OptionError, match="levels are numbered from 0 to 0, got"):
            tribes.at_level(wrong)


def test_the_table_of_levels_has_their_nesting():
    frame = Levels((make_level(COARSE, 0.5), make_level(FINE, 2.0)), 1).to_frame()
    assert frame["tribes"].tolist() == [2, 3]
    assert frame["users"].tolist() == [6, 6]
    assert frame["nested"].tolist()[1:] == [1.0]
    assert repr(Levels((make_level(FINE),), 0)) == "<Levels: 1 level, of 3 tribes, level 0 taken>"


def test_the_other_levels_are_described():
    levels = tuple(make_level(np.arange(24) // size) for size in (12, 6, 3, 2))
    assert format_others(Levels(levels[:1], 0)) == ""
    assert format_others(Levels(levels[:2], 1)) == "also 2 tribes"
    assert format_others(Levels(levels[:3], 1)) == "also 2 or 8 tribes"
    assert format_others(Levels(levels, 3)) == "also 2, 4 or 8 tribes"


def test_users_outside_the_main_coarser_tribe_are_exceptions():
    finer, coarser = make_level([0, 0, 0, 1, 1, -1]), make_level([0, 0, 1, 1, -1, 0])
    # tribe 0: users 0 and 1 lie in 0, so 2 is outside; tribe 1: user 3 lies in 1, and 4 in none
    assert finer.is_outside(coarser).tolist() == [False, False, True, False, True, False]


@pytest.mark.parametrize(
    ("level", "options", "message"),
    [
        ("middle", {}, "level must be one of 'auto', 'coarsest', 'finest'; got 'middle'"),
        (-1, {}, "level must be a whole number of 0 or more, got -1"),
        (1.5, {}, "level must be a whole number of 0 or more, got 1.5"),
        (7, {}, "levels are numbered from 0 to"),
        (
            0,
            {"resolution": 1.0},
            "level=0 chooses among the inferred levels",
        ),
        ("finest", {"resolution": 2}, "level='finest' chooses among the inferred levels"),
    ],
)
def test_a_level_out_of_range_or_beside_a_resolution_is_an_error(network, level, options, message):
    with pytest.raises(OptionError, match=message):
        find_tribes(network, level=level, **options)


@pytest.fixture(scope="module")
def nested():
    """Tribes of four groups of four groups of 16: two levels."""
    return find_tribes(make_nested_network())


def test_a_level_is_taken_by_name_or_number(nested):
    network, last = nested.network, len(nested.levels) - 1
    assert last >= 1
    for level, number in (("coarsest", 0), ("finest", last), (0, 0), (last, last)):
        tribes = find_tribes(network, level=level)
        assert tribes.levels.chosen == number
        assert tribes == nested.at_level(number)


def test_coarser_and_finer_tribes_end_with_none(nested):
    coarsest = nested.at_level(0)
    assert coarsest.coarser is None
    assert coarsest.finer == nested.at_level(1)
    assert coarsest.finer.coarser == coarsest
    assert nested.at_level(len(nested.levels) - 1).finer is None
    assert [len(tribes) for tribes in nested.all_levels] == [len(level) for level in nested.levels]
    single = find_tribes(nested.network, resolution=1.0)
    assert single.coarser is single.finer is None
    assert single.exceptions == coarsest.exceptions == []


def test_finer_tribes_lie_inside_coarser_ones_but_for_the_exceptions(nested):
    for tribes in nested.all_levels[1:]:
        n_users = np.count_nonzero(tribes.labels >= 0)
        assert len(tribes.exceptions) <= 0.05 * n_users
        outside = [tribes.network.row_of(user) for user in tribes.exceptions]
        inside = np.setdiff1d(np.flatnonzero(tribes.labels >= 0), outside)
        for tribe in range(len(tribes)):
            members = inside[tribes.labels[inside] == tribe]
            assert len(set(tribes.coarser.labels[members].tolist())) == 1


def test_a_person_sees_a_tribe_at_each_level(nested):
    own = nested.of(nested.network.users[0])
    assert [level.level for level in own.levels] == list(range(len(nested.levels)))
    for level, tribes in zip(own.levels, nested.all_levels, strict=True):
        assert level.tribe == tribes.of(own.user).number
        assert level.n_users == np.count_nonzero(tribes.labels == level.tribe)
    assert f"within tribe {own.levels[0].tribe} of {own.levels[0].n_users}" in own._repr_html_()


def test_without_tribes_there_is_one_level_and_no_tribe_at_it():
    tribes = find_tribes(from_networkx(nx.gnm_random_graph(60, 240, seed=0)))
    assert len(tribes) == 0
    assert tribes.coarser is tribes.finer is None
    assert [level.tribe for level in tribes.of(0).levels] == [-1]
    assert find_tribes(tribes.network, level="finest") == tribes
