"""The words of questions, for who knows what and who asks about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tribus._core.frozen import freeze_fields
from tribus._display.progress import progress_bar
from tribus.events.stored import local_tables
from tribus.network.answers import find_questions
from tribus.topics.texts import Texts
from tribus.topics.usage import count_usage
from tribus.tribes.knowledge import NO_HELPER, Knowledge
from tribus.tribes.rows import find_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.events import Events
    from tribus.tribes import Tribes


def find_knowledge(
    events: Events, tribes: Tribes, languages: Sequence[str], *, progress: bool
) -> Knowledge:
    """Return the questions of the users of the tribes, with their words and first answers.

    Parameters
    ----------
    events
        The events.
    tribes
        Tribes of the same users.
    languages
        Languages to distinguish.
    progress
        Whether to show a progress bar.
    """
    asked = find_questions(local_tables(events, "find_topics"), with_texts=True)
    rows = find_rows(tribes, events.ids)
    asker = rows[asked.asker]
    helper = np.where(asked.helper < 0, NO_HELPER, rows[asked.helper])
    order = np.lexsort((asked.time, helper, asker))
    order = order[asker[order] >= 0]
    text = asked.text.take(pa.array(order))
    texts = Texts(author=np.arange(len(order), dtype=np.int32), text=text)
    with progress_bar(total=2 * len(texts), what="reading questions", shown=progress) as bar:
        usage = count_usage(texts, len(order), languages, bar)
    pairs = np.lexsort((usage.word, usage.author))
    return freeze_fields(
        Knowledge(
            words=tuple(usage.words),
            asker=asker[order].astype(np.int32),
            helper=helper[order].astype(np.int32),
            question=usage.author[pairs],
            word=usage.word[pairs],
            n_users=tribes.network.n_users,
        )
    )
