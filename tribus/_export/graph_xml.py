"""Writers of GEXF 1.3 and GraphML, block by block.

The writers of networkx are not used: their GEXF is not valid GEXF 1.3 and contains the current date, a
control character in a name makes the file unreadable, and the whole file is a tree in memory.
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

from tribus._export.endings import check_ending
from tribus._export.replacing import replace_when_complete
from tribus._version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import pandas as pd

    XmlPart: TypeAlias = str | pa.Array  # a text that all rows share, or a column

ROWS_PER_BLOCK = 50_000
GEXF_ENDINGS = (".gexf", ".gexf.gz", ".xml")
GRAPHML_ENDINGS = (".graphml", ".graphml.gz", ".xml")
XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
WHITESPACE_ENTITIES = {
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
    '"': "&quot;",
}  # else readers return blanks
# Characters that XML cannot contain, and texts that look like their spelling.
NON_XML_CHARACTERS = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
SPELLED_OR_FORBIDDEN = re.compile(rf"[{NON_XML_CHARACTERS}]|_(?=x[0-9A-F]{{4}}[_{NON_XML_CHARACTERS}])")
# Type names of GEXF and of GraphML for the types of columns.
XML_TYPE_NAMES = {
    "bool": ("boolean", "boolean"),
    "int32": ("integer", "int"),
    "int64": ("long", "long"),
    "float64": ("double", "double"),
    "object": ("string", "string"),
    "str": ("string", "string"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class ExportGraph:
    """An undirected graph to write.

    Attributes
    ----------
    users
        One row per user: `user`, a unique id, and the attributes.
    ties
        One row per tie: `user`, `other`, `weight`, and the other attributes.
    about
        Description of the graph.
    labels
        Label of each row of `users`; None to use the id.
    colours, sizes
        Colour `#RRGGBB` and size of each row of `users`; None to leave them to the reading program.
    sparse
        Numeric columns of `ties` whose zeros are left out; the file declares 0 as their default.
    """

    users: pd.DataFrame
    ties: pd.DataFrame
    about: str
    labels: Sequence[str] | None = None
    colours: pd.Series | None = None
    sizes: pd.Series | None = None
    sparse: Collection[str] = ()


def write_gexf(graph: ExportGraph, path: str | os.PathLike[str]) -> None:
    """Write a graph as GEXF 1.3, compressed with gzip if the path ends in `.gz`.

    The same graph gives the same bytes. An older file is replaced when the new one is complete. XML
    cannot contain control characters other than tab and line ends. In names they are spelled as in
    Excel files: `_x001B_` for U+001B, and `_x005F_x001B_` for a name that contains `_x001B_`, so that
    different names stay different.
    """
    check_ending(path, GEXF_ENDINGS, what="to_gexf writes GEXF")
    with open_text(path) as out:
        out.write(
            f"{XML_DECLARATION}"
            '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
            f"<meta><creator>tribus {__version__}</creator>"
            f"<description>{escape_xml(graph.about)}</description></meta>\n"
            '<graph defaultedgetype="undirected">\n'
        )
        for what, frame in (("node", graph.users), ("edge", graph.ties)):
            out.write(f'<attributes class="{what}">\n')
            for number, (name, (type_, _)) in enumerate(_types(frame)):
                is_sparse = what == "edge" and name in graph.sparse
                rest = f"><default>{_zero(frame[name])}</default></attribute>" if is_sparse else "/>"
                out.write(f'<attribute id="{number}" title="{escape_xml(name)}" type="{type_}"{rest}\n')
            out.write("</attributes>\n")
        out.write(f'<nodes count="{len(graph.users)}">\n')
        for rows in _blocks(graph.users):
            _write(out, _gexf_nodes(graph, rows))
        out.write(f'</nodes>\n<edges count="{len(graph.ties)}">\n')
        for rows in _blocks(graph.ties):
            _write(out, _gexf_edges(graph.ties, rows, graph.sparse))
        out.write("</edges>\n</graph>\n</gexf>\n")


def write_graphml(graph: ExportGraph, path: str | os.PathLike[str]) -> None:
    """Write a graph as GraphML, like `write_gexf`; colours are texts, and sizes are left out."""
    check_ending(path, GRAPHML_ENDINGS, what="to_graphml writes GraphML")
    users = graph.users if graph.colours is None else graph.users.assign(color=graph.colours)
    with open_text(path) as out:
        out.write(
            f'{XML_DECLARATION}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
            f"<desc>tribus {__version__}: {escape_xml(graph.about)}</desc>\n"
            '<key id="label" for="node" attr.name="label" attr.type="string"/>\n'
            '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>\n'
        )
        for what, frame in (("node", users), ("edge", graph.ties)):
            for name, (_, type_) in _types(frame):  # users and ties may share names of columns
                key = f'id="{what}_{_key(name)}" for="{what}"'
                is_sparse = what == "edge" and name in graph.sparse
                rest = f"><default>{_zero(frame[name])}</default></key>" if is_sparse else "/>"
                out.write(f'<key {key} attr.name="{escape_xml(name)}" attr.type="{type_}"{rest}\n')
        out.write('<graph edgedefault="undirected">\n')
        for rows in _blocks(users):
            _write(out, _graphml_nodes(users, rows, graph.labels))
        for rows in _blocks(graph.ties):
            _write(out, _graphml_edges(graph.ties, rows, graph.sparse))
        out.write("</graph>\n</graphml>\n")


def _gexf_nodes(graph: ExportGraph, rows: slice) -> Iterator[XmlPart]:
    users = graph.users[rows]
    name = _texts(users["user"])
    label = name if graph.labels is None else _texts(graph.labels[rows])
    yield from ('<node id="', name, '" label="', label, '"><attvalues>')
    yield from _attribute_values(users, '<attvalue for="{number}" value="', '"/>')
    yield "</attvalues>"
    if graph.colours is not None:
        yield _gexf_colours(graph.colours[rows])
    if graph.sizes is not None:
        yield from ('<viz:size value="', _values(graph.sizes[rows]), '"/>')
    yield "</node>\n"


def _gexf_edges(ties: pd.DataFrame, rows: slice, sparse: Collection[str]) -> Iterator[XmlPart]:
    ties = ties[rows]
    yield from ('<edge source="', _texts(ties["user"]), '" target="', _texts(ties["other"]))
    yield from ('" weight="', _values(ties["weight"]), '"><attvalues>')
    yield from _attribute_values(ties, '<attvalue for="{number}" value="', '"/>', sparse=sparse)
    yield "</attvalues></edge>\n"


def _graphml_nodes(users: pd.DataFrame, rows: slice, labels: Sequence[str] | None) -> Iterator[XmlPart]:
    users = users[rows]
    name = _texts(users["user"])
    label = name if labels is None else _texts(labels[rows])
    yield from ('<node id="', name, '"><data key="label">', label, "</data>")
    yield from _attribute_values(users, '<data key="node_{name}">', "</data>")
    yield "</node>\n"


def _graphml_edges(ties: pd.DataFrame, rows: slice, sparse: Collection[str]) -> Iterator[XmlPart]:
    ties = ties[rows]
    yield from ('<edge source="', _texts(ties["user"]), '" target="', _texts(ties["other"]))
    yield from ('"><data key="weight">', _values(ties["weight"]), "</data>")
    yield from _attribute_values(ties, '<data key="edge_{name}">', "</data>", sparse=sparse)
    yield "</edge>\n"


@contextmanager
def open_text(path: str | os.PathLike[str]) -> Iterator[TextIO]:
    """Open a file for text; with the ending `.gz` it is compressed, without name and date."""
    with replace_when_complete(path) as new, new.open("wb") as file:
        if Path(path).suffix.lower() != ".gz":
            with TextIOWrapper(file, encoding="utf-8", newline="\n") as out:
                yield out
        else:
            with (
                gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed,
                TextIOWrapper(packed, encoding="utf-8", newline="\n") as out,
            ):
                yield out


def _blocks(frame: pd.DataFrame) -> Iterator[slice]:
    return (slice(start, start + ROWS_PER_BLOCK) for start in range(0, len(frame), ROWS_PER_BLOCK))


def _attributes(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in {"user", "other", "weight"}]


def _types(frame: pd.DataFrame) -> list[tuple[str, tuple[str, str]]]:
    return [(name, XML_TYPE_NAMES[str(frame.dtypes[name])]) for name in _attributes(frame)]


def _attribute_values(
    frame: pd.DataFrame, begin: str, end: str, *, sparse: Collection[str] = ()
) -> Iterator[XmlPart]:
    """Yield the attributes of each row, column by column; zeros of sparse ones are left out."""
    for number, name in enumerate(_attributes(frame)):
        parts = begin.format(number=number, name=_key(name)), _values(frame[name]), end
        if name in sparse:
            written = pc.binary_join_element_wise(*parts, "")
            yield pc.if_else(pa.array(frame[name].to_numpy() != 0), written, "")
        else:
            yield from parts


def _zero(column: pd.Series) -> str:
    return "false" if column.dtype.kind == "b" else "0"


def _gexf_colours(colours: pd.Series) -> pa.Array:
    channels = {colour: bytes.fromhex(colour.lstrip("#")) for colour in colours.unique()}
    paint = {name: f'<viz:color r="{r}" g="{g}" b="{b}"/>' for name, (r, g, b) in channels.items()}
    return pa.array([paint[colour] for colour in colours], pa.string())


def _write(out: TextIO, parts: Iterable[XmlPart]) -> None:
    out.writelines(pc.binary_join_element_wise(*parts, "").to_pylist())


def _values(column: pd.Series) -> pa.Array:
    """Return a column as XML text, numbers without loss."""
    if column.dtype.kind == "O":
        return _texts(column)
    values = pc.cast(pa.array(column.to_numpy()), pa.string())
    if column.dtype.kind == "f":
        values = pc.replace_substring(pc.replace_substring(values, "nan", "NaN"), "inf", "INF")
    return values


def _key(name: str) -> str:
    """Return the name of a column as XML allows it in an id; another character is its code."""
    return re.sub(r"\W", lambda found: f"_{ord(found[0])}_", name, flags=re.ASCII)


def _texts(column: pd.Series | Sequence[str]) -> pa.Array:
    """Return texts or integers as XML text; each distinct one is escaped once."""
    coded = pa.array(list(column)).dictionary_encode()
    held = pa.array([escape_xml(str(name)) for name in coded.dictionary.to_pylist()], pa.string())
    return held.take(coded.indices)


def escape_xml(text: str) -> str:
    """Return the text escaped, with the characters that XML cannot contain spelled by their code."""
    return escape(spell_text(text), WHITESPACE_ENTITIES)


def spell_text(text: str) -> str:
    """Return the text with the characters that XML cannot contain spelled by their code."""
    return SPELLED_OR_FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
