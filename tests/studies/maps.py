"""Size of the page of a map, and the time to write and to show it: `python -m tests.studies.maps`."""

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import tribus as tb
from tests.benchmarks.graphs import draw_ties, plant_groups

SIZES = {10_000: 50_000, 100_000: 500_000}  # users: ties
OUTSIDE_SHARE = 0.2  # of the ties
MEAN_EVENTS = 4.0  # of a direction of a tie
ONE_WAY_SHARE = 0.2  # of the ties
FLAGS = (
    *("--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--window-size=1280,800", "--no-first-run", "--disable-background-networking", "--disable-sync"),
)
IS_READY = "return document.querySelector('main').shadowRoot?.querySelector('.map').dataset.ready"
NEXT_FRAME = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))"


def main():
    """Print one row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, nargs="*", default=list(SIZES), help="sizes to measure")
    for n_users in parser.parse_args().users:
        tribes = find_planted(n_users, SIZES.get(n_users, 5 * n_users))
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "map.html"
            start = time.process_time()
            tribes.to_html(page)
            written = time.process_time() - start
            size = page.stat().st_size / 1e6
            print(
                f"{len(tribes.network):,} users, {tribes.network.n_ties:,} ties, {len(tribes)} tribes: "
                f"{size:.2f} MB, written in {written:.1f} CPU s, first frame {show(page)}",
                flush=True,
            )


def find_planted(n_users, n_ties):
    """Return the tribes of a planted network with random counts."""
    random = np.random.default_rng(0)
    groups = plant_groups(random, n_users)
    one, other = draw_ties(random, groups, OUTSIDE_SHARE, n_ties)
    given = 1 + random.poisson(MEAN_EVENTS, len(one))
    answered = random.random(len(one)) >= ONE_WAY_SHARE
    received = 1 + random.poisson(given[answered])
    source = np.concatenate([one, other[answered]])
    target = np.concatenate([other, one[answered]])
    names = np.array([f"user_{random.integers(16**6):06x}_{number}" for number in range(n_users)])
    frame = pd.DataFrame(
        {"source": names[source], "target": names[target], "count": np.concatenate([given, received])}
    )
    events = tb.Events.from_frame(frame, kind="reply", count="count")
    return tb.find_tribes(tb.build_network(events, progress=False), resolution=1.0, progress=False)


def show(page):
    """Return the CPU seconds of a headless Chromium without a GPU until the first frame."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        return "not measured: no chromium with chromedriver"
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in FLAGS:
        options.add_argument(flag)
    service = Service(chromedriver)
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_script_timeout(300)
    try:
        driver.get("about:blank")
        time.sleep(2)  # until it has started
        before = sum_cpu_seconds(service.process.pid)
        driver.get(page.as_uri())
        while not driver.execute_script(IS_READY):
            time.sleep(0.25)
        driver.execute_async_script(NEXT_FRAME)
        return f"after {sum_cpu_seconds(service.process.pid) - before:.1f} CPU s of the browser"
    finally:
        driver.quit()


def sum_cpu_seconds(parent):
    """Return the CPU seconds of all processes below one, from /proc."""
    children = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        ticks = int(fields[11]) + int(fields[12])
        children.setdefault(int(fields[1]), []).append((int(folder.name), ticks))
    total, left = 0, [parent]
    while left:
        for process, ticks in children.get(left.pop(), []):
            total += ticks
            left.append(process)
    return total / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
