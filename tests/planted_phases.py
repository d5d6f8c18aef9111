"""Societies with a planted phase of each tie in the last window."""

import numpy as np
import pandas as pd

START = pd.Timestamp("2024-01-01", tz="UTC")
KINDS = ["reply", "mention", "like", "repost"]
WINDOW_DAYS, N_WINDOWS = 30, 4
RATE = 5.0  # acts of one side in a window, mean of a Poisson distribution


def make_planted_phases(*, n_groups=12, n_people=300, seed=0):
    """Return events of four windows of 30 days, and the phase of each tie in the last one.

    Groups of four exchange all the time: their ties are in return. Other pairs of people exchange all
    the time without a third (consolidation), exchanged until the third window (dormant), or have one-way
    contact in the last window (sowing). The numbers of acts are random.
    """
    generator = np.random.default_rng(seed)
    users = [f"u{number:03}" for number in generator.permutation(n_people)]
    groups = [users[4 * number : 4 * number + 4] for number in range(n_groups)]
    pairs = iter(zip(users[4 * n_groups :: 2], users[4 * n_groups + 1 :: 2], strict=True))
    planted = [
        (one, other, "return") for own in groups for i, one in enumerate(own) for other in own[i + 1 :]
    ]
    for phase in ("consolidation", "dormant", "sowing"):
        planted += [(*next(pairs), phase) for _ in range(40)]
    rows = [row for tie in planted for row in _act(generator, *tie)]
    rows.append((planted[0][0], planted[0][1], "reply", START))
    rows.append((planted[0][1], planted[0][0], "reply", START + pd.Timedelta(days=119.9)))
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "time"])
    truth = pd.DataFrame(planted, columns=["user", "other", "phase"])
    return frame.sample(frac=1, random_state=seed), truth


def _act(generator, one, other, phase):
    """Yield the events of one tie."""
    windows = {"sowing": [3], "dormant": [0, 1, 2]}.get(phase, range(N_WINDOWS))
    directions = [(one, other), (other, one)][: 1 if phase == "sowing" else 2]
    for window in windows:
        for source, target in directions:
            n_acts = generator.poisson(RATE) + (phase == "sowing")
            for day in generator.uniform(window * WINDOW_DAYS, (window + 1) * WINDOW_DAYS, n_acts):
                yield source, target, KINDS[generator.integers(4)], START + pd.Timedelta(days=day)
