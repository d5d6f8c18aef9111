from __future__ import annotations

import io
import json

import pytest

from tribus.sources.documents import Document
from tribus.sources.nested_lists import MAX_LIST_DEPTH, DocumentPlan, find_records
from tribus.sources.streams import Stream

PLAN = DocumentPlan(frozenset(("messages",)), frozenset(("chats", "list")), frozenset(("channel",)))


def find(content, plan=PLAN):
    """Return the records of a document, with the list that holds them and their header."""
    text = content if isinstance(content, str) else json.dumps(content)
    document = Document(Stream(io.BytesIO(text.encode()), "x.json", len(text)))
    return [
        (name, dict(header), json.loads(value)) for name, header, value in find_records(document, plan)
    ]


def test_records_come_with_the_members_before_their_list():
    content = {"id": 7, "channel": {"id": "c"}, "topics": [1], "messages": [{"a": 1}, {"a": 2}], "n": 2}
    found = find(content)
    assert [value for *_, value in found] == [{"a": 1}, {"a": 2}]
    assert found[0][1]["channel"] == {"id": "c"}
    assert found[0][1]["id"] == 7
    assert "topics" not in found[0][1]


def test_lists_within_objects_within_lists_are_found_by_name():
    chats = [{"id": number, "messages": [{"n": number}]} for number in (1, 2)]
    found = find({"about": "x", "chats": {"about": "y", "list": chats}, "other": {"messages": [{}]}})
    assert [(header["id"], value["n"]) for _, header, value in found] == [(1, 1), (2, 2)]


def test_an_object_of_that_name_is_a_record():
    assert find({"messages": {"a": 1}}) == [("messages", {}, {"a": 1})]


def test_empty_lists_and_objects_end_where_they_should():
    assert find({"messages": [], "chats": {}, "list": [], "id": 1}) == []
    assert find('{"messages": []}\n{"messages": [{"a": 1}]}')[0][2] == {"a": 1}


def test_documents_one_after_another_are_all_read():
    assert [value["a"] for *_, value in find('{"messages": [{"a": 1}]} {"messages": [{"a": 2}]}')] == [
        1,
        2,
    ]


def test_scalars_in_the_place_of_lists_are_passed_over():
    assert find({"messages": 3, "chats": "x"}) == []
    assert find("3") == []


def test_a_list_at_an_endless_depth_is_passed_over():
    content = {"messages": [{"a": 1}]}
    for _ in range(MAX_LIST_DEPTH + 2):
        content = {"chats": content}
    assert find(content) == []


def test_a_truncated_document_is_an_error():
    with pytest.raises(ValueError, match=r"is missing|Expecting|Unterminated"):
        find('{"messages": [{"a": 1}, {"a"')
