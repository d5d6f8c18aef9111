import pytest

from tribus import find_tribes
from tribus.tribes import survey
from tribus.tribes.survey import run_side_by_side


@pytest.mark.parametrize("method", ["leiden", "louvain"])
def test_the_number_of_threads_changes_nothing(network, monkeypatch, method):
    monkeypatch.setattr(survey, "FEWEST_ENTRIES", 0)
    found = []
    for cores in (1, 2, 4, None):
        monkeypatch.setattr(survey.os, "cpu_count", lambda cores=cores: cores)
        found.append(find_tribes(network, method=method, resamples=4, progress=False))
    for tribes in found[1:]:
        assert tribes.labels.tobytes() == found[0].labels.tobytes()
        assert tribes.curve.agreement.tobytes() == found[0].curve.agreement.tobytes()
        assert tribes.curve.to_frame().equals(found[0].curve.to_frame())


def test_little_work_starts_no_thread(network, monkeypatch):
    def refuse(*_):
        raise AssertionError("a thread was started")

    monkeypatch.setattr(survey, "ThreadPoolExecutor", refuse)
    monkeypatch.setattr(survey.os, "cpu_count", lambda: 8)
    assert len(find_tribes(network, resamples=3, progress=False)) == 3


@pytest.mark.parametrize("threads", [1, 3])
def test_work_side_by_side_comes_back_in_order_and_errors_come_through(threads):
    assert run_side_by_side(lambda number: number**2, range(6), threads=threads) == [0, 1, 4, 9, 16, 25]
    with pytest.raises(ZeroDivisionError, match="division"):
        run_side_by_side(lambda number: 1 // number, [1, 0], threads=threads)
