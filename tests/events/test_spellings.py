"""Spellings of one id, and ends that name different people."""

from __future__ import annotations

import pandas as pd
import pytest

from tribus import Events
from tribus.errors import EventsError, TribusWarning
from tribus.recognition.spelling import plain_spelling

SPELLINGS = [
    "ben", "@ben", " ben", "ben ", "\u200bben", "ben\ufeff", "\uff42\uff45\uff4e", "https://x.com/ben",
    "https://twitter.com/ben/", "u/ben", "/u/ben", "https://www.instagram.com/ben",
]  # fmt: skip


def read(sources, targets, **options):
    frame = pd.DataFrame({"source": sources, "target": targets})
    return Events.from_frame(frame, kind="reply", progress=False, **options)


@pytest.mark.parametrize("name", SPELLINGS)
def test_one_id_in_two_spellings_is_one_user(name):
    events = read(["ben", "ana"], ["ana", name])
    assert events.n_users == 2
    assert events.to_frame()["target"].tolist() == ["ben", "ana"]


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_id_without_a_twin_comes_back_as_it_is(name):
    assert read(["ana"], [name]).to_frame()["target"].tolist() == [name]


@pytest.mark.usefixtures("engine")
def test_ids_that_became_floats_are_the_same_users():
    events = read(["25074868", "7"], ["7.0", "25074868.0"])
    assert events.ids.to_pylist() == ["25074868", "7"]
    assert "2 second spellings of ids joined" in events.reading[0].columns


def test_addresses_of_the_fediverse_are_one_user():
    assert plain_spelling("https://mast.example/@ben") == plain_spelling("acct:ben@mast.example")


@pytest.mark.usefixtures("engine")
def test_ids_that_a_spreadsheet_cut_are_an_error():
    with pytest.raises(EventsError, match=r"'1.32190E\+18' was cut by a spreadsheet.*as text"):
        read(["1.32190E+18"], ["ana"])


@pytest.mark.usefixtures("engine")
def test_letter_case_does_not_matter_for_names_of_accounts():
    frame = pd.DataFrame({"from_user": ["AnaPan", "Ben"], "to_user": ["ben", "anapan"]})
    events = Events.from_frame(frame, kind="reply")
    assert events.ids.to_pylist() == ["anapan", "ben"]
    assert Events.from_frame(frame, kind="reply", fold_case=False).n_users == 4


@pytest.mark.usefixtures("engine")
def test_ends_that_share_nobody_are_a_warning_with_examples():
    sources = [f"u{i}" for i in range(30)]
    targets = [f"v{i}" for i in range(30)]
    with pytest.warns(TribusWarning, match=r"of 30 targets in frame only 0 ever act .*'u0'.*'v0'"):
        read(sources, targets)
    read(sources, sources[1:] + sources[:1])
    Events.from_frame(pd.DataFrame({"source": sources, "target": targets}), kind="follow")
    read(["ana"] * 30, targets)
