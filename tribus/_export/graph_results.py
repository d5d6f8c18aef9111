"""Base class of the results that are a graph for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._export.graph_xml import write_gexf, write_graphml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    import networkx as nx
    import pandas as pd

    from tribus._export.graph_xml import ExportGraph


class HasGraph:
    """A result that other programs read as a graph; its `_graph` has the users and the ties."""

    def _graph(self) -> ExportGraph:
        raise NotImplementedError  # each result has its own graph

    def to_networkx(self) -> nx.Graph[Any]:
        """Return all users and ties as an undirected networkx graph.

        Returns
        -------
        Graph
            Nodes of tribes are in the order of `to_frame`, with its columns as attributes: `tribe`,
            `role`, `belonging`, `bond`, `ties`, `given`, `received`. Nodes of a network have `ties`,
            `given`, `received` and `returned`, as in `users_to_frame`. Edges have `affinity`, `bond`,
            `mutual` (bool), and the number of events of each kind in both directions together, for
            example `replies`; `replies_by_first` is the part of the user whose name sorts first as
            text. `Network.to_frame` has the directions apart.

        Examples
        --------
        >>> import pandas as pd
        >>> import tribus as tb
        >>> frame = pd.DataFrame({"source": ["ana", "ben", "ana"], "target": ["ben", "ana", "ben"]})
        >>> network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
        >>> network.to_networkx()["ana"]["ben"]
        {'affinity': 1.5, 'bond': ..., 'mutual': True, 'replies': 3.0, 'replies_by_first': 2.0}
        """
        import networkx as nx

        graph = self._graph()
        users, ties = graph.users, graph.ties.rename(columns={"weight": "affinity"})
        names, pairs = users["user"].tolist(), (ties["user"].tolist(), ties["other"].tolist())
        converted: nx.Graph[Any] = nx.Graph()
        converted.add_nodes_from(zip(names, _records(users.drop(columns="user")), strict=True))
        records = _records(ties.drop(columns=["user", "other"]))
        converted.add_edges_from(zip(*pairs, records, strict=True))
        return converted

    def to_gexf(self, path: str | PathLike[str]) -> None:
        """Write all users and ties as GEXF 1.3, for Gephi.

        The id of a node is that of the user, and its label the display name. Nodes and edges have the
        attributes of `to_networkx`; edges are undirected, and their weight is the affinity. The colour
        of a user is that of the tribe in pictures, or grey for users who are not members; the size
        grows with the user's bonds inside the tribe. A network without tribes has no colours and no
        sizes.

        Parameters
        ----------
        path
            File to write; a name that ends in `.gz` is compressed. The same result gives the same
            bytes.

        Notes
        -----
        XML cannot hold control characters except tab and line ends. In names they are written as in
        Excel files: `_x001B_` for U+001B. A name that contains `_x001B_` is written with
        `_x005F_x001B_`, so different names stay different.
        """
        write_gexf(self._graph(), path)

    def to_graphml(self, path: str | PathLike[str]) -> None:
        """Write all users and ties as GraphML, for Cytoscape, yEd, igraph and others.

        As `to_gexf`, without sizes. The colour is the text attribute `color`, and the weight of an edge
        is `weight`.

        Parameters
        ----------
        path
            File to write; a name that ends in `.gz` is compressed.
        """
        write_graphml(self._graph(), path)


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row as a dict of Python scalars."""
    names, columns = list(frame.columns), (column.tolist() for _, column in frame.items())
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
