"""Answering: predictions of shrunk rates, and medians compared with lifelines."""

import numpy as np

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.conversations import CONVERSATIONS
from tests.realdata.folder import DATA

SETS = ("collegemsg", "higgs")
CLIPS = (1e-6, 0.01)  # raw shares of 0 and 1 have an infinite loss, so they are moved by these
RATE_HEADS = ("events", "users", "people later", "shrunk", "raw ± 1e-06", "raw ± 0.01", "overall share")
MAX_COMPARED_USERS = 400  # of those with two messages or more, evenly over the ids
MEDIAN_HEADS = ("events", "users compared", "equal medians", "not reached in both")


def tables(_options):
    """The loss of later answers, and the medians of both packages."""
    read = {name: CONVERSATIONS[name](DATA / name) for name in SETS}
    return [
        Table(
            "Log-loss of who gets an answer in the later half, predicted from the half before",
            RATE_HEADS,
            [_row(name, compare_rates(table)) for name, table in read.items()],
        ),
        Table(
            "Kaplan-Meier medians against lifelines",
            MEDIAN_HEADS,
            [_median_row(name, compare_medians(table)) for name, table in read.items()],
        ),
    ]


def compare_rates(table):
    """Return the number of users and of people, and the mean log-loss of each prediction.

    The halves have the same number of events. The shrunk rate is ``(n + 1) / (N + 2)``, the raw rate
    ``n / N``, the overall share the same for every user.
    """
    half = len(table) // 2
    first, later = (_measure(part) for part in (table.iloc[:half], table.iloc[half:]))
    both = first.join(later.add_suffix("_later"), how="inner")
    both = both[(both["people_addressing"] > 0) & (both["people_addressing_later"] > 0)]
    raw = both["people_answered"] / both["people_addressing"]
    overall = both["people_answered"].sum() / both["people_addressing"].sum()
    predicted = {
        "shrunk": both["answer_rate"],
        **{f"raw ± {clip:g}": raw.clip(clip, 1 - clip) for clip in CLIPS},
        "overall share": raw * 0 + overall,
    }
    hits, people = both["people_answered_later"], both["people_addressing_later"]
    losses = {name: log_loss(rate, hits, people) for name, rate in predicted.items()}
    return {"users": len(both), "people": int(people.sum()), **losses}


def log_loss(rate, hits, people):
    """Return the mean of ``-log p`` over people, with p the predicted probability of what happened."""
    likelihood = hits * np.log(rate) + (people - hits) * np.log(1 - rate)
    return float(-likelihood.sum() / people.sum())


def compare_medians(table):
    """Return the number of users, of equal medians, and of medians that neither package reaches."""
    from lifelines import KaplanMeierFitter

    people = tb.measure_people(tb.Events.from_frame(table, time="time"), progress=False)
    messages, hours = people.messages, people.answering.hours.value
    wait = messages.wait(people.tables.end) / 3_600_000_000
    users = np.flatnonzero(people.answering.messages > 1)
    users = users[:: -(-len(users) // MAX_COMPARED_USERS)]
    peers = np.array(
        [
            KaplanMeierFitter()
            .fit(wait[messages.received_by(row)], messages.is_answered[messages.received_by(row)])
            .median_survival_time_
            for row in users
        ]
    )
    n_infinite = int((np.isinf(peers) & np.isinf(hours[users])).sum())
    return len(users), int((peers == hours[users]).sum()), n_infinite


def _measure(table):
    events = tb.Events.from_frame(table, time="time", progress=False)
    return tb.measure_people(events, progress=False).to_frame().set_index("user")


def _row(name, found):
    losses = (f"{found[column]:.4f}" for column in RATE_HEADS[3:])
    return (name, f"{found['users']:,}", f"{found['people']:,}", *losses)


def _median_row(name, found):
    return (name, *(f"{number:,}" for number in found))
