"""Faults between client and servers: nothing is lost, and nothing is doubled."""

import os
import random
import signal
import time

import pytest

from tests.live.faults import RandomFaults, Repeated, Status
from tests.live.running import IMPATIENT, collect, read_acts, run, seeded_events
from tests.live.serving import serve
from tests.live.societies import make_society
from tribus.errors import CollectError
from tribus.live.client import Manners
from tribus.live.crawl import Crawl
from tribus.sources.archives import UnpackedArchive
from tribus.sources.bluesky.collected import read_steps

WHO = "p00.test.social"
N_KILLS = 20


@pytest.fixture
def society():
    world = make_society(24, n_acts=400)
    world.page_limit = 5
    with serve(world) as world.server:
        yield world


@pytest.mark.parametrize("seed", range(2))
def test_random_faults_lose_and_double_nothing(society, tmp_path, seed):
    society.server.fault = faults = RandomFaults(society, share=0.2, seed=seed)
    found = collect(society.url, tmp_path / "s", WHO)
    assert found.acts == sorted(seeded_events(society, ["p00"]))
    assert {"Status", "Drop", "HalfPage", "Shuffled", "Repeated"} <= set(faults.chosen)


def test_a_cursor_that_never_leads_on_cuts_the_list_off(society, tmp_path):
    ben = society.of("p01").did
    first = {}

    def stuck(path, params):
        if (
            path.endswith("listRecords")
            and params["repo"] == [ben]
            and params["collection"][0].endswith(".post")
        ):
            page = first.setdefault("page", society.answer(path, params))
            return Repeated(page)
        return None

    society.server.fault = stuck
    found = collect(society.url, tmp_path / "s", WHO)
    assert set(found.acts) < seeded_events(society, ["p00"])
    cut = [step for step in read_steps(UnpackedArchive(tmp_path / "s")) if step.outcome == "cut off"]
    assert [step.subject for step in cut] == [ben]
    assert cut[0].value == "the server returns to an earlier page"
    society.server.fault = None
    assert collect(society.url, tmp_path / "s", WHO).acts == sorted(seeded_events(society, ["p00"]))


def test_a_server_that_is_down_stops_nobody_else(society, tmp_path):
    society.of("p01").home = "http://127.0.0.1:9"
    run(society.url, tmp_path / "s", WHO, manners=Manners(attempts=2, first_wait=0.001))
    found = read_acts(tmp_path / "s")
    own = {act for act in seeded_events(society, ["p00"]) if act[1] != "p01.test.social"}
    assert own <= set(found.acts)
    society.of("p01").home = None
    assert collect(society.url, tmp_path / "s", WHO).acts == sorted(seeded_events(society, ["p00"]))


def test_a_stranger_cannot_lead_the_client_into_a_local_network(society, tmp_path):
    society.of("p01").home = "http://192.168.1.1"
    run(society.url, tmp_path / "s", WHO)
    steps = read_steps(UnpackedArchive(tmp_path / "s"))
    assert [
        step.outcome for step in steps if step.task == "home" and step.subject == society.of("p01").did
    ]
    assert society.of("p01").did not in {step.subject for step in steps if step.task == "records"}


def test_a_view_that_is_down_keeps_what_was_collected(society, tmp_path):
    def down(_path, _params):
        return Status(500) if len(society.requests) > 50 else None

    society.server.fault = down
    with pytest.raises(CollectError, match=r"keeps the \d+ answers so far, and the next call goes on"):
        run(society.url, tmp_path / "s", WHO, manners=Manners(attempts=2, first_wait=0.001))
    society.server.fault = None
    assert collect(society.url, tmp_path / "s", WHO).acts == sorted(seeded_events(society, ["p00"]))


@pytest.mark.filterwarnings("ignore:.*fork")  # the child only asks, without threads
def test_twenty_kills_lose_and_double_nothing(society, tmp_path):
    chance = random.Random(7)
    for number in range(N_KILLS):
        due = len(society.requests) + chance.randint(1, 30)
        child = os.fork()
        if child == 0:
            try:
                run(society.url, tmp_path / "s", WHO)
            finally:
                os._exit(0)
        ended = _kill_at(child, due, society, delay=chance.uniform(0, 0.004))
        assert ended or number < N_KILLS
    found = collect(society.url, tmp_path / "s", WHO)
    assert found.acts == sorted(seeded_events(society, ["p00"]))
    steps = list(read_steps(UnpackedArchive(tmp_path / "s")))
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))


def _kill_at(child, due, society, *, delay):
    """Kill a process some time after a number of requests; return whether it was still running."""
    while len(society.requests) < due:
        done, _ = os.waitpid(child, os.WNOHANG)
        if done:
            return False
        time.sleep(0.001)
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def test_a_second_run_at_the_same_time_is_refused(society, tmp_path, monkeypatch):
    messages = []

    def run_another(crawl, addresses):
        monkeypatch.undo()
        with pytest.raises(CollectError) as error:
            run(society.url, tmp_path / "s", WHO)
        messages.append(str(error.value))
        crawl.find_seeds(addresses)

    monkeypatch.setattr(Crawl, "find_seeds", run_another)
    run(society.url, tmp_path / "s", WHO)
    assert "another run writes to" in messages[0]
    assert IMPATIENT.attempts > 1


def test_a_full_disk_says_what_is_kept(society, tmp_path):
    import resource

    run(society.url, tmp_path / "s", WHO, budget=20)
    size = sum(file.stat().st_size for file in (tmp_path / "s").glob("steps-*"))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10_000, before[1]))
    try:
        with pytest.raises(
            CollectError, match=r"cannot write to .*File too large.*keeps the \d+ answers"
        ):
            run(society.url, tmp_path / "s", WHO)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    assert collect(society.url, tmp_path / "s", WHO).acts == sorted(seeded_events(society, ["p00"]))
