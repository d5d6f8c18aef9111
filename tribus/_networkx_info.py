"""What networkx asks of a backend at each import; so nothing is imported here."""


def get_info() -> dict[str, object]:
    """Return the name of the backend, a summary, and a note for each function."""
    search = (
        "Leiden in compiled loops, on undirected graphs and multigraphs with weights of 0 or more.\n"
        "Each level consists of whole communities of the level before, and the last has the highest\n"
        "quality. The same seed gives the same answer, which is not the answer of networkx."
    )
    louvain = (
        "The communities are those of Leiden for modularity: each is connected, and their modularity\n"
        "is typically as high as that of Louvain, or higher. The same seed gives the same answer,\n"
        "which is not the answer of networkx. Directed graphs are left to networkx."
    )
    arrays = (
        "Computed on arrays. A conversion is kept, so that a second call on the same graph is faster."
    )
    return {
        "backend_name": "tribus",
        "project": "tribus-graph",
        "package": "tribus",
        "short_summary": "Leiden, modularity, the constant Potts model and reciprocity, compiled.",
        "functions": {
            "constant_potts_model": {"additional_docs": arrays},
            "leiden_communities": {"additional_docs": search},
            "leiden_partitions": {"additional_docs": search},
            "louvain_communities": {"additional_docs": louvain},
            "louvain_partitions": {"additional_docs": louvain},
            "modularity": {"additional_docs": arrays},
            "overall_reciprocity": {"additional_docs": arrays},
            "reciprocity": {"additional_docs": arrays},
        },
    }
