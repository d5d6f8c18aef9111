"""Planted groups: a source of events with known rates, from which fresh data can be drawn."""

import networkx as nx
import numpy as np
import pandas as pd

import tribus as tb

N_USERS, N_GROUPS = 400, 8
SHARE_WITH_TWO_LIVES = 0.15
ACTIVITY_SPREAD = 0.6  # of the logarithm
MEAN_COUNT = 4.0  # events of a pair, where ties are the same in fresh data


def plant_rates(*, degree, mixing, seed, n_users=N_USERS, n_groups=N_GROUPS, has_fixed_ties=False):
    """Return the group of each user, and the expected number of events of each ordered pair.

    `degree` is the expected number of links from a user, `mixing` the share between groups. With fixed
    ties, each pair has a tie or not, with a rate of its own (Gamma), so fresh data have other counts on
    the same ties. Otherwise they have other ties.
    """
    generator = np.random.default_rng(seed)
    groups = np.arange(n_users, dtype=np.int32) % n_groups
    activity = generator.lognormal(0.0, ACTIVITY_SPREAD, n_users)
    is_inside = groups[:, None] == groups
    factor = np.where(is_inside, (1 - mixing) * n_groups, mixing * n_groups / (n_groups - 1))
    rates = _scale(np.outer(activity, activity) * factor, degree)
    if has_fixed_ties:
        is_tied = generator.random(rates.shape) < 1 - np.exp(-rates)
        rates = np.where(is_tied, generator.gamma(1.0, MEAN_COUNT, rates.shape), 0.0)
    return groups, rates


def plant_weighted_ties(*, degree, signal, has_strong_ties_inside, seed, n_users, n_groups):
    """Return a network of replies with planted groups, and the group of each of its users.

    `degree` is the expected number of ties of a user; activity is lognormal. `signal` is a multiple of
    the detection limit: the square of the second eigenvalue of the expected ties, by the degree at the
    end of a random tie (Decelle et al. 2011, doi:10.1103/PhysRevE.84.066106). Numbers of events vary as
    much as their mean. With strong ties inside, their mean is larger in groups; otherwise they say
    nothing.
    """
    excess = degree * np.exp(ACTIVITY_SPREAD**2)  # degree at the end of a random tie
    mixing = (1 - np.sqrt(signal / excess)) * (n_groups - 1) / n_groups
    groups, rates = plant_rates(
        degree=degree, mixing=mixing, seed=seed, n_users=n_users, n_groups=n_groups
    )
    generator = np.random.default_rng((seed, 1))
    one, other = np.nonzero(np.triu(generator.random(rates.shape) < 1 - np.exp(-rates), 1))
    mean = np.full(len(one), 3.0)
    if has_strong_ties_inside:
        mean = np.where(groups[one] == groups[other], 5.0, 1.0)
    counts = 1 + generator.poisson(mean * generator.gamma(1.0, size=len(one)))
    to_other = generator.binomial(counts, 0.5)
    network = _build(np.r_[one, other], np.r_[other, one], np.r_[to_other, counts - to_other])
    return network, groups[np.array(network.users, int)]


def plant_two_lives(*, degree, mixing, seed, n_users=N_USERS, n_groups=N_GROUPS):
    """Return a network, and both groups of each of its users; 15 % have half of their ties in each.

    Other users have the same group twice. `mixing` is the share of events to anybody.
    """
    generator = np.random.default_rng(seed)
    first = np.arange(n_users) % n_groups
    other = (first + generator.integers(1, n_groups, n_users)) % n_groups
    second = np.where(generator.random(n_users) < SHARE_WITH_TWO_LIVES, other, first)
    member = np.zeros((n_users, n_groups))
    for groups in (first, second):
        member[np.arange(n_users), groups] += 0.5
    activity = generator.lognormal(0.0, 0.5, n_users)
    inside = (member / (activity @ member)) @ member.T
    rates = np.outer(activity, activity) * ((1 - mixing) * inside + mixing / activity.sum())
    network = draw_network(_scale(rates, degree), seed=seed)
    users = np.array(network.users)
    return network, np.column_stack([first, second])[users]


def plant_overlaps(*, share, is_divided, seed, n_users=300, n_groups=12, inside=8, outside=2):
    """Return a graph of overlapping groups, and the groups as sets of users.

    Each user is in one random group, a share of them in a second one. Users have about `inside` ties to
    each of their groups, or to both together if their ties are divided, and `outside` ties to anybody.
    """
    generator = np.random.default_rng(seed)
    users = np.arange(n_users)
    first = generator.integers(n_groups, size=n_users)
    second = (first + generator.integers(1, n_groups, n_users)) % n_groups
    has_second = generator.random(n_users) < share
    member = np.zeros((n_users, n_groups))
    member[users, first] = 1.0
    member[users[has_second], second[has_second]] = 1.0
    part = member / member.sum(axis=1, keepdims=True) if is_divided else member
    rates = inside * (part / part.sum(axis=0)) @ part.T + outside / n_users
    ties = np.argwhere(np.triu(generator.random(rates.shape) < rates, 1))
    graph = nx.empty_graph(n_users)
    graph.add_edges_from(ties.tolist())
    return graph, [set(np.flatnonzero(column).tolist()) for column in member.T]


def draw_network(rates, *, seed, kind="reply"):
    """Return a network of Poisson counts with these rates; follows are counted once."""
    counts = np.random.default_rng(seed).poisson(rates)
    source, target = np.nonzero(counts)
    number = np.ones(len(source)) if kind == "follow" else counts[source, target]
    return _build(source, target, number, kind)


def _build(source, target, count, kind="reply"):
    frame = pd.DataFrame(
        {"source": source, "target": target, "kind": kind, "count": count.astype(float)}
    )
    events = tb.Events.from_frame(frame[frame["count"] > 0], count="count")
    return tb.build_network(events, progress=False)


def spread(network, values, n_users, *, absent):
    """Return values of the users of a network for all planted users."""
    full = np.full(n_users, absent)
    full[np.array(network.users, int)] = values
    return full


def _scale(rates, degree):
    np.fill_diagonal(rates, 0.0)
    return rates * (degree * len(rates) / rates.sum())
