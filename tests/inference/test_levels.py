import numpy as np
import pytest

from tribus import find_tribes
from tribus.errors import OptionError
from tribus.inference.levels import Level, Levels, collect_levels, format_chosen
from tribus.inference.scales import Scale


def make_level(labels, resolution=1.0):
    labels = np.array(labels, np.int32)
    n_tribes = labels.max(initial=-1) + 1
    return Level(Scale(resolution), labels, np.zeros(n_tribes), 0)


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
    levels = collect_levels([one, coarse, same, fine], 2)
    assert levels.found == (same, fine)
    assert levels.taken is same


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
    for wrong in (-1, 1, "fine"):
        with pytest.raises(OptionError, match="levels are numbered from 0 to 0, got"):
            tribes.at_level(wrong)


def test_the_table_of_levels_has_their_nesting():
    frame = Levels((make_level(COARSE, 0.5), make_level(FINE, 2.0)), 1).to_frame()
    assert frame["tribes"].tolist() == [2, 3]
    assert frame["users"].tolist() == [6, 6]
    assert frame["nested"].tolist()[1:] == [1.0]
    assert repr(Levels((make_level(FINE),), 0)) == "<Levels: 1 level, of 3 tribes, level 0 taken>"


def test_the_level_taken_is_described():
    levels = tuple(make_level(COARSE, resolution) for resolution in (0.5, 1.0, 2.0))
    descriptions = [format_chosen(Levels(levels, chosen)) for chosen in range(3)]
    assert descriptions == ["coarsest of 3 levels", "level 1 of 3 levels", "finest of 3 levels"]
