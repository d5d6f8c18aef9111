"""Compiled loops that add up what users deal inside their tribe, each in one pass over the entries."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.compiled import compiled
from tribus.ties._structure_kernel import IN_LINK, MUTUAL_LINK, OUT_LINK

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints, Ints8, Ints64


@compiled
def count_links(indptr: Ints64, link_types: Ints8) -> tuple[Floats, Floats]:
    """How many links each user gives and gets."""
    gives, gets = np.zeros(len(indptr) - 1), np.zeros(len(indptr) - 1)
    for row in range(len(gives)):
        for place in range(indptr[row], indptr[row + 1]):
            gives[row] += link_types[place] & OUT_LINK
            gets[row] += (link_types[place] & IN_LINK) // IN_LINK
    return gives, gets


@compiled
def add_strengths(
    indptr: Ints64, indices: Ints, reverse: Ints64, labels: Ints, there: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """What each user gives their tribe, and gets; the mutual part of it; and all with anybody."""
    n_users = len(labels)
    gives, gets, mutual, everything = (
        np.zeros(n_users),
        np.zeros(n_users),
        np.zeros(n_users),
        np.zeros(n_users),
    )
    for row in range(n_users):
        for place in range(indptr[row], indptr[row + 1]):
            given, got = there[place], there[reverse[place]]
            everything[row] += given + got
            if labels[row] >= 0 and labels[indices[place]] == labels[row]:
                gives[row] += given
                gets[row] += got
                mutual[row] += sqrt(given * got)
    return gives, gets, mutual, everything


@compiled
def expect_links(
    indptr: Ints64, indices: Ints, labels: Ints, link_types: Ints8, gives: Floats, gets: Floats
) -> tuple[Floats, Floats]:
    """Mutual links of each user inside, and how many chance would make of their links there or back."""
    n_links = gives.sum()
    mutual, expected = np.zeros(len(labels)), np.zeros(len(labels))
    for row in range(len(labels)):
        answered, answers = 0.0, 0.0
        for place in range(indptr[row], indptr[row + 1]):
            other = indices[place]
            if labels[row] >= 0 and labels[other] == labels[row]:
                mutual[row] += link_types[place] == MUTUAL_LINK
                if link_types[place] & OUT_LINK:
                    answered += min(1.0, gives[other] * gets[row] / n_links)
                if link_types[place] & IN_LINK:
                    answers += min(1.0, gives[row] * gets[other] / n_links)
        expected[row] = max(answered, answers)
    return mutual, expected


@compiled
def have_mutual(indptr: Ints64, indices: Ints, labels: Ints, link_types: Ints8, chosen: Bools) -> Bools:
    """Whether each user has a mutual link with one of those chosen in their tribe."""
    found = np.zeros(len(labels), np.bool_)
    for row in range(len(labels)):
        for place in range(indptr[row], indptr[row + 1]):
            other = indices[place]
            if (
                link_types[place] == MUTUAL_LINK
                and chosen[other]
                and labels[row] >= 0
                and labels[other] == labels[row]
            ):
                found[row] = True
                break
    return found


@compiled
def add_mutual_among(
    indptr: Ints64, indices: Ints, reverse: Ints64, labels: Ints, there: Floats, chosen: Bools
) -> Floats:
    """Mutual part of what passes between each user and the others of their tribe, all of them chosen."""
    sums = np.zeros(len(labels))
    for row in range(len(labels)):
        if not chosen[row] or labels[row] < 0:
            continue
        for place in range(indptr[row], indptr[row + 1]):
            other = indices[place]
            if chosen[other] and labels[other] == labels[row]:
                sums[row] += sqrt(there[place] * there[reverse[place]])
    return sums


@compiled
def add_inside(
    indptr: Ints64,
    indices: Ints,
    reverse: Ints64,
    labels: Ints,
    counts: Floats,
    link_types: Ints8,
    bond: Floats,
    affinity: Floats,
    sums: Floats,
) -> None:
    """Add up for each user what is inside their tribe, a row each of `sums`.

    Bonds, events given and received, affinity, links that are mutual, and links; and last the affinity
    to anybody.
    """
    for row in range(len(labels)):
        for place in range(indptr[row], indptr[row + 1]):
            sums[6, row] += affinity[place]
            if labels[row] >= 0 and labels[indices[place]] == labels[row]:
                sums[0, row] += bond[place]
                sums[1, row] += counts[place]
                sums[2, row] += counts[reverse[place]]
                sums[3, row] += affinity[place]
                sums[4, row] += link_types[place] == MUTUAL_LINK
                sums[5, row] += link_types[place] & OUT_LINK
