from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.studies.planted import plant_weighted_ties
from tribus import Events, build_network, find_tribes, from_networkx
from tribus.errors import OptionError, TribusError
from tribus.events import Reading

FRAME = pd.DataFrame(
    {
        "source": ["ana", "ben", "ana", "dan"],
        "target": ["ben", "ana", "carla", "dan"],
        "kind": ["reply", "like"] * 2,
    }
)


@pytest.fixture(scope="module")
def events():
    return Events.from_frame(FRAME)


@pytest.mark.parametrize("wrong", [FRAME, None, "replies.csv", nx.Graph()])
def test_only_events_make_a_network(wrong):
    with pytest.raises(
        OptionError, match=rf"takes Events, got {type(wrong).__name__}; .*makes a network of "
    ):
        build_network(wrong)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("normalization", -0.1, "normalization must be a number from 0 to 1, got -0.1"),
        ("normalization", 1.1, "normalization must be a number from 0 to 1, got 1.1"),
        ("normalization", "half", "normalization must be a number from 0 to 1, got 'half'"),
        ("unanswered_weight", 2, "unanswered_weight must be a number from 0 to 1, got 2"),
        ("unanswered_weight", True, "unanswered_weight must be a number from 0 to 1, got True"),
        ("unanswered_weight", None, "unanswered_weight must be a number from 0 to 1, got None"),
        ("reciprocity_weight", -1, "reciprocity_weight must be a finite number of 0 or more, got -1"),
        (
            "reciprocity_weight",
            float("nan"),
            "reciprocity_weight must be a finite number of 0 or more, got nan",
        ),
        (
            "reciprocity_weight",
            True,
            "reciprocity_weight must be a finite number of 0 or more, got True",
        ),
        (
            "attention_weight",
            float("inf"),
            "attention_weight must be a finite number of 0 or more, got inf",
        ),
        ("attention_weight", "1", "attention_weight must be a finite number of 0 or more, got '1'"),
        ("logarithm", "no", "logarithm must be True or False, got 'no'"),
        ("logarithm", None, "logarithm must be True or False, got None"),
        ("kind_weights", {"lik": 1}, "kind_weights must be one of .*; got 'lik' - did you mean 'like'"),
        (
            "kind_weights",
            {"like": -1},
            r"kind_weights\['like'\] must be a finite number of 0 or more, got -1",
        ),
        (
            "kind_weights",
            {"like": None},
            r"kind_weights\['like'\] must be a finite number of 0 or more, got None",
        ),
        ("kind_weights", [("like", 1)], r"kind_weights must be like \{'like': 0.2\}, got \["),
        ("half_life", "long", "half_life must be like '90d'"),
    ],
)
def test_an_option_out_of_range_is_an_error_that_shows_it(events, option, value, message):
    with pytest.raises(OptionError, match=message):
        build_network(events, **{option: value})


@pytest.mark.parametrize(
    "options",
    [
        {"normalization": 0, "unanswered_weight": 0, "reciprocity_weight": 0, "attention_weight": 0},
        {"normalization": 1, "unanswered_weight": 1, "reciprocity_weight": 5, "attention_weight": 5.5},
        {
            "normalization": np.float32(0.5),
            "unanswered_weight": np.float64(0.1),
            "reciprocity_weight": np.int64(1),
        },
        {"logarithm": np.bool_(0), "kind_weights": {"like": 0, "reply": np.float64(2)}},
    ],
)
def test_the_ends_of_the_ranges_and_numbers_of_numpy_are_options(events, options):
    assert build_network(events, **options).n_ties == 2


def test_a_misspelt_option_is_an_error(events):
    with pytest.raises(TypeError, match="halflife"):
        build_network(events, halflife="90d")


def test_weights_of_zero_for_all_kinds_leave_ties_without_affinity(events):
    network = build_network(events, kind_weights={"reply": 0, "like": 0})
    assert not network.affinity_values.any()
    assert network.n_ties == 2


def test_made_by_has_every_option(events):
    made_by = build_network(
        events, half_life="90d", kind_weights={"like": 0.2}, normalization=0.4
    ).made_by
    assert made_by.function == "build_network"
    assert made_by.parameters == {
        "half_life": "90d",
        "affinity": "balanced",
        "logarithm": True,
        "normalization": 0.4,
        "reciprocity_weight": 0.5,
        "attention_weight": 1.0,
        "kind_weights": {"like": 0.2},
        "unanswered_weight": 0.1,
    }
    again = build_network(events, **made_by.parameters)
    assert again.made_by == made_by
    assert again == build_network(events, half_life="90d", kind_weights={"like": 0.2}, normalization=0.4)


@pytest.mark.parametrize("affinity", ["counts", "ties"])
def test_the_call_of_an_affinity_without_options_repeats_the_network(events, affinity):
    network = build_network(events, affinity=affinity)
    assert network.terms.name == affinity
    assert build_network(events, **network.made_by.parameters) == network


def test_a_changed_option_of_the_affinity_makes_no_choice():
    network, _ = plant_weighted_ties(
        degree=10, signal=6, has_strong_ties_inside=False, seed=0, n_users=300, n_groups=5
    )
    graph = network.to_networkx()
    assert from_networkx(graph).terms.name == "ties"
    assert from_networkx(graph, attention_weight=0.5).terms.name == "balanced"
    assert from_networkx(graph, affinity="counts").terms.name == "counts"


def test_options_of_the_balanced_affinity_with_another_are_an_error(events):
    with pytest.raises(OptionError, match=r"affinity='ties' has no options; .*affinity='balanced'"):
        build_network(events, affinity="ties", normalization=0.2)
    with pytest.raises(OptionError, match="affinity must be"):
        build_network(events, affinity="plain")


def test_the_card_says_how_ties_are_weighed_if_not_in_the_usual_way(events):
    assert "all ties alike" in repr(build_network(events, affinity="ties"))
    assert "ties by their events" in repr(build_network(events, affinity="counts"))
    assert "alike" not in repr(build_network(events))


def test_equal_input_has_an_equal_digest_and_other_input_another(events):
    shuffled = Events.from_frame(FRAME.iloc[::-1])
    more = Events.from_frame(pd.concat([FRAME, FRAME.head(1)]))
    digest = build_network(events).made_by.digest
    assert len(digest) == 16
    assert build_network(shuffled).made_by.digest == digest
    assert build_network(more).made_by.digest != digest


def test_the_events_and_the_options_given_are_left_as_they_were(events):
    weights = {"like": 0.2}
    before = events.to_frame()
    network = build_network(events, kind_weights=weights)
    weights["like"] = 9
    assert network.terms.kind_weights == {"like": 0.2}
    pd.testing.assert_frame_equal(events.to_frame(), before)


def test_every_error_is_one_of_tribus_and_a_value_error(events):
    with pytest.raises(TribusError, match="normalization") as caught:
        build_network(events, normalization=9)
    assert isinstance(caught.value, ValueError)


def test_an_ego_network_names_its_ego(events):
    views = [Reading(origin=f"{name}.zip", ego=name) for name in ("ana", "ana", "ben")]
    of_two = replace(events, reading=tuple(views))
    network = build_network(of_two)
    assert network.egos == of_two.egos == ("ana", "ben")
    for result in (of_two, network, find_tribes(network)):
        assert "ego network of ana, ben" in result._repr_html_()
    assert build_network(events).egos == ()
