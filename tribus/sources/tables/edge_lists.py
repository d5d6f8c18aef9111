"""Open edge lists as rows. Files that the database cannot read are first converted."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tribus.sources.tables.both_ways import both_ways, count_once
from tribus.sources.tables.delimited import read_rows
from tribus.sources.tables.edges import Edges
from tribus.sources.tables.python_dicts import pick_values, split_lines
from tribus.sources.tables.table import Table
from tribus.sources.tables.text import whole_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tribus.sources.tables.edge_layout import EdgeList
    from tribus.sources.tables.text import TextScan
    from tribus.sources.tables.workshop import Workshop

_SPACES, _AROUND = re.compile(rb"[ \t]++"), re.compile(rb"^ | (?=\r?$)", re.MULTILINE)


def open_edge_list(shop: Workshop, plain: Path, found: EdgeList, scan: TextScan) -> Table:
    """Open an edge list as rows, with one row for each direction of an undirected edge."""
    layout, said = found.layout, []
    if found.title == "adjacency list":
        return _open_adjacency(shop, plain)
    if found.keys is not None:
        plain = shop.copy(split_lines(plain))
    elif layout.delimiter == " " and _is_untidy(plain):
        plain = shop.copy(_tidy(plain))
    rows, account = read_rows(shop, plain, layout, scan)
    source, target = (
        found.roles.get(end, name) for end, name in zip(("source", "target"), layout.names, strict=False)
    )
    if found.keys is not None:
        rows = pick_values(rows, found.keys)
    if found.two_sided:
        rows = rows.project(f"* REPLACE ('right ' || {target} AS {target})")
        said.append("targets are numbered apart ('right 1')")
    if found.both_ways:
        account = partial(count_once, account, rows)
        rows = both_ways(rows, source, target)
        said.append("each edge both ways")
    return Table(
        rows=rows,
        title=found.title,
        account=account,
        roles=found.roles,
        said=", ".join(said),
        is_two_sided=found.two_sided,
    )


def _open_adjacency(shop: Workshop, plain: Path) -> Table:
    """Open an adjacency list (a node and its neighbours in each line) as edges."""
    with Edges(shop.new_file(), shop.new_file()) as edges:
        for block in whole_lines(plain):
            for line in block.decode(errors="replace").split("\n"):
                person, *neighbours = line.partition("#")[0].split() or [""]
                edges.meet(person, None)
                for one in neighbours:
                    edges.add(person, one, {}, both_ways=False)
    return edges.as_table(shop, "adjacency list", by_label=False)


def _is_untidy(plain: Path) -> bool:
    """Return whether fields or lines are delimited by anything other than one space or one line end."""
    return any(
        b"\t" in block or b"  " in block or b" \n" in block or b"\n " in block or b" \r" in block
        for block in whole_lines(plain)
    )


def _tidy(plain: Path) -> Iterator[bytes]:
    """Yield lines with one space between fields and no surrounding space."""
    for block in whole_lines(plain):
        yield _AROUND.sub(b"", _SPACES.sub(b" ", block))
