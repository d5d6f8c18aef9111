"""Saved files of small results, and changed copies of them."""

import io
import json
import zipfile

import numpy as np
import pyarrow as pa
from pyarrow import parquet

MANIFEST = "tribus.json"


def read_parts(path):
    """Return the parts of a saved file by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(path, parts, compression=zipfile.ZIP_STORED):
    """Write parts as a file that could be a saved one; return its path."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def change_manifest(parts, change):
    """Return the parts with a changed JSON document."""
    manifest = json.loads(parts[MANIFEST])
    change(manifest)
    return parts | {MANIFEST: json.dumps(manifest)}


def column_of(parts, name):
    """Return the array of a part, to be changed."""
    return parquet.read_table(io.BytesIO(parts[name]))["value"].to_numpy().copy()


def pack(values, **options):
    """Return a Parquet file of one column, as bytes."""
    out = io.BytesIO()
    column = values if isinstance(values, pa.Array) else pa.array(np.asarray(values))
    packing = {"compression": "lz4", "use_dictionary": False} | options
    parquet.write_table(pa.table({"value": column}), out, **packing)
    return out.getvalue()
