import pytest

from tribus._core import threads as threads_module
from tribus._core.threads import FEWEST_ENTRIES, run_in_threads


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("n_entries", [0, FEWEST_ENTRIES])
def test_work_side_by_side_comes_back_in_order_and_errors_come_through(monkeypatch, threads, n_entries):
    monkeypatch.setattr(threads_module.os, "cpu_count", lambda: threads)
    squares = run_in_threads(lambda number: number**2, range(6), n_entries=n_entries)
    assert squares == [0, 1, 4, 9, 16, 25]
    with pytest.raises(ZeroDivisionError, match="division"):
        run_in_threads(lambda number: 1 // number, [1, 0], n_entries=n_entries)
