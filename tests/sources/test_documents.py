from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tribus.sources.documents import Document, ObjectMember
from tribus.sources.streams import READ_BLOCK_BYTES, Stream

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def document(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return Document(Stream(io.BytesIO(data), "a.json", len(data)), **options)


@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 0, 3]))
def test_the_items_of_a_list_are_returned_as_text(items, indent):
    text = json.dumps(items, indent=indent)
    assert [json.loads(item) for item in document(text).items()] == items


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_the_members_of_an_object_are_returned_by_name(members):
    made = list(document(json.dumps(members)).members())
    assert [name for name, _ in made] == list(members)
    for name, value in made:
        nested = isinstance(members[name], (dict, list))
        assert value == json.dumps(members[name])[0] if nested else json.loads(value) == members[name]


def test_a_list_in_an_object_is_found_by_name():
    text = json.dumps({"a": {"box": [9]}, "b": "box", "box": [1, {"x": 2}], "c": [3]}, indent=1)
    assert [json.loads(item) for item in document(text).items("box")] == [1, {"x": 2}]
    assert list(document(text).items("crate")) == []


@pytest.mark.parametrize("size", [READ_BLOCK_BYTES - 7, READ_BLOCK_BYTES, 3 * READ_BLOCK_BYTES + 1])
def test_values_may_cross_blocks(size):
    items = ["x" * size, 12, {"ñ": "é" * size}, 123_456]
    text = json.dumps(items, ensure_ascii=False)
    assert [json.loads(item) for item in document(text).items()] == items


def test_a_number_across_two_blocks_is_one_number():
    for shift in range(8):
        text = "[" + " " * (READ_BLOCK_BYTES - 5 - shift) + "123456, 7]"
        assert list(document(text).items()) == ["123456", "7"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "nope", "[", "[1", "[1,", "[1 2]", "[1}", "[,]"),
        *("{", '{"a"', '{"a" 1}', '{"a": 1', '{"a": 1]', "{1: 2}"),
    ],
)
def test_broken_structure_is_an_error(text):
    read = document(text)
    with pytest.raises(ValueError, match=r"missing before|Expecting|column|delimiter"):
        list(read.items() if text.startswith("[") else read.members())


def test_items_before_the_end_of_a_truncated_document_are_returned():
    items = document("[1, 2, 3").items()
    assert [next(items), next(items)] == ["1", "2"]


def test_a_value_that_is_too_long_is_an_error_and_not_held():
    with pytest.raises(ValueError, match="a value is longer than 1,000 characters"):
        list(document('["' + "x" * (3 * READ_BLOCK_BYTES) + '"]', longest=1_000).items())


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"a": ' * 50_000, '{"a": ' + "[" * 100_000])
def test_endless_nesting_is_an_error(text):
    read = document(text)
    with pytest.raises(RecursionError, match="nested too deep"):
        list(read.items() if text.startswith("[") else read.members())


def test_bytes_that_are_not_utf_8_spoil_their_item_only():
    assert list(document(b'["\xff", 2]').items()) == ['"\udcff"', "2"]


@pytest.mark.parametrize(
    "broken",
    [
        '{"a": "b" "c": [1, "]"]}',
        '{"a": 12' + "3" * 5_000 + "}",
        "9" * 5_000,
        "nope",
        '{"a": "two\nlines"}',
        '{\n"a": "one " too many",\n"b": "x"\n}',
        '"\\q"',
        '{"a": 1,}',
        '{"a": ' * 5_000 + "1" + "}" * 5_000,
        '{"x" "' + "x" * (2 * READ_BLOCK_BYTES) + '"}',
    ],
)
def test_an_item_that_is_not_json_does_not_hide_the_next(broken):
    assert list(document(f"[1, {broken},\n{{}}]").items()) == ["1", broken, "{}"]


@pytest.mark.parametrize("broken", ['{"a": [1}', '{"a": {"b": 1}', '{"a": "b}', '{"a": 1}}'])
def test_a_bracket_or_quote_that_is_missing_is_an_error(broken):
    with pytest.raises(ValueError, match=r"closes no bracket|missing before|Expecting|Unterminated"):
        list(document(f'[1, {broken}, {{"a": 2}}]').items())


def test_members_have_a_name_and_a_value():
    assert list(document('{"a": 1}').members()) == [ObjectMember("a", "1")]
