import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import tribus as tb
from tribus._display.colours import GREY
from tribus.plot.rings import RADII, RINGS


def tribes_of(pairs):
    frame = pd.DataFrame(list(pairs), columns=["source", "target"])
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    return tb.find_tribes(network, resolution=1.0, significance=None)


def crowd(n_people):
    """Ana and each of the others answer one another."""
    others = [f"user{number}" for number in range(n_people)]
    return [pair for other in others for pair in (("ana", other), (other, "ana"))]


def scatters(ax):
    """Companions, those outside the rings, and the person."""
    return [drawn for drawn in ax.collections if isinstance(drawn, PathCollection)]


def dots(ax):
    return scatters(ax)[0].get_offsets()


def key(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_the_axes_given_come_back(ax):
    assert tribes_of(crowd(3)).of("ana").plot(ax=ax) is ax


def test_companions_stand_on_rings_by_rank(ax):
    tribes_of(crowd(60)).of("ana").plot(ax=ax)
    radius = np.linalg.norm(dots(ax), axis=1)
    assert [int(np.isclose(radius, ring).sum()) for ring in RADII] == [5, 10, 35, 10]
    texts = [text.get_text() for text in ax.texts]
    assert texts[:4] == ["the closest 5", "15", "50", "150"]


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


def test_only_the_closest_fifteen_have_lines_and_names(ax):
    own = tribes_of(crowd(60)).of("ana")
    own.plot(ax=ax)
    texts = [text.get_text() for text in ax.texts]
    assert len(ax.lines) == 15
    assert texts[4:] == ["ana", *own.companions[:15]]


def test_a_dot_is_full_if_both_act_hollow_if_one_does_and_pale_if_none_did(ax):
    people = ["ana", "ben", "cai", "dan", "eva", "fil"]
    missing = {("ana", "fil"), ("fil", "ana"), ("eva", "ana")}
    own = tribes_of({(a, b) for a in people for b in people if a != b} - missing).of("ana")
    own.plot(ax=ax)
    faces, edges = scatters(ax)[0].get_facecolors(), scatters(ax)[0].get_edgecolors()
    full = {
        user: (to_hex(face) != "#ffffff", edge[3] == 1)
        for user, face, edge in zip(own.companions, faces, edges, strict=True)
    }
    assert full["ben"] == (True, True)
    assert full["eva"] == (False, True)
    assert full["fil"] == (False, False)
    assert key(ax) == [
        "both act (larger: stronger bond)",
        "only one of the two acts",
        "of the tribe, never dealt with",
    ]


def test_a_stronger_bond_has_a_larger_dot(ax):
    own = tribes_of([*crowd(5), *(("ana", "user3"), ("user3", "ana")) * 9]).of("ana")
    own.plot(ax=ax)
    sizes = dict(zip(own.companions, scatters(ax)[0].get_sizes(), strict=True))
    assert sizes.pop("user3") > max(sizes.values())


def test_who_never_answers_stands_outside_the_rings_in_grey(ax):
    stars = [("ana", f"star{number}") for number in range(7)]
    tribes_of([*crowd(9), *stars]).of("ana").plot(ax=ax)
    outside = scatters(ax)[1]
    assert len(dots(ax)) == 9
    assert len(outside.get_offsets()) == 5
    assert np.linalg.norm(outside.get_offsets(), axis=1).min() > RADII[0]
    assert {to_hex(edge).upper() for edge in outside.get_edgecolors()} == {GREY}
    assert "heard, without an answer (5 of 7)" in key(ax)


def test_the_title_tells_the_role(ax):
    tribes_of(crowd(5)).of("user0").plot(ax=ax)  # ana holds half of all mutual bonds
    assert ax.get_title() == "The tribe of user0 (member): 5 companions"


def test_a_person_without_tribe_is_drawn_alone_and_said_so(ax):
    tribes_of([*crowd(3), ("sola", "sola")]).of("sola").plot(ax=ax)
    assert ax.get_title() == "sola has no tribe"
    assert len(dots(ax)) == 0
    assert "nobody is close enough\nto be of one tribe with them" in [t.get_text() for t in ax.texts]


def test_among_an_audience_nobody_is_a_companion(ax):
    tribes_of([(f"fan{number}", "guru") for number in range(5)]).of("guru").plot(ax=ax)
    FigureCanvasAgg(ax.figure).draw()
    assert "nobody of those grouped\nwith them is a member" in [text.get_text() for text in ax.texts]


def test_the_rings_look_as_they_did(check_golden):
    society = tb.datasets.make_society(n_people=90, n_tribes=3, seed=1)
    tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0, significance=None)
    figure = Figure(figsize=(6, 6), layout="constrained")
    check_golden(
        "rings",
        tribes.of(max(tribes, key=lambda tribe: tribe.n_members).members[0]).plot(ax=figure.subplots()),
    )


def test_somebody_without_tribe_looks_as_they_did(check_golden):
    figure = Figure(figsize=(4, 4), layout="constrained")
    tribes = tribes_of([*crowd(3), ("sola", "sola")])
    check_golden("rings_without_tribe", tribes.of("sola").plot(ax=figure.subplots()))
