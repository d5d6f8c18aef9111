"""The contract of all results: safe display, immutability, documented frames, provenance."""

import copy
import pickle
import re
from dataclasses import FrozenInstanceError, fields, is_dataclass
from html.parser import HTMLParser
from io import BytesIO
from itertools import chain

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from defusedxml import ElementTree
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from tests.results import HOSTILE, make_results, results_of
from tribus import Events, build_network, find_tribes
from tribus.errors import OptionError

NAMES = [
    "Events",
    "Network",
    "Reciprocity",
    "Tribes",
    "Mixing",
    "Comparison",
    "AgreementCurve",
    "Levels",
    "Verdict",
    "Tribe",
    "PersonalTribe",
    "Lonely tribe",
    "Facets",
    "Facet",
    "PersonalFacets",
    "Stability",
    "PersonStability",
    "Timeline",
    "TimelineWindow",
    "PersonalTimeline",
    "Returns",
    "Sowing",
    "Topics",
    "TribeWords",
    "Coherence",
    "Attributes",
    "AttributeAgreement",
    "Explanation",
    "Cleaning",
    "Reading",
    "People",
    "Account",
    "Society",
]
DRAWN = [
    "AttributeAgreement",
    "Tribes",
    "Mixing",
    "Tribe",
    "PersonalTribe",
    "Lonely tribe",
    "Stability",
    "People",
    "Account",
    "Topics",
    "TribeWords",
    "Timeline",
    "PersonalTimeline",
    "Returns",
    "Sowing",
]
NUMBERED = ["Tribes", "Facets", "PersonalFacets", "Levels", "Timeline", "Topics"]
CONTAINERS = [*NUMBERED, "Network", "Reciprocity", "Tribe", "PersonalTribe", "Lonely tribe", "People"]
WITH_MADE_BY = ["Network", "Tribes", "Tribe", "PersonalTribe", "Lonely tribe"]
CARD_TAGS = {
    *("style", "div", "h4", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "p"),
    *("details", "summary", "code"),
    *("svg", "g", "rect", "circle", "path", "polyline", "text"),
}
ENDS = ("", "_low", "_high")  # of the columns of an estimate
FRAMES = {  # columns and the dtypes of the numbers
    "Events": {"source": None, "target": None, "kind": None, "time": None, "count": "float64"},
    "Network": {
        "user": None,
        "other": None,
        "affinity": "float64",
        "bond": "float64",
        **dict.fromkeys(["reply_given", "reply_received", "like_given", "like_received"], "float64"),
    },
    "Reciprocity": {
        "links": "int64",
        "reciprocity": "float64",
        "reciprocity_beyond_chance": "float64",
        "events": "float64",
        "weighted_reciprocity": "float64",
    },
    "Tribes": {
        "user": None,
        "tribe": "int32",
        "role": None,
        "belonging": "float64",
        "certainty": "float64",
        "bond": "float64",
        "ties": "int64",
        "given": "float64",
        "received": "float64",
    },
    "Mixing": {
        **dict.fromkeys(["source", "target"], "int32"),
        **dict.fromkeys(["events", "expected", "ratio", "returned"], "float64"),
    },
    "Comparison": {"user": None, "before": "int32", "after": "int32", "change": None},
    "AgreementCurve": {
        **dict.fromkeys(["resolution", "agreement", "null_agreement", "stability"], "float64"),
        **dict.fromkeys(["standard_error", "groups"], "float64"),
        "level": "int64",
        "chosen": "bool",
    },
    "Levels": {
        **dict.fromkeys(["level", "tribes", "users"], "int64"),
        **dict.fromkeys(["resolution", "agreement", "null_agreement", "stability", "nested"], "float64"),
        "chosen": "bool",
    },
    "Verdict": {
        **dict.fromkeys(["p_value", "significance", "excess"], "float64"),
        "n_rewired": "int64",
        "n_circles": "int64",
        "has_tribes": "bool",
    },
    "Facets": {"user": None, "facet": "int32", "degree": "float64", "tribe": "int32"},
    "Facet": {"user": None, "degree": "float64", "facets": "int64", "tribe": "int32"},
    "PersonalFacets": {
        "facet": "int32",
        "degree": "float64",
        "user": None,
        **dict.fromkeys(["bond", "affinity"], "float64"),
    },
    "Tribe": {
        "user": None,
        "role": None,
        "belonging": "float64",
        "bond": "float64",
        "given": "float64",
        "received": "float64",
    },
    "PersonalTribe": {
        **dict.fromkeys(["user", "relation"]),
        "tribe": "int32",
        "role": None,
        **dict.fromkeys(["bond", "affinity", "given", "received", "balance"], "float64"),
        "expected_reply": "float64",
    },
}
FRAMES["PersonStability"] = {"user": None, "together": "float64"}
FRAMES["Stability"] = {
    "user": None,
    "tribe": "int32",
    "certainty": "float64",
    "probability": "float64",
    "second": "int32",
    "second_probability": "float64",
    "seen": "float64",
    "consensus": "int32",
    "between": "bool",
}
FRAMES["Lonely tribe"] = FRAMES["PersonalTribe"]
FRAMES["Explanation"] = {
    "term": None,
    "kind": None,
    **dict.fromkeys(["given", "received", "expected_given", "expected_received"], "float64"),
    **dict.fromkeys(["age_given_days", "age_received_days", "affinity", "bond"], "float64"),
}
FRAMES["Attributes"] = dict.fromkeys(["name", "<i>city"])
FRAMES["AttributeAgreement"] = {
    "tribe": "int32",
    "value": None,
    "users": "int64",
    **dict.fromkeys(["share", "share_of_value"], "float64"),
}
FRAMES["Coherence"] = {
    "user": None,
    **dict.fromkeys(["coherence", "similarity", "expected", "p_value"], "float64"),
    **dict.fromkeys(["own_texts", "authors"], "int64"),
}
FRAMES["Cleaning"] = {"what": None, "rows": "int64"}
FRAMES["Reading"] = {"what": None, "records": "int64"}
FRAMES["People"] = {
    "user": None,
    "tribe": "int32",
    **{
        f"{name}{end}": "float64"
        for name in ("answer_rate", "median_answer_hours", "monologue")
        for end in ENDS
    },
    "reach": "int64",
    **{f"{name}{end}": "float64" for name in ("conversation", "applause") for end in ENDS},
    **dict.fromkeys(["people_addressing", "people_answered", "messages", "waiting"], "int64"),
    **dict.fromkeys(["sent", "sent_answered", "talks_with", "talks_about"], "int64"),
    **dict.fromkeys(["posts", "exchanges", "likes_and_reposts"], "float64"),
    **{f"active_follower_share{end}": "float64" for end in ENDS},
    "position": None,
    "reach_inside": "int64",
    **{f"answer_rate_inside{end}": "float64" for end in ENDS},
}
FRAMES["Account"] = {"measure": None, **dict.fromkeys(["value", "low", "high", "count"], "float64")}
FRAMES["Timeline"] = {"window": None, "user": None, "tribe": "int32", "certainty": "float64"}
FRAMES["Returns"] = {
    "relation": None,
    "outcomes": "int64",
    **dict.fromkeys(["amount", "share", "low", "high"], "float64"),
}
FRAMES["Sowing"] = {
    **dict.fromkeys(["stage", "by", "group"]),
    **dict.fromkeys(["ties", "happened"], "int64"),
    **dict.fromkeys(["share", "low", "high", "base_rate"], "float64"),
    **dict.fromkeys(["median_days", "median_low", "median_high"], "float64"),
}
FRAMES["TimelineWindow"] = FRAMES["Timeline"]
FRAMES["Topics"] = {
    "tribe": "int32",
    "word": None,
    **dict.fromkeys(["score", "p_value"], "float64"),
    "authors": "int64",
    **dict.fromkeys(["share", "elsewhere", "odds_ratio", "low", "high", "stability"], "float64"),
    **dict.fromkeys(["example", "example_author"]),
}
FRAMES["TribeWords"] = FRAMES["Topics"]
FRAMES["PersonalTimeline"] = {
    "window": None,
    "tribe": "int32",
    "certainty": "float64",
    "state": None,
    "belonging": "float64",
    "partners": "int64",
    "churn": "float64",
}
FRAMES["Society"] = {"source": None, "target": None, "kind": None, "time": None}


pytestmark = pytest.mark.xdist_group("results")  # one process makes the results


@pytest.fixture(scope="module")
def all_results():
    return {ids: results_of(ids) for ids in HOSTILE}


@pytest.fixture(scope="module")
def each(all_results):
    """Return one kind of result for users with each kind of name."""
    return lambda name: [results[name] for results in all_results.values()]


@pytest.mark.parametrize("name", NAMES)
def test_the_repr_is_one_line_of_at_most_88_characters(each, name):
    for result in each(name):
        line = repr(result)
        assert len(line) <= 88
        assert len(line.splitlines()) == 1
        assert line.isprintable()
        assert line.startswith("<")
        assert line.endswith(">")
        assert name in {"Explanation", "Reading"} or str(result) == line


def test_an_explanation_prints_as_printable_lines(each):
    for explanation in each("Explanation"):
        lines = str(explanation).split("\n")
        assert len(lines) > 3
        assert all(line.isprintable() for line in lines)


def test_a_reading_prints_as_one_printable_line(each):
    assert all(str(reading).isprintable() for reading in each("Reading"))


class Card(HTMLParser):
    """Parser of the tags, attributes and text of a card."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], set(), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("name", NAMES)
def test_the_card_is_safe_self_contained_and_small(each, name):
    for result in each(name):
        html = result._repr_html_()
        card = Card(html)
        assert set(card.tags) <= CARD_TAGS
        assert not [name for name in card.attributes if name.startswith(("on", "href", "src", "style"))]
        assert not re.search(r"http|url\(|@import|<script", html, re.IGNORECASE)
        assert len(html.encode()) < 60_000
        assert html.replace("\n", "").isprintable()  # lines end in its style sheet


@pytest.mark.parametrize(
    ("name", "number"), [("Tribes", 2), ("Tribes", 5), ("PersonalTribe", 0), ("Lonely tribe", 6)]
)
def test_the_card_shows_ids_as_they_are(all_results, name, number):
    for ids in ("plain", "integers", "quotes"):
        text = Card(all_results[ids][name]._repr_html_()).text
        assert str(HOSTILE[ids][number]) in text


@pytest.mark.parametrize("name", DRAWN)
def test_pictures_have_no_warnings_and_no_tags_of_names(each, name):
    for result in each(name):
        figure, out = Figure(), BytesIO()
        result.plot(ax=figure.subplots())
        with mpl.rc_context({"svg.fonttype": "none"}):
            figure.savefig(out, format="svg")
        elements = ElementTree.fromstring(out.getvalue()).iter()
        tags = {element.tag.rpartition("}")[2] for element in elements}
        assert not tags & {"script", "img", "image", "b"}


@pytest.mark.parametrize("name", ["Tribes", "PersonalTribe", "Lonely tribe"])
def test_names_in_pictures_are_literal_text(all_results, name):
    ax = Figure().subplots()
    with mpl.rc_context({"text.usetex": True}):
        all_results["mathematics"][name].plot(ax=ax)
    named = [text for text in (*ax.texts, ax.title) if "$" in text.get_text()]
    assert named
    assert not any(text.get_usetex() or text.get_parse_math() for text in named)


def test_names_of_columns_are_escaped():
    frame = pd.DataFrame({"<script>1</script>": ["a"], "<img src=x>": ["b"]})
    events = Events.from_frame(frame, source="<script>1</script>", target="<img src=x>", kind="reply")
    assert not re.search(r"<(script|img)", events._repr_html_())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_can_be_assigned(all_results, name):
    result = all_results["plain"][name]
    assert is_dataclass(result)
    for attribute in [*(field.name for field in fields(result)), "new"]:
        with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{attribute}'"):
            setattr(result, attribute, None)
        with pytest.raises(FrozenInstanceError, match="cannot delete field"):
            delattr(result, attribute)


def arrays_of(thing):
    """Return every array in a result and in the results inside it."""
    if isinstance(thing, np.ndarray):
        return [thing]
    if isinstance(thing, dict):
        return list(chain.from_iterable(map(arrays_of, thing.values())))
    if isinstance(thing, tuple):
        return list(chain.from_iterable(map(arrays_of, thing)))
    if is_dataclass(thing):
        return arrays_of(vars(thing))
    return []


@pytest.mark.parametrize("name", NAMES)
def test_arrays_are_read_only(all_results, name):
    result = all_results["plain"][name]
    result._repr_html_()  # fills the cached properties
    arrays = arrays_of(result)
    assert arrays or name in {
        "Events",
        "Reciprocity",
        "Attributes",
        "Explanation",
        "Cleaning",
        "Verdict",
        "Reading",
        "Returns",
        "Sowing",
    }
    assert not any(array.flags.writeable for array in arrays)


@pytest.mark.parametrize("name", NAMES)
def test_pickles_are_equal_and_read_only(all_results, name):
    result = all_results["control"][name]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(result, protocol))  # noqa: S301 - our own
        assert again == result
        assert not any(array.flags.writeable for array in arrays_of(again))
    assert repr(again) == repr(result)
    assert again._repr_html_() == result._repr_html_()
    pd.testing.assert_frame_equal(again.to_frame(), result.to_frame())


@pytest.mark.parametrize("name", NAMES)
def test_copies_are_equal(all_results, name):
    result = all_results["plain"][name]
    assert copy.copy(result) == result
    assert copy.deepcopy([result]) == [result]


@pytest.mark.parametrize("name", NAMES)
def test_frames_have_the_documented_columns(each, name):
    documented = {column: dtype for column, dtype in FRAMES[name].items() if dtype}
    for result in each(name):
        frame = result.to_frame()
        assert list(frame.columns) == list(FRAMES[name])
        assert {column: str(frame.dtypes[column]) for column in documented} == documented


@pytest.mark.parametrize("ids", ["integers", "control"])
def test_a_second_run_is_the_same(all_results, ids):
    first, second = all_results[ids], make_results(HOSTILE[ids])
    for name in NAMES:
        pd.testing.assert_frame_equal(first[name].to_frame(), second[name].to_frame())
        assert repr(first[name]) == repr(second[name])
        assert first[name]._repr_html_() == second[name]._repr_html_()
    for name in CONTAINERS:
        assert first[name] == second[name]
        assert hash(first[name]) == hash(second[name])


def test_frames_do_not_share_memory_with_the_result(all_results):
    for name in NAMES:
        result = all_results["plain"][name]
        before, taken = result.to_frame(), result.to_frame()
        for column in taken.select_dtypes("number"):
            taken[column] = 0
        pd.testing.assert_frame_equal(result.to_frame(), before)


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers_have_length_iteration_and_membership(each, name):
    for result in each(name):
        items = list(result)
        assert len(result) == len(items)
        assert list(result) == items
        if name not in NUMBERED:
            assert all(item in result for item in items)
            assert len(set(items)) == len(items)
        assert object() not in result
        assert result != object()


@pytest.mark.parametrize("name", ["Tribe", "PersonalTribe", "Facet"])
def test_users_of_a_group_have_places_from_0(all_results, name):
    group = all_results["integers"][name]
    users = list(group)
    assert [group[place] for place in range(len(group))] == users
    assert group[-1] == users[-1]
    assert group[:2] == users[:2]
    for place in (len(group), -1 - len(group), "ana", None):
        with pytest.raises(OptionError, match=r"users are numbered from 0 to .* write: user in group"):
            group[place]


@pytest.mark.parametrize("name", DRAWN)
def test_pictures_take_a_title_and_a_size(all_results, name):
    result = all_results["plain"][name]
    usual = result.plot().get_title()
    drawn = result.plot(title="Who talks\nto whom $x$", figsize=(7, 5))
    assert "".join(drawn.get_title().split()) == "Whotalkstowhom$x$" != usual
    assert drawn.figure.get_size_inches().tolist() == [7, 5]
    assert result.plot(title="").get_title() == ""
    plt.close("all")


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_on_something_else_is_an_error(all_results, name):
    result, ax = all_results["plain"][name], Figure().subplots()
    with pytest.raises(OptionError, match=r"plot takes axes of matplotlib, .* got 'ana'"):
        result.plot("ana")
    with pytest.raises(OptionError, match="figsize is the size of a new figure, but ax is given"):
        result.plot(ax, figsize=(4, 3))
    for size in (5, (1, 2, 3), "big"):
        with pytest.raises(OptionError, match="figsize must be a width and a height in inches, got"):
            result.plot(figsize=size)
    with pytest.raises(OptionError, match="figsize must be a finite number above 0, got -1"):
        result.plot(figsize=(-1, 3))
    with pytest.raises(OptionError, match="title must be a text, got 3"):
        result.plot(title=3)


def test_the_error_of_a_name_says_how_to_draw_one_user(all_results):
    with pytest.raises(OptionError, match=r"tribes\.of\(user\)\.plot\(\) draws the people around one"):
        all_results["plain"]["Tribes"].plot("ana")


@pytest.mark.parametrize("name", NUMBERED)
def test_items_have_numbers_from_0(all_results, name):
    result = all_results["integers"][name]
    items = list(result)
    assert [result[number] for number in range(len(result))] == items
    assert [result[number - len(result)] for number in range(len(result))] == items
    assert result[:] == items
    assert result[1:] == items[1:]
    assert result[::-1] == items[::-1]
    for number in (-1 - len(result), len(result), 0.5, "ana"):
        with pytest.raises(OptionError, match="are numbered from 0 to"):
            result[number]


@pytest.mark.parametrize(
    "name", [name for name in CONTAINERS if name not in {"Reciprocity", "Levels"}]
)  # has no users
def test_results_of_other_users_are_not_equal(all_results, name):
    assert all_results["plain"][name] != all_results["integers"][name]


@pytest.mark.parametrize("name", WITH_MADE_BY)
@pytest.mark.parametrize("ids", ["plain", "integers"])
def test_made_by_repeats_the_result(all_results, ids, name):
    results = all_results[ids]
    result = results[name]
    made_by = result.made_by
    network = result if name == "Network" else results["Network"]
    assert made_by.function in {"build_network", "find_tribes"}
    assert re.fullmatch("[0-9a-f]{16}", made_by.digest)
    assert made_by.version
    if made_by.function == "build_network":
        again = build_network(results["Events"], **made_by.parameters)
    else:
        again = find_tribes(network, **made_by.parameters, seed=made_by.seed)
    assert again.made_by == made_by
    assert again == (result if name in {"Network", "Tribes"} else result.tribes)
    assert made_by.function in result._repr_html_()
