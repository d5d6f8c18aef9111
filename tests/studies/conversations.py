"""Later conversations: who will answer whom, predicted from the first part of the events."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.metrics import average_precision_score

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.conversations import CONVERSATIONS
from tests.realdata.folder import DATA
from tests.ties.whole_network import expect_replies

SHARES = (0.5, 0.6, 0.7)  # of the events that are known; the rest is predicted
DECAY = 1 / 8  # half-life of decayed baselines, as a share of the known time
SAME_TRIBE = 0.5  # added weight of a bond inside a tribe
BOND, WITH_TRIBE, BEST = "bond", "bond, half as much again in a tribe", "best baseline"
EXPECTED = "expected reply"
WITHOUT = {  # terms of the bond that are switched off
    "bond without decay": {"half_life": None},
    "bond of mutual exchange only": {"unanswered_weight": 0},
}
EACH_OTHER = "pairs who answer each other, of all pairs seen before"
FIRST_ANSWER = "first answers, of pairs with one-way events"
NEWLY_MET = "first contacts, of pairs with a common partner"


@dataclass
class Pairs:
    """Pairs of users of the known part, by row, and whether each is a hit later."""

    one: np.ndarray
    other: np.ndarray
    hit: np.ndarray


def tables(_options):
    """Return the average precision of every score at every split, for each question."""
    made = {}
    for name, read in CONVERSATIONS.items():
        table = read(DATA / name)
        for share in SHARES:
            for question, (scores, hit) in score_split(table, share).items():
                column = made.setdefault((question, name), {})
                column[f"{share:.0%}"] = _measure(scores, hit)
    return [_make_table(question, name, columns) for (question, name), columns in made.items()]


def score_split(table, share):
    """Return scores and hits of the pairs, for each question that the table can answer."""
    known, later = cut(table, share)
    events = tb.Events.from_frame(known, time="time")
    network = tb.build_network(events, progress=False)
    sums = add_up_acts(events, network)
    tribe = tb.find_tribes(network, progress=False).labels
    after = later_acts(network, later)
    seen = find_seen(network, after)
    asked = {}
    if seen.hit.any():
        scores = score_bonds(events, network, tribe, seen) | score_seen(network, sums, tribe, seen)
        asked[EACH_OTHER] = scores, seen.hit
        there, back = (sums[""][ends].ravel() for ends in _both_ways(seen))
        answer = np.where(there > 0, *(after[ends].ravel() for ends in reversed(_both_ways(seen))))
        one_way = (there == 0) | (back == 0)
        asked[FIRST_ANSWER] = {k: v[one_way] for k, v in scores.items()}, answer[one_way] > 0
    else:  # nobody is ever answered: every pair occurs once
        met = find_strangers(network, after)
        asked[NEWLY_MET] = score_strangers(network, sums, tribe, met), met.hit
    return asked


def cut(table, share):
    """Split the events in time: the first `share` of them, and the rest."""
    moment = table["time"].iloc[int(share * (len(table) - 1))]
    return table[table["time"] <= moment], table[table["time"] > moment]


def add_up_acts(events, network):
    """Return event counts of ordered pairs, raw and decayed with one or two half-lives."""
    eighth = DECAY * (events.span[1] - events.span[0])
    decayed = tb.build_network(events, half_life=eighth, progress=False)
    sums = {"": add_up(network, faded=False), f"decayed (half-life {DECAY:g}) ": add_up(decayed)}
    if network.half_life:
        sums["decayed (half-life of the bond) "] = add_up(network)
    return sums


def add_up(network, *, faded=True):
    """Return events of ordered pairs, over all kinds."""
    return network.evidence.structure.to_csr(network.evidence.total(faded=faded))


def later_acts(network, later):
    """Return later events of ordered pairs of known users."""
    row = pd.Series(np.arange(network.n_users), index=network.users)
    later = later[later["source"].isin(row.index) & later["target"].isin(row.index)]
    ends = row[later["source"]].to_numpy(), row[later["target"]].to_numpy()
    return sparse.csr_array((np.ones(len(later)), ends), shape=(network.n_users,) * 2)


def find_seen(network, after):
    """Return pairs with events in the known part; a hit has events both ways later."""
    structure = network.evidence.structure
    once = structure.rows < structure.indices
    pairs = Pairs(structure.rows[once], structure.indices[once], np.empty(0, bool))
    there, back = (after[ends].ravel() for ends in _both_ways(pairs))
    pairs.hit = (there > 0) & (back > 0)
    return pairs


def find_strangers(network, after):
    """Return pairs without a tie and with a common partner; a hit has events later."""
    tied = linked(network)
    reach = sparse.triu(tied @ tied, 1).tocsr()
    reach = reach - reach.multiply(tied)
    reach.eliminate_zeros()
    reach = reach.tocoo()
    pairs = Pairs(reach.row, reach.col, np.empty(0, bool))
    there, back = (after[ends].ravel() for ends in _both_ways(pairs))
    pairs.hit = (there > 0) | (back > 0)
    return pairs


def linked(network):
    """Return 1 where two users have a tie."""
    return network.evidence.structure.to_csr(np.ones(len(network.evidence.structure.indices)))


def score_bonds(events, network, tribe, pairs):
    """Return the bond of tied pairs: alone, with their tribes, and without each of its terms."""
    bond = read_weight(network, "bond", pairs)
    same = tribe_shared(tribe, pairs)
    without = {
        name: read_weight(
            tb.build_network(events, **({"half_life": network.half_life} | options), progress=False),
            "bond",
            pairs,
        )
        for name, options in WITHOUT.items()
    }
    expected = predict_replies(network)[pairs.one, pairs.other].ravel()
    return {BOND: bond, WITH_TRIBE: bond * (1 + SAME_TRIBE * same), **without, EXPECTED: expected}


def predict_replies(network):
    """Return the expected replies of all ties."""
    evidence = network.evidence
    counts, decayed = evidence.talk, evidence.exchange(faded=True)
    return evidence.structure.to_csr(expect_replies(evidence.structure, counts, decayed))


def read_weight(network, weight, pairs):
    """Return a weight of each pair."""
    return network.to_scipy(weight)[pairs.one, pairs.other].ravel()


def score_seen(network, sums, tribe, pairs):
    """Return every baseline for tied pairs."""
    scores = {}
    for name, acts in sums.items():
        there, back = (acts[ends].ravel() for ends in _both_ways(pairs))
        scores |= {
            f"{name}counts, added": there + back,
            f"{name}counts, geometric mean": np.sqrt(there * back),
            f"{name}counts, smaller": np.minimum(there, back),
            f"{name}logarithms, geometric mean": np.sqrt(np.log1p(there) * np.log1p(back)),
        }
    positions = score_positions(network, tribe, pairs)
    return scores | positions | {"affinity": read_weight(network, "affinity", pairs)}


def score_strangers(network, sums, tribe, pairs):
    """Return every score of pairs without a tie: by common partners, or by the activity of both."""
    same = tribe_shared(tribe, pairs)
    bonds = network.to_scipy("bond")
    bonded = _product(bonds.sum(axis=0), pairs)
    return {
        "bonds of both": bonded,
        "bonds of both, half as much again in a tribe": bonded * (1 + SAME_TRIBE * same),
        "bonds to common partners": (bonds @ bonds)[pairs.one, pairs.other].ravel(),
        "counts, any mean": np.zeros(len(same)),
        **score_positions(network, tribe, pairs),
        "common partners": (linked(network) @ linked(network))[pairs.one, pairs.other].ravel(),
        "activity of both": _product((sums[""] + sums[""].T).sum(axis=0), pairs),
    }


def score_positions(network, tribe, pairs):
    """Return scores from the position of two users in the network, without their own events."""
    tied = linked(network)
    ties = np.asarray(tied.sum(axis=0)).ravel()
    rare = sparse.diags_array(1 / np.log(np.maximum(ties, 2)))
    return {
        "Adamic-Adar": sparse.csr_array(tied @ rare @ tied)[pairs.one, pairs.other].ravel(),
        "same tribe or not": tribe_shared(tribe, pairs).astype(float),
    }


def tribe_shared(tribe, pairs):
    """Return whether the two are in one tribe."""
    return (tribe[pairs.one] == tribe[pairs.other]) & (tribe[pairs.one] >= 0)


def _both_ways(pairs):
    return (pairs.one, pairs.other), (pairs.other, pairs.one)


def _product(values, pairs):
    values = np.asarray(values).ravel()
    return values[pairs.one] * values[pairs.other]


def _measure(scores, hit):
    rows = {name: average_precision_score(hit, score) for name, score in scores.items()}
    best = max(value for name, value in rows.items() if not name.startswith(("bond", EXPECTED)))
    return {**rows, BEST: best, "random": hit.mean()}


def _make_table(question, name, columns):
    frame = pd.DataFrame(columns)
    rows = [(method, *(f"{value:.4f}" for value in frame.loc[method])) for method in frame.index]
    heads = ("score", *(f"{share} known" for share in frame.columns))
    return Table(f"{name}, {question}: average precision", heads, rows)
