"""Scores of found groups and circles against known ones."""

import numpy as np
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from tribus.metrics import adjusted_mutual_information


def alone(labels):
    """Return labels from 0, with every user without a tribe (-1) as a group of one."""
    labels = np.asarray(labels)
    nobody = labels < 0
    alone = labels.copy()
    alone[nobody] = labels.max(initial=-1) + 1 + np.arange(nobody.sum())
    return np.unique(alone, return_inverse=True)[1]


def score_groups(found, known):
    """Return AMI, ARI and BCubed F1 of found and known groups, and the number of found groups."""
    found, known = alone(found), alone(known)
    return {
        "AMI": adjusted_mutual_information(found, known),
        "ARI": adjusted_rand_score(known, found),
        "BCubed": bcubed_f1(found, known),
        "groups": int((np.bincount(found) > 1).sum()),
    }


def bcubed_f1(found, known):
    """Return the mean over people of the F1 of their found group and their known group.

    Precision is the share of the found group that is in the known group; recall is the share of the
    known group that is in the found one (Amigó, Gonzalo, Artiles & Verdejo 2009,
    doi:10.1007/s10791-008-9066-8). The F1 is computed for each person, then averaged.
    """
    found, known = np.asarray(found), np.asarray(known)
    together = sparse.coo_array((np.ones(len(found)), (found, known))).tocsr()
    both = np.asarray(together[found, known]).ravel()
    sizes = np.bincount(found)[found] + np.bincount(known)[known]
    return float(np.mean(2 * both / sizes))


def best_matches(circles, others):
    """Return the best F1 of each set of people with any of the others; 0 without others."""
    return [max((_f1(circle, other) for other in others), default=0.0) for circle in circles]


def _f1(one, other):
    return 2 * len(one & other) / (len(one) + len(other))


def two_way_f1(found, known):
    """Return the mean of the best matches of found circles with known ones, and the reverse.

    Yang & Leskovec (2013), doi:10.1145/2433396.2433471, eq. 6 in its symmetric form.
    """
    return (np.mean(best_matches(known, found)) + np.mean(best_matches(found, known) or [0.0])) / 2
