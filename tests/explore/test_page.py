import base64
import hashlib
import re

import pandas as pd
import pytest

from tests.explore.reading import content_of, unpack
from tests.results import HOSTILE
from tribus import Events, build_network, find_tribes
from tribus.errors import OptionError
from tribus.explore.page import make_part, read_bundle

MAX_BUNDLE_BYTES = 215_000
ALLOWED_BYTES = {"user": 55, "tie": 9}  # 10,000 and 50,000 make 1 MB with the code


def write(tribes, folder, **options):
    path = folder / "map.html"
    tribes.to_html(path, **options)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(society_tribes, tmp_path_factory):
    return write(society_tribes, tmp_path_factory.mktemp("page"))


def test_the_policy_allows_the_own_script_and_style_alone(page):
    (policy,) = re.findall('Content-Security-Policy" content="(.*?)"', page)
    (script,) = re.findall('<script type="module">(.*?)</script>', page, flags=re.DOTALL)
    (style,) = re.findall("<style>(.*?)</style>", page, flags=re.DOTALL)
    digests = {
        name: f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for name, text in (("script-src", script), ("style-src", style))
    }
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert {name: rules[name] for name in digests} == digests
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_nothing_refers_to_elsewhere(page):
    markup = re.sub("<script.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert not re.search(r"\b(src|href|action|srcset)\s*=|url\(|@import", markup)
    code = re.sub(r"/\*!.*?\*/", "", read_bundle(), count=1, flags=re.DOTALL)
    found = set(re.findall(r"https?://[^\s\"'`]+", code))
    assert all(address.startswith("http://www.w3.org/") for address in found), found
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|sendBeacon|importScripts)\b *\(", code)


def test_the_same_tribes_give_the_same_page(society_tribes, page, tmp_path):
    assert write(society_tribes, tmp_path) == page


def test_the_page_stays_small(society_tribes, page):
    network = society_tribes.network
    bound = ALLOWED_BYTES["user"] * network.n_users + ALLOWED_BYTES["tie"] * network.n_ties
    assert len(read_bundle()) < MAX_BUNDLE_BYTES
    assert len(page) < MAX_BUNDLE_BYTES + 4_000 + bound


@pytest.mark.parametrize("names", ["markup", "quotes", "control", "very long", "formulas"])
def test_hostile_names_stay_inside_the_content(names, tmp_path):
    ids = [*HOSTILE[names][:-1], "</script><script>alert(1)</script>" + "x" * 900]
    pairs = [(one, other) for one in ids for other in ids if one != other]
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    network = build_network(Events.from_frame(frame, kind="reply"), progress=False)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    labels = pd.DataFrame({"user": ids[:2], "name": ["</script><b>" + "x" * 10_000, "\u202ealert(2)"]})
    page = write(tribes.rename({0: "</script><b>"}).with_attributes(labels), tmp_path)
    assert "alert(" not in page.replace(read_bundle(), "")
    assert page.replace(read_bundle(), "").count("</script>") == 2
    header, _ = unpack(content_of(page))
    assert max(map(len, header["names"])) == 40
    assert all(name.isprintable() for name in header["names"])


def test_a_network_without_tribes_has_a_map(tmp_path):
    frame = pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"]})
    network = build_network(Events.from_frame(frame, kind="reply"), progress=False)
    tribes = find_tribes(network, progress=False)
    assert len(tribes) == 0
    page = write(tribes, tmp_path)
    assert "<title>No tribe among 2 users</title>" in page
    assert unpack(content_of(page))[0]["levels"][0]["discs"] == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("map.png", r"to_html writes HTML; its name must end in \.html or \.htm, got 'map\.png'"),
        ("nowhere/map.html", "to_html needs an existing folder, got '.*; create '"),
        (".", "to_html writes a file, got the folder"),
    ],
)
def test_a_path_that_cannot_be_written_is_an_error(society_tribes, tmp_path, name, message):
    with pytest.raises(OptionError, match=message):
        society_tribes.to_html(tmp_path / name)


def test_an_older_page_stays_if_writing_fails(society_tribes, tmp_path, monkeypatch):
    path = tmp_path / "map.html"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(
        "pathlib.Path.write_text", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full"))
    )
    with pytest.raises(OSError, match="full"):
        society_tribes.to_html(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_part_of_a_page_has_content_code_and_digest(society_tribes, page):
    part = make_part(society_tribes, max_people=100_000, ties_per_person=None)
    assert content_of(part.html) == content_of(page)
    assert part.script == read_bundle()
    assert part.digest in page
