"""Topics: the words that distinguish each tribe, and the names of the tribes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from tribus._core.frozen import Frozen
from tribus._core.numbered import NumberedResults
from tribus._display import (
    CARD_ROWS,
    Card,
    Drawing,
    HasCard,
    HasPlot,
    Swatch,
    format_rest,
    percent,
    plural,
)
from tribus._display.language import format_whole, translate, translate_count
from tribus._export.csv_results import HasCsv
from tribus.errors import OptionError
from tribus.topics.distinctive import LIMIT
from tribus.topics.tribe_words import TribeWords

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints64
    from tribus._core.provenance import Provenance
    from tribus.topics.keywords import KeywordCounts
    from tribus.topics.word_table import ComparedWords, WordTable
    from tribus.tribes import Tribes
    from tribus.tribes.knowledge import Knowledge


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Topics(HasCard, HasPlot, HasCsv, Frozen, NumberedResults[TribeWords]):
    """The words that distinguish each tribe, and the names of the tribes.

    `len(topics)` is the number of tribes, `topics[0]` has the words of tribe 0, and iteration yields
    the words of all tribes.

    Attributes
    ----------
    tribes
        The tribes.
    names
        Name of each tribe: its two or three most distinctive words, joined by commas; an empty text for
        a tribe whose words are no clearer than chance. `names[0]` is the name of tribe 0.
    table
        The words that are kept, at most 50 of each tribe.
    compared
        How many members of each tribe use each word of a name.
    n_authors
        Number of members of each tribe who write, and of all others, int64, shape `(n_tribes + 1,)`.
    counts
        Counts of the topics that were given; None without topics.
    knowledge
        The words of questions, who asked them and who answered first (`tribus.tribes.knowledge`).
    users
        Users of the events, as given.
    made_by
        The call that found them.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=0, seed=1)
    >>> frame = society.events.to_frame()
    >>> crafts = dict(zip(society.groups["user"], society.groups["tribe_name"]))
    >>> frame["text"] = "about " + frame["source"].map(crafts).astype(str)
    >>> events = tb.Events.from_frame(frame, text="text")
    >>> tribes = tb.find_tribes(tb.build_network(events), resolution=1.0)
    >>> tb.find_topics(events, tribes).to_frame().columns.tolist()[:5]
    ['tribe', 'word', 'score', 'p_value', 'authors']
    """

    _items_name: ClassVar = "tribes"

    tribes: Tribes
    names: tuple[str, ...]
    table: WordTable
    compared: ComparedWords
    n_authors: Ints64
    counts: KeywordCounts | None
    knowledge: Knowledge
    users: tuple[Any, ...]
    made_by: Provenance

    def __len__(self) -> int:
        return len(self.names)

    def _make_item(self, number: int) -> TribeWords:
        return TribeWords(topics=self, number=number)

    def _share(self) -> tuple[Floats, Floats]:
        """Return the share of the authors of the tribe, and of the others, who use each word."""
        table, total = self.table, self.n_authors.sum()
        inside = self.n_authors[table.tribe]
        return table.authors / np.maximum(inside, 1), table.others / np.maximum(total - inside, 1)

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each word of each tribe, at most 50 of a tribe.

        Returns
        -------
        DataFrame
            `tribe` (int32); `word`, the form that most authors use; `score`, the log-odds ratio in
            standard deviations, above 0; `p_value`, adjusted within the tribe; `authors`, the number of
            members who use it (int64); `share` of the members, and `elsewhere`, the share of all other
            authors, who use it; `odds_ratio` with the limits `low` and `high` of its 95 % interval;
            `stability`, the share of bootstrap resamples in which it is among the first five words of
            its tribe, NaN from the eleventh word on (float64); `example`, a text that shows the word,
            and `example_author`. Sorted by tribe, then by score in descending order.
        """
        import pandas as pd

        table = self.table
        share, elsewhere = self._share()
        return pd.DataFrame(
            {
                "tribe": table.tribe,
                "word": list(table.word),
                "score": table.score,
                "p_value": table.p_value,
                "authors": table.authors,
                "share": share,
                "elsewhere": elsewhere,
                "odds_ratio": np.exp(table.log_odds),
                "low": np.exp(table.log_odds - LIMIT * table.deviation),
                "high": np.exp(table.log_odds + LIMIT * table.deviation),
                "stability": table.stability,
                "example": list(table.example),
                "example_author": list(table.example_author),
            }
        )

    @property
    def keywords(self) -> pd.DataFrame:
        """How many members of each tribe write about each topic that was given.

        Returns
        -------
        DataFrame
            `topic`; `tribe`; `authors`, the number of members with such a text, `of` all who write
            (int64); `share`, shrunk towards one half as `(authors + 1) / (of + 2)`, with the limits
            `share_low` and `share_high` of its 95 % interval.

        Raises
        ------
        OptionError
            If no topics were given.
        """
        return self._counts.by_tribe()

    @property
    def keywords_by_user(self) -> pd.DataFrame:
        """How many texts of each user are about each topic that was given.

        Returns
        -------
        DataFrame
            `user`; `topic`; `texts` with a word of the topic, `of` all texts (int64); `share` with its
            limits, as in `keywords`. Only users with such a text have a row. Sorted by topic as given,
            then by texts in descending order.

        Raises
        ------
        OptionError
            If no topics were given.
        """
        return self._counts.by_user(list(self.users))

    @property
    def _counts(self) -> KeywordCounts:
        if self.counts is None:
            raise OptionError('no topics were given; use find_topics(..., topics={"bread": ["pan"]})')
        return self.counts

    def _drawing(self) -> Drawing:
        return Drawing("draw_topics", self)

    def _card(self) -> Card:
        n_named = sum(map(bool, self.names))
        facts = [
            translate(
                "{n} of {tribes} named", n=format_whole(n_named), tribes=plural(len(self), "tribe")
            ),
            translate_count("{n} author of texts", "{n} authors of texts", int(self.n_authors.sum())),
            translate("{n} of them members", n=format_whole(self.n_authors[:-1].sum())),
        ]
        share, elsewhere = self._share()
        rows = []
        for number in range(min(len(self), CARD_ROWS)):
            first = self[number].first
            shares = (
                [np.nan] * 3
                if first is None
                else [column[first] for column in (share, elsewhere, self.table.stability)]
            )
            name, n_authors = self.names[number] or "–", format_whole(self.n_authors[number])
            rows.append((Swatch(number), name, n_authors, *map(percent, shares)))
        return Card(
            title="Topics",
            facts=facts,
            in_line=[facts[0], *[name for name in self.names if name][:3]],
            header=("tribe", "name", "authors", "use the first word", "elsewhere", "stable"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "smaller tribes"),
            made_by=str(self.made_by),
        )
