"""Events whose tribes write about topics of their own, among common words."""

import numpy as np
import pandas as pd

from tribus import Events, build_network, find_tribes
from tribus.topics.usage import Usage

COMMON = [f"common{number}" for number in range(40)]
LOUD_WORD, SPAM_WORD = "loudness", "#winprizes"


def plant_topics(*, seed, n_tribes=4, size=15, topic_words=3, chance=0.6):
    """Return events, their tribes, and the words that were planted in each tribe.

    Each member replies to four others, with texts of six common words; six in ten texts also have a
    word of the tribe. One account of the first tribe repeats a word of its own in a hundred texts, and
    thirty accounts without a tribe mention members with a hashtag.
    """
    rng = np.random.default_rng(seed)
    words = [[f"topic{tribe}x{number}" for number in range(topic_words)] for tribe in range(n_tribes)]
    members = [[f"p{tribe}-{number}" for number in range(size)] for tribe in range(n_tribes)]
    rows = []
    for tribe, users in enumerate(members):
        for number, user in enumerate(users):
            for step in (1, 2, 3, 4):
                text = rng.choice(COMMON, 6).tolist()
                if rng.random() < chance:
                    text.insert(int(rng.integers(6)), str(rng.choice(words[tribe])))
                other = users[(number + step) % size]
                rows += [(user, other, "reply", " ".join(text)), (other, user, "reply", None)]
    loud = members[0][0]
    rows += [(loud, members[0][1], "reply", f"{LOUD_WORD} {number}") for number in range(100)]
    everybody = [user for users in members for user in users]
    rows += [
        (f"spam{number}", str(rng.choice(everybody)), "mention", f"{SPAM_WORD} {number}")
        for number in range(30)
    ]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "text"])
    events = Events.from_frame(frame, text="text", fold_case=False)
    tribes = find_tribes(build_network(events), resolution=1.0, significance=None, progress=False)
    order = [int(tribes.labels[tribes.network.row_of(users[5])]) for users in members]
    return events, tribes, {tribe: set(words[number]) for number, tribe in enumerate(order)}


def make_usage(uses, n_tokens):
    """Usage from {word: authors}."""
    words = sorted(uses)
    pairs = [(number, author) for number, word in enumerate(words) for author in sorted(uses[word])]
    word, author = np.array(pairs, np.int32).T
    return Usage(
        words=words,
        author=author,
        word=word,
        row=np.zeros(len(pairs), np.int64),
        n_tokens=np.asarray(n_tokens, np.float64),
    )
