"""The colour of a tribe: the same in every picture, and told apart by colour-blind eyes."""

from __future__ import annotations

# Searched for: each two, and each and GREY, are at least 15 apart (CIEDE2000) for normal, protanope,
# deuteranope and tritanope eyes, and each has a contrast of 2:1 and more with white and with #111.
# Most different first.
PALETTE = (
    "#5E37B7", "#CAB301", "#941100", "#62BBF0", "#A27196",
    "#7172F8", "#788300", "#FB637A", "#693B5C", "#2B6648",
)  # fmt: skip
GREY = "#B5B5B5"
INK = "#333333"


def tribe_colour(number: int, rest: str = GREY) -> str:
    """Colour of a tribe by its number; the eleventh and later, and no tribe, are as the rest."""
    return PALETTE[number] if 0 <= number < len(PALETTE) else rest
