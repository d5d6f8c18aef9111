import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, false_discovery_control, fisher_exact, mannwhitneyu

from tribus import Events, build_network, find_tribes

N_TRIBES, SIZE = 4, 30


@pytest.fixture(scope="module")
def tribes():
    """Four tribes of thirty users; each replies to the next four of the tribe, and is answered."""
    rows = [
        (f"u{tribe}-{number}", f"u{tribe}-{(number + step) % SIZE}")
        for tribe in range(N_TRIBES)
        for number in range(SIZE)
        for step in (1, 2, 3, 4)
    ]
    frame = pd.DataFrame([*rows, *[pair[::-1] for pair in rows]], columns=["source", "target"])
    network = build_network(Events.from_frame(frame, kind="reply"))
    found = find_tribes(network, resolution=0.5, significance=None, progress=False)
    assert len(found) == N_TRIBES
    return found


def tribe_of(tribes, user):
    return int(tribes.labels[tribes.network.row_of(user)])


def test_p_values_are_those_of_fishers_exact_test(tribes):
    # 20 of the 30 users of one tribe are from Lugo, and 5 of the 90 others; all others are from Vigo.
    users = [f"u{tribe}-{number}" for tribe in range(N_TRIBES) for number in range(SIZE)]
    city = ["Lugo" if number < 20 or 30 <= number < 35 else "Vigo" for number in range(len(users))]
    known = tribes.with_attributes(pd.DataFrame({"id": users, "city": city}))
    mine = tribe_of(tribes, "u0-0")
    lugo = np.array([20 if tribe == mine else 0 for tribe in range(N_TRIBES)])
    lugo[tribe_of(tribes, "u1-0")] = 5
    tables = [[[n, SIZE - n], [25 - n, 90 - 25 + n]] for n in lugo]
    exact = [fisher_exact(table, alternative="greater").pvalue for table in tables]
    exact += [fisher_exact(np.array(table)[:, ::-1], alternative="greater").pvalue for table in tables]
    found = known.distinctive_attributes(significance=1.0)
    row = found[(found["tribe"] == mine) & (found["value"] == "Lugo")].iloc[0]
    assert row["p_value"] == pytest.approx(false_discovery_control(exact)[mine])
    assert (row["users"], row["share"], row["elsewhere"]) == (20, 20 / 30, pytest.approx(5 / 90))


def test_quantities_are_tested_by_ranks(tribes):
    numbers = np.arange(len(tribes.network.users)) + 100 * (tribes.labels == 2)
    known = tribes.with_attributes(pd.DataFrame({"id": tribes.network.users, "age": numbers}))
    row = known.distinctive_attributes().query("tribe == 2").iloc[0]
    inside = tribes.labels == 2
    ranks = mannwhitneyu(numbers[inside], numbers[~inside])
    assert row["value"] == "higher"
    assert row["share"] == pytest.approx(ranks.statistic / (30 * 90))
    assert row["p_value"] <= 4 * ranks.pvalue


def test_names_are_not_tested_and_given_columns_are(tribes):
    users = tribes.network.users
    people = pd.DataFrame({"id": users, "bio": [f"I am {user}" for user in users], "one": 1})
    known = tribes.with_attributes(people.assign(craft=np.where(tribes.labels == 0, "baker", "cook")))
    assert set(known.distinctive_attributes()["attribute"]) == {"craft"}
    assert len(known.distinctive_attributes(["bio", "one"])) == 0


def test_random_attributes_distinguish_no_tribe(tribes):
    """In 60 draws, at most as many tables have a row as a rate of 5 % gives with 99 % probability."""
    rng, users, n_rejected = np.random.default_rng(0), tribes.network.users, 0
    for _ in range(60):
        letters, numbers = rng.choice(list("xyz"), len(users)), rng.random(len(users))
        people = pd.DataFrame({"id": users, "letter": letters, "number": numbers})
        n_rejected += len(tribes.with_attributes(people).distinctive_attributes()) > 0
    assert n_rejected <= binom.ppf(0.99, 60, 0.05)
