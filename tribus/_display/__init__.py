"""How a result shows itself: one line of text, or a card in a notebook."""

from tribus._display.card import CARD_ROWS, LONGEST_LINE, Card, ShowsCard
from tribus._display.sketches import Balance, Bar, Curve, Rings, Sketch, Swatch
from tribus._display.words import (
    LONGEST_NAME,
    list_names,
    name_of,
    percent,
    plain,
    plural,
    tell_egos,
    tell_rest,
)

__all__ = [
    "CARD_ROWS",
    "LONGEST_LINE",
    "LONGEST_NAME",
    "Balance",
    "Bar",
    "Card",
    "Curve",
    "Rings",
    "ShowsCard",
    "Sketch",
    "Swatch",
    "list_names",
    "name_of",
    "percent",
    "plain",
    "plural",
    "tell_egos",
    "tell_rest",
]
