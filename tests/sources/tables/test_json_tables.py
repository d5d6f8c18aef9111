import gzip

import pytest

from tribus.errors import ReadError


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz", "A.JSONL.GZ", "a.json", "a.csv"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_json_lines_keep_integers_and_text_apart(write, see, name, mark):
    lines = mark + b'{"a": 9007199254740993, "b": "007"}\r\n{"b": "8", "a": null}\n\n'
    content = gzip.compress(lines) if name.lower().endswith(".gz") else lines
    seen = see(write(name, content))
    assert seen.rows == [(9_007_199_254_740_993, "007"), (None, "8")]
    assert (seen.title, seen.read, seen.skipped) == ("JSON lines", 2, {})


@pytest.mark.parametrize(
    "text",
    ["2018-10-10", "2018-10-10T20:19:24Z", "20:19:24", "550E8400-E29B-41D4-A716-446655440000", "12"],
)
def test_text_in_json_stays_the_text_it_is(write, see, text):
    assert see(write("a.jsonl", f'{{"a": "{text}"}}\n')).rows == [(text,)]


@pytest.mark.parametrize("content", ['[{"a": 1}, {"a": 2}]', ' [\n{"a": 1}\n,\n{"a":\n2}\n]\n'])
def test_a_list_of_objects_is_a_table_too(write, see, content):
    seen = see(write("a.json", content))
    assert (seen.rows, seen.title) == ([(1,), (2,)], "JSON list")


def test_objects_with_very_many_names_are_rows(write, see):
    names = ", ".join(f'"n{place}": {place}' for place in range(500))
    assert len(see(write("a.jsonl", f"{{{names}}}\n")).names) == 500


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"a":', "not JSON"),
        (b'{"a":}', "not JSON"),
        (b"so it began", "not JSON"),
        (b'{"a": "\\ud800"}', "not JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": "\x00"}', "not JSON"),
        (b"[1, 2]", "no object"),
        (b"3", "no object"),
        (b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}", "nested too deep"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
    ],
)
def test_a_bad_line_is_skipped_and_counted_or_the_first_is_an_error(write, see, bad, reason):
    path = write("a.jsonl", b'{"a": 1}\n\n' + bad + b'\n{"a": 2}\n')
    seen = see(path)
    assert seen.rows == [(1,), (2,)]
    assert (seen.read, seen.skipped) == (3, {reason: 1})
    with pytest.raises(ReadError, match=rf"a\.jsonl', line 3: {reason}.*Fix the file"):
        see(path, bad_lines=0)


def test_a_bad_first_line_does_not_hide_what_the_file_is(write, see):
    assert see(write("a.jsonl", 'so it began\n{"a": 1}\n')).skipped == {"not JSON": 1}


def test_damage_far_down_is_told_by_its_line(write, see):
    path = write("a.jsonl.gz", gzip.compress(b'{"a": 1}\n' * 50_000 + b'{"a"\n{"a": 1}\n'))
    seen = see(path)
    assert (len(seen.rows), seen.skipped) == (50_001, {"not JSON": 1})
    with pytest.raises(ReadError, match="line 50,001: not JSON"):
        see(path, bad_lines=0)


def test_too_many_bad_lines_are_an_error_that_names_the_one_too_many(write, see):
    path = write("a.jsonl", '{"a": 1}\n' + '{"a"\n' * 101)
    with pytest.raises(ReadError, match=r"line 102: not JSON .*; 100 before it cannot be read either"):
        see(path)


@pytest.mark.parametrize(
    "content", ['[{"a": 1}, {"a": 2}, ', '[{"a": 1},{"a": 2}', '[{"a": 1},{"a": 2},{"a']
)
def test_a_list_that_is_cut_off_is_read_until_there_and_counted(write, see, content):
    path = write("a.json", content)
    seen = see(path, bad_lines=1)
    assert seen.rows == [(1,), (2,)]
    assert seen.skipped == {"rest of a damaged file": 1}
    with pytest.raises(ReadError, match="after item 2: the rest cannot be read: "):
        see(path)


def test_items_of_a_list_that_are_no_objects_are_skipped(write, see):
    seen = see(write("a.json", '[{"a": 1}, 3, null, {"a": 2}]'))
    assert seen.rows == [(1,), (2,)]
    assert (seen.read, seen.skipped) == (4, {"no object": 2})


@pytest.mark.parametrize("content", ["[1, 2]", "[]", "{}", '{"a"', '{"": 1}', "[" * 100_000])
def test_json_of_another_shape_is_an_error_that_says_what_is_needed(write, see, content):
    path = write("a.json", content)
    with pytest.raises(ReadError, match=r"must hold one \{...\} a line, or a list of them"):
        see(path)


def test_names_that_differ_only_in_case_are_an_error(write, see):
    path = write("a.jsonl", '{"a": 1}\n{"A": 2}\n')
    with pytest.raises(ReadError, match="differ only in case"):
        see(path)


DOCUMENT = """{
  "name": "x",
  "messages": [
    {"from": {"id": 7, "name": "ana"}, "to": "ben"},
    {"from": {"id": 8, "name": "ben"}, "to": "ana"}
  ]
}"""


def test_the_list_in_an_indented_document_is_read_and_objects_become_columns(write, see):
    seen = see(write("a.json", DOCUMENT))
    assert (seen.title, seen.said) == ("JSON document", "the records in 'messages'")
    assert seen.names == ["from.id", "from.name", "to"]
    assert seen.rows == [(7, "ana", "ben"), (8, "ben", "ana")]


def test_pages_of_records_are_read_record_by_record(write, see):
    page = '{"data": [{"from": "ana", "to": "ben"}, {"from": "ben", "to": "ana"}], "meta": {"n": 2}}\n'
    seen = see(write("a.jsonl", page * 3))
    assert (len(seen.rows), seen.read, seen.said) == (6, 6, "the records in 'data'")


def test_a_graph_of_nodes_and_links_is_read_with_its_direction(write, see):
    text = '{"directed": %s, "nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}], "links": [%s]}'
    link = '{"source": "a", "target": "b", "weight": 2}'
    seen = see(write("a.json", text % ("true", link)))
    assert (seen.rows, seen.people) == ([("a", "b", "2")], ["a", "b", "c"])
    assert len(see(write("b.json", text % ("false", link))).rows) == 2
    assert see(write("c.json", text % ("true", '{"source": 0, "target": 2}'))).rows == [("a", "c")]


def test_records_without_a_line_end_between_them_are_counted_one_by_one(write, see):
    seen = see(write("a.jsonl", '{"a": 1, "b": {}}\n{"a": 2, "b": {}} {"a": 3}{"a": 4}\n{"a": 5}\n'))
    assert [row[0] for row in seen.rows] == [1, 5]
    assert (seen.read, seen.skipped) == (5, {"not JSON": 3})


@pytest.mark.parametrize("damage", ['"', "{", "}", "[", "]", ",", "\\", "9" * 5_000])
@pytest.mark.parametrize("separator", [",\n", ",\n  ", ",", ", "])
def test_every_item_around_a_broken_one_is_read_or_counted(write, see, damage, separator):
    items = [f'{{"a": {row}, "b": {{"c": ["x{row}"]}}}}' for row in range(50)]
    items[20] = items[20].replace("x20", f"x{damage}20")
    items[30] = items[30].replace('"b"', f'"b{damage}')
    seen = see(write("a.json", f"[{separator.strip(',')}{separator.join(items)}]"), bad_lines=1.0)
    assert {row[0] for row in seen.rows} <= set(range(50))
    assert seen.read >= 50 or "rest of a damaged file" in seen.skipped
    if "\n" in separator:
        assert {row[0] for row in seen.rows} >= set(range(50)) - {20, 30}


def test_a_comma_that_is_missing_between_two_items_loses_none(write, see):
    seen = see(write("a.json", '[{"a": 1}, {"a": 2} {"a": 3}\n{"a": 4}]'))
    assert ([row[0] for row in seen.rows], seen.skipped) == ([1, 2, 3, 4], {})


def test_a_broken_last_item_does_not_take_in_the_next_list(write, see):
    text = '{"data": [\n{"a": 1},\n{"a": 2 "b": 3}\n],\n"includes": [\n{"a": 8},\n{"a": 9}\n]}'
    seen = see(write("a.json", text))
    assert ([row[0] for row in seen.rows], seen.skipped) == ([1], {"not JSON": 1})


def test_an_item_that_is_not_utf_8_in_a_document_is_counted(write, see):
    seen = see(write("a.json", b'{"meta": {}, "data": [{"a": 1}, {"a\xff": 2}, {"a": 3}]}'))
    assert ([row[0] for row in seen.rows], seen.skipped) == ([1, 3], {"not UTF-8": 1})
