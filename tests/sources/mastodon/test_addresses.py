from __future__ import annotations

import pytest

from tribus.sources.mastodon.addresses import (
    PersonReference,
    actor_in,
    find_person,
    host_of,
    make_address,
    name_in,
)
from tribus.sources.rows import ReadOptions, Rows


@pytest.mark.parametrize(
    ("name", "host", "address"),
    [
        ("Ana", "Host.Example", "Ana@host.example"),
        ("@ana@Host.Example", "", "ana@host.example"),
        (" ana@there.example ", "here.example", "ana@there.example"),
        ("ana", "", None),
        ("@", "here.example", None),
        ("", "", None),
    ],
)
def test_an_address_has_a_name_and_a_host(name, host, address):
    assert make_address(name, host) == address


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("https://Host.example/users/Ana", "Ana@host.example"),
        ("https://host.example/users/ana/statuses/1", "ana@host.example"),
        ("https://host.example/@ana", "ana@host.example"),
        ("https://host.example/@ana/1", "ana@host.example"),
        ("https://here.example/@ana@there.example/1", "ana@there.example"),
        ("http://localhost:3000/@ana", "ana@localhost:3000"),
        ("https://host.example/ap/users/115/statuses/1", None),
        ("https://host.example/notes/9abc", None),
        ("https://host.example/users/", None),
        ("https://host.example/@", None),
        ("ftp://host.example/@ana", None),
        ("ana@host.example", None),
        ("", None),
    ],
)
def test_the_uris_of_mastodon_name_their_user(uri, address):
    assert name_in(uri) == address


def test_all_uris_of_an_actor_with_a_number_are_one_actor():
    assert actor_in("https://Host.example/ap/users/115/statuses/1/activity") == actor_in(
        "https://host.example/ap/users/115"
    )


def test_other_texts_have_no_host():
    assert [host_of(uri) for uri in (None, "", "x", "//host", "tag:host,2024")] == [""] * 5


def test_a_user_is_found_by_name_by_number_or_by_lookup():
    collected = []
    rows = Rows(ReadOptions(), lambda what, table: collected.append((what, table.to_pylist())))
    assert find_person("https://host.example/@ana/1", rows) == PersonReference("ana@host.example")
    numbered = find_person("https://host.example/ap/users/115/statuses/1", rows)
    assert numbered == PersonReference(None, "https://host.example/ap/users/115")
    assert find_person("https://host.example/notes/9", rows).parent == "https://host.example/notes/9"
    rows.flush(min_rows=1)
    assert collected == [("authors", [{"post": numbered.parent, "author": "#115@host.example"}])]
