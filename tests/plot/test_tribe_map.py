import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tribus._colours import GREY, INK, PALETTE, colour_of
from tribus.plot.layout import lay_out_map


def find(pairs):
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    return tb.find_tribes(network, resolution=1.0, significance=None)


def cliques(n_cliques, size=4, name="user{}"):
    """Cliques in which everybody answers everybody."""
    users = [
        [name.format(clique * size + number) for number in range(size)] for clique in range(n_cliques)
    ]
    return [(a, b) for clique in users for a in clique for b in clique if a != b]


@pytest.fixture(scope="module")
def society_tribes():
    society = tb.datasets.make_society(n_people=90, n_tribes=3, seed=1)
    return tb.find_tribes(tb.build_network(society.events), resolution=1.0)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_axes_given_come_back(society_tribes, ax):
    assert society_tribes.plot(ax=ax) is ax


def test_every_user_has_a_dot(society_tribes, ax):
    society_tribes.plot(ax=ax)
    assert len(ax.collections[1].get_offsets()) == len(society_tribes.labels)


def test_every_tribe_has_a_disc_and_a_caption(society_tribes, ax):
    society_tribes.plot(ax=ax)
    assert len(ax.patches) == len(society_tribes)
    for tribe in society_tribes:
        said = f"{tribe.number} · {f'{tribe.n_members} members' if tribe.members else 'no tribe'}"
        assert any(text.startswith(said) for text in texts(ax))


def test_only_one_tribe_is_in_colour_when_asked_for(society_tribes, ax):
    society_tribes[1].plot(ax=ax)
    colours = {mpl.colors.to_hex(patch.get_facecolor()).upper() for patch in ax.patches}
    assert colours == {GREY, PALETTE[1]}


def test_members_have_their_colour_who_is_heard_a_dark_edge_and_the_audience_neither(ax):
    tribes = find([*cliques(1), ("fan", "user0"), *((f"user{number}", "guru") for number in range(4))])
    tribes.plot(ax=ax)
    faces, edges = ax.collections[1].get_facecolors(), ax.collections[1].get_edgecolors()
    seen = {
        user: (mpl.colors.to_hex(faces[row]).upper(), mpl.colors.to_hex(edges[row]).upper())
        for row, user in enumerate(tribes.network.users)
    }
    assert seen["user1"] == (PALETTE[0], "#FFFFFF")
    assert seen["guru"] == (GREY, INK)
    assert seen["fan"] == (GREY, "#FFFFFF")
    assert "0 · 4 members, 1 heard, 1 in the audience\nuser0, user1" in texts(ax)


def test_an_audience_is_grey_and_said_to_be_no_tribe(ax):
    find([(f"fan{number}", "guru") for number in range(5)]).plot(ax=ax)
    assert mpl.colors.to_hex(ax.patches[0].get_facecolor()).upper() == GREY
    assert any(text.startswith("0 · no tribe, 1 heard, 5 in the audience\nguru") for text in texts(ax))


def test_users_without_tribe_stand_below_and_are_counted(ax):
    tribes = find([*cliques(2), ("lonely", "lonely"), ("sola", "sola")])
    tribes.plot(ax=ax)
    places = lay_out_map(tribes).places
    alone = tribes.labels < 0
    assert places[alone, 1].max() < places[~alone, 1].min()
    assert "2 users without tribe" in texts(ax)


def test_more_than_ten_tribes_go_grey_with_a_note(ax):
    find(cliques(12)).plot(ax=ax)
    assert "not one of the 10 largest" in ax.get_title()
    assert len(ax.get_legend().get_texts()) == 10


def test_discs_do_not_overlap(society_tribes):
    layout = lay_out_map(society_tribes)
    distance = np.linalg.norm(layout.centres[:, None] - layout.centres, axis=2)
    apart = distance - layout.radii[:, None] - layout.radii
    assert apart[~np.eye(len(layout.radii), dtype=bool)].min() > 0


@pytest.mark.parametrize(
    "name", ["$x_{}$", "<b>{}</b>", "日本{}", "🙂{}", "\u202e{}", "{}" + "a" * 300, "nl\n{}"], ids=ascii
)
def test_hostile_names_draw_without_a_warning(name, ax):
    tribes = find(cliques(11, name=name))
    tribes.plot(ax=ax)
    tribes.of(name.replace("{}", "0")).plot(ax=ax)
    ax.figure.canvas.draw()


def test_a_network_of_lonely_groups_draws(ax):
    find([("a", "b")]).plot(ax=ax)
    ax.figure.canvas.draw()


def test_colours_are_those_of_the_number():
    assert colour_of(3) == PALETTE[3]
    assert colour_of(-1) == colour_of(10) == GREY


def test_of_very_many_tribes_the_smaller_stand_below_and_nobody_is_lost(ax):
    tribes = find(cliques(155, size=2))
    tribes.plot(ax=ax)
    assert len(ax.patches) == 150
    assert len(ax.collections[1].get_offsets()) == 310
    assert "10 users in 5 smaller tribes" in texts(ax)
