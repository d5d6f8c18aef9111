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
from tribus._core.compiled import compiled, mix_bits, prefetch
from tribus.facets._kernel import Split

# What the annotations of compiled loops stand for.
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
GRAPH = ("Uints64", "Codes", "Floats")
ARGUMENTS[f"tuple[{', '.join(GRAPH)}]"] = types.Tuple([ARGUMENTS[name] for name in GRAPH])
ARGUMENTS["Split"] = types.NamedTuple(
    [ARGUMENTS[kind.__forward_arg__] for kind in Split.__annotations__.values()], Split
)
TABLES = dict.fromkeys(
    ["scatter_values.spread", "add_inside.sums"], types.float64[:, ::1]
)  # arrays of two dimensions

# Names of what counts entries, or says where some stand: a graph may have more than 2^32 of them.
OF_ENTRIES = {
    "begin",
    "begins",
    "entries",
    "entry",
    "far",
    "first",
    "free",
    "high",
    "indptr",
    "last",
    "low",
}
OF_ENTRIES |= {
    "mirror",
    "n_entries",
    "n_found",
    "n_kept",
    "n_ties",
    "new_indptr",
    "places",
    "row",
    "slot",
}
OF_ENTRIES |= {"start", "tie"}
MEANT = {operator.truediv, operator.itruediv, operator.pow, operator.ipow}  # to give a float
CLOSED = {min, max, abs, range}


def find_loops():
    """Every compiled loop of the package, by name."""
    loops = {}
    for found in pkgutil.walk_packages(tribus.__path__, "tribus."):
        if found.name != "tribus.__main__":
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, Dispatcher) and value.py_func.__module__ == found.name:
                    loops[f"{found.name}.{name}"] = value
    return loops


LOOPS = find_loops()


def infer(function, arguments):
    """Code of a function, and the type that numba infers for each of its variables."""
    code = reconstruct_ssa(run_frontend(function))
    contexts = cpu_target.typing_context, cpu_target.target_context
    for context in contexts:
        context.refresh()
    return code, type_inference_stage(*contexts, code, tuple(arguments), None).typemap


def find_sources(value, kinds):
    """Variables that are passed on, or put into an operation that makes whole numbers of whole ones."""
    if isinstance(value, ir.Var):
        return [value]
    operation = getattr(value, "op", None)
    if operation == "phi":
        return value.incoming_values
    if operation in {"binop", "inplace_binop"} and value.fn not in MEANT:
        return [value.lhs, value.rhs]
    if operation == "call" and getattr(kinds[value.func.name], "typing_key", None) in CLOSED:
        return value.args
    return []


def find_broken(code, kinds):
    """Places where a whole number becomes a float without a word."""
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


def test_no_whole_number_becomes_a_float_by_mixing_signs(typed):
    # numba makes a float of int64 + uint64, and of a variable that is either: above 2^53 it miscounts.
    assert list(find_broken(*typed)) == []


def test_what_counts_entries_has_64_bits(typed):
    _, kinds = typed
    for name, kind in kinds.items():
        if name.partition(".")[0] in OF_ENTRIES:
            assert types.unliteral(getattr(kind, "dtype", kind)) in {types.int64, types.uint64}, name


def choose_sign(one, other):
    chosen = one
    while chosen < other:
        chosen = other
    return chosen


def take_least(one, other):
    return min(one, other)


@pytest.mark.parametrize("function", [choose_sign, take_least])
def test_mixed_signs_would_be_found(function):
    assert list(find_broken(*infer(function, [types.int64, types.uint64])))
    assert not list(find_broken(*infer(function, [types.int64, types.int64])))


def test_bits_are_mixed_as_published():
    # The first numbers of splitmix64 from seed 0, as its authors' program prints them.
    step = 0x9E3779B97F4A7C15
    states = [np.uint64(step * turn % 2**64) for turn in (1, 2, 3)]
    expected = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert [int(mix_bits(state)) for state in states] == expected


@numba.njit
def prefetch_all(array, places):
    for place in places:
        prefetch(array, place)
    return array.sum()


@pytest.mark.parametrize("kind", [np.uint32, np.float64])
def test_asking_for_memory_ahead_changes_nothing_even_outside_the_array(kind):
    array = np.arange(5).astype(kind)
    places = np.array([0, 4, 5, -1, 10**6, 2**40, -(2**40)])
    assert prefetch_all(array, places) == 10
    assert prefetch_all(array, places.astype(np.uint64)) == 10
    assert array.tolist() == [0, 1, 2, 3, 4]


@compiled
def add_one(number):
    return number + 1


def test_a_compiled_loop_releases_the_lock_of_python_and_is_kept():
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
    """Run a script on a copy of the package, in a place where some folders cannot be written.

    Even root cannot make a folder where a file is.
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
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        homes = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA"), str(home))
        done = subprocess.run(  # noqa: S603 - our own Python
            [sys.executable, str(script)],
            env={**kept, **homes, "PYTHONDONTWRITEBYTECODE": "1", **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        assert done.stdout == "2 [0, 1, 0]\n"
        return done.stderr

    return run


def find_kept(folder):
    return sorted(folder.rglob("*number_labels*.nb*"))


def test_what_is_compiled_is_kept_in_the_folder_that_is_named(run_copy, tmp_path):
    named = tmp_path / "named"
    assert run_copy(may_write_package=False, NUMBA_CACHE_DIR=str(named)) == ""
    assert find_kept(named)


def test_where_the_named_folder_cannot_be_written_it_is_kept_beside_the_module(run_copy, tmp_path):
    assert run_copy(may_write_package=True, NUMBA_CACHE_DIR=str(tmp_path / "file" / "below")) == ""
    assert find_kept(tmp_path / "tribus")


def test_what_an_installation_that_is_read_only_compiles_is_kept_in_the_users_folder(run_copy, tmp_path):
    assert run_copy(may_write_package=False, home=tmp_path / "home") == ""
    assert find_kept(tmp_path / "home")


def test_where_nothing_can_be_written_one_warning_tells_the_remedy(run_copy, tmp_path):
    named = str(tmp_path / "file" / "below")
    told = run_copy(may_write_package=False, NUMBA_CACHE_DIR=named)
    assert told.count("Warning") == 1
    assert f"{tmp_path / 'script.py'}:1: TribusWarning: compiled loops cannot be kept" in told
    assert f"NUMBA_CACHE_DIR is {named}" in told
    assert "set the environment variable NUMBA_CACHE_DIR to a folder that can" in told
