"""Each user's friends: which list of partners is right about the exchange that follows."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.conversations import CONVERSATIONS
from tests.realdata.folder import DATA
from tests.studies.conversations import DECAY, EXPECTED, add_up, cut, later_acts, linked, predict_replies
from tests.studies.peers import igraph_leiden
from tests.studies.rankings import Partners, harmonic_mean, rank_partners, score_list

SHARES = (0.5, 0.6, 0.7)  # of the events that are known
MAX_USERS = 500  # sampled from the users who can be scored
MIN_PARTNERS = 3  # of a scored user: with fewer every list is the same
LOUD_SHARE = 0.1  # weight of the decayed sum in the last baseline
HEADS = ("list", "hit at 5", "recall at 10", "first is one-sided")
OURS = "`tribes.of(user)`"
BOND = "bond alone"


def tables(_options):
    """One table a set and split: every list, scored for the same users."""
    return [
        measure_set(name, read(DATA / name), share)
        for name, read in CONVERSATIONS.items()
        for share in SHARES
    ]


def measure_set(name, table, share):
    """Return the table of one set of events; its first `share` is known."""
    split = Split.of(table, share)
    n_scored = f"{len(split.users)} of {split.n_eligible:,} users"
    title = f"{name}, {share:.0%} of the events known, {n_scored}"
    if not len(split.users):
        return Table(title, HEADS, [("no list", "nobody exchanges both ways with a partner later")])
    return Table(title, HEADS, [(name, *_format(found)) for name, found in score_lists(split).items()])


@dataclass(frozen=True)
class Split:
    """The network of the known events, and the partners of the users who are scored."""

    network: tb.Network
    sums: sparse.csr_array  # events of i to j
    decayed: tuple  # the same decayed, and its transpose
    users: np.ndarray  # rows
    partners: list
    n_eligible: int

    @classmethod
    def of(cls, table, share, seed=0):
        """Cut the events, and sample users with a later friend among at least three partners."""
        known, later = cut(table, share)
        events = tb.Events.from_frame(known, time="time")
        network = tb.build_network(events, progress=False)
        eighth = DECAY * (events.span[1] - events.span[0])
        decayed = add_up(tb.build_network(events, half_life=eighth, progress=False))
        sums = add_up(network, faded=False)
        eligible = find_eligible(sums, mutual(later_acts(network, later)))
        rows = np.array(list(eligible), np.int64)
        if len(rows) > MAX_USERS:
            rows = np.sort(np.random.default_rng(seed).choice(rows, MAX_USERS, replace=False))
        partners = [eligible[row] for row in rows.tolist()]
        return cls(network, sums, (decayed, decayed.T.tocsr()), rows, partners, len(eligible))


def find_eligible(sums, friends):
    """Return the partners of each user who has at least three, one of them a later friend, by row."""
    received_from = sums.T.tocsr()
    found = {}
    for row in np.flatnonzero(friends.sum(axis=1)).tolist():
        given, received, later = (_dense_row(acts, row) for acts in (sums, received_from, friends))
        rows = np.flatnonzero(given + received)
        partners = Partners(rows, given[rows], received[rows], later[rows] > 0)
        if partners.later.any() and len(rows) >= MIN_PARTNERS:
            found[row] = partners
    return found


def mutual(acts):
    """Return 1 where both users of a pair have events to each other."""
    present = (acts > 0).astype(float)
    return sparse.csr_array(present.multiply(present.T))


def _dense_row(matrix, row):
    return matrix[[row]].toarray().ravel()


def score_lists(split, tribes=None):
    """Return the mean scores of every list over the users of a split."""
    tribes = tribes or tb.find_tribes(split.network, progress=False)
    tie_breaker = np.random.default_rng(0).permutation(split.network.n_users)
    scores = score_partners(split)
    lists = {
        OURS: [list_of(tribes, row) for row in split.users],
        **{
            name: [
                rank_partners(partners, score(row, partners), tie_breaker)
                for row, partners in zip(split.users, split.partners, strict=True)
            ]
            for name, score in scores.items()
        },
    }
    return {
        name: np.nanmean(
            [
                score_list(ranked, partners)
                for ranked, partners in zip(found, split.partners, strict=True)
            ],
            axis=0,
        )
        for name, found in lists.items()
    }


def list_of(tribes, row):
    """Return the rows of the list that `tribes.of` returns, without members who are yet to meet."""
    network = tribes.network
    frame = tribes.of(network.users_of_rows(np.array([row]))[0]).to_frame()
    if "relation" in frame:
        frame = frame[frame["relation"] != "to meet"]
    else:
        frame = frame[frame["given"] + frame["received"] > 0]
    return np.array([network.row_of(user) for user in frame["user"]], np.int64)


def score_partners(split):
    """Return the baselines: functions of a user's row and partners that score each partner."""
    bond, expected = split.network.to_scipy("bond"), predict_replies(split.network)
    tied = linked(split.network)
    degree = np.asarray(tied.sum(axis=0)).ravel()
    rare = 1 / np.log(np.maximum(degree, 2))
    community = igraph_leiden(sparse.csr_array(split.sums + split.sums.T), 0)

    def decayed(row, partners):
        return tuple(_dense_row(acts, row)[partners.rows] for acts in split.decayed)

    def logarithm(row, partners):
        given, received = decayed(row, partners)
        return np.log1p(harmonic_mean(given, received)) + LOUD_SHARE * np.log1p(given + received)

    def adamic_adar(row, partners):
        common = tied[partners.rows].multiply(_dense_row(tied, row) * rare)
        return np.asarray(common.sum(axis=1)).ravel()

    return {
        BOND: lambda row, partners: _dense_row(bond, row)[partners.rows],
        EXPECTED: lambda row, partners: _dense_row(expected, row)[partners.rows],
        "events added up": lambda _, partners: partners.given + partners.received,
        "smaller of both counts": lambda _, partners: np.minimum(partners.given, partners.received),
        "decayed harmonic mean": lambda row, partners: harmonic_mean(*decayed(row, partners)),
        f"log of the same + {LOUD_SHARE:g} log(1 + decayed sum)": logarithm,
        "decayed sum": lambda row, partners: sum(decayed(row, partners)),
        "Adamic-Adar": adamic_adar,
        "same community": lambda row, partners: (community[partners.rows] == community[row]) * 1.0,
    }


def _format(found):
    return tuple("" if np.isnan(value) else f"{value:.3f}" for value in found)
