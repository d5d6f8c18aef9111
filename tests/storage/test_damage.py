"""Files of strangers: each is a result or a `ReadError`, and small in memory."""

import copy
import json
import pickle
import zipfile

import numpy as np
import pyarrow as pa
import pytest

import tribus as tb
from tests.storage.conftest import SAVEABLE
from tests.storage.files import MANIFEST, change_manifest, column_of, pack, write_parts
from tribus.errors import ReadError

STRANGE = (
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "x",
    "\ud800",
    [],
    {},
    [1],
    {"record": 0},
    {"float": "nan"},
)


def load_changed(tmp_path, parts):
    return tb.load(write_parts(tmp_path / "changed.tribus", parts))


def use(result):
    """Call what reads every array."""
    assert len(repr(result)) <= 88
    assert result._repr_html_()
    assert len(result.to_frame())
    tribes = getattr(result, "tribes", result)
    if isinstance(tribes, tb.Tribes):
        for view in (tribes.summary, tribes.mixing.to_frame, tribes.levels.to_frame):
            assert len(view()) >= 0
        assert len(tribes.cuts.value) == len(tribes.at_level(0).cuts.value) or len(tribes.levels) > 1
        assert all(repr(tribes.of(user)) for user in tribes.network)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a saved result of tribus, or is cut off"),
        (b"user,tribe\nana,0\n", "is not a saved result of tribus, or is cut off"),
        (pickle.dumps({"ana": 0}), "is not a saved result of tribus, or is cut off"),
    ],
)
def test_another_file_is_an_error(tmp_path, content, message):
    (tmp_path / "other.tribus").write_bytes(content)
    with pytest.raises(ReadError, match=f"other.tribus' {message}"):
        tb.load(tmp_path / "other.tribus")


def test_a_missing_file_and_a_folder_are_errors(tmp_path):
    with pytest.raises(ReadError, match=r"none\.tribus' cannot be read: No such file"):
        tb.load(tmp_path / "none.tribus")
    with pytest.raises(ReadError, match=r"cannot be read: Is a directory"):
        tb.load(tmp_path)


def test_another_zip_is_an_error(tmp_path):
    with pytest.raises(ReadError, match=r"it has no part 'tribus\.json'"):
        load_changed(tmp_path, {"readme.txt": "hello"})
    with pytest.raises(ReadError, match=r"tribus\.json is not the description of a result"):
        load_changed(tmp_path, {MANIFEST: "[]"})
    with pytest.raises(ReadError, match="is not a saved result of tribus, or is cut off"):
        load_changed(tmp_path, {MANIFEST: "[" * 100_000})
    with pytest.raises(ReadError, match="is not a saved result of tribus, or is cut off"):
        load_changed(tmp_path, {MANIFEST: f'{{"version": {"9" * 5_000}}}'})


def test_another_version_is_an_error_that_names_it(tmp_path, parts_of):
    newer = change_manifest(parts_of["Network"], lambda file: file.update(version=9, tribus="9.1"))
    with pytest.raises(ReadError, match=r"has format 9, written by tribus '9\.1'; tribus .* format 4"):
        load_changed(tmp_path, newer)
    unknown = change_manifest(parts_of["Network"], lambda file: file.update({"class": "Prophecy"}))
    with pytest.raises(ReadError, match=r"holds a 'Prophecy' of tribus .* knows no such result"):
        load_changed(tmp_path, unknown)


def test_a_class_of_another_package_is_not_imported(tmp_path, parts_of):
    changed = change_manifest(parts_of["Network"], lambda file: file.update({"class": "os.system"}))
    with pytest.raises(ReadError, match=r"holds a 'os\.system'"):
        load_changed(tmp_path, changed)


@pytest.mark.parametrize("name", SAVEABLE)
def test_a_file_that_is_cut_off_is_an_error(tmp_path, parts_of, name):
    whole = write_parts(tmp_path / "whole.tribus", parts_of[name]).read_bytes()
    cut = tmp_path / "cut.tribus"
    for end in range(0, len(whole), max(len(whole) // 40, 1)):
        cut.write_bytes(whole[:end])
        with pytest.raises(ReadError, match=r"cut\.tribus' is"):
            tb.load(cut)


@pytest.mark.parametrize("name", SAVEABLE)
def test_a_damaged_byte_is_an_error_or_harmless(tmp_path, parts_of, results, name):
    whole = write_parts(tmp_path / "whole.tribus", parts_of[name]).read_bytes()
    draw, damaged, n_errors = np.random.default_rng(0), tmp_path / "damaged.tribus", 0
    for _ in range(60):
        at = draw.integers(len(whole))
        damaged.write_bytes(
            whole[:at] + bytes([whole[at] ^ (1 << int(draw.integers(8)))]) + whole[at + 1 :]
        )
        try:
            assert tb.load(damaged) == results[name]
        except ReadError:
            n_errors += 1
    assert n_errors > 30


def leaves_of(tree, path=()):
    """Yield the path of every value in a JSON document."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from leaves_of(value, (*path, key))


@pytest.mark.parametrize("name", SAVEABLE)
def test_strange_values_in_the_description_are_errors_or_harmless(tmp_path, parts_of, name):
    manifest, draw = json.loads(parts_of[name][MANIFEST]), np.random.default_rng(1)
    paths = list(leaves_of(manifest))
    for _ in range(80):
        changed, path = copy.deepcopy(manifest), paths[draw.integers(len(paths))]
        parent = changed
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = STRANGE[draw.integers(len(STRANGE))]
        try:
            result = load_changed(tmp_path, parts_of[name] | {MANIFEST: json.dumps(changed)})
        except ReadError:
            continue
        assert repr(result)


@pytest.mark.parametrize("name", ["Network", "Tribes", "Stability"])
def test_strange_arrays_are_errors_or_harmless(tmp_path, parts_of, name):
    parts, draw = parts_of[name], np.random.default_rng(2)
    columns = [part for part in parts if part.endswith(".parquet") and not part.endswith("ids.parquet")]
    columns = [part for part in columns if name != "Stability" or not part.startswith("tribes/")]
    for part in columns:
        values = column_of(parts, part)
        for strange in draw.choice([-(2**31), -2, -1, 0, 1, 5, 7, 2**31 - 1, np.nan, np.inf], 3):
            with np.errstate(all="ignore"):
                changed = values.copy()
                changed[draw.integers(len(values)) if len(values) else slice(0)] = np.array(
                    strange if values.dtype.kind == "f" else np.nan_to_num(strange)
                ).astype(values.dtype)
            try:
                result = load_changed(tmp_path, parts | {part: pack(changed)})
            except ReadError:
                continue
            with np.errstate(all="ignore"):
                use(result)
        for shorter in (values[:-1], np.append(values, values[:1]), values[:0]):
            try:
                result = load_changed(tmp_path, parts | {part: pack(shorter)})
            except ReadError:
                continue
            assert len(shorter) == len(values)


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("evidence/structure/indices", lambda v: v[::-1], "TieStructure: the columns of a row"),
        ("evidence/structure/indices", lambda v: v + 100, "TieStructure: a column is outside"),
        ("evidence/structure/indptr", lambda v: v[::-1], "TieStructure: the rows do not follow"),
        (
            "evidence/counts.0",
            lambda v: -v,
            "Evidence: the counts of reply has a value that is negative",
        ),
        ("affinity_values", lambda v: v[:-1], "Network: there is not one value for each tie"),
        ("evidence/ids", lambda _: ["ana"] * 7, "Evidence.ids: .* holds an id twice"),
        ("evidence/ids", lambda _: [0.5] * 7, "Evidence.ids: .* is no type of ids"),
        (
            "bond_values",
            lambda v: v.astype(np.float32),
            "Network.bond_values: .* holds float, not float64",
        ),
    ],
)
def test_the_error_names_the_part_that_is_wrong(tmp_path, parts_of, part, change, message):
    name = f"{part}.parquet"
    changed = parts_of["Network"] | {name: pack(change(column_of(parts_of["Network"], name)))}
    with pytest.raises(ReadError, match=f"is damaged or was changed: {message}"):
        load_changed(tmp_path, changed)


def test_a_tie_with_one_direction_is_an_error(tmp_path, parts_of):
    indices = column_of(parts_of["Network"], "evidence/structure/indices.parquet")
    indptr = column_of(parts_of["Network"], "evidence/structure/indptr.parquet")
    other = next(user for user in range(len(indptr) - 1) if user > indices[indptr[1] - 1])
    indices[indptr[1] - 1] = other
    changed = parts_of["Network"] | {"evidence/structure/indices.parquet": pack(indices)}
    with pytest.raises(ReadError, match="TieStructure: a tie has one direction"):
        load_changed(tmp_path, changed)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("target", 99, "a target is no user"),
        ("source", -1, "a source is no user"),
        ("kind", 9, "there is no such kind"),
        ("count", 0, "count has a value below 1"),
    ],
)
def test_events_of_nobody_are_an_error(tmp_path, parts_of, column, value, message):
    import io

    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(parts_of["Events"]["stored/rows.parquet"])).to_pandas()
    table.loc[0, column] = value
    out = io.BytesIO()
    table = table.astype({"source": "int32", "target": "int32", "kind": "int8"})
    packed = pa.Table.from_pandas(table, preserve_index=False)
    parquet.write_table(packed, out, compression="lz4", use_dictionary=False)
    with pytest.raises(ReadError, match=message):
        load_changed(tmp_path, parts_of["Events"] | {"stored/rows.parquet": out.getvalue()})


def test_a_small_file_cannot_claim_much_memory(tmp_path, parts_of):
    """A million equal values take few bytes with a dictionary or with Zstandard, without a limit."""
    many = np.zeros(4_000_000)
    for packing in ({"use_dictionary": True}, {"compression": "zstd"}):
        changed = parts_of["Network"] | {"affinity_values.parquet": pack(many, **packing)}
        with pytest.raises(ReadError, match="is packed otherwise than tribus packs"):
            load_changed(tmp_path, changed)
    missing = pa.nulls(4_000_000, pa.float64())
    changed = parts_of["Network"] | {"affinity_values.parquet": pack(missing)}
    with pytest.raises(ReadError, match="claims 16,000,000 bytes in"):
        load_changed(tmp_path, changed)


def test_a_compressed_zip_is_an_error(tmp_path, parts_of):
    path = write_parts(tmp_path / "small.tribus", parts_of["Network"], zipfile.ZIP_DEFLATED)
    with pytest.raises(ReadError, match="its parts are compressed again; save the result"):
        tb.load(path)


def test_records_cannot_refer_to_themselves_or_to_later_ones(tmp_path, parts_of):
    for number in (-1, 10**6):
        changed = change_manifest(
            parts_of["Tribes"], lambda file, n=number: file["records"][-1].update(network={"record": n})
        )
        with pytest.raises(ReadError, match=r"Tribes\.network: .* is not an earlier record"):
            load_changed(tmp_path, changed)
    last = len(json.loads(parts_of["Tribes"][MANIFEST])["records"]) - 1
    changed = change_manifest(
        parts_of["Tribes"], lambda file: file["records"][-1].update(network={"record": last})
    )
    with pytest.raises(ReadError, match=r"Tribes\.network: .* is not an earlier record"):
        load_changed(tmp_path, changed)
    changed = change_manifest(
        parts_of["Tribes"], lambda file: file["records"][-1].update(levels={"record": 0})
    )
    with pytest.raises(ReadError, match="is not a Levels"):
        load_changed(tmp_path, changed)
