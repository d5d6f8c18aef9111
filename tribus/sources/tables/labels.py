"""Read labels of nodes from a separate table, as exported by Gephi with the table of edges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tribus._engine.sql import quote

if TYPE_CHECKING:
    from tribus.sources.tables.table import Table

ID_NAMES, LABEL_NAMES = ("id", "node", "node_id", "nodeid"), ("label", "name", "username")


def put_labels(edges: Table, nodes: Table) -> Table:
    """Return edges with ids replaced by labels, and with all people of the node table.

    Ids are kept if the node table has no labels, or if two nodes have the same label.
    """
    names = {name.strip().lower(): name for name in nodes.rows.columns}
    id_ = next((names[name] for name in ID_NAMES if name in names), None)
    label = next((names[name] for name in LABEL_NAMES if name in names), None)
    ends = {name.strip().lower(): name for name in edges.rows.columns}
    if id_ is None or not {"source", "target"} <= set(ends):
        return edges
    written = f"nullif(trim({quote(label)}), '')" if label else "NULL"
    labels = nodes.rows.project(f"trim({quote(id_)}) AS node_id, {written} AS node_label")
    labels = labels.filter("node_id != ''")
    n_nodes, n_labels = labels.aggregate(
        "count(DISTINCT node_id), count(DISTINCT node_label) FILTER (node_label IS NOT NULL)"
    ).fetchall()[0]
    if not n_nodes or n_nodes != n_labels:
        return replace(
            edges, people=labels.project("node_id AS id"), said=_add(edges.said, "people by id")
        )
    rows = edges.rows
    for end in ("source", "target"):
        column = ends[end]
        named = labels.project(f"node_id AS {end}_id, node_label AS {end}_label")
        is_node = f"trim({quote(column)}) = {end}_id"
        rows = rows.set_alias("rows").join(named.set_alias("named"), is_node, how="left")
        name = f"coalesce({end}_label, {quote(column)}) AS {quote(column)}"
        rows = rows.project(f"* EXCLUDE ({end}_id, {end}_label) REPLACE ({name})")
    people = labels.project("node_label AS id")
    return replace(
        edges, rows=rows, people=people, said=_add(edges.said, "people by the labels of nodes")
    )


def _add(said: str, more: str) -> str:
    return f"{said}, {more}" if said else more
