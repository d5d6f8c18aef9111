import errno
import importlib
import operator
import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from numba.core import ir, types
from numba.core.compiler import run_frontend
from numba.core.dispatcher import Dispatcher
from numba.core.registry import cpu_target
from numba.core.ssa import reconstruct_ssa
from numba.core.typed_passes import type_inference_stage

import tribus
from tribus._core import compiled as compiled_module
from tribus._core.compiled import compiled, mix_bits, prefetch
from tribus.community.leiden.graph import Graph
from tribus.errors import TribusWarning
from tribus.facets._kernel import EgoSplit, TieGraph
from tribus.metrics._cut_kernel import WeightedCsr
from tribus.ties._structure_kernel import CsrStructure
from tribus.ties.directed_pairs import DirectedPairs, PairValues
from tribus.ties.expected_reply import ResponseRates

# The numba types of the annotations of compiled functions.
ARGUMENTS = {
    "Bools": types.boolean[::1],
    "Codes": types.uint32[::1],
    "Floats": types.float64[::1],
    "Ints": types.int32[::1],
    "Ints8": types.int8[::1],
    "Ints64": types.int64[::1],
    "Uints64": types.uint64[::1],
    "bool": types.boolean,
    "float": types.float64,
    "int": types.int64,
    "np.uint32": types.uint32,
    "np.uint64": types.uint64,
}
NAMED_TUPLES = (
    CsrStructure,
    DirectedPairs,
    EgoSplit,
    Graph,
    PairValues,
    ResponseRates,
    TieGraph,
    WeightedCsr,
)
for named_tuple in NAMED_TUPLES:
    fields = [ARGUMENTS[kind.__forward_arg__] for kind in named_tuple.__annotations__.values()]
    ARGUMENTS[named_tuple.__name__] = types.NamedTuple(fields, named_tuple)
TABLES = dict.fromkeys(
    ["_thin_small_counts.cumulative", "scatter_values.scattered", "sum_ties.sums", "sum_exchange.sums"],
    types.float64[:, ::1],
)  # arrays of two dimensions

# Variables that count or index nonzeros: a graph may have more than 2^32 of them.
INDEX_NAMES = {
    "begin",
    "begins",
    "edge",
    "entry",
    "first",
    "free",
    "head",
    "high",
    "ij",
    "ik",
    "index",
    "index_of_pair",
    "indptr",
    "jk",
    "last",
    "low",
}
INDEX_NAMES |= {
    "n_edges",
    "n_entries",
    "n_found",
    "n_kept",
    "n_pairs",
    "n_ties",
    "new_indptr",
    "nonzero",
    "old_edge",
    "row",
    "slot",
}
INDEX_NAMES |= {"start", "stop", "tail", "tie"}
FLOAT_OPERATORS = {operator.truediv, operator.itruediv, operator.pow, operator.ipow}
INTEGER_FUNCTIONS = {min, max, abs, range}  # integers in, integers out


def find_loops():
    """Return every compiled function of the package by name."""
    loops = {}
    for found in pkgutil.walk_packages(tribus.__path__, "tribus."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, Dispatcher) and value.py_func.__module__ == found.name:
                loops[f"{found.name}.{name}"] = value
    return loops


LOOPS = find_loops()


def infer(function, arguments):
    """Return the code of a function, and the type that numba infers for each variable."""
    code = reconstruct_ssa(run_frontend(function))
    contexts = cpu_target.typing_context, cpu_target.target_context
    for context in contexts:
        context.refresh()
    return code, type_inference_stage(*contexts, code, tuple(arguments), None).typemap


def find_sources(value, kinds):
    """Return the variables of an assignment that gives an integer if all of them are integers."""
    if isinstance(value, ir.Var):
        return [value]
    operation = getattr(value, "op", None)
    if operation == "phi":
        return value.incoming_values
    if operation in {"binop", "inplace_binop"} and value.fn not in FLOAT_OPERATORS:
        return [value.lhs, value.rhs]
    if operation == "call" and getattr(kinds[value.func.name], "typing_key", None) in INTEGER_FUNCTIONS:
        return value.args
    return []


def find_broken(code, kinds):
    """Yield the assignments that turn an integer into a float implicitly."""
    for block in code.blocks.values():
        for assign in block.find_insts(ir.Assign):
            sources = [kinds[source.name] for source in find_sources(assign.value, kinds)]
            is_whole = [isinstance(kind, types.Integer) for kind in sources]
            is_passed_on = getattr(assign.value, "op", "phi") == "phi"
            is_broken = any(is_whole) if is_passed_on else is_whole and all(is_whole)
            if is_broken and isinstance(kinds[assign.target.name], types.Float):
                yield f"{assign} at {assign.loc}"


@pytest.fixture(scope="module", params=LOOPS.values(), ids=LOOPS)
def typed(request):
    function = request.param.py_func
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    known = function.__annotations__
    places = {name: f"{function.__name__}.{name}" for name in names}
    return infer(function, [TABLES.get(places[name]) or ARGUMENTS[known[name]] for name in names])


def test_no_integer_becomes_a_float_by_mixing_signs(typed):
    # numba turns int64 + uint64 into a float, which is inexact above 2^53.
    assert list(find_broken(*typed)) == []


def test_counts_and_indices_of_nonzeros_have_64_bits(typed):
    _, kinds = typed
    for name, kind in kinds.items():
        if name.partition(".")[0] in INDEX_NAMES:
            assert types.unliteral(getattr(kind, "dtype", kind)) in {types.int64, types.uint64}, name


def choose_sign(first, second):
    chosen = first
    while chosen < second:
        chosen = second
    return chosen


def take_least(first, second):
    return min(first, second)


@pytest.mark.parametrize("function", [choose_sign, take_least])
def test_the_check_finds_mixed_signs(function):
    assert list(find_broken(*infer(function, [types.int64, types.uint64])))
    assert not list(find_broken(*infer(function, [types.int64, types.int64])))


def test_mix_bits_gives_the_published_numbers():
    # The first numbers of splitmix64 with seed 0, printed by the program of its authors.
    step = 0x9E3779B97F4A7C15
    states = [np.uint64(step * turn % 2**64) for turn in (1, 2, 3)]
    expected = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [int(mix_bits(state)) for state in states] == expected


@numba.njit
def prefetch_all(array, indices):
    for index in indices:
        prefetch(array, index)
    return array.sum()


@pytest.mark.parametrize("kind", [np.uint32, np.float64])
def test_prefetch_changes_nothing_even_outside_the_array(kind):
    array = np.arange(5).astype(kind)
    indices = np.array([0, 4, 5, -1, 10**6, 2**40, -(2**40)])
    assert prefetch_all(array, indices) == 10
    assert prefetch_all(array, indices.astype(np.uint64)) == 10
    assert array.tolist() == [0, 1, 2, 3, 4]


@compiled
def add_one(number):
    return number + 1


def test_a_compiled_function_releases_the_gil_and_is_cached():
    assert add_one(1) == 2
    assert add_one.targetoptions["nogil"]
    assert add_one.stats.cache_path


SCRIPT = """from tribus.community.leiden._aggregate import number_labels
import numpy as np
labels = np.array([2, 0, 2], np.uint32)
print(number_labels(labels), labels.tolist())
"""


@pytest.fixture
def run_copy(tmp_path):
    """Return a function that runs a script on a copy of the package, where some folders are read-only.

    A file in place of a folder stops even root from writing there.
    """
    package = tmp_path / "tribus"
    original = Path(tribus.__file__).parent
    shutil.copytree(original, package, ignore=shutil.ignore_patterns("__pycache__"))
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    file = tmp_path / "file"
    file.touch()

    def run(*, may_write_package, home=file, **variables):
        if not may_write_package:
            for folder in (package, *(path for path in package.rglob("*") if path.is_dir())):
                (folder / "__pycache__").touch()
        environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        homes = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA"), str(home))
        done = subprocess.run(  # noqa: S603 - our own Python
            [sys.executable, str(script)],
            env={**environment, **homes, "PYTHONDONTWRITEBYTECODE": "1", **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        assert done.stdout == "2 [0, 1, 0]\n"
        return done.stderr

    return run


def find_cached(folder):
    return sorted(folder.rglob("*number_labels*.nb*"))


def test_machine_code_is_cached_in_the_named_folder(run_copy, tmp_path):
    named = tmp_path / "named"
    assert run_copy(may_write_package=False, NUMBA_CACHE_DIR=str(named)) == ""
    assert find_cached(named)


def test_the_cache_is_beside_the_module_if_the_named_folder_is_read_only(run_copy, tmp_path):
    assert run_copy(may_write_package=True, NUMBA_CACHE_DIR=str(tmp_path / "file" / "below")) == ""
    assert find_cached(tmp_path / "tribus")


def test_the_cache_of_a_read_only_installation_is_in_the_users_folder(run_copy, tmp_path):
    assert run_copy(may_write_package=False, home=tmp_path / "home") == ""
    assert find_cached(tmp_path / "home")


def test_without_a_writable_folder_one_warning_shows_the_remedy(run_copy, tmp_path):
    named = str(tmp_path / "file" / "below")
    warned = run_copy(may_write_package=False, NUMBA_CACHE_DIR=named)
    assert warned.count("Warning") == 1
    assert f"{tmp_path / 'script.py'}:1: TribusWarning: compiled loops cannot be cached" in warned
    assert f"NUMBA_CACHE_DIR is {named}" in warned
    assert "set the environment variable NUMBA_CACHE_DIR to a folder that can be written" in warned


def cut_in_half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def write_garbage(path):
    path.write_bytes(b"garbage" * 100)


@pytest.mark.parametrize("damage", [cut_in_half, write_garbage, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_a_damaged_cache_gives_one_warning_and_is_replaced(run_copy, tmp_path, kind, damage):
    named = tmp_path / "named"
    run_copy(may_write_package=False, NUMBA_CACHE_DIR=str(named))
    for path in named.rglob(f"*.{kind}"):
        damage(path)
    warned = run_copy(may_write_package=False, NUMBA_CACHE_DIR=str(named))
    assert warned.count("Warning") == 1
    assert "TribusWarning: the cache of compiled loops in " in warned
    assert run_copy(may_write_package=False, NUMBA_CACHE_DIR=str(named)) == ""


@pytest.fixture
def fresh_warnings():
    for function in (compiled_module._warn_uncached, compiled_module._warn_damaged):
        function.cache_clear()
    yield
    for function in (compiled_module._warn_uncached, compiled_module._warn_damaged):
        function.cache_clear()


def fail_with(code):
    def fail(*_):
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.usefixtures("fresh_warnings")
def test_a_full_disk_gives_a_warning_and_the_answer(monkeypatch):
    @compiled
    def add_two(number):
        return number + 2

    monkeypatch.setattr(add_two._cache._cache, "save_overload", fail_with(errno.ENOSPC))
    with pytest.warns(TribusWarning, match="cannot be cached.*cannot be written .No space left"):
        assert add_two(1) == 3


@pytest.mark.usefixtures("fresh_warnings")
def test_a_damaged_cache_that_cannot_be_written_gives_a_warning_and_the_answer(monkeypatch):
    @compiled
    def add_three(number):
        return number + 3

    monkeypatch.setattr(add_three._cache._cache, "load_overload", fail_with(errno.EIO))
    monkeypatch.setattr(add_three._cache._cache, "flush", fail_with(errno.EROFS))
    with pytest.warns(TribusWarning, match="is damaged .OSError.; the damaged files are replaced"):
        assert add_three(1) == 4
