"""Cards in a real browser: nothing overflows or is clipped, on a page or a telephone, light or dark."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import numpy as np
import pytest
from matplotlib.image import imread

from tests.results import results_of
from tribus.datasets import make_society
from tribus.network import build_network
from tribus.stability import check_stability
from tribus.tribes import find_tribes

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--virtual-time-budget=2000"),
)
THEMES = {"light": ("#ffffff", "#222222"), "dark": ("#111111", "#eeeeee")}
WIDTHS = {"telephone": 320, "column": 520, "page": 900}
MIN_CONTRAST = 4.5  # of text: WCAG 2.1, level AA

# Faults of each card: parts outside it, overflow, clipping, and text with a low contrast.
MEASURE = """
const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
  .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126*r + .7152*g + .0722*b }
const mix = (f, b, a) => "rgb(" + f.match(/[\\d.]+/g).slice(0, 3).map(
  (v, i) => a * v + (1 - a) * b.match(/[\\d.]+/g)[i]).join() + ")"
const faults = []
const page = getComputedStyle(document.body).backgroundColor
document.querySelectorAll("details").forEach(part => part.open = true)
document.querySelectorAll(".tribus-card").forEach(card => {
  const box = card.getBoundingClientRect(), title = card.querySelector("h4").textContent
  const fault = (kind, part) => faults.push([title, kind, part.tagName, part.textContent.slice(0, 40)])
  if (box.right > document.documentElement.clientWidth) fault("card wider than the page", card)
  card.querySelectorAll("*").forEach(part => {
    const own = part.getBoundingClientRect(), style = getComputedStyle(part)
    if (own.width && (own.right > box.right + 1 || own.left < box.left - 1)) fault("sticks out", part)
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth) fault("overflows", part)
    if (style.overflowX !== "visible" && !part.closest("svg")) fault("may be clipped", part)
    let opacity = 1
    for (let up = part; up !== card; up = up.parentElement) opacity *= getComputedStyle(up).opacity
    const [a, b] = [light(mix(style.color, page, opacity)), light(page)]
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
    if (part.childElementCount === 0 && part.textContent && contrast < LEAST) fault("too faint", part)
  })
})
document.body.innerHTML = "<pre id=faults></pre>"
document.getElementById("faults").textContent = JSON.stringify(faults)
"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: Debian has it as `chromium`"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def cards():
    """Cards of a society with full tables, and of hostile names."""
    society = make_society()
    network = build_network(society.events)
    tribes = find_tribes(network, facets=True, progress=False)
    own = tribes.of(tribes[0].members[0])
    stability = check_stability(society.events, runs=3, progress=False)
    results = [
        *(society, society.events, society.events.cleaning, network, network.reciprocity),
        *(tribes, tribes.curve, tribes.levels, tribes.verdict, tribes[0], tribes.mixing),
        *(own, own.explain(own.users[0]), tribes.facets, own.facets, stability),
        stability.of(own.user),
    ]
    for ids in ("markup", "very long", "wide", "combining"):
        results += results_of(ids).values()
    return "".join(f"<div style='margin:8px'>{result._repr_html_()}</div>" for result in results)


def write_page(path, cards, theme, script=""):
    back, text = THEMES[theme]
    path.write_text(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<body style='margin:0;background:{back};color:{text}'>{cards}<script>{script}</script>",
        encoding="utf-8",
    )
    return path.as_uri()


def browse(tmp_path, *options):
    command = [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout  # noqa: S603 - our own page


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_overflows_is_clipped_or_faint(cards, tmp_path, theme, width):
    script = f"document.body.style.width = '{width}px';" + MEASURE.replace("LEAST", str(MIN_CONTRAST))
    page = write_page(tmp_path / "page.html", cards, theme, script)
    found = browse(tmp_path, f"--window-size={max(width, 500)},2000", "--dump-dom", page)
    (faults,) = re.findall('<pre id="faults">(.*?)</pre>', found, flags=re.DOTALL)
    assert json.loads(faults) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_screenshot_has_cards_inside_their_margins_and_nothing_outside(cards, tmp_path, theme):
    width, margin = 360, 8
    framed = f"<div style='width:{width}px'>{cards}</div>"
    page = write_page(tmp_path / "page.html", framed, theme)
    picture = tmp_path / "page.png"
    browse(tmp_path, "--window-size=600,2400", f"--screenshot={picture}", page)
    pixels = np.round(imread(picture)[:, :, :3] * 255)
    ink = (pixels != pixels[0, 0]).any(axis=2)
    assert not ink[:, : margin - 1].any()
    assert not ink[:, width - margin + 1 :].any()
    assert ink[:, margin : width - margin].mean() > 0.02  # the cards are drawn
    assert np.unique(pixels[ink], axis=0).shape[0] > 20  # in colours
