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

    from tribus._core.arrays import Bools, Floats, Ints, Ints64

NO_HELPER = -1
SHOWN_SKILL_WORDS = 3


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
    (`tribus.network.support.measure_support`). A word counts as far as it is more frequent than in all
    questions: of n questions, n_w have the word w and n_u are those that the user u asked (or answered),
    k_uw of them with w. Then ``z_uw = (k_uw - E) / sqrt(E + 1)`` with ``E = n_u n_w / n``, a Pearson
    residual that one added event shrinks. Two users meet as far as one knows what the other asks:
    ``m_uv = Σ_w max(z_uw, 0) max(z_vw, 0)``, with the residuals of knowing and of asking.
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
    def _n_with(self) -> Floats:
        """Number of questions with each word."""
        return np.bincount(self.word, minlength=len(self.words)).astype(np.float64)

    @cached_property
    def _n_asked(self) -> Floats:
        """Number of questions that each user asked."""
        return np.bincount(self.asker, minlength=self.n_users).astype(np.float64)

    @cached_property
    def _n_known(self) -> Floats:
        """Number of questions that each user answered first."""
        helpers = self.helper[self.helper != NO_HELPER]
        return np.bincount(helpers, minlength=self.n_users).astype(np.float64)

    def _score(self, counts: Any, n_questions: Any, words: Ints) -> Floats:
        """Return the shrunk residuals of counts of some words; `n_questions` are those of each row."""
        expected = n_questions * self._n_with[words] / max(len(self.asker), 1)
        residuals: Floats = (counts - expected) / np.sqrt(expected + 1)
        return residuals

    def _count(self, user: Ints, chosen: Bools) -> csr_array:
        shape = (self.n_users, len(self.words))
        ones = np.ones(int(chosen.sum()))
        return csr_array((ones, (user[chosen], self.word[chosen])), shape=shape)

    def list_words(self, row: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return what one user knows and what they ask, the most characteristic words first.

        Both have `word`, `questions` with the word, `people` (int64): the users who asked the questions
        that this one answered, or who answered the questions of this one; and `score` (float64).
        """
        asker, helper = self.asker[self.question], self.helper[self.question]
        known = self._tabulate(helper == row, asker, self._n_known[row])
        return known, self._tabulate(asker == row, helper, self._n_asked[row])

    def _tabulate(self, chosen: Bools, other: Ints, n_questions: Any) -> pd.DataFrame:
        import pandas as pd

        frame = pd.DataFrame({"word": self.word[chosen], "other": other[chosen]})
        people = frame[frame["other"] != NO_HELPER].drop_duplicates().groupby("word").size()
        counts = frame.groupby("word").size()
        words = counts.index.to_numpy(np.int32)
        score = self._score(counts.to_numpy(np.float64), n_questions, words)
        order = np.lexsort((words, -score))
        return pd.DataFrame(
            {
                "word": [self.words[word] for word in words[order]],
                "questions": counts.to_numpy(np.int64)[order],
                "people": people.reindex(words, fill_value=0).to_numpy(np.int64)[order],
                "score": score[order],
            }
        )

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
        words, n_inside = found.index.to_numpy(np.int32), float(inside[self.asker].sum())
        score = self._score(found["questions"].to_numpy(np.float64), np.float64(n_inside), words)
        found = found.assign(score=score).iloc[np.lexsort((words, -found["answered"], -score))]
        found.insert(0, "word", [self.words[word] for word in found.index])
        return found.reset_index(drop=True)

    def match_askers(self, row: int, others: Ints64) -> pd.DataFrame:
        """Return the others who ask about what one user knows; see `PersonalTribe.can_help`."""
        mine, theirs = (self.known, self._n_known), (self.asked, self._n_asked)
        return self._match(row, others, mine, theirs, names=("answers", "questions"))

    def match_helpers(self, row: int, others: Ints64) -> pd.DataFrame:
        """Return the others who know what one user asks; see `PersonalTribe.could_be_helped_by`."""
        mine, theirs = (self.asked, self._n_asked), (self.known, self._n_known)
        return self._match(row, others, mine, theirs, names=("questions", "answers"))

    def _match(
        self,
        row: int,
        others: Ints64,
        mine: tuple[csr_array, Floats],
        theirs: tuple[csr_array, Floats],
        *,
        names: tuple[str, str],
    ) -> pd.DataFrame:
        """Return the others who meet one user on a word, the best match first.

        `mine` and `theirs` are counts of words with the number of questions of each user; `names` are
        the columns for the counts of the user and of the others.
        """
        import pandas as pd

        words = mine[0][[row]].indices
        of_user = mine[0][[row]].toarray()[0, words]
        of_others = theirs[0][others][:, words].toarray()
        wanted = np.maximum(self._score(of_user, mine[1][row], words), 0)
        offered = np.maximum(self._score(of_others, theirs[1][others][:, None], words), 0)
        meeting = wanted * offered * (of_others > 0)
        score, meets = meeting.sum(axis=1), meeting > 0
        order = np.lexsort((others, -score))[: int((score > 0).sum())]
        columns = {
            "row": others[order],
            "words": [self._name_words(words, meeting[place]) for place in order],
            names[1]: (of_others * meets)[order].sum(axis=1).astype(np.int64),
            names[0]: (of_user * meets)[order].sum(axis=1).astype(np.int64),
            "score": score[order],
        }
        return pd.DataFrame(columns)

    def _name_words(self, words: Ints, weights: Floats) -> str:
        best = np.lexsort((words, -weights))[:SHOWN_SKILL_WORDS]
        return ", ".join(self.words[words[place]] for place in best if weights[place] > 0)
