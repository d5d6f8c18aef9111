import gzip

import pandas as pd
import pytest
from defusedxml import ElementTree

import tribus as tb
from tests.moving import make_events, plant

GEXF = "{http://gexf.net/1.3}"


@pytest.fixture(scope="module")
def timeline():
    whole = plant((12, 10))
    truth = [whole, whole | {"g0u00": 1}, whole | {"g0u00": 1, "<late>": 0}]
    events = make_events(truth, partners=8, mixing=0.02)
    return tb.trace_tribes(
        events, window="1d", step="1d", half_life="1h", resolution=1.0, progress=False
    )


def test_the_csv_is_the_frame(timeline, tmp_path):
    timeline.to_csv(tmp_path / "tribes.csv")
    frame = pd.read_csv(tmp_path / "tribes.csv", parse_dates=["window"])
    assert frame["user"].tolist() == timeline.to_frame()["user"].tolist()
    assert frame["tribe"].tolist() == timeline.to_frame()["tribe"].tolist()


def test_the_gexf_has_spells_of_users_and_tribes(timeline, tmp_path):
    timeline.to_gexf(tmp_path / "tribes.gexf")
    graph = ElementTree.parse(tmp_path / "tribes.gexf").getroot().find(f"{GEXF}graph")
    assert graph.get("mode") == "dynamic"
    nodes = {node.get("label"): node for node in graph.iter(f"{GEXF}node")}
    assert set(nodes) == set(timeline.users)
    values = [
        (value.get("value"), value.get("start")[:10], value.get("end")[:10])
        for value in nodes["g0u00"].iter(f"{GEXF}attvalue")
    ]
    assert values == [("0", "2024-01-01", "2024-01-02"), ("1", "2024-01-02", "2024-01-04")]
    assert nodes["<late>"].find(f"{GEXF}spells/{GEXF}spell").get("start")[:10] == "2024-01-03"
    edges = list(graph.iter(f"{GEXF}edge"))
    assert all(edge.find(f"{GEXF}spells/{GEXF}spell") is not None for edge in edges)
    total = timeline.counts.values.sum()
    assert sum(float(edge.get("weight")) for edge in edges) == total


def test_the_same_timeline_gives_the_same_bytes(timeline, tmp_path):
    for name in ("one.gexf.gz", "other.gexf.gz"):
        timeline.to_gexf(tmp_path / name)
    assert (tmp_path / "one.gexf.gz").read_bytes() == (tmp_path / "other.gexf.gz").read_bytes()
    assert gzip.decompress((tmp_path / "one.gexf.gz").read_bytes()).startswith(b"<?xml")


def test_the_table_for_cdlib_has_each_community_of_each_window(timeline):
    frame = timeline.to_cdlib_frame()
    assert list(frame.columns) == ["time", "community", "tribe", "users"]
    placed = timeline.to_frame().query("tribe >= 0")
    assert sum(map(len, frame["users"])) == len(placed)
    first = frame.query("time == 0 and tribe == 1")["users"].iloc[0]
    assert first == timeline[0].members(1)
