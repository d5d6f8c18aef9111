"""The same seed gives the same answer for any number of threads and processes."""

import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden

SCRIPT = """
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256

import numpy as np
import scipy.sparse as sp

from tribus.community.leiden import leiden


def digest(seed):
    half = sp.random_array((400, 400), density=0.03, rng=np.random.default_rng(0)).tocsr()
    return sha256(leiden(half + half.T, seed=seed, polish=True).tobytes()).hexdigest()


print(digest(0), digest(1))  # compile and run before the process forks
if "fork" in multiprocessing.get_all_start_methods():
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as processes:
        print(*processes.map(digest, (0, 1)))
"""


@pytest.fixture(scope="module")
def adjacency():
    generator = np.random.default_rng(0)
    half = sp.random_array((5_000, 5_000), density=0.002, rng=generator).tocsr()
    return half + half.T


@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_concurrent_searches_give_the_answers_of_one_thread(adjacency, n_threads):
    search = partial(leiden, adjacency)
    expected = [search(seed=seed).tobytes() for seed in range(4)]
    with ThreadPoolExecutor(n_threads) as threads:
        futures = [threads.submit(search, seed=seed) for seed in (0, 1, 2, 3, 0, 1, 2, 3)]
        found = [answer.result().tobytes() for answer in futures]
    assert found == 2 * expected


def test_other_and_forked_processes_give_the_same_answer():
    def run():
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", SCRIPT]
        done = subprocess.run(  # noqa: S603 - our own Python
            command, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout.split()

    first, second = run(), run()
    assert first == second
    assert first[0] != first[1]
    if "fork" in multiprocessing.get_all_start_methods():
        assert first[:2] == first[2:]
