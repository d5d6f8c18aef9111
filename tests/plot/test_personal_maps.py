import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import PathCollection

import tribus as tb


@pytest.fixture(scope="module")
def tribes():
    """Two groups of six; in the first, a0 and a1 reply to each other nine times more."""
    people = {group: [f"{group}{number}" for number in range(6)] for group in "ab"}
    pairs = [(x, y) for group in people.values() for x in group for y in group if x != y]
    pairs += [("a0", "a1"), ("a1", "a0")] * 9 + [("a0", "b0"), ("b0", "a0"), ("b5", "star")]
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"), progress=False)
    return tb.find_tribes(network, resolution=1.0, significance=None, progress=False)


@pytest.fixture
def draw(tribes):
    def draw(*users, **options):
        return tb.plot.draw_personal_tribes([tribes.of(user) for user in users], **options)

    yield draw
    plt.close("all")


def friends(ax):
    return next(drawn for drawn in ax.collections if isinstance(drawn, PathCollection))


def test_every_person_has_axes_in_the_given_order(draw):
    axes = draw("b0", "a0", "a1", "star")
    titles = ["b0 (core): 6 friends", "a0 (core): 6 friends", "a1 (core): 5 friends"]
    assert [ax.get_title() for ax in axes[:3]] == titles
    assert axes[3].get_title().startswith("star")
    assert axes[0].figure.axes == axes  # the two empty places of the second row have none


def test_equal_bonds_have_equal_dots_in_all_maps(draw, tribes):
    axes = draw("a0", "b1")
    bonds = [tribes.of(user).to_frame().head(6)["bond"] for user in ("a0", "b1")]
    areas = [friends(ax).get_sizes() for ax in axes]
    (strong, weak), of_b1 = (areas[0].max(), areas[0][1]), areas[1][0]
    assert strong > weak
    assert bonds[0].iloc[1] == pytest.approx(bonds[1].iloc[0], rel=0.05)
    assert of_b1 == pytest.approx(weak, rel=0.05)
    assert np.ptp([ax.get_xlim() for ax in axes], axis=0) == pytest.approx([0, 0])


def test_only_the_closest_five_have_names(draw, tribes):
    (ax,) = draw("a0")
    texts = {text.get_text() for text in ax.texts}
    own = tribes.of("a0")
    assert {*own.users[:5]} <= texts
    assert own.users[5] not in texts


def test_one_legend_lists_what_occurs(draw):
    figure = draw("a0", "b5")[0].figure
    (legend,) = figure.legends
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts == ["friend in tribe 0", "friend in tribe 1", "heard, with little in return"]


@pytest.mark.parametrize(
    ("owns", "message"),
    [
        ([], r"takes a list such as \[tribes.of\(user\) for user in users\], got \[\]"),
        (["ana"], "takes a list such as .*, got 'ana'"),
        (3, "takes a list such as .*, got 3"),
    ],
)
def test_anything_else_is_an_error(owns, message):
    with pytest.raises(tb.errors.OptionError, match=message):
        tb.plot.draw_personal_tribes(owns)


def test_too_many_people_or_no_columns_are_errors(draw):
    with pytest.raises(tb.errors.OptionError, match="draws at most 30 people, got 31; draw them in"):
        draw(*["a0"] * 31)
    with pytest.raises(tb.errors.OptionError, match="n_columns must be"):
        draw("a0", n_columns=0)
