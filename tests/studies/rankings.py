"""Scores of lists that rank a user's partners: how many are friends later, and how many are loud."""

from dataclasses import dataclass

import numpy as np

HIT_LENGTH = 5  # first partners of a list that count for a hit
RECALL_LENGTH = 10  # first partners of a list that count for recall
MAX_MUTUAL_RATIO = 3  # a tie is one-sided if one side has more than this many times the events


@dataclass(frozen=True)
class Partners:
    """Partners of one user in the known part: rows, events each way, and later friendship.

    A partner is a user with at least one event to or from the user. `later` is True for a partner with
    events both ways in the later part.
    """

    rows: np.ndarray
    given: np.ndarray
    received: np.ndarray
    later: np.ndarray

    @property
    def one_sided(self):
        """Whether one side has more than three times the events of the other."""
        weaker = np.minimum(self.given, self.received)
        return np.maximum(self.given, self.received) > MAX_MUTUAL_RATIO * weaker


def rank_partners(partners, score, tie_breaker):
    """Return the rows of the partners by falling score; `tie_breaker` orders equal scores."""
    return partners.rows[np.lexsort((tie_breaker[partners.rows], -score))]


def score_list(ranked, partners):
    """Return hit at 5, recall at 10, and whether the first partner is one-sided, of one list.

    Hit at 5 is the number of later friends among the first five over the largest number possible,
    `min(5, friends)`. Recall at 10 is the share of later friends among the first ten. The third is NaN
    for a user whose ties are all one-sided, because no list can do better; it is 0 for an empty list.
    """
    friends = partners.rows[partners.later]
    hits = np.isin(ranked[:HIT_LENGTH], friends).sum() / min(HIT_LENGTH, len(friends))
    recall = np.isin(ranked[:RECALL_LENGTH], friends).sum() / len(friends)
    loud = partners.rows[partners.one_sided]
    first_is_loud = float(np.isin(ranked[:1], loud).any()) if len(loud) < len(partners.rows) else np.nan
    return hits, recall, first_is_loud


def harmonic_mean(given, received):
    """Harmonic mean of two arrays; 0 where both are 0."""
    both = given + received
    return np.divide(2 * given * received, both, out=np.zeros(len(both)), where=both > 0)
