"""The whole way on real networks, with defaults only."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.realdata import networks
from tribus._command.main import main

pytestmark = pytest.mark.realdata


@cache
def measure_agreement(name, folder):
    """Agreement (AMI) of the tribes found by defaults with the known groups."""
    events, groups = networks.READERS[name](folder)
    tribes = tb.find_tribes(tb.build_network(events), progress=False)
    found = tribes.to_frame().set_index("user")["tribe"]
    known = pd.Series({user: groups[user] for user in found.index if pd.notna(groups.get(user))})
    agreement = tb.metrics.adjusted_mutual_information(found[known.index], known.factorize()[0])
    print(f"{name}: {tribes}, agreement {agreement:.3f} on {len(known)} users")  # noqa: T201 - asked for
    return agreement


@pytest.mark.parametrize("name", networks.KNOWN)
def test_tribes_agree_with_the_known_groups(real_data, name, record_property):
    agreement = measure_agreement(name, real_data(name))
    record_property("agreement", agreement)
    assert agreement >= networks.KNOWN[name]


def test_tribes_agree_with_the_known_groups_on_the_whole(real_data):
    agreements = [measure_agreement(name, real_data(name)) for name in networks.KNOWN]
    assert np.mean(agreements) >= networks.MEAN


def test_the_command_runs_the_whole_way_on_follows_and_replies(real_data, tmp_path, capsys):
    folder = real_data("us-politics-2019")
    files = [str(folder / "friend_list.csv.gz"), str(folder / "reply_list.csv.gz")]
    out, picture = tmp_path / "tribes.csv", tmp_path / "tribes.png"
    assert main(["run", *files, "--out", str(out), "--picture", str(picture), "--quiet"]) == 0
    table = pd.read_csv(out, dtype={"user": str})
    users = {
        user
        for file in files
        for column in pd.read_csv(file, sep="\t", dtype=str).iloc[:, :2].to_numpy().T
        for user in column
    }
    assert set(table["user"]) == users
    assert len(table) == len(users)
    assert picture.stat().st_size > 10_000
    assert "tribes" in capsys.readouterr().out
