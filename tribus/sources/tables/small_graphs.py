"""Read small graph formats: the DL of UCINET, and the TGF of yEd."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus.sources.tables.edges import Edges

_DL = re.compile(r"\s*dl\b[\s,]+(n|nr|nm|format)\s*=", re.IGNORECASE)
_SETTING = re.compile(r"(\w+)\s*=\s*(\w+)")
_WORD = re.compile(r'"([^"]*)"|([^\s,]+)')
MAX_DL_HEADER_LINES = 1_000_000


def is_dl(text: str) -> bool:
    """Return whether a file begins like one of UCINET."""
    return bool(_DL.match(text))


def is_tgf(text: str) -> bool:
    """Return whether a file begins with numbered nodes, a line of `#`, and a pair of nodes."""
    lines = [line.strip() for line in text.split("\n")]
    if "#" not in lines:
        return False
    place = lines.index("#")
    nodes = [line.split()[:1] for line in lines[:place]]
    ends = lines[place + 1].split()[:2] if place + 1 < len(lines) else []
    ids = {node for one in nodes for node in one}
    return len(ids) == len(nodes) > 0 and len(ends) > 1 and ids.issuperset(ends)


def read_tgf(lines: Iterator[str], edges: Edges) -> None:
    """Read nodes with labels, and after a line of `#` edges with labels, which are their kinds."""
    edges.declare("kind", "kind")
    in_edges = False
    for line in lines:
        if line.strip() == "#":
            in_edges = True
        elif in_edges and line.strip():
            source, target, *label = line.split(maxsplit=2)
            edges.add(source, target, {"kind": label[0].strip()} if label else {}, both_ways=False)
        elif line.strip():
            node, *label = line.split(maxsplit=1)
            edges.meet(node, label[0].strip() if label else None)


def read_dl(lines: Iterator[str], edges: Edges) -> None:
    """Read a full matrix, or lists of edges or of neighbours.

    Raises
    ------
    ValueError
        If it has another format, or fewer numbers than its header says.
    """
    edges.declare("weight", "weight")
    settings, labels, is_embedded = _read_header(lines)
    layout = settings.get("format", "fullmatrix")
    rows = ([quoted or word for quoted, word in _WORD.findall(line)] for line in lines)

    def name(node: str) -> str:
        return labels[int(node) - 1] if labels else node

    for label in labels:
        edges.meet(label, None)
    if int(settings.get("nm", "1")) > 1:
        raise ValueError("several matrices in one file; export one of them")
    if layout in ("edgelist1", "edgelist"):
        for row in filter(None, rows):
            source, target = map(str if is_embedded else name, row[:2])
            edges.add(source, target, {"weight": row[2]} if row[2:] else {}, both_ways=False)
    elif layout in ("nodelist1", "nodelist"):
        for source, *targets in filter(None, rows):
            for target in targets:
                one, other = map(str if is_embedded else name, (source, target))
                edges.add(one, other, {}, both_ways=False)
    elif layout in ("fullmatrix", "fm") and not is_embedded:
        _read_matrix([number for row in rows for number in row], int(settings["n"]), labels, edges)
    else:
        raise ValueError(f"the format {layout}; export it as edgelist1 with labels above the data")


def _read_header(lines: Iterator[str]) -> tuple[dict[str, str], list[str], bool]:
    """Return the settings, the labels, and whether labels are embedded in the data."""
    header: list[str] = []
    for line in lines:
        if line.strip().lower().startswith("data:"):
            break
        header.append(line)
        if len(header) > MAX_DL_HEADER_LINES:
            raise ValueError("no line of data:")
    else:
        raise ValueError("no line of data:")
    text = "\n".join(header)
    above, _, below = re.sub("(?i)labels:", "\0", text, count=1).partition("\0")
    settings = {key.lower(): value.lower() for key, value in _SETTING.findall(above)}
    is_embedded = "labels embedded" in " ".join(text.lower().split())
    return settings, [quoted or word for quoted, word in _WORD.findall(below)], is_embedded


def _read_matrix(numbers: Sequence[str], n_nodes: int, labels: Sequence[str], edges: Edges) -> None:
    if len(numbers) != n_nodes**2:
        raise ValueError(f"{len(numbers):,} numbers in a matrix of {n_nodes:,} x {n_nodes:,}")
    names = labels or [str(place + 1) for place in range(n_nodes)]
    for place, number in enumerate(numbers):
        if float(number):
            ends = names[place // n_nodes], names[place % n_nodes]
            edges.add(*ends, {"weight": number}, both_ways=False)
