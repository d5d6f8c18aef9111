"""Marks for the tests of networkx that cannot pass with other random numbers."""

from __future__ import annotations

from typing import Any

REASON = "a partition that networkx finds with this seed; another search finds another one"
SEEDED_PARTITIONS = {
    "test_louvain.py": (
        "test_karate_club_partition",
        "test_multigraph",
        "test_none_weight_param",
        "test_petersen",
        "test_undirected_selfloops",
    ),
    "test_leiden.py": (  # networkx 3.7 and later
        "test_cpm_node_weights_on_G",
        "test_expected_stable_across_code_changes_cpm",
        "test_weights_matter[modularity]",  # a number of levels
    ),
    "louvain.py": ("networkx.algorithms.community.louvain.louvain_communities",),  # an example
}


def on_start_tests(items: list[Any]) -> None:
    """Mark the tests that compare with a seeded partition; networkx calls this before its tests."""
    import pytest

    for item in items:
        if item.name in SEEDED_PARTITIONS.get(item.path.name, ()):
            item.add_marker(pytest.mark.xfail(reason=REASON, strict=False))
