"""Colours of tribes: the same in every picture, distinguishable for colour-blind readers."""

from __future__ import annotations

# Result of a search: any two colours, GREY included, differ by at least 15 (CIEDE2000) in normal,
# protanope, deuteranope and tritanope vision, and each has a contrast of at least 2:1 with white and
# with #111. The most different colours come first.
PALETTE = (
    "#5E37B7", "#CAB301", "#941100", "#62BBF0", "#A27196",
    "#7172F8", "#788300", "#FB637A", "#693B5C", "#2B6648",
)  # fmt: skip
GREY = "#B5B5B5"
INK = "#333333"


def tribe_colour(number: int, rest: str = GREY) -> str:
    """Return the colour of a tribe; `rest` from the eleventh tribe on, and for no tribe (-1)."""
    return PALETTE[number] if 0 <= number < len(PALETTE) else rest
