"""Scores of a partition in plain numpy and scipy, independent of all measured packages."""

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.special import gammaln, xlogy

NEGLIGIBLE = 12  # standard deviations of the hypergeometric distribution; the sum stops there


def modularity(adjacency, labels):
    """Return Q = Σ_c (inside_c / 2m - (strength_c / 2m)²) at resolution 1."""
    strength = np.asarray(adjacency.sum(axis=1)).ravel()
    rows = np.repeat(labels, np.diff(adjacency.indptr))
    inside = adjacency.data[rows == labels[adjacency.indices]].sum()
    share = np.bincount(labels, strength) / strength.sum()
    return float(inside / strength.sum() - share @ share)


def count_disconnected(adjacency, labels):
    """Return the number of communities that are disconnected by their own ties."""
    rows = np.repeat(np.arange(len(labels), dtype=np.int32), np.diff(adjacency.indptr))
    kept = labels[rows] == labels[adjacency.indices]
    inside = sparse.coo_array(
        (np.ones(kept.sum(), np.int8), (rows[kept], adjacency.indices[kept])), shape=adjacency.shape
    )
    _, pieces = connected_components(inside.tocsr(), directed=False)
    community_of_piece = np.unique(np.column_stack([pieces, labels]), axis=0)[:, 1]
    return int((np.bincount(community_of_piece) > 1).sum())


def agreement(one, other):
    """Return the adjusted mutual information with the arithmetic mean (Vinh, Epps & Bailey 2010).

    Same number as scikit-learn's. It stays quick for a million users because the expected information
    depends on the sizes of two groups alone, and sizes repeat.
    """
    users = len(one)
    sizes_one, sizes_other = np.bincount(one), np.bincount(other)
    cells = sparse.coo_array((np.ones(users), (one, other))).tocsr()
    cells.sum_duplicates()
    together = cells.data / users
    entropies = _entropy(sizes_one / users), _entropy(sizes_other / users)
    information = sum(entropies) - _entropy(together)
    expected = _expected_information(sizes_one, sizes_other, users)
    mean = sum(entropies) / 2
    return float((information - expected) / (mean - expected)) if mean > expected else 1.0


def _entropy(shares):
    return float(-xlogy(shares, shares).sum())


def _expected_information(sizes_one, sizes_other, users):
    """E[I] = Σ_ab Σ_n P(n | a, b) n/N log(N n / a b), with the hypergeometric P; like sizes at once."""
    a_sizes, a_counts = np.unique(sizes_one[sizes_one > 0], return_counts=True)
    b_sizes, b_counts = np.unique(sizes_other[sizes_other > 0], return_counts=True)
    log_factorial = gammaln(np.arange(users + 1) + 1.0)
    total = 0.0
    for a, a_count in zip(a_sizes, a_counts, strict=True):
        mean = a * b_sizes / users
        spread = np.sqrt(mean * (1 - a / users) * (1 - b_sizes / users)) + 1
        first = np.maximum(
            np.maximum(1, a + b_sizes - users), (mean - NEGLIGIBLE * spread).astype(np.int64)
        )
        last = np.minimum(np.minimum(a, b_sizes), (mean + NEGLIGIBLE * spread).astype(np.int64) + 1)
        lengths = np.maximum(last - first + 1, 0)
        b = np.repeat(b_sizes, lengths)
        starts = np.cumsum(lengths) - lengths
        n = np.arange(lengths.sum()) - np.repeat(starts - first, lengths)
        log_chance = (
            log_factorial[a] + log_factorial[b] + log_factorial[users - a] + log_factorial[users - b]
        ) - (
            log_factorial[users]
            + log_factorial[n]
            + log_factorial[a - n]
            + log_factorial[b - n]
            + log_factorial[users - a - b + n]
        )
        terms = np.exp(log_chance) * n / users * np.log(users * n / (a * b.astype(float)))
        total += a_count * float(terms @ np.repeat(b_counts, lengths))
    return total
