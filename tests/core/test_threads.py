import pytest

from tribus._core import threads as threads_module
from tribus._core.threads import MIN_ENTRIES_FOR_THREADS, run_in_threads


@pytest.mark.parametrize("n_threads", [1, 3])
@pytest.mark.parametrize("n_entries", [0, MIN_ENTRIES_FOR_THREADS])
def test_results_are_in_order_and_errors_are_raised(monkeypatch, n_threads, n_entries):
    monkeypatch.setattr(threads_module.os, "cpu_count", lambda: n_threads)
    squares = run_in_threads(lambda number: number**2, range(6), n_entries=n_entries)
    assert squares == [0, 1, 4, 9, 16, 25]
    with pytest.raises(ZeroDivisionError, match="division"):
        run_in_threads(lambda number: 1 // number, [1, 0], n_entries=n_entries)
