"""The words of one tribe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.frozen import Frozen
from tribus._display import (
    CARD_ROWS,
    Bar,
    Card,
    Drawing,
    HasCard,
    HasPlot,
    display_name,
    format_rest,
    percent,
    plain,
)
from tribus._display.language import format_decimals, translate, translate_count
from tribus.tribes.roles.assign import CORE, MEMBER, NEWCOMER

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.provenance import Provenance
    from tribus.topics.result import Topics

MAX_EXAMPLE_LETTERS = 80  # on the card


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class TribeWords(HasCard, HasPlot, Frozen):
    """The words that distinguish one tribe; `topics[0]` makes it.

    `len(words)` is the number of words that are kept.

    Attributes
    ----------
    topics
        The words of all tribes.
    number
        Number of the tribe.
    """

    topics: Topics
    number: int

    @property
    def name(self) -> str:
        """Name of the tribe; an empty text if its words are no clearer than chance."""
        return self.topics.names[self.number]

    @property
    def made_by(self) -> Provenance:
        """The call that found the words."""
        return self.topics.made_by

    @property
    def rows(self) -> slice:
        """Rows of the words in `Topics.table`."""
        start, end = np.searchsorted(self.topics.table.tribe, [self.number, self.number + 1])
        return slice(int(start), int(end))

    @property
    def first(self) -> int | None:
        """Row of the first word in `Topics.table`; None without words."""
        return self.rows.start if len(self) else None

    def __len__(self) -> int:
        rows = self.rows
        return int(rows.stop - rows.start)

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each word, as `Topics.to_frame`."""
        return self.topics.to_frame().iloc[self.rows].reset_index(drop=True)

    @property
    def skills(self) -> pd.DataFrame:
        """Words on which the members of the tribe ask and answer each other.

        `word`; `questions` of core, members and newcomers with the word, and `answered`, those that
        another of them answered first; `askers` and `helpers`, the number of users who asked and who
        answered (int64); `score`, how much more frequent the word is than in all questions
        (`tribus.tribes.knowledge`); `best_helper`, who answered most, None for nobody. The most
        characteristic words come first.
        """
        tribes = self.topics.tribes
        rows = tribes.assignment.rows_of(self.number, CORE, MEMBER, NEWCOMER)
        frame = self.topics.knowledge.list_skills(rows)
        users = np.array([*tribes.network.users, None], object)
        return frame.drop(columns="best").assign(best_helper=users[frame["best"]].tolist())

    def _drawing(self) -> Drawing:
        return Drawing("draw_words", self)

    def _card(self) -> Card:
        n_authors = int(self.topics.n_authors[self.number])
        facts = [
            self.name or translate("no name"),
            translate_count("{n} member who write", "{n} members who write", n_authors),
        ]
        frame = self.to_frame()
        shown = ("word", "share", "elsewhere", "p_value", "example", "example_author")
        rows = [
            (
                word,
                percent(share),
                Bar.of(share, self.number),
                percent(elsewhere),
                format_decimals(p_value, ".2g"),
                f"{plain(example[:MAX_EXAMPLE_LETTERS])} ({display_name(author)})",
            )
            for word, share, elsewhere, p_value, example, author in zip(
                *(frame[name].head(CARD_ROWS) for name in shown), strict=True
            )
        ]
        return Card(
            title=translate("Words of tribe {number}", number=self.number),
            facts=facts,
            in_line=[*facts, *frame["word"].head(5)],
            header=("word", "members who use it", "", "others", "p", "for example"),
            rows=rows,
            rest=format_rest(len(frame) - CARD_ROWS, "more words in to_frame()"),
            made_by=str(self.made_by),
        )
