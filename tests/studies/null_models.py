"""Networks without groups, with one group, with planted groups, and continua, as tables of events."""

import networkx as nx
import numpy as np
import pandas as pd

import tribus as tb

MEAN_TIES = 8  # per person, in Erdős-Rényi and Barabási-Albert graphs
PARETO_SHAPE = 1.5
MAX_DEGREE_SHARE = 0.3  # of all people
MUTUAL_SHARE = 0.6  # of the ties of undirected graphs; the others have one direction
TURNS_PER_PERSON = 6
HUB_SHARE = 0.5  # of all turns go to a hub
PEOPLE_PER_HUB = 100
BOUGHT_SHARE = 0.4  # of all accounts are bought followers
BUYERS_SHARE = 0.05  # of all people buy followers
BUYERS_PER_ACCOUNT = 4  # that a bought account follows on average
ONE_GROUP = 20  # people in one planted group
EVENTS = ("replies", "heavy counts", "follows", "bought followers")


def make_random(n_people, generator):
    """Erdős-Rényi graph."""
    graph = nx.gnm_random_graph(n_people, n_people * MEAN_TIES // 2, seed=_draw_seed(generator))
    return _direct(graph.edges, generator)


def make_preferential(n_people, generator):
    """Barabási-Albert graph."""
    graph = nx.barabasi_albert_graph(n_people, MEAN_TIES // 2, seed=_draw_seed(generator))
    return _direct(graph.edges, generator)


def make_pareto(n_people, generator):
    """People turn to others in proportion to a Pareto attraction, as often as a Pareto activity."""
    activity, attraction = _draw_pareto(n_people, generator), _draw_pareto(n_people, generator)
    n_turns = n_people * TURNS_PER_PERSON
    source = generator.choice(n_people, n_turns, p=activity / activity.sum())
    target = generator.choice(n_people, n_turns, p=attraction / attraction.sum())
    return _answer(source, target, generator, share=0.3)


def make_configuration(n_people, generator):
    """Configuration model of Pareto degrees."""
    degrees = np.minimum(3 * _draw_pareto(n_people, generator), MAX_DEGREE_SHARE * n_people).astype(int)
    degrees[0] += degrees.sum() % 2
    graph = nx.Graph(nx.configuration_model(degrees.tolist(), seed=_draw_seed(generator)))
    return _direct(graph.edges, generator)


def make_hubs(n_people, generator, *, answered):
    """People turn to a hub or to anybody; every turn is answered with the same probability."""
    n_hubs = max(n_people // PEOPLE_PER_HUB, 2)
    source = np.repeat(np.arange(n_people), TURNS_PER_PERSON)
    hub, anybody = (generator.integers(0, limit, len(source)) for limit in (n_hubs, n_people))
    target = np.where(generator.random(len(source)) < HUB_SHARE, hub, anybody)
    return _answer(source, target, generator, share=answered)


NULL_MODELS = {
    "Erdős-Rényi": make_random,
    "Barabási-Albert": make_preferential,
    "Pareto activity": make_pareto,
    "configuration, Pareto degrees": make_configuration,
    **{
        f"hubs, {share:.0%} answered": lambda n_people, generator, share=share: make_hubs(
            n_people, generator, answered=share
        )
        for share in (0.0, 0.02, 0.05, 0.2)
    },
}


def build_null(name, n_people, events, seed):
    """Return a network without groups, with one kind of `EVENTS`."""
    number = list(NULL_MODELS).index(name), EVENTS.index(events)
    generator = np.random.default_rng([seed, n_people, *number])
    links = NULL_MODELS[name](n_people, generator)
    table = pd.DataFrame(links, columns=["source", "target"]).assign(kind="reply", count=1)
    if events == "heavy counts":
        table["count"] = 1 + generator.lognormal(0.0, 1.5, len(table)).astype(int)
    elif events == "follows":
        table["kind"] = "follow"
    elif events == "bought followers":
        table = pd.concat([table, _buy_followers(n_people, generator)])
    return tb.build_network(tb.Events.from_frame(table, count="count"), half_life=None, progress=False)


def make_one_group(seed, n_people, *, density=0.5):
    """Graph of people who turn to anybody, among them 20 who also turn to one another."""
    generator = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(n_people, n_people * MEAN_TIES // 2, seed=seed)
    inside = generator.random((ONE_GROUP, ONE_GROUP)) < density
    graph.add_edges_from(np.argwhere(np.triu(inside, 1)).tolist())
    return graph


def make_partition(seed, n_groups, signal, *, n_people=400, degree=10.0):
    """Planted partition at a multiple of the detection limit.

    With mean degree c and q groups the limit is ``|c_in - c_out| = q sqrt(c)`` (Decelle et al. 2011,
    doi:10.1103/PhysRevE.84.066106, eq. 38).
    """
    difference = signal * n_groups * np.sqrt(degree)
    c_out = max(degree - difference / n_groups, 0.0)
    c_in = degree * n_groups - (n_groups - 1) * c_out
    size = n_people // n_groups
    return nx.planted_partition_graph(
        n_groups, size, min(c_in / n_people, 1.0), c_out / n_people, seed=seed
    )


def _draw_seed(generator):
    return int(generator.integers(0, 2**31))


def _draw_pareto(n_people, generator):
    return np.minimum(1 + generator.pareto(PARETO_SHAPE, n_people), MAX_DEGREE_SHARE * n_people)


def _direct(ties, generator):
    """Return both directions of most ties, and one of the others."""
    ties = generator.permuted(np.array(list(ties)), axis=1)
    ties = ties[ties[:, 0] != ties[:, 1]]
    return np.concatenate([ties, ties[generator.random(len(ties)) < MUTUAL_SHARE, ::-1]])


def _answer(source, target, generator, *, share):
    """Return the links of turns and of the share of them that is answered, each link once."""
    is_answered = generator.random(len(source)) < share
    links = np.column_stack([source, target])
    links = np.unique(np.concatenate([links, links[is_answered, ::-1]]), axis=0)
    return links[links[:, 0] != links[:, 1]]


def _buy_followers(n_people, generator):
    """Return the follows of accounts that follow a few buyers, and nobody else."""
    n_bought = int(n_people * BOUGHT_SHARE / (1 - BOUGHT_SHARE))
    n_buyers = max(int(n_people * BUYERS_SHARE), 1)
    source = np.repeat(np.arange(n_people, n_people + n_bought), BUYERS_PER_ACCOUNT)
    links = {"source": source, "target": generator.integers(0, n_buyers, len(source))}
    return pd.DataFrame(links).drop_duplicates().assign(kind="follow", count=1)
