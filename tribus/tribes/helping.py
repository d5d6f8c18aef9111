"""Who can help one person, and whom the person can help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus.community.numbering import NO_TRIBE
from tribus.errors import OptionError
from tribus.tribes.roles.assign import CORE, MEMBER, NEWCOMER

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Ints64
    from tribus.tribes.knowledge import Knowledge
    from tribus.tribes.result import Tribes


class HasKnowledge:
    """A person of a tribe: what they know, what they ask, and who completes them."""

    tribes: Tribes
    user: Any

    @property
    def knows(self) -> pd.DataFrame:
        """Words of the questions that the person answered first.

        `word`; `questions` of others with the word that the person answered first, and `people` who
        asked them (int64); `score`, how much more frequent the word is than in all questions
        (`tribus.tribes.knowledge`). The most characteristic words come first. It needs tribes with the
        names of topics (`Tribes.with_names`), as all properties of questions do.
        """
        return _knowledge_of(self.tribes).list_words(self._row)[0]

    @property
    def asks(self) -> pd.DataFrame:
        """Words of the questions that the person asked.

        `word`; `questions` of the person with the word, and `people` who answered one first (int64);
        `score`, as in `knows`. The most characteristic words come first.
        """
        return _knowledge_of(self.tribes).list_words(self._row)[1]

    @property
    def can_help(self) -> pd.DataFrame:
        """Members of the tribe who ask about what the person knows, the best match first.

        `user`; `words`, up to three in common; `questions` of the user with a word in common, counted
        once for each word; `answers` of the person with such a word, counted likewise (int64); `score`
        (float64, above 0), defined in `tribus.tribes.knowledge`.
        """
        knowledge = _knowledge_of(self.tribes)
        return self._name_users(knowledge.match_askers(self._row, self._members()))

    @property
    def could_be_helped_by(self) -> pd.DataFrame:
        """Members of the tribe who know what the person asks, the best match first.

        `user`; `words`, up to three in common; `answers` of the user to questions with a word in common,
        counted once for each word; `questions` of the person with such a word, counted likewise (int64);
        `score` (float64, above 0), defined in `tribus.tribes.knowledge`.
        """
        knowledge = _knowledge_of(self.tribes)
        return self._name_users(knowledge.match_helpers(self._row, self._members()))

    @property
    def _row(self) -> int:
        return self.tribes.network.row_of(self.user)

    def _members(self) -> Ints64:
        """Return the rows of core, members and newcomers of the tribe, without the person."""
        number = int(self.tribes.labels[self._row])
        if number == NO_TRIBE:
            return np.empty(0, np.int64)
        rows = self.tribes.assignment.rows_of(number, CORE, MEMBER, NEWCOMER)
        others: Ints64 = rows[rows != self._row].astype(np.int64)
        return others

    def _name_users(self, matches: pd.DataFrame) -> pd.DataFrame:
        users = self.tribes.network.users_of_rows(matches["row"])
        named = matches.drop(columns="row")
        named.insert(0, "user", users)
        return named


def _knowledge_of(tribes: Tribes) -> Knowledge:
    """Return the questions of the users.

    Raises
    ------
    OptionError
        If the tribes have none.
    """
    if tribes.knowledge is None:
        raise OptionError(
            "these tribes hold no questions; read them from texts with "
            "tribes = tribes.with_names(tb.find_topics(events, tribes))"
        )
    return tribes.knowledge
