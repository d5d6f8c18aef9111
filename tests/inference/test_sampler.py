import pytest

from tribus import find_tribes
from tribus._core import threads


@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_the_number_of_threads_changes_nothing(network, monkeypatch, method):
    monkeypatch.setattr(threads, "MIN_ENTRIES_FOR_THREADS", 0)
    found = []
    for cores in (1, 2, 4, None):
        monkeypatch.setattr(threads.os, "cpu_count", lambda cores=cores: cores)
        found.append(find_tribes(network, method=method, resamples=4, progress=False))
    for tribes in found[1:]:
        assert tribes.labels.tobytes() == found[0].labels.tobytes()
        assert tribes.curve.agreement.tobytes() == found[0].curve.agreement.tobytes()
        assert tribes.curve.to_frame().equals(found[0].curve.to_frame())


def test_a_small_network_starts_no_thread(network, monkeypatch):
    def refuse(*_):
        raise AssertionError("a thread was started")

    monkeypatch.setattr(threads, "ThreadPoolExecutor", refuse)
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 8)
    assert len(find_tribes(network, resamples=3, progress=False)) == 3
