"""Graphs as files that other programs open: GEXF 1.3 and GraphML, written piece by piece.

networkx writes both too. But its GEXF breaks the rules of GEXF 1.3 and holds the date of the day, a
control character in a name makes a file that nothing can read, and the whole file is a tree in memory
before it is written.
"""

from __future__ import annotations

import gzip
import re
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeAlias
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from tribus._version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    import pandas as pd

    Part: TypeAlias = str | pa.Array  # what all rows have in common, or a column of theirs

ROWS_A_PIECE = 50_000
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = {
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
    '"': "&quot;",
}  # else read as blanks
# What XML cannot hold, and what would be taken for its spelling.
_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_SPELT = re.compile(rf"[{_FORBIDDEN}]|_(?=x[0-9A-F]{{4}}[_{_FORBIDDEN}])")
# What GEXF and GraphML call the types of columns.
_TYPES = {
    "bool": ("boolean", "boolean"),
    "int32": ("integer", "int"),
    "int64": ("long", "long"),
    "float64": ("double", "double"),
    "object": ("string", "string"),
    "str": ("string", "string"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Graph:
    """An undirected graph as it is written.

    Attributes
    ----------
    users
        One row a user: `user`, an id that nobody else has, and what is told of each.
    ties
        One row a tie: `user`, `other`, `weight`, and what else is told of each.
    about
        How the graph was made.
    colours, sizes
        How each row of `users` is drawn: `#RRGGBB`, and a number; None to leave it to the program.
    """

    users: pd.DataFrame
    ties: pd.DataFrame
    about: str
    colours: pd.Series | None = None
    sizes: pd.Series | None = None


def write_gexf(graph: Graph, path: str | os.PathLike[str]) -> None:
    """Write a graph as GEXF 1.3, the same graph to the same bytes; gzipped if the path ends in `.gz`.

    XML cannot hold control characters other than tab and the ends of lines. In names they are spelt as
    in Excel's files: `_x001B_` for U+001B, and `_x005F_x001B_` for a name that has `_x001B_` in it, so
    that no two names become one.
    """
    with _open(path) as out:
        out.write(
            f"{_XML}"
            '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
            f"<meta><creator>tribus {__version__}</creator>"
            f"<description>{_hold(graph.about)}</description></meta>\n"
            '<graph defaultedgetype="undirected">\n'
        )
        for what, frame in (("node", graph.users), ("edge", graph.ties)):
            out.write(f'<attributes class="{what}">\n')
            for name, (type_, _) in _types(frame):
                out.write(f'<attribute id="{name}" title="{name}" type="{type_}"/>\n')
            out.write("</attributes>\n")
        out.write(f'<nodes count="{len(graph.users)}">\n')
        for rows in _pieces(graph.users):
            _write(out, _gexf_nodes(graph, rows))
        out.write(f'</nodes>\n<edges count="{len(graph.ties)}">\n')
        for rows in _pieces(graph.ties):
            _write(out, _gexf_edges(graph.ties, rows))
        out.write("</edges>\n</graph>\n</gexf>\n")


def write_graphml(graph: Graph, path: str | os.PathLike[str]) -> None:
    """Write a graph as GraphML, in the way of `write_gexf`; colours are texts, and sizes left out."""
    users = graph.users if graph.colours is None else graph.users.assign(color=graph.colours)
    with _open(path) as out:
        out.write(
            f'{_XML}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
            f"<desc>tribus {__version__}: {_hold(graph.about)}</desc>\n"
            '<key id="label" for="node" attr.name="label" attr.type="string"/>\n'
            '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>\n'
        )
        for what, frame in (("node", users), ("edge", graph.ties)):
            for name, (_, type_) in _types(frame):  # users and ties may have columns of one name
                key = f'id="{what}_{name}" for="{what}"'
                out.write(f'<key {key} attr.name="{name}" attr.type="{type_}"/>\n')
        out.write('<graph edgedefault="undirected">\n')
        for rows in _pieces(users):
            _write(out, _graphml_nodes(users, rows))
        for rows in _pieces(graph.ties):
            _write(out, _graphml_edges(graph.ties, rows))
        out.write("</graph>\n</graphml>\n")


def _gexf_nodes(graph: Graph, rows: slice) -> Iterator[Part]:
    users = graph.users[rows]
    name = _names(users["user"])
    yield from ('<node id="', name, '" label="', name, '"><attvalues>')
    yield from _tell(users, '<attvalue for="{}" value="', '"/>')
    yield "</attvalues>"
    if graph.colours is not None:
        yield _paint(graph.colours[rows])
    if graph.sizes is not None:
        yield from ('<viz:size value="', _values(graph.sizes[rows]), '"/>')
    yield "</node>\n"


def _gexf_edges(ties: pd.DataFrame, rows: slice) -> Iterator[Part]:
    yield from ('<edge id="', pc.cast(pa.array(range(len(ties))[rows]), pa.string()))
    ties = ties[rows]
    yield from ('" source="', _names(ties["user"]), '" target="', _names(ties["other"]))
    yield from ('" weight="', _values(ties["weight"]), '"><attvalues>')
    yield from _tell(ties, '<attvalue for="{}" value="', '"/>')
    yield "</attvalues></edge>\n"


def _graphml_nodes(users: pd.DataFrame, rows: slice) -> Iterator[Part]:
    users = users[rows]
    name = _names(users["user"])
    yield from ('<node id="', name, '"><data key="label">', name, "</data>")
    yield from _tell(users, '<data key="node_{}">', "</data>")
    yield "</node>\n"


def _graphml_edges(ties: pd.DataFrame, rows: slice) -> Iterator[Part]:
    ties = ties[rows]
    yield from ('<edge source="', _names(ties["user"]), '" target="', _names(ties["other"]))
    yield from ('"><data key="weight">', _values(ties["weight"]), "</data>")
    yield from _tell(ties, '<data key="edge_{}">', "</data>")
    yield "</edge>\n"


@contextmanager
def _open(path: str | os.PathLike[str]) -> Iterator[TextIO]:
    """Open a file for text; one that ends in `.gz` is packed, without a name and a date."""
    with Path(path).open("wb") as file:
        if Path(path).suffix.lower() != ".gz":
            with TextIOWrapper(file, encoding="utf-8", newline="\n") as out:
                yield out
        else:
            with (
                gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed,
                TextIOWrapper(packed, encoding="utf-8", newline="\n") as out,
            ):
                yield out


def _pieces(frame: pd.DataFrame) -> Iterator[slice]:
    return (slice(start, start + ROWS_A_PIECE) for start in range(0, len(frame), ROWS_A_PIECE))


def _attributes(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in {"user", "other", "weight"}]


def _types(frame: pd.DataFrame) -> list[tuple[str, tuple[str, str]]]:
    return [(name, _TYPES[str(frame.dtypes[name])]) for name in _attributes(frame)]


def _tell(frame: pd.DataFrame, begin: str, end: str) -> Iterator[Part]:
    """What is told of each row, column by column."""
    for name in _attributes(frame):
        yield from (begin.format(name), _values(frame[name]), end)


def _paint(colours: pd.Series) -> pa.Array:
    channels = {colour: bytes.fromhex(colour.lstrip("#")) for colour in colours.unique()}
    paint = {name: f'<viz:color r="{r}" g="{g}" b="{b}"/>' for name, (r, g, b) in channels.items()}
    return pa.array([paint[colour] for colour in colours], pa.string())


def _write(out: TextIO, parts: Iterable[Part]) -> None:
    out.writelines(pc.binary_join_element_wise(*parts, "").to_pylist())


def _values(column: pd.Series) -> pa.Array:
    """A column as XML holds it, numbers to the last bit."""
    if column.dtype.kind == "O":
        return _names(column)
    values = pc.cast(pa.array(column.to_numpy()), pa.string())
    if column.dtype.kind == "f":
        values = pc.replace_substring(pc.replace_substring(values, "nan", "NaN"), "inf", "INF")
    return values


def _names(column: pd.Series) -> pa.Array:
    """Texts or integers as XML holds them, each made ready once."""
    coded = pa.array(column.tolist()).dictionary_encode()
    held = pa.array([_hold(str(name)) for name in coded.dictionary.to_pylist()], pa.string())
    return held.take(coded.indices)


def _hold(text: str) -> str:
    """Escape a text, and spell what XML cannot hold."""
    return escape(_SPELT.sub(lambda found: f"_x{ord(found[0]):04X}_", text), _SPACES)
