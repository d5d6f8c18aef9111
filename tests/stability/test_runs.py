import subprocess
import sys
import textwrap
from concurrent.futures.process import BrokenProcessPool
from types import SimpleNamespace

import numpy as np
import pytest

import tribus as tb
from tribus.errors import OptionError
from tribus.stability import runs
from tribus.stability.record import Record
from tribus.stability.runs import Work, label_runs

SCRIPT = """
import numpy as np, pandas as pd, tribus as tb
print("the script runs")
pairs = np.random.default_rng(0).integers(0, 30, (300, 2))
frame = pd.DataFrame(pairs, columns=["source", "target"])
events = tb.Events.from_frame(frame, kind="reply")
options = {"runs": 5, "resolution": 1.0, "significance": None}
one, two = (tb.check_stability(events, processes=number, **options) for number in (1, 2))
print(len(np.unique(two.found, axis=0)), "runs differ")
print((one.found == two.found).all(), one.to_frame().equals(two.to_frame()), one.made_by == two.made_by)
"""


@pytest.fixture
def work(events):
    return Work(Record.of(tb.build_network(events), events), {"resolution": 1.0}, seed=0)


def label(work, n_runs=3, processes=None):
    return label_runs(work, n_runs, processes=processes, done=lambda: None)


def test_users_without_a_tie_in_a_run_are_told_from_those_without_tribe(work):
    found = label(work, 6)
    loner = work.record.ids.to_pylist().index("loner")
    assert found.dtype == np.int32
    assert (found[:, loner] == -2).all()
    assert found.max() >= 1


def test_a_run_in_which_nothing_happened_has_no_tribes(make_events):
    single = make_events([{"source": "ana", "target": "ben"}])
    record = Record.of(tb.build_network(single), single)
    run = next(run for run in range(20) if record.draw(0, run) is None)
    assert Work(record, {"resolution": 1.0}, seed=0).label(run).tolist() == [-2, -2]


def test_each_run_has_the_labels_of_the_run_alone(work):
    found = label(work)
    assert np.array_equal(found[2], work.label(2))


def test_a_call_follows_each_run(work):
    calls = []
    label_runs(work, 3, processes=1, done=lambda: calls.append(1))
    assert len(calls) == 3


def test_an_error_in_a_process_comes_out_as_it_is(work):
    wrong = Work(work.record, {"resolution": -1.0}, seed=0)
    with pytest.raises(OptionError, match=r"resolution must be a finite number above 0, got -1\.0"):
        label(wrong, processes=2)


def test_processes_change_nothing_and_a_script_needs_no_guard_for_them(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "the script runs\n5 runs differ\nTrue True True\n"


class BrokenPool:
    """Processes of which one ends at once."""

    def __init__(self, *_, **__):
        pass

    def submit(self, *_):
        raise BrokenProcessPool

    def shutdown(self, **_):
        pass


def test_a_process_that_ends_too_soon_is_an_error_with_a_remedy(work, monkeypatch):
    monkeypatch.setattr(runs, "ProcessPoolExecutor", BrokenPool)
    with pytest.raises(OptionError, match=r"one of 2 processes ended before .* memory runs out; .*=1"):
        label(work, processes=2)


def test_a_process_that_may_have_no_children_works_by_itself(work, monkeypatch):
    monkeypatch.setattr(runs, "ProcessPoolExecutor", BrokenPool)
    monkeypatch.setattr(runs.multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    assert np.array_equal(label(work, processes=2), label(work, processes=1))


def test_small_networks_start_no_processes(work, monkeypatch):
    monkeypatch.setattr(runs, "ProcessPoolExecutor", BrokenPool)
    assert len(label(work)) == 3
    monkeypatch.setattr(runs, "FEWEST_ENTRIES", 0)
    monkeypatch.setattr(runs.os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    with pytest.raises(OptionError, match="one of 3 processes"):
        label(work)
