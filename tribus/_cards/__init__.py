"""How a result shows itself: one line of text, or a card in a notebook."""

from tribus._cards.card import CARD_ROWS, LONGEST_LINE, Card, ShowsCard
from tribus._cards.sketches import Balance, Bar, Curve, Rings, Sketch, Swatch
from tribus._cards.words import (
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
