"""Digests of the answers, column by column, for networks that anybody can make."""

import hashlib

import networkx as nx
import pandas as pd

import tribus as tb
from tests.realdata import networks as real
from tests.realdata.folder import DATA

RENAMED_COLUMNS = {"null_agreement": "by_chance"}  # new name: name in the digests
DIGITS = 9  # significant; libraries of mathematics may differ in the last few


def make_networks():
    """Six small networks of different kinds, by name."""
    society = tb.datasets.make_society(seed=0)
    small = tb.datasets.make_society(n_people=60, n_tribes=3, n_ghosts=0, seed=1)
    follows = society.to_frame().query("kind == 'follow'")
    counted = small.to_frame().groupby(["source", "target", "kind"]).size().reset_index(name="count")
    return {
        "society": tb.build_network(society.events, progress=False),
        "small society": tb.build_network(small.events, progress=False),
        "follows only": tb.build_network(tb.Events.from_frame(follows), progress=False),
        "counted": tb.build_network(tb.Events.from_frame(counted, count="count"), progress=False),
        "cliques": tb.from_networkx(nx.connected_caveman_graph(6, 8), progress=False),
        "noise": tb.from_networkx(nx.gnm_random_graph(80, 240, seed=3), progress=False),
    }


def read_real_networks():
    """The real networks whose data are present, by name."""
    return {
        name: tb.build_network(read(DATA / name)[0], progress=False)
        for name, read in real.READERS.items()
        if (DATA / name).is_dir()
    }


def digest_answers(network):
    """The digest of each column of the three tables of answers."""
    tribes = tb.find_tribes(network, progress=False)
    frames = {
        "tribes": tribes.to_frame(),
        "ties": network.to_frame(),
        "levels": tribes.levels.to_frame(),
    }
    return {
        name: {RENAMED_COLUMNS.get(column, column): _digest_column(frame[column]) for column in frame}
        for name, frame in frames.items()
    }


def _digest_column(column):
    values = column.to_numpy()
    if pd.api.types.is_float_dtype(column):
        values = [f"{value:.{DIGITS}g}" for value in values.tolist()]
    text = "\n".join(map(str, list(values)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
