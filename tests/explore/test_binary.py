import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.explore.reading import unpack
from tribus.explore.binary import pack


def test_the_bytes_are_length_header_and_bytes_by_significance():
    data = zlib.decompress(pack({"a": 1}, {"x": np.array([1, 258])}))
    header = b'{"a": 1, "columns": [["x", "u16", 2]]}'
    # 1 is the bytes 1, 0, and 258 = 1 * 256 + 2 is 2, 1; first both low bytes, then both high ones
    assert data == len(header).to_bytes(4, "little") + header + bytes([1, 2, 0, 1])


@pytest.mark.parametrize(
    ("values", "kind"), [([255], "u8"), ([256], "u16"), ([65_536], "u32"), ([], "u8"), ([0.5], "f32")]
)
def test_a_column_has_the_smallest_type(values, kind):
    dtype = np.float32 if kind == "f32" else np.int64
    header, columns = unpack(pack({}, {"x": np.array(values, dtype)}))
    assert header["columns"] == [["x", kind, len(values)]]
    assert columns["x"].tolist() == values


@given(st.lists(st.integers(0, 2**32 - 1)), st.text())
def test_columns_and_texts_come_back(values, text):
    header, columns = unpack(pack({"text": text}, {"x": np.array(values, np.int64), "y": np.array([7])}))
    assert columns["x"].tolist() == values
    assert columns["y"].tolist() == [7]
    assert header["text"] == text


def test_a_lone_surrogate_is_replaced():
    assert unpack(pack({"text": "a\ud800"}, {}))[0]["text"] == "a?"
