"""Knowledge: the words of questions, who asked them, and who answered first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.sparse import csr_array

from tribus._core.frozen import Frozen
from tribus._storage import TEXT, WHOLE, Array, TupleOf, require, stored

if TYPE_CHECKING:
    import pandas as pd

    from tribus._core.arrays import Floats, Ints, Ints64

NO_HELPER = -1
SHOWN_WORDS = 3


@stored(
    words=TupleOf(TEXT),
    asker=Array(np.int32),
    helper=Array(np.int32),
    question=Array(np.int32),
    word=Array(np.int32),
    n_users=WHOLE,
)
@dataclass(frozen=True, eq=False, kw_only=True)
class Knowledge(Frozen):
    """Questions, with their words, their askers and their first answers.

    Attributes
    ----------
    words
        The words, sorted.
    asker, helper
        Row in the network of the user who asked each question, and of the user who answered it first;
        -1 for nobody. int32, shape `(n_questions,)`.
    question, word
        Pairs of a question and one of its words, int32, shape `(n_pairs,)`, sorted.
    n_users
        Number of users of the network.

    Notes
    -----
    A user *asks* about a word with each question that has it, and *knows* it with each question of
    another user that has it and that the user answered first
    (`tribus.network.support.measure_support`). Two users meet on a word as often as one asks about it
    and the other knows it: ``m_uv = Σ_w i_w min(k_uw, a_vw)``, with k_uw the questions with the word w
    that u answered, a_vw those that v asked, and ``i_w = log(n / n_w)`` for n_w of n questions with the
    word (Spärck Jones 1972, doi:10.1108/eb026526), so that words of every question count nothing.
    """

    words: tuple[str, ...]
    asker: Ints
    helper: Ints
    question: Ints
    word: Ints
    n_users: int

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return saved knowledge; `DamageError` if its parts do not fit one another."""
        found = cls(**saved)
        users = (found.asker, 0, found.n_users), (found.helper, NO_HELPER, found.n_users)
        pairs = (found.question, 0, len(found.asker)), (found.word, 0, len(found.words))
        for values, low, end in (*users, *pairs):
            fits = not len(values) or (values.min() >= low and values.max() < end)
            require(bool(fits), "a question is of nobody, or a word is unknown")
        fits = len(found.asker) == len(found.helper) and len(found.question) == len(found.word)
        require(fits, "there is not one answer for each question")
        return found

    @cached_property
    def asked(self) -> csr_array:
        """Number of questions of each user with each word, shape `(n_users, n_words)`."""
        return self._count(self.asker[self.question], np.ones(len(self.question), np.bool_))

    @cached_property
    def known(self) -> csr_array:
        """Number of questions of others with each word that each user answered first."""
        helper = self.helper[self.question]
        return self._count(helper, helper != NO_HELPER)

    @cached_property
    def information(self) -> Floats:
        """Weight of each word, 0 or more: the logarithm of all questions to those with the word."""
        n_with = np.bincount(self.word, minlength=len(self.words))
        weight: Floats = np.log(max(len(self.asker), 1) / np.maximum(n_with, 1))
        weight.flags.writeable = False
        return weight

    def _count(self, user: Ints, chosen: Any) -> csr_array:
        shape = (self.n_users, len(self.words))
        ones = np.ones(int(chosen.sum()))
        return csr_array((ones, (user[chosen], self.word[chosen])), shape=shape)

    def list_words(self, row: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return what one user knows and what they ask, the words with most questions first.

        Both have `word`, `questions` with the word (int64) and `people` (int64): the users who asked the
        questions that this one answered, and the users who answered the questions of this one.
        """
        answered, own = self.helper[self.question] == row, self.asker[self.question] == row
        askers, helpers = self.asker[self.question], self.helper[self.question]
        return self._tabulate(answered, askers), self._tabulate(own, helpers)

    def _tabulate(self, chosen: Any, other: Ints) -> pd.DataFrame:
        import pandas as pd

        frame = pd.DataFrame({"word": self.word[chosen], "other": other[chosen]})
        people = frame[frame["other"] != NO_HELPER].drop_duplicates().groupby("word").size()
        counts = frame.groupby("word").size()
        found = pd.DataFrame({"questions": counts, "people": people.reindex(counts.index, fill_value=0)})
        order = np.lexsort((found.index, -found["questions"]))
        found = found.iloc[order].astype(np.int64)
        found.insert(0, "word", [self.words[word] for word in found.index])
        return found.reset_index(drop=True)

    def list_skills(self, rows: Ints64) -> pd.DataFrame:
        """Return the words that some users ask and answer among themselves; see `TribeWords.skills`."""
        import pandas as pd

        inside = np.zeros(self.n_users + 1, np.bool_)  # the last is nobody, at -1
        inside[rows] = True
        asker, helper = self.asker[self.question], self.helper[self.question]
        pairs = pd.DataFrame({"word": self.word, "asker": asker, "helper": helper})[inside[asker]]
        helped = pairs[inside[pairs["helper"]]]
        found = pd.DataFrame({"questions": pairs.groupby("word").size()})
        found["answered"] = helped.groupby("word").size()
        found["askers"] = pairs.groupby("word")["asker"].nunique()
        found["helpers"] = helped.groupby("word")["helper"].nunique()
        counts = helped.groupby(["word", "helper"]).size().reset_index(name="answers")
        best = counts.sort_values(["word", "answers", "helper"], ascending=[True, False, True])
        found["best"] = best.drop_duplicates("word").set_index("word")["helper"]
        found = found.fillna({"answered": 0, "helpers": 0, "best": NO_HELPER}).astype(np.int64)
        found = found.iloc[np.lexsort((found.index, -found["answered"], -found["questions"]))]
        found.insert(0, "word", [self.words[word] for word in found.index])
        return found.reset_index(drop=True)

    def match_askers(self, row: int, others: Ints64) -> pd.DataFrame:
        """Return the others who ask about what one user knows; see `PersonalTribe.can_help`."""
        return self._match(self.known[[row]], self.asked, others, names=("answers", "questions"))

    def match_helpers(self, row: int, others: Ints64) -> pd.DataFrame:
        """Return the others who know what one user asks; see `PersonalTribe.could_be_helped_by`."""
        return self._match(self.asked[[row]], self.known, others, names=("questions", "answers"))

    def _match(
        self, own: csr_array, counts: csr_array, others: Ints64, *, names: tuple[str, str]
    ) -> pd.DataFrame:
        """Return the others with a word in common with one user, the best match first.

        `names` are the columns for the counts of the user and of the others.
        """
        import pandas as pd

        words = own.indices[self.information[own.indices] > 0]
        mine = own.toarray()[0, words]
        theirs = counts[others][:, words].toarray()
        weights = self.information[words] * np.minimum(mine, theirs)
        score, meets = weights.sum(axis=1), weights > 0
        order = np.lexsort((others, -score))[: int((score > 0).sum())]
        columns = {
            "row": others[order],
            "words": [self._name_words(words, weights[place]) for place in order],
            names[1]: (theirs * meets)[order].sum(axis=1).astype(np.int64),
            names[0]: (mine * meets)[order].sum(axis=1).astype(np.int64),
            "score": score[order],
        }
        return pd.DataFrame(columns)

    def _name_words(self, words: Ints, weights: Floats) -> str:
        best = np.lexsort((words, -weights))[:SHOWN_WORDS]
        return ", ".join(self.words[words[place]] for place in best if weights[place] > 0)
