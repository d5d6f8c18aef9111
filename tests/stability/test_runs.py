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
from tribus.stability.block_bootstrap import BlockBootstrap
from tribus.stability.runs import RunTask, label_runs

SCRIPT = """
import numpy as np, pandas as pd, tribus as tb
print("the script runs")
pairs = np.random.default_rng(0).integers(0, 30, (300, 2))
frame = pd.DataFrame(pairs, columns=["source", "target"])
events = tb.Events.from_frame(frame, kind="reply")
options = {"runs": 5, "resolution": 1.0, "significance": None}
one, two = (tb.check_stability(events, processes=number, **options) for number in (1, 2))
print(len(np.unique(two.run_labels, axis=0)), "runs differ")
same_labels = (one.run_labels == two.run_labels).all()
print(same_labels, one.to_frame().equals(two.to_frame()), one.made_by == two.made_by)
"""


@pytest.fixture
def task(events):
    return RunTask(BlockBootstrap.of(tb.build_network(events), events), {"resolution": 1.0}, seed=0)


def label(task, n_runs=3, processes=None):
    return label_runs(task, n_runs, processes=processes, on_run=lambda: None)


def test_users_without_ties_have_another_label_than_users_without_a_tribe(task):
    run_labels = label(task, 6)
    loner = task.bootstrap.ids.to_pylist().index("loner")
    assert run_labels.dtype == np.int32
    assert (run_labels[:, loner] == -2).all()
    assert run_labels.max() >= 1


def test_a_resample_without_events_has_no_tribes(make_events):
    single = make_events([{"source": "ana", "target": "ben"}])
    bootstrap = BlockBootstrap.of(tb.build_network(single), single)
    run = next(run for run in range(20) if bootstrap.resample(0, run) is None)
    assert RunTask(bootstrap, {"resolution": 1.0}, seed=0).label(run).tolist() == [-2, -2]


def test_the_labels_of_a_run_do_not_depend_on_other_runs(task):
    run_labels = label(task)
    assert np.array_equal(run_labels[2], task.label(2))


def test_the_callback_is_called_after_each_run(task):
    calls = []
    label_runs(task, 3, processes=1, on_run=lambda: calls.append(1))
    assert len(calls) == 3


def test_an_error_in_a_process_is_raised_unchanged(task):
    wrong = RunTask(task.bootstrap, {"resolution": -1.0}, seed=0)
    with pytest.raises(OptionError, match=r"resolution must be a finite number above 0, got -1\.0"):
        label(wrong, processes=2)


def test_processes_give_the_same_answer_and_scripts_need_no_main_guard(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == "the script runs\n5 runs differ\nTrue True True\n"


class BrokenPool:
    """A pool with a process that ends at once."""

    def __init__(self, *_, **__):
        pass

    def submit(self, *_):
        raise BrokenProcessPool

    def shutdown(self, **_):
        pass


def test_a_process_that_ends_early_is_an_error_with_a_remedy(task, monkeypatch):
    monkeypatch.setattr(runs, "ProcessPoolExecutor", BrokenPool)
    with pytest.raises(OptionError, match=r"one of 2 processes ended early, .* memory ran out; .*=1"):
        label(task, processes=2)


def test_a_daemon_process_starts_no_processes(task, monkeypatch):
    monkeypatch.setattr(runs, "ProcessPoolExecutor", BrokenPool)
    monkeypatch.setattr(runs.multiprocessing, "current_process", lambda: SimpleNamespace(daemon=True))
    assert np.array_equal(label(task, processes=2), label(task, processes=1))


def test_small_networks_start_no_processes(task, monkeypatch):
    monkeypatch.setattr(runs, "ProcessPoolExecutor", BrokenPool)
    assert len(label(task)) == 3
    monkeypatch.setattr(runs, "MIN_NONZEROS_FOR_PROCESSES", 0)
    monkeypatch.setattr(runs.os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    with pytest.raises(OptionError, match="one of 3 processes"):
        label(task)
