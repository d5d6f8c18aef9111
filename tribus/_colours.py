"""The colour of a tribe: the same in every picture, and told apart by colour-blind eyes."""

from __future__ import annotations

# Paul Tol's "muted" scheme (technical note SRON/EPS/TN/09-002, issue 3.2), most different first.
PALETTE = (
    "#332288", "#CC6677", "#117733", "#DDCC77", "#88CCEE",
    "#882255", "#44AA99", "#999933", "#AA4499", "#E08030",
)  # fmt: skip
GREY = "#B5B5B5"
INK = "#333333"


def colour_of(number: int) -> str:
    """Colour of a tribe by its number; the eleventh and later, and no tribe, are grey."""
    return PALETTE[number] if 0 <= number < len(PALETTE) else GREY
