"""Coherence: the words of an account beside the words that others say to it and about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import check_count, check_seed, show
from tribus._core.frozen import Frozen, freeze_fields
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display import CARD_ROWS, Card, HasCard, display_name, format_rest, plural
from tribus._display.language import format_decimals, format_whole, translate
from tribus._display.progress import progress_bar
from tribus.errors import EventsError, OptionError, UserError
from tribus.events import Events
from tribus.events.stored import local_tables
from tribus.topics.languages import check_languages
from tribus.topics.said import compare_words, read_said_words
from tribus.topics.texts import load_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from scipy.sparse import csr_array

    from tribus._core.arrays import Floats, Ints64

SHOWN_WORDS = 5  # of each side


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Coherence(HasCard, Frozen):
    """How far others speak to each account about what it writes. Made by `measure_coherence`.

    Attributes
    ----------
    users
        The accounts with enough texts, as given, the least coherent first.
    words
        The words of all texts.
    own, said
        Weights of the words in the account's texts and in the messages to it, as sparse arrays of shape
        `(n_accounts, n_words)` with rows of length 1.
    coherence, similarity, expected, p_value
        As the columns of `to_frame`, float64, shape `(n_accounts,)`.
    own_texts, authors
        Number of texts of each account, and of others who address it, int64, shape `(n_accounts,)`.
    n_few
        Number of accounts with some texts, but too few to be compared.
    made_by
        The call that measured it.
    """

    users: tuple[Any, ...]
    words: tuple[str, ...]
    own: csr_array = field(compare=False)  # the rest follows from the same words
    said: csr_array = field(compare=False)
    coherence: Floats
    similarity: Floats
    expected: Floats
    p_value: Floats
    own_texts: Ints64
    authors: Ints64
    n_few: int
    made_by: Provenance

    def __len__(self) -> int:
        return len(self.users)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per account with enough texts, the least coherent first.

        Returns
        -------
        DataFrame
            `user`; `coherence`, ``(similarity - expected) / (1 - expected)``: 0 if others speak to the
            account as to any other, 1 if they use its words; `similarity`, the cosine of both lists of
            words, 0 to 1; `expected`, the mean similarity when the messages are dealt out at random
            among the accounts; `p_value`, the probability of a similarity as large by chance
            (float64); `own_texts`, the texts of the account, and `authors`, the others who address it
            (int64).
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "user": list(self.users),
                "coherence": self.coherence,
                "similarity": self.similarity,
                "expected": self.expected,
                "p_value": self.p_value,
                "own_texts": self.own_texts,
                "authors": self.authors,
            }
        )

    def of(self, user: Any) -> pd.DataFrame:
        """Return the words of one account beside those that others say to it.

        Parameters
        ----------
        user
            An account of `users`.

        Returns
        -------
        DataFrame
            `word`; `own` and `said`, its weights in the account's texts and in the messages to it, 0 to
            1 (float64). Sorted by the larger of the two, descending.

        Raises
        ------
        UserError
            If the account is unknown or has too few texts.
        """
        import pandas as pd

        if user not in self.users:
            raise UserError(
                f"no account {show(user)} with enough texts among {len(self):,} accounts; "
                "lower min_texts or min_authors"
            )
        place = self.users.index(user)
        own, said = (side[[place]].toarray()[0] for side in (self.own, self.said))
        shown = np.flatnonzero(np.maximum(own, said))
        shown = shown[np.lexsort((shown, -np.maximum(own, said)[shown]))]
        words = [self.words[word] for word in shown]
        return pd.DataFrame({"word": words, "own": own[shown], "said": said[shown]})

    def _card(self) -> Card:
        rows = [
            (
                display_name(user),
                format_decimals(self.coherence[place], ".2f"),
                format_whole(self.authors[place]),
                self._list_words(self.own, place),
                self._list_words(self.said, place),
            )
            for place, user in enumerate(self.users[:CARD_ROWS])
        ]
        facts = [
            plural(len(self), "account"),
            *(
                [translate("median {number}", number=format_decimals(np.median(self.coherence), ".2f"))]
                if len(self)
                else []
            ),
            *([translate("{n} with too few texts", n=format_whole(self.n_few))] if self.n_few else []),
        ]
        return Card(
            title="Coherence",
            facts=facts,
            header=("account", "coherence", "addressed by", "it writes about", "others say to it"),
            rows=rows,
            rest=format_rest(len(self) - CARD_ROWS, "more coherent accounts"),
            made_by=str(self.made_by),
        )

    def _list_words(self, side: csr_array, place: int) -> str:
        start, end = side.indptr[place : place + 2]
        word, weight = side.indices[start:end], side.data[start:end]
        best = word[np.lexsort((word, -weight))[:SHOWN_WORDS]]
        return display_name(", ".join(self.words[number] for number in best))


def measure_coherence(
    events: Events,
    *,
    min_texts: int = 5,
    min_authors: int = 3,
    languages: Sequence[str] | None = None,
    resamples: int = 99,
    seed: int = 0,
    progress: bool = True,
) -> Coherence:
    """Measure how far others speak to each account about what it writes itself.

    Parameters
    ----------
    events
        Events with texts, from `read_events` or `Events.from_frame(..., text="text")`.
    min_texts
        Smallest number of texts of an account, 1 or more. Default 5.
    min_authors
        Smallest number of others who address it with a text, 1 or more. Default 3.
    languages
        As in `find_topics`.
    resamples
        Number of times that the messages are dealt out at random, 1 or more. Default 99.
    seed
        Seed of the dealing, 0 to 2^63 - 1. Default 0.
    progress
        Whether to show a progress bar during long work. Default True.

    Returns
    -------
    Coherence
        The accounts with enough texts, the least coherent first.

    Raises
    ------
    OptionError
        If `events` are not Events, or an option is out of range.
    EventsError
        If no event has a text.

    Notes
    -----
    The texts of an account are its replies, mentions, quotes and posts to nobody; the messages are the
    replies, mentions and quotes of others to it. In both lists a word weighs ``n log(N / N_w)``: n is
    the number of texts of the account with the word, or of others who use it in messages to the account,
    so that a loud account counts once; N_w of all N distinct texts have the word (Spärck Jones 1972,
    doi:10.1108/eb026526). The similarity is the cosine of both lists. Few or short texts have low
    cosines, so it is compared with the same account under random messages: what each author says to one
    account is dealt to another, and every account keeps its number of authors.

    Examples
    --------
    >>> import pandas as pd
    >>> import tribus as tb
    >>> rows = [("bakery", "ana", "fresh bread today")] * 2 + [("ana", "bakery", "good bread")]
    >>> frame = pd.DataFrame(rows, columns=["source", "target", "text"])
    >>> events = tb.Events.from_frame(frame, kind="reply", text="text")
    >>> tb.measure_coherence(events, min_texts=1, min_authors=1).to_frame()["user"].tolist()
    ['bakery', 'ana']
    """
    if not isinstance(events, Events):
        raise OptionError(f"measure_coherence takes Events, got {type(events).__name__}")
    counts = {"min_texts": min_texts, "min_authors": min_authors, "resamples": resamples}
    for name, value in counts.items():
        check_count(name, value)
    check_seed(seed)
    spoken = check_languages(languages)
    rows = load_rows(local_tables(events, "measure_coherence"), "own")
    if not len(rows):
        raise EventsError(
            'no event has a text; name the column, as in Events.from_frame(frame, text="text")'
        )
    n_texts = pc.count_distinct(rows["text"]).as_py()
    with progress_bar(total=2 * n_texts, what="reading texts", shown=progress) as bar:
        said = read_said_words(rows, events.n_users, spoken, bar)
    has_enough = (said.n_texts >= min_texts) & (said.n_authors >= min_authors)
    accounts = np.flatnonzero(has_enough)
    compared = compare_words(said, accounts, resamples=int(resamples), seed=int(seed))
    room = np.maximum(1 - compared.expected, 1e-9)
    coherence = (compared.similarity - compared.expected) / room
    order = np.lexsort((accounts, coherence))
    found = Coherence(
        users=tuple(events.ids.take(pa.array(accounts[order])).to_pylist()),
        words=tuple(said.words),
        own=compared.own[order],
        said=compared.said[order],
        coherence=coherence[order],
        similarity=compared.similarity[order],
        expected=compared.expected[order],
        p_value=compared.p_value[order],
        own_texts=said.n_texts[accounts[order]],
        authors=said.n_authors[accounts[order]],
        n_few=int(np.count_nonzero((said.n_texts + said.n_authors > 0) & ~has_enough)),
        made_by=Provenance(
            function="measure_coherence",
            parameters={
                "min_texts": int(min_texts),
                "min_authors": int(min_authors),
                "languages": list(spoken),
                "resamples": int(resamples),
            },
            seed=int(seed),
            digest=digest_arrays(said.own.indptr, said.own.indices, said.pairs.indices, said.target),
        ),
    )
    return freeze_fields(found)
