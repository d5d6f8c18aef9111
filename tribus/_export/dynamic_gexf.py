"""Dynamic GEXF: nodes and edges with start and end times."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tribus._export.graph_xml import XML_DECLARATION, escape_xml, open_text
from tribus._version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import pandas as pd


class DynamicGraph(NamedTuple):
    """A graph through time.

    Attributes
    ----------
    nodes
        `user`, and `start` and `end` (ISO text) of the time in which the user is known.
    values
        `user`, `start`, `end`, and `tribe` in this time, sorted by user as `nodes`.
    edges
        `source`, `target` and `weight`.
    spells
        `edge`, the row in `edges`, ascending, with `start` and `end` (ISO text).
    about
        Description of the graph.
    """

    nodes: pd.DataFrame
    values: pd.DataFrame
    edges: pd.DataFrame
    spells: pd.DataFrame
    about: str


def write_dynamic_gexf(graph: DynamicGraph, path: str | os.PathLike[str]) -> None:
    """Write a graph through time as GEXF 1.3; the same graph gives the same bytes."""
    names = [escape_xml(str(user)) for user in graph.nodes["user"]]
    number = {user: at for at, user in enumerate(graph.nodes["user"])}
    values = _join(
        [number[user] for user in graph.values["user"]],
        (
            f'<attvalue for="tribe" value="{tribe}" start="{start}" end="{end}"/>'
            for tribe, start, end in _rows(graph.values, "tribe", "start", "end")
        ),
    )
    spells = _join(
        graph.spells["edge"].tolist(),
        (f'<spell start="{start}" end="{end}"/>' for start, end in _rows(graph.spells, "start", "end")),
    )
    with open_text(path) as out:
        out.write(
            f"{XML_DECLARATION}"
            '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
            f"<meta><creator>tribus {__version__}</creator>"
            f"<description>{escape_xml(graph.about)}</description></meta>\n"
            '<graph defaultedgetype="undirected" mode="dynamic" timeformat="dateTime" '
            'timerepresentation="interval">\n'
            '<attributes class="node" mode="dynamic">\n'
            '<attribute id="tribe" title="tribe" type="integer"/>\n</attributes>\n'
            f'<nodes count="{len(names)}">\n'
        )
        nodes = zip(names, _rows(graph.nodes, "start", "end"), strict=True)
        for at, (name, (start, end)) in enumerate(nodes):
            out.write(
                f'<node id="{name}" label="{name}"><attvalues>{values.get(at, "")}</attvalues>'
                f'<spells><spell start="{start}" end="{end}"/></spells></node>\n'
            )
        out.write(f'</nodes>\n<edges count="{len(graph.edges)}">\n')
        for at, (source, target, weight) in enumerate(_rows(graph.edges, "source", "target", "weight")):
            ends = f'source="{names[number[source]]}" target="{names[number[target]]}"'
            out.write(
                f'<edge id="{at}" {ends} weight="{weight:.15g}">'
                f"<spells>{spells.get(at, '')}</spells></edge>\n"
            )
        out.write("</edges>\n</graph>\n</gexf>\n")


def _rows(frame: pd.DataFrame, *columns: str) -> zip[tuple[object, ...]]:
    return zip(*(frame[name].tolist() for name in columns), strict=True)


def _join(keys: Sequence[int], texts: object) -> dict[int, str]:
    """Return the texts of each key, joined."""
    joined: dict[int, list[str]] = {}
    for key, text in zip(keys, texts, strict=True):  # type: ignore[call-overload]
        joined.setdefault(key, []).append(text)
    return {key: "".join(parts) for key, parts in joined.items()}
