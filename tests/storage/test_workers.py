"""Results are sent to worker processes and come back."""

import multiprocessing
import pickle
import pickletools
from concurrent.futures import ProcessPoolExecutor

import joblib
import numpy as np

from tests.storage.conftest import SAVEABLE
from tests.test_contract import arrays_of


def look(result):
    """Return a result with its line, and whether its arrays are read-only; run in a worker."""
    return result, repr(result), not any(array.flags.writeable for array in arrays_of(result))


def test_a_spawned_process_receives_and_returns_results(results):
    sent = [results[name] for name in SAVEABLE]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        returned = list(pool.map(look, sent))
    for result, (again, line, is_read_only) in zip(sent, returned, strict=True):
        assert again == result
        assert line == repr(result)
        assert is_read_only


def test_arrays_that_joblib_maps_to_memory_are_arrays_like_others(results, tmp_path):
    """The workers of joblib receive large arrays in this way."""
    tribes = results["Tribes"]
    joblib.dump(tribes, tmp_path / "tribes")
    mapped = joblib.load(tmp_path / "tribes", mmap_mode="r")
    assert isinstance(mapped.network.evidence.counts["reply"], np.memmap)
    again, line, is_read_only = look(mapped)
    assert again == tribes
    assert line == repr(tribes)
    assert is_read_only
    assert np.array_equal(again.cuts.value, tribes.cuts.value)
    assert again.at_level(0) == tribes.at_level(0)


def test_a_pickle_holds_the_fields_and_not_what_is_computed_from_them(results):
    tribes = results["Tribes"]
    assert tribes.cuts is tribes.cuts  # kept once it is computed
    words = {text for _, text, _ in pickletools.genops(pickle.dumps(tribes)) if isinstance(text, str)}
    assert not {"cuts", "_users", "_rows_by_user"} & words
