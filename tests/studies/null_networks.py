"""False tribes in networks without groups, and power near the detection limit: a slow study."""

import networkx as nx
import numpy as np

import tribus as tb
from tests.benchmarks.report import Table

N_PEOPLE = 2000
N_HUBS = 20
TURNS_PER_PERSON = 6
HUB_SHARE = 0.5  # of all turns go to a hub
ONE_GROUP = 20  # people of one planted group among `AROUND_IT`
AROUND_IT = 300
SIGNALS = (1.0, 1.25, 1.5, 2.0, 3.0)  # multiples of the detection limit
POWER_HEADS = ("planted groups", "signal / limit", "networks", "with tribes")
NULL_HEADS = ("network without groups", "networks", "with tribes", "share", "tribes in these")
REST_HEADS = ("people around the group", "networks", "group found", "others in a tribe")


def tables(options):
    """Return the tables of false tribes, of one group in noise and of power."""
    seeds = range(options.nulls)
    nulls = [_count_false(name, make, seeds) for name, make in NULL_MODELS.items()]
    rest = [_find_one_group(n_people, seeds) for n_people in (AROUND_IT, 3 * AROUND_IT)]
    power = [_measure_power(n_groups, signal, seeds) for n_groups in (5, 20) for signal in SIGNALS]
    return [
        Table("Networks without groups in which tribes are found", NULL_HEADS, nulls),
        Table("One group of 20 among people who turn to anybody", REST_HEADS, rest),
        Table("Planted partitions in which tribes are found", POWER_HEADS, power),
    ]


def make_hubs(seed, *, answered):
    """People turn to a hub or to anybody; every turn is answered with the same probability."""
    generator = np.random.default_rng(seed)
    source = np.repeat(np.arange(N_PEOPLE), TURNS_PER_PERSON)
    to_hub = generator.random(len(source)) < HUB_SHARE
    hub = generator.integers(0, N_HUBS, len(source))
    target = np.where(to_hub, hub, generator.integers(0, N_PEOPLE, len(source)))
    is_answered = generator.random(len(source)) < answered
    rows = [*zip(source, target, strict=True)]
    rows += [*zip(target[is_answered], source[is_answered], strict=True)]
    return nx.DiGraph((int(one), int(other)) for one, other in rows if one != other)


def make_random(seed):
    """Erdős-Rényi graph of 300 people with 8 ties each on average."""
    return nx.gnm_random_graph(300, 1200, seed=seed)


def make_preferential(seed):
    """Barabási-Albert graph of 300 people."""
    return nx.barabasi_albert_graph(300, 4, seed=seed)


def make_configuration(seed):
    """Configuration model of Pareto degrees, 500 people."""
    generator = np.random.default_rng(seed)
    degrees = np.minimum(3 * (1 + generator.pareto(1.5, 500)), 150).astype(int)
    degrees[0] += degrees.sum() % 2
    return nx.Graph(nx.configuration_model(degrees.tolist(), seed=seed))


def make_directed(seed):
    """300 people who each turn to 8 others and are answered by accident only."""
    return nx.gnm_random_graph(300, 2400, seed=seed, directed=True)


NULL_MODELS = {
    "20 hubs, no turn answered": lambda seed: make_hubs(seed, answered=0.0),
    "20 hubs, 2 % answered": lambda seed: make_hubs(seed, answered=0.02),
    "20 hubs, 5 % answered": lambda seed: make_hubs(seed, answered=0.05),
    "20 hubs, 20 % answered": lambda seed: make_hubs(seed, answered=0.2),
    "Erdős-Rényi": make_random,
    "directed Erdős-Rényi": make_directed,
    "Barabási-Albert": make_preferential,
    "configuration, Pareto degrees": make_configuration,
}


def make_one_group(seed, n_people):
    """People who turn to anybody, among them 20 who also turn to one another."""
    generator = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(n_people, 4 * n_people, seed=seed)
    inside = generator.random((ONE_GROUP, ONE_GROUP)) < 0.5
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


def find_tribes(graph, seed):
    """Return the tribes of a graph with all defaults."""
    return tb.find_tribes(tb.from_networkx(graph, progress=False), seed=seed, progress=False)


def _count_false(name, make, seeds):
    counts = [len(find_tribes(make(seed), seed)) for seed in seeds]
    found = [count for count in counts if count]
    share = f"{len(found) / len(counts):.0%}"
    return name, str(len(counts)), str(len(found)), share, ", ".join(map(str, found))


def _find_one_group(n_people, seeds):
    n_found, others_in_tribe = 0, []
    for seed in seeds:
        tribes = find_tribes(make_one_group(seed, n_people), seed)
        labels = dict(zip(tribes.network.users, tribes.labels.tolist(), strict=True))
        group = [labels[user] for user in range(ONE_GROUP)]
        most = max(set(group), key=group.count)
        n_found += most >= 0 and group.count(most) >= 0.8 * ONE_GROUP
        others = [labels[user] for user in range(ONE_GROUP, n_people)]
        others_in_tribe.append(np.mean([tribe >= 0 for tribe in others]))
    return f"{n_people}", str(len(seeds)), str(n_found), f"{np.mean(others_in_tribe):.1%}"


def _measure_power(n_groups, signal, seeds):
    found = [len(find_tribes(make_partition(seed, n_groups, signal), seed)) > 0 for seed in seeds]
    return str(n_groups), f"{signal:g}", str(len(found)), str(sum(found))
