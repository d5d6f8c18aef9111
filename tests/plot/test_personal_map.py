import numpy as np
import pandas as pd

import tribus as tb
from tribus.plot.personal_map import RINGS


def tribes_of(pairs):
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    return tb.find_tribes(network, resolution=1.0, significance=None)


def crowd(n_people):
    """Ana and each of the others answer one another."""
    others = [f"user{number}" for number in range(n_people)]
    return [pair for other in others for pair in (("ana", other), (other, "ana"))]


def dots(ax):
    return ax.collections[0].get_offsets()


def test_the_axes_given_come_back(ax):
    assert tribes_of(crowd(3)).of("ana").plot(ax=ax) is ax


def test_companions_stand_on_rings_by_rank(ax):
    tribes_of(crowd(60)).of("ana").plot(ax=ax)
    radius = np.linalg.norm(dots(ax), axis=1)
    sizes = [int(np.isclose(radius, ring).sum()) for ring in np.unique(radius.round(6))]
    assert sizes == [5, 10, 35, 10]


def test_more_than_the_last_ring_holds_are_said_and_left_out(ax):
    own = tribes_of(crowd(200)).of("ana")
    own.plot(ax=ax)
    assert len(dots(ax)) == RINGS[-1]
    assert "the closest 150 shown" in ax.get_title()


def test_one_way_dealings_are_dashed(ax):
    friend = [("zoe", "user0"), ("user0", "zoe"), ("ana", "zoe")]  # of a friend, who never answers ana
    tribes_of([*crowd(3), *friend]).of("ana").plot(ax=ax)
    styles = [line.get_linestyle() for line in ax.lines]
    assert sorted(styles) == ["-", "-", "-", "--"]


def test_who_is_no_member_is_not_drawn_as_a_companion(ax):
    tribes_of([*crowd(3), ("ana", "star")]).of("ana").plot(ax=ax)
    assert len(dots(ax)) == 3


def test_the_core_of_the_tribe_has_larger_dots_and_the_title_tells_the_role(ax):
    own = tribes_of(crowd(5)).of("user0")  # ana holds half of all mutual bonds
    own.plot(ax=ax)
    sizes = dict(zip(own.companions, ax.collections[0].get_sizes(), strict=True))
    assert sizes.pop("ana") > max(sizes.values())
    assert ax.get_title() == "The tribe of user0 (member): 5 companions"


def test_a_person_without_tribe_is_drawn_alone_and_said_so(ax):
    tribes_of([*crowd(3), ("sola", "sola")]).of("sola").plot(ax=ax)
    assert ax.get_title() == "sola has no tribe"
    assert len(dots(ax)) == 0
