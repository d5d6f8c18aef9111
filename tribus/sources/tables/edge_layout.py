"""Detect the layout of edge lists: two ids a line, perhaps more fields, and no header.

SNAP writes comments with `#`; the first comment says if edges are undirected. KONECT
(http://konect.cc) writes one comment with `%` that says the same. MatrixMarket and others write a
line of sizes. networkx (`write_edgelist`) writes a Python dict after the ids.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import takewhile
from operator import methodcaller
from typing import TYPE_CHECKING, NamedTuple

from tribus.sources.tables.delimited import Layout
from tribus.sources.tables.headers import QUOTE, unique_names
from tribus.sources.tables.python_dicts import find_keys, has_dict, split_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tribus.sources.tables.text import TextScan

ENDINGS = (".edges", ".edgelist", ".el", ".mtx")  # extensions of files without a header
ADJACENCY_ENDINGS = (".adjlist", ".adj")
MAX_ADJACENCY_LINES = 100
MIN_NEIGHBOURS = 0.5  # minimum share of the words after the second that also begin a line
MIN_FIELDS, MAX_FIELDS = 2, 4  # number of fields in a line
MIN_KIND_LINES, MAX_KINDS = 3, 6  # lines with a node, a kind and a node, and different kinds
MAX_UNLIKE = 0.2  # maximum share of the first lines with a different number of fields
UNIX_TIMES = (6.3e8, 4.1e9)  # seconds, from 1990 to 2100
EDGE_PARTS = ("source", "target", "count", "time")  # parts of an edge in KONECT's order
_COMMENT_MARKS = ("#", "%")
_UNITS_PER_SECOND = (1, 1e3, 1e6, 1e9)  # unix time in seconds, milliseconds, microseconds, nanoseconds
_ARROWS = frozenset(("->", "-->", "=>", "\N{RIGHTWARDS ARROW}", "--"))  # between two nodes
_WHOLE = re.compile(r"[0-9]{1,19}")
_NUMBER = re.compile(r"[-+]?[0-9]{1,19}(\.[0-9]{0,19})?([eE][-+]?[0-9]{1,3})?")
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")


@dataclass(frozen=True, kw_only=True)
class EdgeList:
    """Layout of an edge list.

    Attributes
    ----------
    layout
        Layout of the columns.
    title
        Display name of the format.
    roles
        Column of each part of an edge, because there is no header.
    both_ways
        Whether each edge is undirected.
    two_sided
        Whether the network is bipartite: equal numbers for a source and a target are different people.
    keys
        Keys of the dicts after the ids; None if there are no dicts.
    """

    layout: Layout
    title: str = "edge list"
    roles: Mapping[str, str] = field(default_factory=dict)
    both_ways: bool = False
    two_sided: bool = False
    keys: Sequence[str] | None = None


# Interactions of the Bluesky Social Dataset (doi:10.5281/zenodo.14669616), which have no header.
_BLUESKY_LINE = re.compile(r"\d+(?:,(?:\d+(?:\.0)?)?){4},20\d{10}\s*")
_BLUESKY = EdgeList(
    layout=Layout(
        [
            "user_id", "replied_author", "thread_root_author", "reposted_author", "quoted_author",
            "date",
        ],
        ",",
        "",
        0,
    ),
    title="Bluesky Social Dataset",
)  # fmt: skip
_ADJACENCY = EdgeList(
    layout=Layout(["source", "target"], " ", "", 0),
    title="adjacency list",
    roles={"source": "source", "target": "target"},
)


class _Top(NamedTuple):
    """Lines above the first edge, and the words of the comment that names the format."""

    n_lines: int
    comment: str
    words: list[str]


class _Shape(NamedTuple):
    """Fields of most of the first lines, and whether a line of sizes is above them."""

    delimiter: str
    fields: list[list[str]]
    first: list[str]
    has_sizes: bool
    has_dicts: bool


def find_edge_layout(
    lines: TextScan, file_name: str, is_header_name: Callable[[str], bool]
) -> EdgeList | None:
    """Return the layout of an edge list, detected from its first lines; None if it has a header."""
    top = _look_at_top(lines.first)
    if _is_adjacency(lines.first[top.n_lines :], file_name):
        return _ADJACENCY
    filled = [line for line in lines.first if line.strip()]
    if filled and all(map(_BLUESKY_LINE.fullmatch, filled)):
        return _BLUESKY
    shape = _find_shape(lines, top)
    return None if shape is None else _read_shape(shape, top, file_name, is_header_name)


def _read_shape(
    shape: _Shape, top: _Top, file_name: str, is_header_name: Callable[[str], bool]
) -> EdgeList | None:
    layout = Layout(
        names=[f"column_{place}" for place in range(len(shape.fields[0]))],
        delimiter=shape.delimiter,
        quote=QUOTE if all(one[:1] == one[-1:] == QUOTE for one in shape.fields[0][:2]) else "",
        above=top.n_lines + shape.has_sizes,
        comment=top.comment,
    )
    has_kinds = _has_kinds(shape.fields, is_header_name)
    if any(map(is_header_name, shape.first)) and not has_kinds:
        names = unique_names(shape.first)
        layout = layout._replace(names=names, above=layout.above + 1)
        has_ends = shape.delimiter == " " and len(names) >= MIN_FIELDS
        return EdgeList(layout=layout, title="table") if has_ends else None
    if not (top.n_lines or shape.has_sizes or shape.has_dicts or _look_like_edges(shape, file_name)):
        return None
    if shape.has_dicts:
        keys = find_keys(line[-1] for line in shape.fields)
        return EdgeList(layout=layout._replace(names=["source", "target", "dict"]), keys=keys)
    found = EdgeList(layout=layout)
    if has_kinds:
        return replace(found, roles=dict(zip(("source", "kind", "target"), layout.names, strict=True)))
    arrows = {line[1] for line in shape.fields} if len(layout.names) > MIN_FIELDS else set()
    if arrows and arrows <= _ARROWS:
        ends = {"source": layout.names[0], "target": layout.names[2]}
        return replace(found, roles=ends, both_ways=arrows == {"--"})
    return _tell_roles(found, shape.fields, top)


def _has_kinds(fields: Sequence[Sequence[str]], is_header_name: Callable[[str], bool]) -> bool:
    """Return whether lines are a node, a kind and a node, as Cytoscape writes them (`.sif`)."""
    if len(fields[0]) != len(("source", "kind", "target")) or len(fields) < MIN_KIND_LINES:
        return False
    nodes = {line[place].strip() for line in fields for place in (0, 2)}
    kinds = [line[1].strip() for line in fields]
    return (
        all(map(is_header_name, kinds))
        and len(set(kinds)) <= MAX_KINDS
        and kinds[0] in kinds[1:]
        and not any(map(is_header_name, nodes))
    )


def _is_adjacency(lines: Sequence[str], file_name: str) -> bool:
    """Return whether each line is a node and its neighbours, as networkx writes an adjacency list."""
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    if (
        not rows
        or (rows[0][1:2] and rows[0][1] in _ARROWS)
        or any(mark in line for line in lines[:MAX_ADJACENCY_LINES] for mark in ',;|{\t"')
    ):
        return False
    if file_name.lower().removesuffix(".gz").endswith(ADJACENCY_ENDINGS):
        return True
    first = {row[0] for row in rows}
    rest = [word for row in rows for word in row[2:]]
    are_words = not any(_NUMBER.fullmatch(word) for word in rest)
    return bool(rest) and are_words and sum(word in first for word in rest) > MIN_NEIGHBOURS * len(rest)


def _look_at_top(lines: Sequence[str]) -> _Top:
    """Skip empty lines and comments. Without comments at the top, allow them further down."""
    above = list(takewhile(lambda line: not line.strip() or line.startswith(_COMMENT_MARKS), lines))
    comments = [line for line in above if line.strip()]
    if comments:
        return _Top(len(above), comments[0][0], comments[0].strip("%# \t").lower().split())
    return _Top(len(above), "#" if any(line.startswith("# ") for line in lines) else "", [])


def _find_shape(lines: TextScan, top: _Top) -> _Shape | None:
    """Return the shape of the lines; None if they differ, or have too many or too few fields."""
    data = [line for line in lines.first[top.n_lines :] if line.strip() and line[0] != top.comment]
    if not data:
        return None
    delimiter, split = _find_delimiter(data)
    fields = [split(line) for line in data]
    first = [name.strip().strip(QUOTE) for name in fields[0]]
    has_sizes = _may_be_sizes(fields) and int(fields[0][-1]) == lines.n_ends - top.n_lines - 1
    fields = fields[has_sizes:]
    width, n_alike = Counter(map(len, fields)).most_common(1)[0]
    n_others = len(fields) - n_alike
    if not MIN_FIELDS <= width <= MAX_FIELDS or n_others > max(1, MAX_UNLIKE * len(fields)):
        return None
    alike = [line for line in fields if len(line) == width]
    return _Shape(delimiter, alike, first, has_sizes, split is split_line)


def _find_delimiter(data: Sequence[str]) -> tuple[str, Callable[[str], list[str]]]:
    """Return the delimiter of most lines, and a function to split a line; a space is any space."""
    if sum(map(has_dict, data)) > len(data) / 2:
        return "\t", split_line
    mark = next((mark for mark in ",;|" if mark in data[0]), "\t")
    by_mark = [line.split(mark) for line in data]
    if mark == "\t":
        divided = sum(len(line) >= MIN_FIELDS for line in by_mark) >= (1 - MAX_UNLIKE) * len(data)
        spaced = [one for line in by_mark for one in line if " " in one.strip()]
        if not divided or (spaced and all(map(_is_all_numbers, spaced))):
            return " ", str.split
    return mark, methodcaller("split", mark)


def _is_all_numbers(text: str) -> bool:
    return all(_NUMBER.fullmatch(word) for word in text.split())


def _may_be_sizes(fields: Sequence[Sequence[str]]) -> bool:
    """Return whether the first line may be the number of nodes, with the number of edges last."""
    first, others = fields[0], fields[1:]
    if not others or not all(_WHOLE.fullmatch(one) for one in first):
        return False
    return len(first) < len(others[0]) or (len(first) == len(EDGE_PARTS) - 1 and first[0] == first[1])


def _look_like_edges(shape: _Shape, file_name: str) -> bool:
    """Return whether the first line is an edge, judged by delimiter, numbers, ids or the file's name."""
    first = [one.strip() for one in shape.fields[0]]
    ids = {one.strip() for line in shape.fields[1:] for one in line[:2]}
    if shape.delimiter not in " \t":
        return all(map(_NUMBER.fullmatch, first)) or all(one in ids for one in first[:2])
    if shape.delimiter == " " or any(ending in file_name.lower() for ending in ENDINGS):
        return True
    return any(_NUMBER.fullmatch(one) for one in first) or any(one in ids for one in first[:2])


def _tell_roles(found: EdgeList, fields: Sequence[Sequence[str]], top: _Top) -> EdgeList:
    """Add the role of each column, as KONECT defines it or as the first values suggest."""
    names = found.layout.names
    if top.comment == "%" and top.words[:1] in (["sym"], ["asym"], ["bip"]):
        return replace(
            found,
            title="edge list (KONECT)",
            roles=dict(zip(EDGE_PARTS, names, strict=False)),
            both_ways=top.words[0] == "sym",
            two_sided=top.words[0] == "bip",
        )
    roles = dict(zip(EDGE_PARTS[:2], names, strict=False))
    columns = list(zip(*fields, strict=True))
    for name, values in list(zip(names, columns, strict=True))[2:]:
        part = _tell_part(values)
        if part is not None:
            roles.setdefault(part, name)
    is_symmetric = top.words[:1] == ["matrixmarket"] and top.words[-1] == "symmetric"
    return replace(found, roles=roles, both_ways=is_symmetric or top.words[:1] == ["undirected"])


def _tell_part(values: Sequence[str]) -> str | None:
    """Return the role of a column by its values: text is the kind, large numbers the time."""
    if all(_DAY.match(value) for value in values):
        return "time"
    if not all(_NUMBER.fullmatch(value) for value in values):
        return "kind"
    numbers = [float(value) for value in values]
    for unit in _UNITS_PER_SECOND:
        if all(UNIX_TIMES[0] * unit <= number <= UNIX_TIMES[1] * unit for number in numbers):
            return "time"
    return "count" if min(numbers) >= 0 else None  # a negative number is not a count
