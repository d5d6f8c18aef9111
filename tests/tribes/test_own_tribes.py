"""The personal tribes of everybody are the ones of each person, written in batches."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

import tribus as tb
from tribus.errors import OptionError
from tribus.tribes import own_tribes

COLUMNS = ["member", "relation", "tribe", "role", "bond", "affinity"]


@pytest.fixture(scope="module")
def tribes():
    events = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1).events
    return tb.find_tribes(tb.build_network(events, half_life="90d"), resolution=1.0)


def test_rows_are_those_of_each_personal_tribe(tribes, tmp_path):
    tribes.write_own_tribes(tmp_path / "own.parquet")
    written = dict(list(pd.read_parquet(tmp_path / "own.parquet").groupby("user", sort=False)))
    assert list(written) == [user for user in tribes.network if len(tribes.of(user).to_frame())]
    for user, rows in written.items():
        own = tribes.of(user).to_frame().rename(columns={"user": "member"})
        own = own[own["relation"] != "to meet"][COLUMNS]
        pd.testing.assert_frame_equal(rows[COLUMNS].reset_index(drop=True), own, check_dtype=False)


def test_no_batch_is_much_larger_than_asked(tribes, tmp_path, monkeypatch):
    tribes.write_own_tribes(tmp_path / "whole.parquet")
    most = max(tribes.network.users_to_frame()["ties"])
    monkeypatch.setattr(own_tribes, "ROWS_PER_BATCH", 100)
    sizes = [len(batch) for batch in own_tribes.iterate_batches(tribes)]
    assert len(sizes) > 5
    assert max(sizes) < 100 + most
    tribes.write_own_tribes(tmp_path / "parts.parquet")
    whole, parts = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("whole", "parts"))
    assert parts.equals(whole)


def test_integers_and_people_without_ties_are_written(tmp_path):
    frame = pd.DataFrame({"source": [1, 2, 1, 7], "target": [2, 1, 3, 7]})
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    tb.find_tribes(network, resolution=1.0).write_own_tribes(tmp_path / "own.parquet")
    written = pd.read_parquet(tmp_path / "own.parquet")
    assert written["user"].dtype == "int64"
    assert sorted(zip(written["user"], written["member"], written["relation"], strict=True)) == [
        (1, 2, "friend"),
        (1, 3, "heard"),
        (2, 1, "friend"),
        (3, 1, "listening"),
    ]


def test_other_endings_and_engines_are_errors(tribes, tmp_path):
    with pytest.raises(OptionError, match=r"must end in \.parquet or \.pq, got 'own.csv'"):
        tribes.write_own_tribes(tmp_path / "own.csv")
    with pytest.raises(OptionError, match=r"engine must be a Spark session, .* got 'spark'"):
        tribes.write_own_tribes(tmp_path / "own.parquet", engine="spark")
