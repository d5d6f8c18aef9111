"""Display of results: one line of text, a card in a notebook, and the mixin for pictures."""

from tribus._display.card import CARD_ROWS, MAX_LINE_LENGTH, Card, HasCard
from tribus._display.plots import Drawing, HasPlot
from tribus._display.sketches import Balance, Bar, Curve, Rings, Sketch, Swatch
from tribus._display.words import (
    MAX_NAME_LENGTH,
    display_name,
    format_egos,
    format_rest,
    list_names,
    percent,
    plain,
    plural,
    plural_in_english,
)

__all__ = [
    "CARD_ROWS",
    "MAX_LINE_LENGTH",
    "MAX_NAME_LENGTH",
    "Balance",
    "Bar",
    "Card",
    "Curve",
    "Drawing",
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
    "plural_in_english",
]
