"""The map in a real browser: search, pointing, choosing, filters, levels, themes and hostile names."""

from __future__ import annotations

import os
import shutil
import time
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from tests.axe import IMPACTS, read_axe
from tests.results import HOSTILE
from tribus import Events, build_network, find_tribes, write_report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--no-first-run", "--hide-scrollbars", "--window-size=1200,900"),
)
PATIENCE_SECONDS = 60

pytestmark = [
    pytest.mark.skipif(
        (CHROMIUM is None or DRIVER is None) and "TRIBUS_NEEDS_BROWSER" not in os.environ,
        reason="no Chromium with chromedriver: Debian has them as `chromium` and `chromium-driver`",
    ),
    pytest.mark.xdist_group("browser"),
]


class Map:
    """A page with a map, in a browser."""

    def __init__(self, driver):
        self.driver = driver

    def open(self, path, address=""):
        self.driver.get("about:blank")
        self.driver.get(path.as_uri() + address)
        self.wait(lambda: self.run("return root?.querySelector('.map').dataset.ready"))
        self.run("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def run(self, script, *arguments):
        found = "const root = document.querySelector('[data-tribus-map]').shadowRoot;"
        return self.driver.execute_script(found + script, *arguments)

    def wait(self, is_done):
        end = time.monotonic() + PATIENCE_SECONDS
        while not (found := is_done()):
            assert time.monotonic() < end
            time.sleep(0.05)
        return found

    def find(self, selector):
        return self.run("return root.querySelector(arguments[0])", selector)

    def texts(self, selector):
        script = "return [...root.querySelectorAll(arguments[0])].map(one => one.textContent)"
        return self.run(script, selector)

    def names_in(self, title):
        """Names in one list of the card."""
        script = """
        const list = [...root.querySelectorAll('.card details')].find(
          one => one.querySelector('summary').textContent.startsWith(arguments[0] + ' ('))
        if (!list) return []
        list.open = true
        return new Promise(done => setTimeout(() => {
          for (let more; (more = list.querySelector(':scope > .action')) && !more.hidden;) more.click()
          done([...list.querySelectorAll('li bdi')].map(one => one.textContent))
        }))"""
        return self.run(script, title)

    def search(self, text):
        from selenium.webdriver.common.keys import Keys

        self.find("input[type=search]").send_keys(text + Keys.ENTER)

    @property
    def status(self):
        return self.texts("[role=status]")[0]

    @property
    def address(self):
        return self.driver.execute_script("return location.hash")

    def point_at(self, x, y):
        """Move the mouse to a position in the picture."""
        from selenium.webdriver import ActionChains

        canvas = self.find(".canvas")
        size = canvas.size
        move = ActionChains(self.driver, duration=50)
        move.move_to_element_with_offset(
            canvas, round(x - size["width"] / 2), round(y - size["height"] / 2)
        )
        return move

    def list_serious_faults(self):
        """Faults of accessibility that axe-core finds, with the element."""
        code = read_axe() + ";true"
        self.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": code})
        found = self.driver.execute_async_script("const done = arguments[0]; axe.run().then(done)")
        assert len(found["passes"]) > 10
        faults = [fault for fault in found["violations"] if fault["impact"] in IMPACTS]
        return [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in faults]

    @property
    def complaints(self):
        return [line["message"] for line in self.driver.get_log("browser") if line["level"] == "SEVERE"]


@pytest.fixture(scope="module")
def page():
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_page_load_timeout(PATIENCE_SECONDS)
    yield Map(driver)
    driver.quit()


@pytest.fixture(scope="module")
def society_page(society_tribes, tmp_path_factory):
    path = tmp_path_factory.mktemp("society") / "map.html"
    society_tribes.to_html(path)
    return path


@pytest.fixture(scope="module")
def nested_page(nested_tribes, tmp_path_factory):
    path = tmp_path_factory.mktemp("nested") / "map.html"
    nested_tribes.to_html(path)
    return path


def test_a_search_shows_the_same_people_as_the_personal_tribe(page, society_page, society_tribes):
    page.open(society_page)
    page.search("obrador_de_h")
    own = society_tribes.of("obrador_de_hector")
    assert page.texts(".card h2 bdi") == ["obrador_de_hector"]
    assert page.address == "#who=obrador_de_hector"
    assert page.names_in("Friends") == own.friends
    assert page.names_in("Friends elsewhere") == own.friends_elsewhere
    assert page.names_in("People to meet") == own.to_meet
    assert sorted(page.names_in("Heard")) == sorted(own.heard)
    assert sorted(page.names_in("Listening")) == sorted(own.listening)
    first = own.to_frame().iloc[0]
    facts = f"bond {first['bond']:.2f} · gave {first['given']:.0f} · got {first['received']:.0f}"
    assert page.texts(".card li small")[0] == facts
    assert page.complaints == []


def test_a_search_ignores_accents_and_says_when_nobody_is_found(page, society_page):
    page.open(society_page)
    field = page.find("input[type=search]")
    field.send_keys("BEGONA")
    assert all("begoña" in text for text in page.texts("#found bdi"))
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys("zzzz")
    assert page.texts("#found li") == ["Nobody has this name"]


def test_pointing_at_a_dot_tells_who_it_is_and_a_click_chooses_them(page, society_page):
    page.open(society_page, "#who=obrador_de_hector")
    size = page.find(".canvas").size
    middle = size["width"] / 2, size["height"] / 2
    # The map moves to the chosen person, who is in the middle at last.
    page.wait(
        lambda: page.point_at(*middle).perform() or page.texts(".tip strong") == ["obrador_de_hector"]
    )
    assert "core" in page.texts(".tip span")
    page.find(".close").click()
    assert page.texts(".card h2") == []
    page.point_at(*middle).click().perform()
    page.wait(lambda: page.texts(".card h2 bdi") == ["obrador_de_hector"])


def test_a_click_beside_all_dots_closes_the_card(page, society_page):
    page.open(society_page, "#who=obrador_de_hector")
    page.find("button[aria-label='Show all']").click()
    page.wait(lambda: page.point_at(6, 6).click().perform() or page.texts(".card h2") == [])
    assert page.address == ""


def test_friends_are_links_to_their_cards(page, society_page, society_tribes):
    page.open(society_page, "#who=obrador_de_hector")
    page.find(".card li button").click()
    assert page.texts(".card h2 bdi") == [society_tribes.of("obrador_de_hector").friends[0]]


def test_filters_hide_tribes_and_roles(page, society_page, society_tribes):
    frame = society_tribes.to_frame()
    page.open(society_page)
    assert page.status == "380 users shown"
    page.find("input[aria-label='Show tribe 0']").click()
    shown = (frame["tribe"] != 0).sum()
    assert page.status == f"{shown} of 380 users shown"
    page.find("input[aria-label='Show audience']").click()
    shown = ((frame["tribe"] != 0) & (frame["role"] != "audience")).sum()
    assert page.status == f"{shown} of 380 users shown"
    assert page.address.startswith("#without=0&roles=core%2Cmember")


def test_the_certainty_filters_people(page, society_page, society_tribes):
    from selenium.webdriver.common.keys import Keys

    page.open(society_page)
    page.find("#certainty").send_keys(Keys.END, Keys.ARROW_LEFT)
    shown = (society_tribes.to_frame()["certainty"] >= 0.95).sum()
    assert 0 < shown < 380
    assert page.status == f"{shown} of 380 users shown"
    assert page.address == "#certainty=95"


def test_hidden_people_leave_the_picture(page, society_page):
    page.open(society_page)
    before = count_coloured(page)
    page.run(
        "[...root.querySelectorAll('.row .action')].find(one => one.textContent === 'None').click()"
    )
    assert page.status == "0 of 380 users shown"
    assert count_coloured(page) < 0.1 * before


def count_coloured(page):
    """Number of pixels of strong colour in a screenshot of the picture."""
    pixels = np.round(255 * imread(BytesIO(page.find(".canvas").screenshot_as_png))[:, :, :3])
    return int((pixels.max(axis=2) - pixels.min(axis=2) > 90).sum())


def test_the_slider_changes_the_level(page, nested_page, nested_tribes):
    from selenium.webdriver.common.keys import Keys

    page.open(nested_page)
    slider = page.find("#level")
    slider.send_keys(Keys.HOME)
    coarse = nested_tribes.at_level(0)
    assert page.texts("output[for=level]") == [f"{len(coarse)} tribes"]
    assert len(page.texts(".legend button")) == coarse.n_groups + bool(coarse.without_tribe)
    slider.send_keys(Keys.END)
    fine = nested_tribes.at_level(len(nested_tribes.levels) - 1)
    assert page.texts("output[for=level]") == [f"{len(fine)} tribes"]
    page.search("17")
    assert sorted(page.names_in("Friends")) == sorted(str(user) for user in fine.of(17).friends)


def test_an_address_restores_the_view(page, society_page):
    page.open(society_page, "#who=aitana_pan&without=1,2&roles=core,member")
    assert page.texts(".card h2 bdi") == ["aitana_pan"]
    assert not page.find("input[aria-label='Show tribe 1']").is_selected()
    assert page.find("input[aria-label='Show tribe 0']").is_selected()
    assert not page.find("input[aria-label='Show audience']").is_selected()


def test_an_address_of_another_map_is_harmless(page, society_page):
    page.open(society_page, "#who=<script>&tribe=99&level=7&without=x,-5&roles=king&certainty=-3")
    assert page.texts(".card h2") == []
    assert page.complaints == []


def test_a_tribe_opens_with_its_people_and_its_mixing(page, society_page, society_tribes):
    page.open(society_page)
    page.run("root.querySelector('.legend button[value=\"0\"]').click()")
    assert page.texts(".card h2 bdi") == ["tribe 0"]
    mixing = society_tribes.mixing
    inside = f"{round(100 * mixing.kept[0])}% of {mixing.given[0]:,.0f} events stay inside"
    assert any(text.startswith(inside[:2]) and "stay inside" in text for text in page.texts(".card p"))
    assert page.names_in("People")[:3] == society_tribes[0].members[:3]


def test_the_map_moves_and_closes_by_keyboard(page, society_page):
    from selenium.webdriver.common.keys import Keys

    page.open(society_page, "#who=obrador_de_hector")
    canvas = page.find(".canvas")
    canvas.send_keys("+-0" + Keys.ARROW_LEFT + Keys.ESCAPE)
    assert page.texts(".card h2") == []
    assert page.complaints == []


def test_a_large_network_shows_tribes_and_then_the_people_of_one(page, society_tribes, tmp_path):
    path = tmp_path / "map.html"
    society_tribes.to_html(path, max_people=100)
    page.open(path)
    size = page.find(".canvas").size
    middle = size["width"] / 2, size["height"] / 2
    page.wait(lambda: page.point_at(*middle).perform() or page.texts(".tip strong"))
    assert page.texts(".tip strong")[0].startswith("tribe ")
    page.search("aitana_pan")
    assert page.names_in("Friends") == society_tribes.of("aitana_pan").friends
    assert "tribe=0" in page.address
    page.find("button[aria-label='Show all']").click()
    assert page.texts(".card h2") == []
    assert page.complaints == []


def test_hostile_names_are_texts(page, tmp_path):
    ids = [
        *HOSTILE["markup"][:3],
        *HOSTILE["control"][:2],
        "</script><script>document.title='bad'</script>" * 20,
    ]
    pairs = [(one, other) for one in ids for other in ids if one != other]
    frame = pd.DataFrame(pairs, columns=["source", "target"])
    network = build_network(Events.from_frame(frame, kind="reply"), progress=False)
    tribes = find_tribes(network, resolution=1.0, significance=None, progress=False)
    path = tmp_path / "map.html"
    tribes.rename({0: "<img src=x onerror=alert(1)>"}).to_html(path)
    page.open(path)
    page.search("<script>alert(1)")
    assert page.texts(".card h2 bdi")[0].startswith("<script>alert(1)</script>")
    assert page.run("return root.querySelectorAll('script, img, iframe, object, svg').length") == 0
    assert page.driver.title == "1 tribe among 6 users"
    assert page.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_fault(page, society_page, theme):
    media = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    page.open(society_page, "#who=obrador_de_hector")
    assert page.run("return root.querySelector('.map').dataset.theme") == theme
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert page.list_serious_faults() == []


def test_the_map_in_a_report_starts_when_it_is_opened(page, society_tribes, tmp_path):
    path = tmp_path / "report.html"
    write_report(path, society_tribes, explore=True, language="es")
    page.driver.get(path.as_uri())
    assert page.run("return root") is None
    summary = page.driver.find_element("css selector", ".explorable > summary")
    summary.click()
    page.driver.execute_script("arguments[0].scrollIntoView()", summary)
    page.wait(lambda: page.run("return root?.querySelector('.map').dataset.ready"))
    assert page.find(".map").get_attribute("lang") == "es"
    assert page.find("input[type=search]").get_attribute("placeholder") == "Busca a una persona"
    page.search("aitana_pan")
    assert page.names_in("Amigos") == society_tribes.of("aitana_pan").friends
    assert page.texts(".card h2 bdi") == ["aitana_pan"]
    assert page.find(".map").size["height"] == 640  # 40 rem
    assert page.address == ""
    assert page.complaints == []
    assert page.list_serious_faults() == []
