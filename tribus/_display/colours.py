"""Colours of tribes: the same in every picture, distinguishable for colour-blind readers."""

from __future__ import annotations

from colorsys import hls_to_rgb

# Result of a search: any two colours, GREY included, differ by at least 15 (CIEDE2000) in normal,
# protanope, deuteranope and tritanope vision, and each has a contrast of at least 2:1 with white and
# with #111. The most different colours come first.
PALETTE = (
    "#5E37B7", "#CAB301", "#941100", "#62BBF0", "#A27196",
    "#7172F8", "#788300", "#FB637A", "#693B5C", "#2B6648",
)  # fmt: skip
GREY = "#B5B5B5"
INK = "#333333"
GOLDEN_TURN = 0.3819660113  # of a circle: multiples of it are far from one another
TINT_LIGHTNESS, TINT_SATURATION = (0.78, 0.73, 0.84, 0.755, 0.81), 0.55


def tribe_colour(number: int, rest: str = GREY) -> str:
    """Return the colour of a tribe: a full one for the ten largest, then pale tints; `rest` for -1."""
    if number < 0:
        return rest
    return PALETTE[number] if number < len(PALETTE) else _tint(number)


def _tint(number: int) -> str:
    """Return a pale colour. Its hue is far from the hues of the numbers before."""
    lightness = TINT_LIGHTNESS[number % len(TINT_LIGHTNESS)]
    parts = hls_to_rgb(number * GOLDEN_TURN % 1, lightness, TINT_SATURATION)
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)
