"""Read text graph formats: Pajek, GDF, GML, Graphviz, DL and TGF. Each edge is a row."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.tables.edges import Edges, TooManyAttributesError
from tribus.sources.tables.gml import read_gml
from tribus.sources.tables.graphviz import read_graphviz
from tribus.sources.tables.small_graphs import is_dl, is_tgf, read_dl, read_tgf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tribus.sources.tables.table import Table
    from tribus.sources.tables.workshop import Workshop

MAX_GRAPH_LINE_LENGTH = 2**24  # maximum number of characters in a line, or in lines joined by a quote
_GRAPHVIZ = re.compile(
    r"\s*((//|#)[^\n]*\n\s*|/\*.*?\*/\s*)*(strict\s+)?(di)?graph\b[^\n\[]*\{", re.IGNORECASE | re.DOTALL
)
_FIELD = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, kw_only=True)
class TextGraphFormat:
    """A text graph format.

    Attributes
    ----------
    title
        Display name of the format.
    fits
        Function that returns whether the start of a file has this format.
    read
        Function that reads lines into edges.
    """

    title: str
    fits: Callable[[str], bool]
    read: Callable[[Iterator[str], Edges], None]


def open_text_graph(shop: Workshop, format_: TextGraphFormat, *, by_label: bool) -> Table:
    """Open a graph file as rows, with one row for each direction of an edge.

    Raises
    ------
    ReadError
        If the file is damaged, or has lines that are too long.
    """
    with Edges(shop.new_file(), shop.new_file()) as edges:
        try:
            format_.read(_lines(shop.blocks()), edges)
        except TooManyAttributesError as error:
            raise ReadError(
                f"{format_path(shop.file)} declares {error}. Keep those that matter, and export it again"
            ) from None
        except (ValueError, IndexError, csv.Error) as error:
            raise ReadError(
                f"{format_path(shop.file)} is no whole {format_.title}: "
                f"{show(str(error), at_most=200)[1:-1]}; it is cut off or damaged. Export it again"
            ) from None
    return edges.as_table(shop, format_.title, by_label=by_label)


def _lines(blocks: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines of a file, without line ends."""
    decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
    rest = ""
    for block in blocks:
        *lines, rest = (rest + decode(block)).split("\n")
        yield from (line.rstrip("\r") for line in lines)
        if len(rest) > MAX_GRAPH_LINE_LENGTH:
            raise ValueError(f"a line of over {MAX_GRAPH_LINE_LENGTH:,} characters")
    yield rest.removeprefix("\ufeff")


def _read_pajek(lines: Iterator[str], edges: Edges) -> None:
    edges.declare("weight", "weight")
    edges.declare("kind", "kind")
    section, relation, labels = "", "", {}
    for line in lines:
        fields = [quoted or word for quoted, word in _FIELD.findall(line)]
        if not fields or line.lstrip().startswith("%"):
            continue
        if fields[0].startswith("*"):
            section = fields[0].lower()
            relation = fields[2] if len(fields) > 2 and fields[1].startswith(":") else ""  # noqa: PLR2004
            if section == "*matrix":
                raise ValueError("a matrix; export a list of arcs")
        elif section == "*vertices":
            labels[fields[0]] = fields[1] if len(fields) > 1 else fields[0]
            edges.meet(labels[fields[0]], None)
        elif section in ("*arcs", "*edges"):
            ends = [labels.get(one, one) for one in fields[:2]]
            values = {"weight": fields[2]} if len(fields) > 2 else {}  # noqa: PLR2004
            values |= {"kind": relation} if relation else {}
            edges.add(ends[0], ends[1] if len(ends) > 1 else None, values, both_ways=section == "*edges")
        elif section in ("*arcslist", "*edgeslist"):
            for one in fields[1:]:
                ends = [labels.get(fields[0], fields[0]), labels.get(one, one)]
                edges.add(ends[0], ends[1], {}, both_ways=section == "*edgeslist")


def _read_gdf(lines: Iterator[str], edges: Edges) -> None:
    names: list[str] = []
    is_edge = False
    for line in lines:
        lower = line.lower()
        if lower.startswith(("nodedef>", "edgedef>")):
            is_edge = lower.startswith("edgedef>")
            names = [one.strip().split()[0] for one in line.partition(">")[2].split(",") if one.strip()]
            for name in names[2:] if is_edge else ():
                edges.declare(name.lower(), name)
            continue
        if not line.strip() or not names:
            continue
        mark = "'" if "'" in line and '"' not in line else '"'
        values = dict(zip(map(str.lower, names), next(csv.reader([line], quotechar=mark)), strict=False))
        values = {name: value.strip() for name, value in values.items() if value.strip()}
        if is_edge:
            source, target = (values.pop(name.lower(), None) for name in names[:2])
            directed = values.pop("directed", "false").lower()
            edges.add(source, target, values, both_ways=directed not in ("true", "1"))
        else:
            edges.meet(values.get("name"), values.get("label"))


def _begins(text: str, *words: str) -> bool:
    """Return whether the first line that is not a comment begins with one of some words."""
    lines = (line.strip().lower() for line in text.split("\n"))
    first = next((line for line in lines if line and not line.startswith(("#", "%", "//"))), "")
    return first.startswith(words)


def _is_gml(text: str) -> bool:
    body = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(("#", "%")))
    return bool(
        re.match(r'\s*((creator|version|comment)\s+("[^"]*"|\S+)\s+)*graph\s*\[', body, re.IGNORECASE)
    )


TEXT_GRAPHS = (
    TextGraphFormat(
        title="Pajek", fits=lambda text: _begins(text, "*vertices", "*network"), read=_read_pajek
    ),
    TextGraphFormat(title="GDF", fits=lambda text: _begins(text, "nodedef>"), read=_read_gdf),
    TextGraphFormat(title="GML", fits=_is_gml, read=read_gml),
    TextGraphFormat(title="UCINET DL", fits=is_dl, read=read_dl),
    TextGraphFormat(title="TGF", fits=is_tgf, read=read_tgf),
    TextGraphFormat(
        title="Graphviz",
        fits=lambda text: bool(_GRAPHVIZ.match(text)),
        read=read_graphviz,
    ),
)
