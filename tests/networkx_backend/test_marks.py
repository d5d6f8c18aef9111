from pathlib import Path
from types import SimpleNamespace

from tribus._networkx.marks import REASON, on_start_tests


def make_item(path, name):
    marks = []
    return SimpleNamespace(path=Path(path), name=name, add_marker=marks.append, marks=marks)


def test_only_tests_of_seeded_partitions_are_marked_with_the_reason():
    golden = make_item("tests/test_louvain.py", "test_karate_club_partition")
    other = make_item("tests/test_louvain.py", "test_valid_partition")
    elsewhere = make_item("tests/test_lukes.py", "test_karate_club_partition")
    on_start_tests([golden, other, elsewhere])
    assert golden.marks[0].name == "xfail"
    assert golden.marks[0].kwargs["reason"] == REASON
    assert other.marks == elsewhere.marks == []
