import pytest
from matplotlib.figure import Figure

from tribus import find_tribes
from tribus.plot._rows import count_rows, label_rows, name_tribe


def test_the_label_of_a_tribe_is_its_number_and_name_or_two_users(make_network):
    users = ["ana", "a very very long name", "carla"]
    rows = [(one, other, "reply", 2) for one in users for other in users if one != other]
    tribes = find_tribes(make_network(rows), resolution=1.0, significance=None)
    assert set(name_tribe(tribes, 0).removeprefix("0 · ").split(", ")) < {
        "ana",
        "carla",
        "a very …g name",
    }
    assert name_tribe(tribes.rename({0: "bakers"}), 0) == "0 · bakers"


@pytest.mark.parametrize(("height", "n_rows"), [(1, 2), (4, 11), (9, 24), (30, 25)])
def test_the_number_of_rows_fits_the_height(height, n_rows):
    ax = Figure(figsize=(4, height)).subplots()
    assert count_rows(100, ax) == n_rows
    assert count_rows(1, ax) == 1
    assert count_rows(100, None) == 25


@pytest.mark.parametrize("width", [3, 6, 12])
def test_names_take_less_than_half_of_the_figure(width):
    ax = Figure(figsize=(width, 4)).subplots()
    label_rows(ax, ["0 · " + "W" * 28, "1 · ana"])
    sizes = [label.get_window_extent().width for label in ax.get_yticklabels()]
    assert max(sizes) < 0.45 * ax.figure.bbox.width
    assert ax.get_yticklabels()[0].get_fontsize() <= 9
