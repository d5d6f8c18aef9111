"""Users and ties of a networkx graph, to compare a file with the graph that was written."""

ADDED = {"label", "viz", "color", "id"}  # by files


def equal_to_itself(values):
    """Return values with text in place of NaN, which differs from itself."""
    return {name: "NaN" if value != value else value for name, value in values.items()}  # noqa: PLR0124


def graph_facts(graph):
    """Return users in order and ties, without what a file adds, and without zeros of ties."""
    users = [
        (user, equal_to_itself({name: value for name, value in node.items() if name not in ADDED}))
        for user, node in graph.nodes(data=True)
    ]
    ties = {
        frozenset((one, other)): {
            "affinity" if name == "weight" else name: value
            for name, value in tie.items()
            if name not in ADDED and value
        }
        for one, other, tie in graph.edges(data=True)
    }
    return users, ties
