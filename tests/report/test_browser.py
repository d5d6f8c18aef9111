"""The report in a real browser: no serious fault of accessibility, and nothing wider than the screen."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images

from tests.axe import IMPACTS, read_axe

GOLDEN = Path(__file__).parent / "golden" / "first_picture.png"
TOLERANCE = 10.0  # root mean square of the difference, of 255: fonts differ between machines
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--virtual-time-budget=20000"),
)
DARK = "--blink-settings=preferredColorScheme=0"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
SHOW = "document.body.innerHTML = '<pre id=found></pre>';"
SHOW += "document.getElementById('found').textContent = JSON.stringify(found);"
RUN_AXE = f"""
axe.run(document, {{resultTypes: ["violations"]}}).then(results => {{
  const found = results.violations.filter(fault => {[*IMPACTS]}.includes(fault.impact))
    .map(fault => [fault.id, fault.help, fault.nodes.map(node => node.html.slice(0, 120)).slice(0, 3)]);
  {SHOW} }});
"""
MEASURE = f"""
document.body.style.width = "320px";
const edge = document.body.getBoundingClientRect().right + 1;
const found = [...document.querySelectorAll("body *")].filter(part => !part.closest("svg"))
  .filter(part => part.getBoundingClientRect().right > edge)
  .map(part => part.outerHTML.slice(0, 100)).slice(0, 5);
{SHOW}
"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: Debian has it as `chromium`"),
    pytest.mark.xdist_group("browser"),
]


def run_script(html, script, folder, *options):
    """Return what a script finds in the page, whose policy would forbid the script."""
    page = folder / "page.html"
    page.write_text(
        POLICY.sub("", html).replace("</body>", f"<script>{script}</script></body>"), "utf-8"
    )
    command = [CHROMIUM, *QUIET, f"--user-data-dir={folder / 'profile'}", *options, "--dump-dom"]
    done = subprocess.run([*command, page.as_uri()], capture_output=True, check=True, timeout=300)  # noqa: S603 - our own page
    (found,) = re.findall('<pre id="found">(.*?)</pre>', done.stdout.decode("utf-8"), flags=re.DOTALL)
    return json.loads(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_fault(write_all, tmp_path, theme):
    script = read_axe().replace("</script", "<\\/script") + RUN_AXE
    options = ["--window-size=1000,2000", *([DARK] if theme == "dark" else [])]
    assert run_script(write_all(language="es"), script, tmp_path, *options) == []


def test_nothing_is_wider_than_a_telephone(write_all, tmp_path):
    assert run_script(write_all(), MEASURE, tmp_path, "--window-size=500,2000") == []


def test_the_policy_blocks_a_script(write_all, tmp_path):
    page = tmp_path / "page.html"
    script = "<script>document.title = 'changed'</script></body>"
    page.write_text(write_all().replace("</body>", script), "utf-8")
    command = [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300)  # noqa: S603 - our own page
    assert b"<title>changed" not in done.stdout
    assert b"<title>The tribe of" in done.stdout


def test_the_first_picture_matches_the_golden_picture(write_all, tmp_path, request):
    picture = re.search(
        r'<figure class="picture">\s*(<svg.*?</svg>)\s*<figcaption', write_all(), re.DOTALL
    )[1]
    page, drawn = tmp_path / "page.html", tmp_path / "picture.png"
    style = "body{margin:0;--paper:#fff}svg{display:block;width:480px}text{font-family:'DejaVu Sans'}"
    page.write_text(f"<meta charset=utf-8><style>{style}</style>{picture}", "utf-8")
    command = [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={drawn}"]
    command += ["--window-size=480,620", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=300)  # noqa: S603 - our own page
    if request.config.getoption("--draw-golden"):
        shutil.copy(drawn, GOLDEN)
    difference = compare_images(str(GOLDEN), str(drawn), TOLERANCE)
    assert difference is None, difference
