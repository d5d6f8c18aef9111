"""What found groups, circles and rankings are worth, beside what is known."""

import numpy as np
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from tribus.metrics import adjusted_mutual_information


def alone(labels):
    """Labels of 0 and up in which everybody without a tribe, -1, is a group of one."""
    labels = np.asarray(labels)
    nobody = labels < 0
    alone = labels.copy()
    alone[nobody] = labels.max(initial=-1) + 1 + np.arange(nobody.sum())
    return np.unique(alone, return_inverse=True)[1]


def score_groups(found, known):
    """AMI, ARI and per-person BCubed F1 of found with known groups, and how many were found."""
    found, known = alone(found), alone(known)
    return {
        "AMI": adjusted_mutual_information(found, known),
        "ARI": adjusted_rand_score(known, found),
        "BCubed": bcubed_f1(found, known),
        "groups": int((np.bincount(found) > 1).sum()),
    }


def bcubed_f1(found, known):
    """Mean over people of the F1 of their found group with their known group.

    Of a person's found group a share is also of the known group (precision), and of the known group a
    share is also in the found one (recall); Amigó, Gonzalo, Artiles & Verdejo (2009),
    doi:10.1007/s10791-008-9066-8. The F1 is taken for each person, then averaged.
    """
    found, known = np.asarray(found), np.asarray(known)
    together = sparse.coo_array((np.ones(len(found)), (found, known))).tocsr()
    both = np.asarray(together[found, known]).ravel()
    sizes = np.bincount(found)[found] + np.bincount(known)[known]
    return float(np.mean(2 * both / sizes))


def best_matches(circles, others):
    """F1 of each set of people with that of the others which it is most like; 0 without others."""
    return [max((_f1(circle, other) for other in others), default=0.0) for circle in circles]


def _f1(one, other):
    return 2 * len(one & other) / (len(one) + len(other))


def two_way_f1(found, known):
    """Mean of the best matches of found circles among the known, and of the known among the found.

    Yang & Leskovec (2013), doi:10.1145/2433396.2433471, eq. 6 in its symmetric form.
    """
    return (np.mean(best_matches(known, found)) + np.mean(best_matches(found, known) or [0.0])) / 2
