import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest

import tribus as tb
from tests.explore.reading import content_of, unpack
from tribus._display.colours import tribe_colour
from tribus.events.accounting import Accounting

SECTIONS = ["tribes", "next", "people", "time", "return", "method", "data", "repeat"]


class Reader(HTMLParser):
    """Tags, attributes and texts of a page; every tag must be closed."""

    void = {"meta", "br", "link", "img"}  # noqa: RUF012

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], [], [], []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"style", "title"}:
            self.texts.append(data.strip())

    def values(self, name):
        return [value for _, found, value in self.attributes if found == name]

    @property
    def sections(self):
        return [value for tag, name, value in self.attributes if tag == "section" and name == "id"]


def read(html):
    return Reader(html)


def content_of_page(html):
    """Return the content of the map as the page has it."""
    return re.findall('<script type="application/octet-stream">([^<]*)</script>', html)[0]


def test_the_report_has_all_sections_in_order(write_all):
    assert read(write_all()).sections == SECTIONS


def test_what_is_not_given_is_left_out_without_a_hole(write, analysis):
    assert read(write()).sections == ["tribes", "method", "repeat"]
    assert read(write(account=analysis.account)).sections == [
        "tribes",
        "next",
        "people",
        "method",
        "repeat",
    ]
    assert read(write(people=analysis.people)).sections == ["tribes", "method", "data", "repeat"]
    assert read(write(timeline=analysis.timeline)).sections == ["tribes", "time", "method", "repeat"]


def test_the_first_screen_is_the_answer_in_three_sentences_with_one_picture(write_all, analysis):
    html = write_all()
    first = html[html.index('<section class="answer">') : html.index('<section id="tribes">')]
    sentences = re.findall(r'<p dir="auto">(.*?)</p>', first)
    assert len(sentences) == 3
    assert sentences[0].startswith(f"{analysis.account} is at the heart of a tribe of")
    assert first.count("<svg") == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_letters_of_pictures_are_readable_on_a_telephone(write_all, language):
    # A screen of 390 pixels has margins of 16, so a picture is 358 wide.
    html = write_all(language=language)
    pictures = re.findall(r'<figure class="picture">\s*<svg.*?</svg>', html, re.DOTALL)
    assert len(pictures) == 4
    for picture in pictures:
        width = float(re.search(r'viewBox="0 0 ([0-9.]+) ', picture)[1])
        sizes = [float(size) for size in re.findall('font-size="([0-9.]+)px"', picture)]
        assert min(sizes) * 358 / width >= 10


def test_the_page_is_self_contained_without_script(write_all):
    html = write_all()
    page = read(html)
    assert not {"script", "iframe", "link", "object", "embed", "img"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]
    links = page.values("href") + page.values("src")
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)
    assert len(html) < 3e6


def test_the_policy_forbids_everything_but_the_style_sheet_and_inner_images(write_all):
    (policy,) = [
        value for value in read(write_all()).values("content") if "default-src" in (value or "")
    ]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("; img-src data:; base-uri 'none'; form-action 'none'")


def test_the_policy_allows_the_style_sheet_of_the_page(write_all):
    html = write_all()
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src &#39;sha256-{digest}&#39;" in html


def test_ids_are_unique_with_every_reference_resolved(write_all):
    html = write_all()
    ids = read(html).values("id")
    assert len(ids) == len(set(ids))
    used = {*re.findall(r"url\(#([^)]*)\)", html), *re.findall(r'href="#([^"]*)"', html)}
    assert used <= set(ids)


@pytest.mark.parametrize(("language", "title"), [("en", "The tribe of"), ("es", "La tribu de")])
def test_the_page_has_its_language(write_all, language, title):
    html = write_all(language=language)
    assert f'<html lang="{language}">' in html
    assert f'<h1 dir="auto">{title}' in html


def test_the_spanish_report_has_no_english_sentence(write_all):
    without_code = re.sub("<pre.*?</pre>", "", write_all(language="es"), flags=re.DOTALL)
    texts = " ".join(read(without_code).texts)
    english = re.findall(r"\b(the|and|with|who|members|people|answer|friend)\b", texts)
    assert not english, english[:10]


def test_the_same_results_give_the_same_bytes(write):
    assert write() == write()


def test_hidden_names_are_in_no_place_of_the_page(hidden_key, analysis):
    html, folder = hidden_key
    names = [user for user in analysis.tribes.network.users if re.search(rf"\b{user}\b", html)]
    assert not names
    key = pd.read_csv(folder / "report.key.csv")
    assert key["pseudonym"].is_unique
    assert set(key["user"]) == set(analysis.people.users)
    own = key.set_index("user")["pseudonym"][analysis.account]
    assert f"The tribe of {own}" in html


@pytest.fixture(scope="module")
def explorable(write_all):
    return write_all(explore=True, hide_names=True)


def test_the_map_to_explore_is_closed_at_first(explorable):
    page = read(explorable)
    details = [pair for tag, *pair in page.attributes if tag == "details"]
    assert ["class", "explorable"] in details
    assert "open" not in dict(details)
    assert page.sections == SECTIONS


def test_the_policy_of_a_map_allows_its_script_alone(explorable):
    (policy,) = re.findall('Content-Security-Policy" content="(.*?)"', explorable)
    scripts = re.findall('<script type="module">(.*?)</script>', explorable, re.DOTALL)
    assert len(scripts) == 1
    digest = b64encode(sha256(scripts[0].encode()).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in unescape(policy).split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert rules["img-src"] == "data:"
    assert {*rules} == {
        *("default-src", "script-src", "require-trusted-types-for", "style-src", "img-src"),
        *("base-uri", "form-action"),
    }


def test_a_map_without_names_has_pseudonyms_and_no_ids(explorable, analysis):
    header, _ = unpack(content_of(explorable))
    assert header["ids"] is None
    assert all(re.fullmatch(r"Person \d+", name) for name in header["names"])
    texts = json.dumps({**header, "names": []}, ensure_ascii=False)
    text = explorable.replace(content_of_page(explorable), "") + texts
    names = [user for user in analysis.tribes.network.users if re.search(rf"\b{user}\b", text)]
    assert not names


def test_the_map_has_the_names_of_the_tribes_in_the_report(explorable, analysis):
    level = unpack(content_of(explorable))[0]["levels"][analysis.tribes.levels.chosen]
    named = [label for label, named in zip(level["labels"], level["named"], strict=True) if named]
    assert named == [name for name in analysis.topics.names if name]


def test_a_report_with_names_has_no_key(write, tmp_path):
    write()
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


HOSTILE = [
    "</script><script>alert(1)</script>",
    "</title></style><svg onload=alert(1)>",
    "a\u202eb\u2066c",
    "zero\u200bwidth",
    "{{ 7 * 7 }}{name}",
    "x" * 900,  # the longest id is 1,000 letters
    "]]>&amp;<!--",
]


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory):
    users = [f"{name}{number}" for number, name in enumerate(HOSTILE)]
    pairs = [(a, b) for a in users for b in users if a != b]
    pairs += [(f"other{a}", f"other{b}") for a in range(7) for b in range(7) if a != b]
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    frame["time"], frame["text"] = pd.Timestamp("2024-01-01", tz="UTC"), HOSTILE[0] * 400
    frame["time"] += pd.to_timedelta(range(len(frame)), unit="h")
    events = tb.Events.from_frame(frame, kind="reply", mentions_from_text=False)
    network = tb.build_network(events)
    tribes = tb.find_tribes(network, resolution=1.0, significance=None, progress=False)
    tribes = tribes.rename({0: "</h1><script>0</script>"})
    people = tb.measure_people(events, tribes, progress=False)
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    tb.write_report(path, tribes, account=users[0], people=people)
    return path.read_text("utf-8")


def test_hostile_names_are_harmless(hostile_report):
    page = read(hostile_report)
    assert "script" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not re.search("[\u200b\u202a-\u202e\u2066-\u2069]", hostile_report)
    assert "x" * 100 not in hostile_report
    assert "49" not in " ".join(page.texts).replace("{{ 7 * 7 }}", "")


def test_no_tribe_is_an_answer(write):
    frame = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"]})
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    html = write(tb.find_tribes(network, progress=False))
    assert "There is no tribe among 2 people." in html
    assert "Fewer than ten people have ties" in html
    assert "The strongest tie is between ana and ben." in html


def test_a_folder_that_does_not_exist_is_an_error_before_any_work(tmp_path):
    with pytest.raises(tb.errors.OptionError, match=r"path needs an existing folder, got .*; create "):
        tb.write_report(tmp_path / "no" / "report.html", None)


def test_a_folder_is_no_report(tmp_path):
    with pytest.raises(tb.errors.OptionError, match="path must be a file, got the folder"):
        tb.write_report(tmp_path, None)


def test_another_ending_is_an_error(tmp_path):
    with pytest.raises(tb.errors.OptionError, match=r"its name must end in \.html or \.htm"):
        tb.write_report(tmp_path / "report.pdf", None)


def test_an_unknown_language_is_an_error(write):
    with pytest.raises(tb.errors.OptionError, match="language must be one of 'en', 'es'; got 'fr'"):
        write(language="fr")


def test_an_unknown_account_is_an_error_with_near_matches(write, analysis):
    with pytest.raises(tb.errors.UserError, match=r"no account .* - did you mean"):
        write(account=analysis.account + "x")


@pytest.mark.parametrize("name", ["people", "topics", "timeline", "returns"])
def test_another_type_is_an_error(write, name):
    with pytest.raises(tb.errors.OptionError, match=f"{name} must come from"):
        write(**{name: 3})


def test_no_tribes_are_an_error(tmp_path):
    with pytest.raises(tb.errors.OptionError, match=r"tribes must be Tribes, .* got None"):
        tb.write_report(tmp_path / "report.html", None)


def test_results_of_other_tribes_are_an_error(write, analysis):
    people = tb.measure_people(analysis.events, progress=False)
    with pytest.raises(tb.errors.OptionError, match="people were measured with other tribes"):
        write(people=people)


def test_returns_of_another_account_are_an_error(write, analysis):
    with pytest.raises(
        tb.errors.OptionError, match=r"returns are of the account .*; give both the same"
    ):
        write(account=analysis.tribes[1].core[0], returns=analysis.returns)


def test_the_return_is_the_share_of_each_relation(write_all):
    html = write_all()
    part = html[html.index('<section id="return">') :]
    assert "Where the outcomes come from" in part
    assert "This is an association, not a cause" in part


def test_hide_names_takes_a_truth_value(write):
    with pytest.raises(tb.errors.OptionError, match="hide_names must be True or False, got 'yes'"):
        write(hide_names="yes")


def test_the_report_counts_records_and_events_as_the_command_does(write_all, analysis):
    sentences = Accounting.of(analysis.events.reading, analysis.events.cleaning).sentences()
    assert " ".join(sentences) in read(write_all()).texts


def test_skipped_records_are_in_the_report_by_reason(write, analysis):
    (reading,) = analysis.events.reading
    skipped = replace(reading, read=reading.read + 24, skipped={"posts to nobody": 24})
    events = replace(analysis.events, reading=(skipped,))
    texts = read(write(people=replace(analysis.people, events=events))).texts
    at = texts.index("Records without an event")
    assert "posts to nobody" in texts[at:]
    assert "24" in texts[at:]


def test_a_report_without_topics_says_why(write, analysis):
    assert "What the tribes talk about was not measured." in write(people=analysis.people)
    frame = analysis.events.to_frame().drop(columns=["text"])
    events = tb.Events.from_frame(frame)
    tribes = tb.find_tribes(tb.build_network(events, progress=False), resolution=1.0, progress=False)
    people = tb.measure_people(events, tribes, progress=False)
    assert "The data have no texts, so nobody knows" in write(tribes, people=people)


def test_tribes_have_the_same_numbers_and_names_through_time(write_all, analysis):
    html = write_all()
    part = html[html.index('<section id="time">') : html.index('<section id="return">')]
    own = analysis.tribes.of(analysis.account).number
    journey = part[part.rindex("<svg") :]
    name = analysis.topics.names[own]
    assert f"{own} · {name}" in journey
    assert tribe_colour(own).lower() in journey.lower()
    assert "A tribe has the number and the colour of the rest of the report." in part


def test_pictures_have_the_names_of_the_topics(write_all, analysis):
    html = write_all()
    first = html[html.index('<section class="answer">') : html.index('<section id="tribes">')]
    friends = analysis.tribes.of(analysis.account).to_frame()
    friends = friends[friends["relation"] == "friend elsewhere"]
    named = [(number, analysis.topics.names[number]) for number in sorted({*friends["tribe"]} - {-1})]
    number, name = next(pair for pair in named if pair[1])
    assert f"friend in tribe {number} ({name})" in first
