import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import tribus as tb
from tribus._display.colours import GREY, tribe_colour
from tribus.plot._rings import RING_RADII, RING_SIZES


def tribes_of(pairs):
    frame = pd.DataFrame(list(pairs), columns=["source", "target"])
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    return tb.find_tribes(network, resolution=1.0, significance=None)


def crowd(n_people):
    """Mutual replies between ana and each of the others."""
    others = [f"user{number}" for number in range(n_people)]
    return [pair for other in others for pair in (("ana", other), (other, "ana"))]


def scatters(ax):
    """Dots of the friends, of the accounts outside the rings, and of the person."""
    return [drawn for drawn in ax.collections if isinstance(drawn, PathCollection)]


def dots(ax):
    return scatters(ax)[0].get_offsets()


def key(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_the_given_axes_are_returned(ax):
    assert tribes_of(crowd(3)).of("ana").plot(ax=ax) is ax


def test_friends_are_on_rings_by_rank(ax):
    tribes_of(crowd(60)).of("ana").plot(ax=ax)
    radius = np.linalg.norm(dots(ax), axis=1)
    assert [int(np.isclose(radius, ring).sum()) for ring in RING_RADII] == [5, 10, 35, 10]
    texts = [text.get_text() for text in ax.texts]
    assert texts[:4] == [
        "the 5 closest",
        "good friends, up to 15",
        "friends, up to 50",
        "acquaintances, up to 150",
    ]


def test_at_most_150_friends_are_drawn(ax):
    own = tribes_of(crowd(200)).of("ana")
    own.plot(ax=ax)
    assert len(dots(ax)) == RING_SIZES[-1]
    assert "the closest 150 shown" in ax.get_title()


def test_only_the_closest_fifteen_have_lines_and_names(ax):
    own = tribes_of(crowd(60)).of("ana")
    own.plot(ax=ax)
    texts = [text.get_text() for text in ax.texts]
    assert len(ax.lines) == 15
    assert texts[4:] == ["ana", *own.users[:15]]


def test_friends_have_the_colour_of_their_tribe(ax):
    people = {group: [f"{group}{number}" for number in range(6)] for group in "ab"}
    pairs = [(x, y) for group in people.values() for x in group for y in group if x != y]
    tribes = tribes_of([*pairs, *pairs, ("a0", "b0"), ("b0", "a0"), ("a0", "lone"), ("lone", "a0")])
    own = tribes.of("a0")
    own.plot(ax=ax)
    faces = {
        user: to_hex(face).upper()
        for user, face in zip(own.users, scatters(ax)[0].get_facecolors(), strict=True)
    }
    assert faces["a1"] == tribe_colour(own.number)
    assert faces["b0"] == tribe_colour(tribes.of("b0").number) != faces["a1"]
    assert key(ax)[:2] == [
        "friend in the tribe (larger: stronger bond)",
        f"friend in tribe {tribes.of('b0').number}",
    ]


def test_a_stronger_bond_has_a_larger_dot(ax):
    own = tribes_of([*crowd(5), *(("ana", "user3"), ("user3", "ana")) * 9]).of("ana")
    own.plot(ax=ax)
    sizes = dict(zip(own.users, scatters(ax)[0].get_sizes(), strict=True))
    assert sizes.pop("user3") > max(sizes.values())


def test_accounts_that_never_answer_are_grey_outside_the_rings(ax):
    stars = [("ana", f"star{number}") for number in range(7)]
    tribes_of([*crowd(9), *stars]).of("ana").plot(ax=ax)
    outside = scatters(ax)[1]
    assert len(dots(ax)) == 9
    assert len(outside.get_offsets()) == 5
    assert np.linalg.norm(outside.get_offsets(), axis=1).min() > RING_RADII[0]
    assert {to_hex(edge).upper() for edge in outside.get_edgecolors()} == {GREY}
    assert "heard, with little in return (5 of 7)" in key(ax)


def test_the_title_shows_the_role(ax):
    tribes_of(crowd(5)).of("user0").plot(ax=ax)  # ana holds half of all mutual bonds
    assert ax.get_title() == "The tribe of user0 (newcomer): 1 friend"


def test_a_person_without_a_tribe_is_drawn_alone(ax):
    tribes_of([*crowd(3), ("sola", "sola")]).of("sola").plot(ax=ax)
    assert ax.get_title() == "sola has no tribe: 0 friends"
    assert len(dots(ax)) == 0
    assert "no events with anybody" in [t.get_text() for t in ax.texts]


def test_a_person_in_an_audience_has_no_friends(ax):
    tribes_of([(f"fan{number}", "guru") for number in range(5)]).of("guru").plot(ax=ax)
    FigureCanvasAgg(ax.figure).draw()
    assert "nobody answers enough\nto be a friend" in [text.get_text() for text in ax.texts]


def test_the_personal_map_matches_the_golden_picture(check_golden):
    society = tb.datasets.make_society(n_people=90, n_tribes=3, seed=1)
    tribes = tb.find_tribes(tb.build_network(society.events), resolution=1.0, significance=None)
    figure = Figure(figsize=(6, 6), layout="constrained")
    check_golden(
        "rings",
        tribes.of(max(tribes, key=lambda tribe: tribe.n_members).members[0]).plot(ax=figure.subplots()),
    )


def test_a_person_without_a_tribe_matches_the_golden_picture(check_golden):
    figure = Figure(figsize=(4, 4), layout="constrained")
    tribes = tribes_of([*crowd(3), ("sola", "sola")])
    check_golden("rings_without_tribe", tribes.of("sola").plot(ax=figure.subplots()))
