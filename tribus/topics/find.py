"""Find the topics of tribes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tribus._core.checks import check_choice, check_count, check_seed, check_share, show
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display.progress import progress_bar
from tribus.community.numbering import NO_TRIBE
from tribus.errors import EventsError, OptionError
from tribus.events import Events
from tribus.topics.distinctive import find_distinctive
from tribus.topics.keywords import check_keywords, count_keywords
from tribus.topics.languages import check_languages
from tribus.topics.naming import measure_stability, name_tribes
from tribus.topics.questions import find_knowledge
from tribus.topics.result import Topics
from tribus.topics.texts import POSTS, load_texts
from tribus.topics.usage import count_usage
from tribus.topics.word_table import compare_words, count_authors, keep_words
from tribus.tribes import Tribes
from tribus.tribes.roles.assign import CORE, MEMBER, NEWCOMER
from tribus.tribes.rows import find_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus._core.arrays import Ints
    from tribus.topics.texts import Texts


def find_topics(
    events: Events,
    tribes: Tribes,
    *,
    posts: str = "own",
    topics: Mapping[str, Sequence[str]] | None = None,
    min_authors: int = 3,
    significance: float = 0.05,
    languages: Sequence[str] | None = None,
    resamples: int = 100,
    seed: int = 0,
    progress: bool = True,
) -> Topics:
    """Find the words, hashtags and links that distinguish each tribe, and name the tribes by them.

    Parameters
    ----------
    events
        Events with texts, from `read_events` or `Events.from_frame(..., text="text")`.
    tribes
        Tribes of the same users, from `find_tribes`.
    posts
        Which texts count: `"own"`, the default, for replies, mentions, quotes and posts to nobody;
        `"inside"` for those of them that address a user of the author's tribe; `"broadcast"` for the
        others; `"reposts"` for texts that the tribe shares.
    topics
        Topics of your own: the name of each and its words or phrases, as in
        `{"bread": ["pan", "masa madre"]}`. `Topics.keywords` counts them. Default None.
    min_authors
        Smallest number of authors of a tribe who use a word, 1 or more. Default 3.
    significance
        Largest p-value of the words of a name, adjusted within the tribe, 0 to 1. Default 0.05.
    languages
        Languages to distinguish, as codes of ISO 639-1. Stop words are left out, and forms of one word
        are joined, by the language of each text. Default: Spanish, English, Portuguese, Catalan, French,
        German, Italian, Galician, Basque and Dutch.
    resamples
        Number of bootstrap resamples of the authors for the stability of names, 1 or more. Default 100.
    seed
        Seed of the resampling, 0 to 2^63 - 1. Default 0.
    progress
        Whether to show a progress bar during long work. Default True.

    Returns
    -------
    Topics
        The words of each tribe, and the names: empty for tribes whose words are no clearer than chance.

    Raises
    ------
    OptionError
        If `events` are not Events, `tribes` are not Tribes or have other users, or an option is out of
        range.
    EventsError
        If no event has a text.

    Notes
    -----
    Only core, members and newcomers are authors of a tribe; everybody else who writes is compared with
    them. Each word counts once for each author, so a loud account cannot make a topic. Handles and
    addresses are no words, and a link counts as its site. The first 10,000 letters of a text count.
    `tribus.topics.distinctive` has the scores and the p-values, `tribus.topics.naming` the names.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), Fightin' words, doi:10.1093/pan/mpn018.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=0, seed=1)
    >>> frame = society.events.to_frame()
    >>> crafts = dict(zip(society.groups["user"], society.groups["tribe_name"]))
    >>> frame["text"] = "about " + frame["source"].map(crafts).astype(str)
    >>> events = tb.Events.from_frame(frame, text="text")
    >>> tribes = tb.find_tribes(tb.build_network(events), resolution=1.0)
    >>> tb.find_topics(events, tribes).names
    (...)
    """
    _check(events, tribes)
    check_choice("posts", posts, POSTS)
    keywords = check_keywords(topics)
    check_count("min_authors", min_authors)
    check_share("significance", significance)
    spoken = check_languages(languages)
    check_count("resamples", resamples)
    check_seed(seed)
    group = group_authors(events, tribes)
    texts = load_texts(events, group, posts)
    if not len(texts):
        raise _explain_no_texts(events, posts)
    with progress_bar(total=2 * len(texts), what="reading texts", shown=progress) as bar:
        usage = count_usage(texts, events.n_users, spoken, bar)
    group = np.where(group == NO_TRIBE, len(tribes), group).astype(np.int32)
    words = find_distinctive(usage, group, len(tribes), min_authors=int(min_authors))
    stability = measure_stability(words, usage, group, resamples=int(resamples), seed=int(seed))
    names = name_tribes(words, stability, usage.words, len(tribes), significance=significance)
    users = tuple(events.ids.to_pylist())
    knowledge = find_knowledge(events, tribes, spoken, progress=progress)
    return Topics(
        tribes=tribes,
        names=names,
        table=keep_words(words, usage, texts, group=group, users=users, stability=stability),
        compared=compare_words(usage, group, names),
        n_authors=count_authors(usage, group, len(tribes)),
        counts=count_keywords(texts, keywords, group, len(tribes)),
        knowledge=knowledge,
        users=users,
        made_by=Provenance(
            function="find_topics",
            parameters={
                "posts": posts,
                "topics": keywords or None,
                "min_authors": int(min_authors),
                "significance": significance,
                "languages": list(spoken),
                "resamples": int(resamples),
            },
            seed=int(seed),
            digest=_digest(texts),
        ),
    )


def _check(events: Events, tribes: Tribes) -> None:
    if not isinstance(events, Events):
        raise OptionError(
            f"find_topics takes Events, got {type(events).__name__}; "
            "make them with Events.from_frame(frame, ..., text=...) or read_events(path)"
        )
    if not isinstance(tribes, Tribes):
        raise OptionError(f"tribes must be Tribes, as find_tribes returns them, got {show(tribes)}")


def group_authors(events: Events, tribes: Tribes) -> Ints:
    """Return the tribe of each user of the events: of core, members and newcomers, -1 for all others."""
    rows = find_rows(tribes, events.ids)
    belongs = np.isin(tribes.assignment.role, (CORE, MEMBER, NEWCOMER))
    labels = np.where(belongs & (tribes.labels < len(tribes)), tribes.labels, NO_TRIBE)
    group: Ints = np.where(rows < 0, NO_TRIBE, labels[rows]).astype(np.int32)
    return group


def _explain_no_texts(events: Events, posts: str) -> EventsError:
    """Return the error for events without a text of the chosen kind."""
    kinds = ", ".join(sorted(events.counts)) or "none"
    return EventsError(
        f"no text to read with posts={posts!r}: the events have the kinds {kinds}; "
        'name the column of texts, as in Events.from_frame(frame, text="text"), '
        f"or use other posts: {', '.join(map(repr, POSTS))}"
    )


def _digest(texts: Texts) -> str:
    joined = pa.concat_arrays(texts.text.chunks).cast(pa.large_string())
    return digest_arrays(texts.author, np.frombuffer(joined.buffers()[2] or b"", np.uint8))
