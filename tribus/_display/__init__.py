"""How a result shows itself: one line of text, or a card in a notebook."""

from tribus._display.card import CARD_ROWS, LONGEST_LINE, Card, HasCard
from tribus._display.plots import HasPlot
from tribus._display.sketches import Balance, Bar, Curve, Rings, Sketch, Swatch
from tribus._display.words import (
    LONGEST_NAME,
    display_name,
    format_egos,
    format_rest,
    list_names,
    percent,
    plain,
    plural,
)

__all__ = [
    "CARD_ROWS",
    "LONGEST_LINE",
    "LONGEST_NAME",
    "Balance",
    "Bar",
    "Card",
    "Curve",
    "HasCard",
    "HasPlot",
    "Rings",
    "Sketch",
    "Swatch",
    "display_name",
    "format_egos",
    "format_rest",
    "list_names",
    "percent",
    "plain",
    "plural",
]
