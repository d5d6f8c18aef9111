import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle

import tribus as tb
from tribus._display.colours import GREY, INK, PALETTE, tribe_colour
from tribus.layout.ring import measure_rings
from tribus.layout.tribes import DISC_MARGIN, lay_out_map
from tribus.plot._text import format_user


def find(pairs):
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    return tb.find_tribes(network, resolution=1.0, significance=None)


def cliques(n_cliques, size=4, name="user{}"):
    """Cliques of mutual replies."""
    users = [
        [name.format(clique * size + number) for number in range(size)] for clique in range(n_cliques)
    ]
    return [(a, b) for clique in users for a in clique for b in clique if a != b]


@pytest.fixture(scope="module")
def society_tribes():
    society = tb.datasets.make_society(n_people=90, n_tribes=3, seed=1)
    return tb.find_tribes(tb.build_network(society.events), resolution=1.0, significance=None)


def dots(ax):
    (found,) = [drawn for drawn in ax.collections if isinstance(drawn, EllipseCollection)]
    return found


def lines(ax):
    """Lines of the ties between tribes and inside them."""
    return [drawn for drawn in ax.collections if isinstance(drawn, LineCollection)][:2]


def key(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_the_given_axes_are_returned(society_tribes, ax):
    assert society_tribes.plot(ax=ax) is ax


def test_every_user_has_a_dot(society_tribes, ax):
    society_tribes.plot(ax=ax)
    assert len(dots(ax).get_offsets()) == len(society_tribes.labels)


def test_every_tribe_has_a_disc_and_a_caption(society_tribes, ax):
    society_tribes.plot(ax=ax)
    discs = [patch for patch in ax.patches if isinstance(patch, Circle)]
    assert len(discs) == society_tribes.n_groups
    for tribe in society_tribes:
        caption = f"{tribe.number} · {tribe.n_members} members"
        assert any(text.startswith(caption) for text in texts(ax))


def test_a_single_tribe_can_be_in_colour(society_tribes, ax):
    society_tribes[1].plot(ax=ax)
    discs = [patch for patch in ax.patches if isinstance(patch, Circle)]
    colours = {mpl.colors.to_hex(disc.get_facecolor()).upper() for disc in discs}
    assert colours == {GREY, PALETTE[1]}


def test_each_role_has_its_own_mark(ax):
    tribes = find([*cliques(1), ("fan", "user0"), *((f"user{number}", "guru") for number in range(4))])
    tribes.plot(ax=ax)
    faces, edges = dots(ax).get_facecolors(), dots(ax).get_edgecolors()
    seen = {
        user: (mpl.colors.to_hex(faces[row]).upper(), mpl.colors.to_hex(edges[row]).upper())
        for row, user in enumerate(tribes.network.users)
    }
    assert seen["user1"] == (PALETTE[0], "#FFFFFF")
    assert seen["guru"] == (GREY, INK)
    assert seen["fan"] == (GREY, "#FFFFFF")
    assert "0 · 4 members\nuser0, user1" in texts(ax)
    assert key(ax) == [
        "member (larger: stronger bonds)",
        "heard: gives the tribe less than it gets",
        "audience: gets less from the tribe than it gives",
        "ring: heard or audience (wider: more)",
    ]


def test_an_audience_is_grey_with_a_caption(ax):
    tribes = find([*cliques(1), *((f"fan{number}", "guru") for number in range(5))])
    assert [len(tribes), len(tribes.audiences)] == [1, 1]
    tribes.plot(ax=ax)
    assert {mpl.colors.to_hex(patch.get_facecolor()).upper() for patch in ax.patches[1:]} == {GREY}
    assert any(text.startswith("1 · audience of 6\nguru") for text in texts(ax))


def test_users_without_a_tribe_are_below_and_counted(ax):
    tribes = find([*cliques(2), ("lonely", "lonely"), ("sola", "sola")])
    tribes.plot(ax=ax)
    positions = lay_out_map(tribes).positions
    alone = tribes.labels < 0
    assert positions[alone, 1].max() < positions[~alone, 1].min()
    assert "2 users without tribe" in texts(ax)


def test_tribes_beyond_the_tenth_have_pale_colours_of_their_own(ax):
    find(cliques(12)).plot(ax=ax)
    assert "smaller tribes: pale colours" in key(ax)
    faces = {mpl.colors.to_hex(face).upper() for face in dots(ax).get_facecolors()}
    assert faces == {*PALETTE, tribe_colour(10), tribe_colour(11)}


def test_tribes_without_a_caption_are_counted_in_a_corner(ax):
    find(cliques(40, size=3)).plot(ax=ax)
    FigureCanvasAgg(ax.figure).draw()
    named = [text for text in ax.texts if text.get_visible() and "·" in text.get_text()]
    (corner,) = [text.get_text() for text in ax.texts if text.get_text().startswith("and ")]
    assert corner.split()[1] == str(40 - len(named))


def test_the_area_of_a_disc_is_proportional_to_the_members():
    fans = [(f"fan{number}", "user0") for number in range(200)]
    tribes = find([*cliques(1, size=16), *cliques(1, size=9, name="other{}"), *fans])
    layout = lay_out_map(tribes)
    assert (layout.inner - DISC_MARGIN) ** 2 == pytest.approx(tribes.assignment.n_members)


def test_the_width_of_a_ring_grows_with_the_logarithm_of_the_audience():
    inside, around = np.array([49, 49, 49]), np.array([0, 1, 3])
    assert measure_rings(inside, around) == pytest.approx([0, 0.8 + 0.6, 0.8 + 1.2])


@pytest.mark.parametrize("n_tribes", [2, 6, 12, 30, 80, 300])
def test_captions_are_inside_their_disc_or_outside_all(n_tribes):
    rng = np.random.default_rng(n_tribes)
    sizes = np.sort(rng.integers(3, 9, n_tribes))[::-1]
    pairs = [pair for k, n in enumerate(sizes) for pair in cliques(1, size=int(n), name=f"t{k}_{{}}")]
    ax = find(pairs).plot(ax=Figure(figsize=(10, 8)).subplots())
    FigureCanvasAgg(ax.figure).draw()
    discs = [patch for patch in ax.patches if isinstance(patch, Circle)]
    centres = ax.transData.transform([disc.center for disc in discs])
    radii = ax.transData.transform([[disc.radius, 0] for disc in discs])
    radii = radii[:, 0] - ax.transData.transform([0, 0])[0]
    captions = [text for text in ax.texts if text.get_visible() and "·" in text.get_text()]
    captions = [text for text in captions if text.get_text()[0].isdigit()]
    assert len(captions) == min(n_tribes, 16)
    for text in captions:
        box, own = text.get_window_extent(), int(text.get_text().split(" ")[0])
        nearest = np.clip(centres, box.min, box.max)
        touched = np.linalg.norm(nearest - centres, axis=1) < radii
        corners = np.linalg.norm(box.corners() - centres[own], axis=1).max()
        assert not np.delete(touched, own).any()
        assert not touched[own] or corners <= radii[own]


def test_dots_do_not_touch(society_tribes, ax):
    society_tribes.plot(ax=ax)
    positions, radii = dots(ax).get_offsets(), dots(ax).get_widths() / 2
    apart = np.linalg.norm(positions[:, None] - positions, axis=2) - radii[:, None] - radii
    assert apart[~np.eye(len(radii), dtype=bool)].min() > 0


def test_each_tribe_has_its_share_of_the_drawn_ties(ax):
    tribes = find([*cliques(1, size=30), *cliques(3, size=5, name="other{}")])
    tribes.plot(ax=ax)
    between, inside = lines(ax)
    assert not len(between.get_segments())
    colours = [mpl.colors.to_hex(colour).upper() for colour in inside.get_colors()]
    assert [colours.count(colour) for colour in PALETTE[:4]] == [60, 10, 10, 10]  # two for each user


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
    FigureCanvasAgg(ax.figure).draw()


def test_two_people_are_drawn_as_two_people(ax):
    frame = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"]})
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    tb.find_tribes(network, progress=False).plot(ax=ax)
    FigureCanvasAgg(ax.figure).draw()
    assert ax.get_title() == "No tribe among 2 users"
    assert texts(ax) == [
        "Fewer than ten people have ties: too few to tell a tribe from chance.",
        "ana",
        "ben",
    ]
    assert len(ax.collections[0].get_offsets()) == 2
    assert len(ax.lines) == 1


def test_a_network_without_tribes_shows_the_strongest_ties_with_the_reason(ax):
    frame = pd.DataFrame({"source": range(120), "target": [*range(1, 120), 0]})
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    tb.find_tribes(network, progress=False).plot(ax=ax)
    FigureCanvasAgg(ax.figure).draw()
    n_drawn = len(ax.collections[0].get_offsets())
    assert ax.get_title() == f"No tribe among 120 users\n{n_drawn} of them with the strongest ties"
    assert len(ax.lines) == 60
    assert texts(ax)[0] == (
        "Groups of people are no clearer here than in a network that was shuffled at random."
    )


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_texts_have_the_colour_of_the_style(society_tribes, style):
    with mpl.style.context(style):
        ax = society_tribes.plot(ax=Figure().subplots())
        wanted = {"default": INK, "dark_background": "#FFFFFF"}[style]
        written = [ax.title, *ax.texts, *ax.get_legend().get_texts()]
    assert {mpl.colors.to_hex(text.get_color()).upper() for text in written} == {wanted}


def test_users_of_tribes_without_a_disc_are_below(ax):
    tribes = find(cliques(155, size=3))
    tribes.plot(ax=ax)
    assert len([patch for patch in ax.patches if isinstance(patch, Circle)]) == 150
    assert len(dots(ax).get_offsets()) == 465
    assert "15 users in 5 smaller groups" in texts(ax)


def test_the_default_is_a_new_figure(society_tribes):
    ax = society_tribes.plot()
    assert ax.figure in map(plt.figure, plt.get_fignums())
    plt.close(ax.figure)


def test_the_tribe_map_matches_the_golden_picture(society_tribes, check_golden):
    figure = Figure(figsize=(5.2, 4.2), layout="constrained")
    check_golden("tribe_map", society_tribes.plot(ax=figure.subplots()))


def test_the_map_of_many_tribes_matches_the_golden_picture(check_golden):
    figure = Figure(figsize=(5.2, 4.2), layout="constrained")
    tribes = find([*cliques(1, size=12), *cliques(14, size=4, name="other{}"), ("sola", "sola")])
    check_golden("tribe_map_of_many", tribes.plot(ax=figure.subplots()))


def test_the_export_of_an_account_is_drawn_as_a_star(ax):
    friends = [f"friend{number:02}" for number in range(12)]
    rows = [(one, other) for friend in friends for one, other in (("ana", friend), (friend, "ana"))]
    rows += [("ana", "friend07"), ("friend07", "ana")] * 9  # the strongest tie
    network = tb.build_network(
        tb.Events.from_frame(pd.DataFrame(rows, columns=["source", "target"]), kind="reply")
    )
    tb.find_tribes(network, progress=False).plot(ax=ax)
    positions = np.asarray(ax.collections[0].get_offsets())
    distance = np.linalg.norm(positions, axis=1)
    assert distance[network.row_of("ana")] == 0
    assert sorted(distance.round(1).tolist()) == [0, *[1.3] * 5, *[2.6] * 7]  # 5 on the inner ring
    assert distance[network.row_of("friend07")] == pytest.approx(1.3)


def test_ids_of_many_digits_are_shortened_in_the_middle():
    assert format_user("1321902678188974081") == "13219…74081"
    assert format_user("12345678901") == "12345678901"
