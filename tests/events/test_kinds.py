from __future__ import annotations

import pandas as pd
import pytest

from tribus import Events
from tribus.errors import EventsError, OptionError
from tribus.events.kinds import KINDS, map_kinds, read_kind_names


def test_our_own_kinds_need_no_mapping():
    assert map_kinds(KINDS, read_kind_names(None)) == {kind: kind for kind in KINDS}


def test_letter_case_and_space_around_a_kind_do_not_matter():
    assert map_kinds(["Reply", " LIKE "], read_kind_names(None)) == {"Reply": "reply", " LIKE ": "like"}


def test_your_own_names_are_mapped_in_any_letter_case():
    assert map_kinds(["rt", "RT", "reply"], read_kind_names({"Rt": "repost"})) == {
        "rt": "repost",
        "RT": "repost",
        "reply": "reply",
    }


def test_a_mapping_may_overrule_our_own_names():
    assert map_kinds(["like"], read_kind_names({"like": "repost"})) == {"like": "repost"}


def test_kinds_that_are_numbers_can_be_mapped():
    frame = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"], "kind": [1, 2]})
    events = Events.from_frame(frame, kinds={1: "reply", "2": "like"})
    assert events.counts == {"reply": 1.0, "like": 1.0}


@pytest.mark.parametrize(
    ("kind", "near"), [("replyy", "reply"), ("Mentions", "mention"), ("retweets", "retweet")]
)
def test_an_unknown_kind_is_an_error_that_offers_the_nearest(kind, near):
    with pytest.raises(EventsError, match=rf"unknown kind '{kind}' - did you mean '{near}'"):
        map_kinds([kind], read_kind_names({"retweet": "repost"}))


def test_an_unknown_kind_in_a_table_is_an_error_that_says_how_to_map_it():
    frame = pd.DataFrame({"source": ["ana"], "target": ["ben"], "kind": ["retwet"]})
    with pytest.raises(EventsError, match=r"the kinds are follow, .* kinds=\{'retwet': 'repost'\}"):
        Events.from_frame(frame)


def test_a_row_without_kind_is_an_error_unless_mapped():
    frame = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "kind": ["reply", None]})
    with pytest.raises(EventsError, match="unknown kind ''"):
        Events.from_frame(frame)
    assert Events.from_frame(frame, kinds={"": "like"}).counts == {"reply": 1.0, "like": 1.0}


def test_a_mapping_to_an_unknown_kind_offers_the_nearest():
    with pytest.raises(
        OptionError, match=r"maps to 'replay', which is not a kind - did you mean 'reply'"
    ):
        read_kind_names({"x": "replay"})


@pytest.mark.parametrize("mapping", ["repost", ["rt"], 3])
def test_kinds_that_are_not_a_dict_are_an_error(mapping):
    with pytest.raises(OptionError, match=r"kinds must be a dict like .*, got "):
        read_kind_names(mapping)


def test_the_error_of_an_unknown_kind_maps_it_to_the_most_similar_kind():
    with pytest.raises(EventsError, match=r"'mencion'.*so is 'zzz'; .*kinds=\{'mencion': 'mention'\}"):
        map_kinds(["mencion", "reply", "zzz"], read_kind_names(None))
