"""What a networkx graph tells, to compare one that was read with one that was made."""

ADDED = {"label", "viz", "color", "id"}  # by files


def told(graph):
    """Users in their order, and ties, without what files add; the weight of a file is the affinity."""
    users = [
        (user, {name: value for name, value in node.items() if name not in ADDED})
        for user, node in graph.nodes(data=True)
    ]
    ties = {
        frozenset((one, other)): {
            "affinity" if name == "weight" else name: value
            for name, value in tie.items()
            if name not in ADDED
        }
        for one, other, tie in graph.edges(data=True)
    }
    return users, ties
