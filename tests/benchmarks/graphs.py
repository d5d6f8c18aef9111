"""Planted graphs with heavy-tailed degrees and groups, and shuffled ids."""

from pathlib import Path

import numpy as np
from scipy import sparse

TIES_A_USER = 9.65
WEIGHT_SPREAD = 0.5  # of the logarithm of a weight
SMALLEST_GROUP = 30


def open_graph(folder, users, mixing, seed=0):
    """Return the path of the graph as a scipy CSR in `.npz`, created if absent, next to its groups."""
    path = Path(folder) / f"graph_{users}_{mixing}.npz"
    if not path.exists():
        adjacency, groups = make_graph(users, mixing, seed)
        np.save(groups_path(path), groups)
        unfinished = path.with_suffix(".part.npz")
        sparse.save_npz(unfinished, adjacency, compressed=False)
        unfinished.rename(path)
    return path


def groups_path(path):
    """Return the path of the planted groups of a graph or table."""
    return path.with_name(f"{path.stem}.groups.npy")


def make_graph(users, mixing, seed=0):
    """Return a degree-corrected planted graph: a symmetric CSR of weights, and the group of each user.

    A share `mixing` of the ties is drawn between groups. Degrees fall off with exponent 2.5, sizes of
    groups with exponent 2. Groups are scattered over the ids.
    """
    random = np.random.default_rng(seed)
    groups = plant_groups(random, users)
    one, other = draw_ties(random, groups, mixing, int(TIES_A_USER * users))
    weights = random.lognormal(0.0, WEIGHT_SPREAD, len(one))
    ties = sparse.coo_array((weights, (one, other)), shape=(users, users)).tocsr()
    adjacency = (ties + ties.T).tocsr()
    adjacency.sort_indices()
    return sparse.csr_matrix(adjacency), groups


def plant_groups(random, users, smallest=SMALLEST_GROUP):
    """Return the group of each user. Groups of n have frequency 1/n²; none exceeds a twentieth."""
    sizes, largest = [], max(users // 20, smallest)
    while sum(sizes) < users:
        drawn = smallest / (1 - random.random(users // smallest))
        sizes = np.minimum(drawn, largest).astype(np.int64)
    count = int(np.searchsorted(np.cumsum(sizes), users)) + 1
    groups = np.repeat(np.arange(count, dtype=np.int32), sizes[:count])[:users]
    return random.permutation(groups)


def draw_ties(random, groups, mixing, count):
    """Return the ends of `count` different ties; the degree is about proportional to the sociability."""
    sociable = np.minimum((1 - random.random(len(groups))) ** (-1 / 1.5), len(groups) ** 0.5)
    outside = round(mixing * count)
    within = _draw_pairs(random, groups, sociable, count - outside, within=True)
    between = _draw_pairs(random, groups, sociable, outside, within=False)
    ties = np.sort(np.concatenate([within, between]))
    return (ties // len(groups)).astype(np.int32), (ties % len(groups)).astype(np.int32)


def _draw_pairs(random, groups, sociable, count, *, within):
    """Return pairs of users as one number each; duplicates of active pairs are drawn again."""
    users = len(groups)
    by_group = np.argsort(groups, kind="stable").astype(np.int32)
    reach = np.concatenate([[0.0], np.cumsum(sociable[by_group])])
    ends = reach[np.searchsorted(groups[by_group], np.arange(groups.max() + 2))]
    ties = np.empty(0, np.int64)
    while len(ties) < count:
        draws = int(1.1 * (count - len(ties))) + 100
        one = _find(by_group, reach, random.random(draws) * reach[-1])
        begin, end = ends[groups[one]], ends[groups[one] + 1]
        if within:
            place = begin + random.random(draws) * (end - begin)
        else:
            place = random.random(draws) * (reach[-1] - (end - begin))
            place += np.where(place >= begin, end - begin, 0.0)
        other = _find(by_group, reach, place)
        pairs = np.minimum(one, other).astype(np.int64) * users + np.maximum(one, other)
        ties = np.sort(np.concatenate([ties, pairs[one != other]]))
        ties = ties[np.concatenate([[True], ties[1:] != ties[:-1]])]  # np.unique takes ten times as long
    return random.permutation(ties)[:count]


def _find(members, reach, places):
    return members[np.minimum(np.searchsorted(reach, places, side="right") - 1, len(members) - 1)]
