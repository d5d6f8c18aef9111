import pandas as pd
import pytest

from tests.topics.planted import plant_topics
from tribus import find_topics, find_tribes, load
from tribus.errors import OptionError


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0, significance=None)


def test_tribes_are_called_by_their_core_until_they_have_names(tribes):
    assert tribes.given_names == ()
    assert tribes.names == tuple(tribe.core_names() for tribe in tribes)


def test_names_are_in_lines_frames_and_sentences(tribes):
    named = tribes.rename({0: "bakers"})
    assert named == tribes
    assert named.names == ("bakers", *tribes.names[1:])
    assert (named[0].name, named[1].name) == ("bakers", tribes[1].core_names())
    assert repr(named[0]).startswith("<Tribe 0, bakers: 6 members")
    assert named.summary()["name"].tolist() == ["bakers", "", ""]
    of_user = dict(named.to_frame()[["user", "tribe_name"]].itertuples(index=False))
    assert (of_user["baker0"], of_user["cook0"], of_user["loner"]) == ("bakers", "", "")
    own = named.of("baker0")
    assert "in tribe 0 (bakers)" in repr(own)
    assert "tribe 0 (bakers): " in own.explain("baker1").text
    assert "bakers" in named.mixing._repr_html_()
    assert "tribe_name" not in tribes.to_frame()


def test_names_change_one_by_one(tribes):
    named = tribes.rename({0: "bakers", -1: "smiths"}).rename({0: None, 1: " cooks "})
    assert named.given_names == ("", "cooks", "smiths")


def test_names_are_saved_and_belong_to_one_level(tribes, tmp_path):
    named = tribes.rename({0: "bakers"})
    named.save(tmp_path / "t.tribus")
    assert load(tmp_path / "t.tribus").given_names == named.given_names
    assert named.at_level(named.levels.chosen).given_names == named.given_names


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["bakers"], "rename takes a mapping"),
        ({3: "x"}, "tribes are numbered from 0 to 2, got 3"),
        ({0: 7}, "must be a text of at most 60 letters, or None to remove it; got 7"),
        ({0: "x" * 61}, "must be a text of at most 60 letters"),
        ({0: " \t"}, "must have a visible letter"),
        ({0: "a", 1: "a"}, "the tribes 0 and 1 would both be called 'a'; names of tribes must differ"),
    ],
)
def test_names_that_cannot_be_shown_are_errors(tribes, names, message):
    with pytest.raises(OptionError, match=message):
        tribes.rename(names)


def test_topics_name_the_tribes_that_have_some():
    events, tribes, _ = plant_topics(seed=0)
    topics = find_topics(events, tribes, resamples=20, progress=False)
    named = tribes.rename({0: "old name"}).with_names(topics)
    assert all(topics.names)
    assert named.names == topics.names
    assert find_topics(events, named, resamples=20, progress=False) == topics


def test_names_of_other_tribes_are_refused(tribes):
    events, others, _ = plant_topics(seed=0)
    topics = find_topics(events, others, resamples=5, progress=False)
    with pytest.raises(OptionError, match="the topics are of other tribes"):
        tribes.with_names(topics)
    with pytest.raises(OptionError, match="with_names takes the Topics of find_topics, got dict"):
        tribes.with_names({0: "bakers"})


def test_attributes_of_tribes_are_in_frames_and_labels_everywhere(tribes):
    people = pd.DataFrame(
        {"who": ["baker0", "loner"], "name": ["Ana Pan", "Leo"], "role": ["chef", "x"]}
    )
    known = tribes.with_attributes(people)
    frame = known.to_frame().set_index("user")
    assert frame.loc["baker0", ["name", "attribute_role"]].tolist() == ["Ana Pan", "chef"]
    assert repr(known.of("baker0")).startswith("<Tribe of Ana Pan: ")
    assert "Ana Pan" in known[0]._repr_html_()
    assert known.to_networkx().nodes["loner"]["name"] == "Leo"
