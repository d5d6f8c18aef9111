"""What is saved and loaded again is the same, to the byte."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from matplotlib.figure import Figure
from pandas.testing import assert_frame_equal

import tribus as tb
from tests.events.test_properties import integers, read, texts
from tests.results import results_of
from tests.storage.conftest import SAVEABLE
from tests.storage.files import read_parts
from tribus.errors import OptionError

pytestmark = pytest.mark.xdist_group("results")  # one process makes the results


@pytest.fixture(scope="module", params=["plain", "integers", "control", "very long"])
def both(request, tmp_path_factory):
    """Each result that can be saved, and what is loaded again; users have hostile names."""
    folder, results = tmp_path_factory.mktemp("both"), results_of(request.param)
    pairs = {}
    for name in SAVEABLE:
        results[name].save(folder / f"{name}.tribus")
        pairs[name] = results[name], tb.load(folder / f"{name}.tribus")
    return pairs


@pytest.mark.parametrize("name", SAVEABLE)
def test_a_loaded_result_is_equal_with_the_same_displays(both, name):
    saved, loaded = both[name]
    assert type(loaded) is type(saved)
    assert loaded == saved
    assert hash(loaded) == hash(saved)
    assert repr(loaded) == repr(saved)
    assert loaded._repr_html_() == saved._repr_html_()
    assert_frame_equal(loaded.to_frame(), saved.to_frame())


@pytest.mark.parametrize("name", SAVEABLE)
def test_a_loaded_result_is_saved_as_the_same_bytes(both, name, tmp_path):
    saved, loaded = both[name]
    saved.save(tmp_path / "first.tribus")
    loaded.save(tmp_path / "second.tribus")
    assert (tmp_path / "first.tribus").read_bytes() == (tmp_path / "second.tribus").read_bytes()


def test_the_views_of_loaded_tribes_are_the_same(both):
    saved, loaded = both["Tribes"]
    ana, ben, *_ = saved.network.users
    assert loaded.made_by == saved.made_by
    assert str(loaded.made_by) == str(saved.made_by)
    assert str(loaded.explain(ana, ben)) == str(saved.explain(ana, ben))
    assert loaded.of(ana) == saved.of(ana)
    assert_frame_equal(loaded.of(ana).to_frame(), saved.of(ana).to_frame())
    assert_frame_equal(loaded.summary(), saved.summary())
    assert_frame_equal(loaded.mixing.to_frame(), saved.mixing.to_frame())
    assert_frame_equal(loaded.levels.to_frame(), saved.levels.to_frame())
    assert_frame_equal(loaded.facets.to_frame(), saved.facets.to_frame())
    assert loaded.at_level(0) == saved.at_level(0)
    assert np.array_equal(loaded.cuts.value, saved.cuts.value)


def test_a_loaded_network_gives_the_same_tribes(both):
    saved, loaded = both["Network"]
    options = {"resolution": 1.0, "significance": None}
    again = tb.find_tribes(loaded, **options)
    assert again == tb.find_tribes(saved, **options)
    assert again.made_by.digest == tb.find_tribes(saved, **options).made_by.digest


def test_loaded_events_give_the_same_network_and_selections(both):
    saved, loaded = both["Events"]
    assert tb.build_network(loaded, half_life=None) == tb.build_network(saved, half_life=None)
    assert loaded.only(kinds="reply") == saved.only(kinds="reply")
    assert loaded.cleaning == saved.cleaning
    assert loaded.reading == saved.reading


def test_a_loaded_picture_is_the_same(both):
    pictures = []
    for result in both["Tribes"]:
        figure, out = Figure(), io.BytesIO()
        result.plot(ax=figure.subplots())
        figure.savefig(out, format="png", dpi=40)
        pictures.append(out.getvalue())
    assert pictures[0] == pictures[1]


def test_what_two_parts_share_is_saved_once(both):
    _, loaded = both["Tribes"]
    assert loaded.facets.network is loaded.network
    assert loaded.network.evidence.faded is loaded.network.evidence.counts


@settings(max_examples=10, deadline=None)
@given(rows=texts | integers)
def test_any_events_are_the_same_after_loading(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "events.tribus"
    events = read(rows)
    events.save(path)
    loaded = tb.load(path)
    assert loaded == events
    assert len(loaded) == len(events)
    assert_frame_equal(loaded.to_frame(), events.to_frame())


def test_undone_follows_and_posts_to_nobody_are_kept(tmp_path):
    frame = pd.DataFrame(
        {
            "source": ["ana", "ana", "ben"],
            "target": ["ben", "carla", "ana"],
            "kind": "follow",
            "until": ["2024-05-01T00:00Z", None, None],
        }
    )
    events = tb.Events.from_frame(frame, until="until")
    events.save(tmp_path / "events.tribus")
    loaded = tb.load(tmp_path / "events.tribus")
    assert loaded == events
    assert loaded.to_frame()["until"].notna().sum() == 1


def test_the_order_of_rows_does_not_change_the_saved_tables(tmp_path):
    society = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0).to_frame()
    saved = []
    for frame in (society, society.sample(frac=1, random_state=0)):
        tb.Events.from_frame(frame, kind="kind").save(tmp_path / "events.tribus")
        parts = read_parts(tmp_path / "events.tribus")
        saved.append({name: part for name, part in parts.items() if name.endswith(".parquet")})
    assert len(saved[0]) == 2
    assert saved[0] == saved[1]


def test_a_file_with_another_ending_is_not_written(results, tmp_path):
    with pytest.raises(OptionError, match=r"must end in \.tribus or \.zip, got 'tribes\.csv'"):
        results["Tribes"].save(tmp_path / "tribes.csv")
    assert not list(tmp_path.iterdir())


def test_an_option_that_is_not_plain_cannot_be_saved(results, tmp_path):
    from dataclasses import replace

    made_by = replace(results["Network"].made_by, parameters={"half_life": object()})
    with pytest.raises(OptionError, match=r"which cannot be saved; pass plain values"):
        replace(results["Network"], made_by=made_by).save(tmp_path / "network.tribus")
    assert not list(tmp_path.iterdir())
