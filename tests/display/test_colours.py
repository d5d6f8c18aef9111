import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tribus._display.colours import GREY, PALETTE, tribe_colour

MIN_DIFFERENCE = 15.0  # CIEDE2000; a difference of about 1 is just visible
CONTRAST = 2.0  # of dots, which differ in size and position too; texts have other colours
DARK_PAGE = "#111111"

# Machado, Oliveira & Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protanope": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranope": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanope": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colours):
    rgb = np.array([to_rgb(colour) for colour in colours])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE Lab under D65 of linear RGB."""
    x = np.clip(rgb, 0, 1) @ XYZ.T / XYZ.sum(axis=1)
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1
    )


def ciede2000(one, other):
    """Sharma, Wu & Dalal (2005), doi:10.1002/col.20070."""
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    mean_c = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    both = c1 * c2 > 0
    turn = np.where(both, (h2 - h1 + 180) % 360 - 180, 0.0)
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    halfway = np.where(abs(h1 - h2) <= 180, (h1 + h2) / 2, ((h1 + h2 + 360) / 2) % 360)
    mean_h = np.where(both, halfway, h1 + h2)
    t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    spin = 60 * np.exp(-(((mean_h - 275) / 25) ** 2))
    r = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(np.radians(spin))
    light, chroma, hue = (l2 - l1) / s_l, (c2 - c1) / s_c, hue / s_h
    return np.sqrt(light**2 + chroma**2 + hue**2 + r * chroma * hue)


def contrast(colours, ground):
    """Contrast ratio of the Web Content Accessibility Guidelines 2.2."""
    one, other = linear(colours) @ XYZ[1], linear([ground]) @ XYZ[1]
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [  # of the table of Sharma, Wu & Dalal
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ],
)
def test_ciede2000_matches_published_values(one, other, apart):
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(apart, abs=1e-4)


@pytest.mark.parametrize("eyes", EYES)
def test_colours_and_grey_are_distinguishable(eyes):
    seen = lab(linear([*PALETTE, GREY]) @ EYES[eyes].T)
    one, other = np.triu_indices(len(seen), 1)
    assert ciede2000(seen[one], seen[other]).min() >= MIN_DIFFERENCE


@pytest.mark.parametrize("ground", ["white", DARK_PAGE])
def test_colours_contrast_with_light_and_dark_pages(ground):
    assert contrast(PALETTE, ground).min() >= CONTRAST


def test_the_colour_follows_the_number():
    assert tribe_colour(3) == PALETTE[3]
    assert tribe_colour(-1) == GREY
    assert tribe_colour(-1, rest="#333333") == "#333333"


def test_every_tribe_has_a_colour_of_its_own():
    colours = [tribe_colour(number) for number in range(300)]
    assert len({GREY, *colours}) == 301


def test_colours_beyond_the_tenth_are_pale_without_being_grey():
    tints = lab(linear([tribe_colour(number) for number in range(10, 300)]))
    assert tints[:, 0].min() > 60  # lightness
    assert np.hypot(tints[:, 1], tints[:, 2]).min() > 12  # chroma
