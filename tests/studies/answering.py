"""Answering: predictions of shrunk rates, and medians compared with lifelines."""

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.report import Table
from tests.realdata.conversations import CONVERSATIONS
from tests.realdata.folder import DATA
from tribus.people.answering import measure_answering

SETS = ("collegemsg", "higgs", "digg-reply")
CLIP = 0.01  # raw shares of 0 and 1 have an infinite loss, so they are moved by this
SMALL_CLIP = 1e-6
RATE_HEADS = (
    *("events", "left out at the end", "users", "people later", "shrunk", f"shrunk ± {CLIP:g}"),
    *(f"raw ± {SMALL_CLIP:g}", f"raw ± {CLIP:g}", "uniform prior", "overall share"),
)
LEFT_OUT = (0.0, 0.1)  # of the span of each half: messages at its end have little time for an answer
MAX_COMPARED_USERS = 400  # of those with two messages or more, evenly over the ids
MEDIAN_HEADS = ("events", "users compared", "equal medians", "not reached in both")


def tables(_options):
    """The loss of later answers, and the medians of both packages."""
    read = {name: CONVERSATIONS[name](DATA / name) for name in SETS}
    return [
        Table(
            "Log-loss of who gets an answer in the later half, predicted from the half before",
            RATE_HEADS,
            [
                _row(name, share, compare_rates(table, share))
                for name, table in read.items()
                for share in LEFT_OUT
            ],
        ),
        Table(
            "Kaplan-Meier medians against lifelines",
            MEDIAN_HEADS,
            [_median_row(name, compare_medians(read[name])) for name in SETS[:2]],
        ),
    ]


def compare_rates(table, left_out=0.0):
    """Return the number of users and of people, and the mean log-loss of each prediction.

    The halves have the same number of events. All predictions are of the same users: those whom somebody
    addressed in both halves. The shrunk rate is `answer_rate`, the raw rate ``n / N``, the rate with a
    uniform prior ``(n + 1) / (N + 2)``, and the overall share the same for every user. Messages in the
    last part of each half, of this share of its span, are left out of all counts.
    """
    half = len(table) // 2
    first, later = (_measure(part, left_out) for part in (table.iloc[:half], table.iloc[half:]))
    both = first.join(later.add_suffix("_later"), how="inner")
    both = both[(both["addressing"] > 0) & (both["addressing_later"] > 0)]
    raw = both["answered"] / both["addressing"]
    overall = both["answered"].sum() / both["addressing"].sum()
    predicted = {
        "shrunk": both["rate"],
        f"shrunk ± {CLIP:g}": both["rate"].clip(CLIP, 1 - CLIP),
        f"raw ± {SMALL_CLIP:g}": raw.clip(SMALL_CLIP, 1 - SMALL_CLIP),
        f"raw ± {CLIP:g}": raw.clip(CLIP, 1 - CLIP),
        "uniform prior": (both["answered"] + 1) / (both["addressing"] + 2),
        "overall share": (raw * 0 + overall).clip(SMALL_CLIP, 1 - SMALL_CLIP),
    }
    hits, people = both["answered_later"], both["addressing_later"]
    losses = {name: log_loss(rate, hits, people) for name, rate in predicted.items()}
    return {"users": len(both), "people later": int(people.sum()), **losses}


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


def _measure(table, left_out):
    """Return the people who addressed each user, those answered, and the shrunk rate."""
    people = tb.measure_people(tb.Events.from_frame(table, time="time", progress=False), progress=False)
    tables, messages = people.tables, people.messages
    answering = people.answering
    if left_out:
        last = tables.end - left_out * (tables.end - tables.start)
        answering = measure_answering(messages, tables, messages.since <= last)
    columns = {
        "addressing": answering.addressing,
        "answered": answering.people_answered,
        "rate": answering.rate.value,
    }
    return pd.DataFrame(columns, index=people.users)


def _row(name, left_out, found):
    losses = (f"{found[column]:.4f}" for column in RATE_HEADS[4:])
    return (name, f"{left_out:.0%}", f"{found['users']:,}", f"{found['people later']:,}", *losses)


def _median_row(name, found):
    return (name, *(f"{number:,}" for number in found))
