"""Read JSON documents as tables: a list in a document, pages of lists, nested objects."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tribus._engine.sql import quote
from tribus.sources.documents import Document
from tribus.sources.json_files import JSON_ERRORS
from tribus.sources.streams import Stream
from tribus.sources.tables.edges import Edges
from tribus.sources.tables.headers import unique_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyRelation

    from tribus.sources.tables.table import Table
    from tribus.sources.tables.workshop import Workshop

# Names of the list of records in a document, the most certain first.
LIST_NAMES = (
    "data", "messages", "items", "posts", "comments", "tweets", "statuses", "results", "events",
    "edges", "links", "records", "rows", "replies", "feed", "value", "entries",
)  # fmt: skip
N_SAMPLED = 20  # number of records used to judge a list
MAX_OBJECT_DEPTH = 8  # maximum depth of nested objects that become columns
MAX_JSON_COLUMNS = 500


class DocumentLayout(NamedTuple):
    """Location of the records in a document.

    Attributes
    ----------
    items
        Name of the list of records; empty if the document is a single record.
    is_graph
        Whether the document is a graph: a list of nodes and a list of links between them.
    """

    items: str
    is_graph: bool = False


def find_document_layout(plain: Path) -> DocumentLayout | None:
    """Return the location of the records in a document; None if the document is not a JSON object."""
    lists: list[str] = []
    names: set[str] = set()
    try:
        with plain.open("rb") as raw:
            for name, value in Document(_stream(raw, plain)).members():
                names.add(name)
                if value == "[":
                    lists.append(name)
    except JSON_ERRORS:
        return None
    if "nodes" in lists and ({"links", "edges"} & set(lists)):
        return DocumentLayout("links" if "links" in lists else "edges", is_graph=True)
    full = [name for name in lists if _holds_objects(plain, name)]
    known = [name for name in LIST_NAMES if name in full]
    if known or len(full) == 1:
        return DocumentLayout((known or full)[0])
    return DocumentLayout("")


def document_items(plain: Path, name: str) -> Iterator[bytes]:
    """Yield the items of a list in a document, one a line."""
    with plain.open("rb") as raw:
        for item in Document(_stream(raw, plain)).items(name):
            line = item.replace("\r", " ").replace("\n", " ")
            yield line.encode(errors="surrogateescape") + b"\n"


def find_page_list(lines: Sequence[bytes]) -> str:
    """Return the name of the list of records if every line is a page of records; otherwise empty."""
    pages: list[dict[str, Any]] = []
    for line in lines:
        with suppress(*JSON_ERRORS):
            page = msgspec.json.decode(line)
            if not isinstance(page, dict):
                return ""
            pages.append(page)
    for name in LIST_NAMES[:4]:
        if pages and all(_is_list_of_objects(page.get(name)) for page in pages):
            return name
    return ""


def page_items(lines: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield the records of pages, one a line. Lines that are not pages are unchanged."""
    for line in lines:
        page = msgspec.json.decode(line)
        records = page.get(name) if isinstance(page, dict) else None
        if not isinstance(records, list):
            yield line
            continue
        for record in records:
            yield msgspec.json.encode(record) + b"\n"


def open_node_link(shop: Workshop, plain: Path, links: str, *, by_label: bool) -> Table:
    """Open a graph of nodes and links, as written by networkx and D3."""
    directed = True
    with plain.open("rb") as raw:
        for name, value in Document(_stream(raw, plain)).members():
            directed = value == "true" if name == "directed" else directed
    people: list[str] = []
    with Edges(shop.new_file(), shop.new_file()) as edges:
        for line in document_items(plain, "nodes"):
            node = msgspec.json.decode(line)
            node = node if isinstance(node, dict) else {"id": node}
            number = _text(node.get("id", node.get("key", node.get("name", len(people)))))
            people.append(number)
            label = node.get("label", node.get("name"))
            edges.meet(number, None if label is None else _text(label))
        known = set(people)
        for line in document_items(plain, links):
            link = msgspec.json.decode(line)
            if not isinstance(link, dict):
                edges.skip("links that are no objects")
                continue
            values = {
                name: _text(value)
                for name, value in link.items()
                if name not in ("source", "target") and not isinstance(value, (dict, list, type(None)))
            }
            for name in values:
                edges.declare(name, name)
            source, target = (_end(link.get(end), people, known) for end in ("source", "target"))
            edges.add(source, target, values, both_ways=not directed)
    return edges.as_table(shop, "node-link JSON", by_label=by_label)


def flatten(rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Expand nested objects into columns named by their path, for example `user.name`."""
    selected: list[tuple[str, str]] = []

    def visit(path: list[str], type_: Any, depth: int) -> None:
        if type_.id == "struct" and depth < MAX_OBJECT_DEPTH and len(selected) < MAX_JSON_COLUMNS:
            for name, inner in type_.children:
                visit([*path, name], inner, depth + 1)
        else:
            selected.append((".".join(map(quote, path)), ".".join(path)))

    for name, type_ in zip(rows.columns, rows.types, strict=True):
        visit([name], type_, 0)
    if len(selected) == len(rows.columns):
        return rows
    names = unique_names([name for _, name in selected])
    return rows.project(
        ", ".join(f"{sql} AS {quote(name)}" for (sql, _), name in zip(selected, names, strict=True))
    )


def _stream(raw: Any, plain: Path) -> Stream:
    return Stream(raw, str(plain), plain.stat().st_size)


def _holds_objects(plain: Path, name: str) -> bool:
    items: list[Any] = []
    with suppress(*JSON_ERRORS):
        items.extend(
            msgspec.json.decode(line) for line in islice(document_items(plain, name), N_SAMPLED)
        )
    return _is_list_of_objects(items)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _end(value: Any, people: Sequence[str], known: set[str]) -> str | None:
    """Return the person at one end of a link, given by id, by node number or as the node itself."""
    if isinstance(value, dict):
        value = value.get("id", value.get("name"))
    if value is None:
        return None
    if isinstance(value, int) and str(value) not in known and 0 <= value < len(people):
        return people[value]
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
