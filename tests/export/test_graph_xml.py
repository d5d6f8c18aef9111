import gzip
import re
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.results import HOSTILE
from tribus import __version__
from tribus._export import graph_xml
from tribus._export.graph_xml import ExportGraph, write_gexf, write_graphml

WRITERS = {"gexf": write_gexf, "graphml": write_graphml}
READERS = {"gexf": nx.read_gexf, "graphml": nx.read_graphml}


def make_graph(names, **others):
    """A star around the first user, with weights that are not round."""
    weight = np.arange(1, len(names)) / 3
    ties = pd.DataFrame({"user": names[0], "other": names[1:], "weight": weight, "bond": weight / 7})
    users = pd.DataFrame({"user": names, "tribe": np.arange(len(names), dtype=np.int32)})
    return ExportGraph(users=users, ties=ties, about="make()", **others)


@pytest.fixture
def check_gexf():
    """Function that raises unless a file is valid GEXF 1.3."""
    etree = pytest.importorskip("lxml.etree", reason="lxml checks GEXF: pip install lxml")
    grammar = etree.RelaxNG(etree.parse(Path(__file__).parent / "gexf_1_3.rng"))
    return lambda path: grammar.assertValid(etree.parse(path))


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture
def golden():
    return ExportGraph(
        users=pd.DataFrame({"user": ["ana", "<b>"], "role": ["core", "none"], "tribe": [0, -1]}),
        ties=pd.DataFrame({"user": ["ana"], "other": ["<b>"], "weight": [0.1], "mutual": [True]}),
        about="make('a & b')",
        colours=pd.Series(["#5E37B7", "#B5B5B5"]),
        sizes=pd.Series([40.0, 4.5]),
    )


GEXF = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>tribus {version}</creator><description>make('a &amp; b')</description></meta>
<graph defaultedgetype="undirected">
<attributes class="node">
<attribute id="0" title="role" type="string"/>
<attribute id="1" title="tribe" type="long"/>
</attributes>
<attributes class="edge">
<attribute id="0" title="mutual" type="boolean"/>
</attributes>
<nodes count="2">
<node id="ana" label="ana"><attvalues><attvalue for="0" value="core"/>\
<attvalue for="1" value="0"/></attvalues>\
<viz:color r="94" g="55" b="183"/><viz:size value="40"/></node>
<node id="&lt;b&gt;" label="&lt;b&gt;"><attvalues><attvalue for="0" value="none"/>\
<attvalue for="1" value="-1"/></attvalues>\
<viz:color r="181" g="181" b="181"/><viz:size value="4.5"/></node>
</nodes>
<edges count="1">
<edge source="ana" target="&lt;b&gt;" weight="0.1"><attvalues><attvalue for="0" \
value="true"/></attvalues></edge>
</edges>
</graph>
</gexf>
"""
GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<desc>tribus {version}: make('a &amp; b')</desc>
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="weight" for="edge" attr.name="weight" attr.type="double"/>
<key id="node_role" for="node" attr.name="role" attr.type="string"/>
<key id="node_tribe" for="node" attr.name="tribe" attr.type="long"/>
<key id="node_color" for="node" attr.name="color" attr.type="string"/>
<key id="edge_mutual" for="edge" attr.name="mutual" attr.type="boolean"/>
<graph edgedefault="undirected">
<node id="ana"><data key="label">ana</data><data key="node_role">core</data>\
<data key="node_tribe">0</data><data key="node_color">#5E37B7</data></node>
<node id="&lt;b&gt;"><data key="label">&lt;b&gt;</data><data key="node_role">none</data><data \
key="node_tribe">-1</data><data key="node_color">#B5B5B5</data></node>
<edge source="ana" target="&lt;b&gt;"><data key="weight">0.1</data>\
<data key="edge_mutual">true</data></edge>
</graph>
</graphml>
"""


@pytest.mark.parametrize(("format_", "text"), [("gexf", GEXF), ("graphml", GRAPHML)])
def test_a_small_graph_matches_the_golden_text(golden, tmp_path, format_, text):
    WRITERS[format_](golden, tmp_path / "small")
    assert (tmp_path / "small").read_text(encoding="utf-8") == text.format(version=__version__)


def test_gexf_is_valid(golden, tmp_path, check_gexf):
    write_gexf(golden, tmp_path / "small.gexf")
    check_gexf(tmp_path / "small.gexf")


@pytest.mark.parametrize("names", HOSTILE.values(), ids=HOSTILE)
def test_gexf_of_hostile_names_is_valid(names, tmp_path, check_gexf):
    write_gexf(make_graph(names), tmp_path / "hostile.gexf")
    check_gexf(tmp_path / "hostile.gexf")


def test_the_grammar_rejects_invalid_gexf(tmp_path, check_gexf):
    wrong = GEXF.format(version="").replace('type="long"', 'type="int"')
    (tmp_path / "wrong.gexf").write_text(wrong, encoding="utf-8")
    with pytest.raises(Exception, match="line 7"):
        check_gexf(tmp_path / "wrong.gexf")


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("names", HOSTILE.values(), ids=HOSTILE)
def test_names_are_read_back_with_forbidden_characters_spelled(names, format_, tmp_path):
    WRITERS[format_](make_graph(names), tmp_path / "hostile")
    found = READERS[format_](tmp_path / "hostile", node_type=type(names[0]))
    spelled = [name if isinstance(name, int) else spell(name) for name in names]
    assert list(found) == spelled
    assert [node["label"] for _, node in found.nodes(data=True)] == list(map(str, spelled))


def spell(name):
    """Spell the only characters in tests/results.py that XML cannot contain."""
    return name.replace("\x00", "_x0000_").replace("\x1b", "_x001B_").replace("\x07", "_x0007_")


def unspell(name):
    """Return the name of a spelling."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), name)


PARTS = [*"_x<&>\"' \t\r\n\x00\x1b\x85\u2028\ufffe\U0001f600", "_x0041_", "_x0041", "x0041_"]
HARD = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join)
NAMES = st.lists(st.one_of(HARD, st.text(min_size=1)), min_size=2, unique=True)


@pytest.mark.parametrize("format_", WRITERS)
@given(names=NAMES)
def test_different_names_stay_different(folder, format_, names):
    WRITERS[format_](make_graph(names), folder / format_)
    found = READERS[format_](folder / format_)
    assert [unspell(name) for name in found] == names
    assert found.number_of_edges() == len(names) - 1


@pytest.mark.parametrize("format_", WRITERS)
def test_numbers_are_read_back_exactly(format_, tmp_path):
    bits = np.random.default_rng(0).integers(0, 2**63, 500).view(np.float64)
    numbers = np.array([*bits, 0.1, 1 / 3, 5e-324, 1.8e308, 1e22, 0.0, -0.0, np.inf, -np.inf, np.nan])
    graph = make_graph([f"u{number}" for number in range(len(numbers) + 1)])
    graph.ties["weight"], graph.ties["bond"] = numbers, numbers[::-1]
    WRITERS[format_](graph, tmp_path / "numbers")
    found = READERS[format_](tmp_path / "numbers").edges(data=True)
    np.testing.assert_array_equal([tie["weight"] for *_, tie in found], numbers)
    np.testing.assert_array_equal([tie["bond"] for *_, tie in found], numbers[::-1])


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_graph_written_in_blocks_is_the_same(golden, format_, rows, tmp_path, monkeypatch):
    for name, graph in {"golden": golden, "other": make_graph(HOSTILE["quotes"])}.items():
        WRITERS[format_](graph, tmp_path / name)
        with monkeypatch.context() as patch:
            patch.setattr(graph_xml, "ROWS_PER_BLOCK", rows)
            WRITERS[format_](graph, tmp_path / "pieces")
        assert (tmp_path / "pieces").read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.parametrize("format_", WRITERS)
def test_a_compressed_file_does_not_depend_on_its_name(golden, format_, tmp_path):
    one, other = f"one.{format_}.gz", f"another.{format_.upper()}.GZ"
    for name in ("plain", one, other):
        WRITERS[format_](golden, str(tmp_path / name))
    packed = (tmp_path / one).read_bytes()
    assert packed == (tmp_path / other).read_bytes()
    assert gzip.decompress(packed) == (tmp_path / "plain").read_bytes()


@pytest.mark.parametrize("format_", WRITERS)
def test_a_graph_without_ties_has_all_users(format_, tmp_path):
    WRITERS[format_](make_graph(["loner"]), tmp_path / "loner")
    found = READERS[format_](tmp_path / "loner")
    assert dict(found.nodes(data=True)) == {"loner": {"label": "loner", "tribe": 0}}


def test_a_missing_folder_is_an_error(golden, tmp_path):
    with pytest.raises(FileNotFoundError, match="missing"):
        write_gexf(golden, tmp_path / "missing" / "x.gexf")
