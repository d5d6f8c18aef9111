import gzip

import networkx as nx
import pytest

from tribus.errors import ReadError
from tribus.sources import streams

GEXF = '<?xml version="1.0" encoding="UTF-8"?><gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz">'
NODES = '<nodes><node id="0" label="Ana"/><node id="1" label="Ben"/><node id="2" label="Eve"/></nodes>'
GRAPHML = '<?xml version="1.0" encoding="UTF-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">'


def gexf(edges, *, graph='defaultedgetype="directed"', attributes="", nodes=NODES):
    return f"{GEXF}<graph {graph}>{attributes}{nodes}<edges>{edges}</edges></graph></gexf>"


def graphml(content, *, keys="", default="directed"):
    return f'{GRAPHML}{keys}<graph id="G" edgedefault="{default}">{content}</graph></graphml>'


class TestGexf:
    @pytest.mark.parametrize("name", ["a.gexf", "a.xml", "a.csv", "a.gexf.gz"])
    def test_edges_are_rows_and_everybody_is_called_by_label(self, write, see, name):
        content = gexf('<edge id="0" source="0" target="1"/><edge source="1" target="0"/>').encode()
        seen = see(write(name, gzip.compress(content) if name.endswith(".gz") else content))
        assert seen.rows == [("Ana", "Ben"), ("Ben", "Ana")]
        assert (seen.title, seen.read, seen.said) == ("GEXF", 2, "people by label")
        assert seen.people == ["Ana", "Ben", "Eve"]

    def test_people_keep_their_ids_if_asked(self, write, see):
        seen = see(write("a.gexf", gexf('<edge source="0" target="1"/>')), by_label=False)
        assert (seen.rows, seen.people, seen.said) == ([("0", "1")], ["0", "1", "2"], "")

    @pytest.mark.parametrize("label", ['label="Ana"', "", 'label=""'])
    def test_people_keep_their_ids_where_two_share_a_label_or_one_has_none(self, write, see, label):
        nodes = f'<nodes><node id="0" label="Ana"/><node id="1" {label}/></nodes>'
        seen = see(write("a.gexf", gexf('<edge source="0" target="1"/>', nodes=nodes)))
        assert (seen.rows, seen.people) == ([("0", "1")], ["0", "1"])

    def test_somebody_named_by_edges_alone_is_not_lost(self, write, see):
        seen = see(write("a.gexf", gexf('<edge source="0" target="9"/>')))
        assert (seen.rows, seen.people) == ([("0", "9")], ["0", "1", "2", "9"])

    @pytest.mark.parametrize(
        ("graph", "edge", "rows"),
        [
            ("", "", 2),
            ('defaultedgetype="undirected"', "", 2),
            ('defaultedgetype="directed"', "", 1),
            ('defaultedgetype="directed"', 'type="undirected"', 2),
            ('defaultedgetype="directed"', 'type="mutual"', 2),
            ('defaultedgetype="undirected"', 'type="directed"', 1),
        ],
    )
    def test_an_undirected_edge_is_told_in_both_directions(self, write, see, graph, edge, rows):
        seen = see(write("a.gexf", gexf(f'<edge source="0" target="1" {edge}/>', graph=graph)))
        assert seen.rows == [("Ana", "Ben"), ("Ben", "Ana")][:rows]
        assert seen.read == 1

    def test_an_undirected_edge_to_oneself_is_told_once(self, write, see):
        assert len(see(write("a.gexf", gexf('<edge source="0" target="0"/>', graph=""))).rows) == 1

    def test_what_is_told_of_edges_is_in_columns_of_that_name(self, write, see):
        attributes = (
            '<attributes class="node"><attribute id="0" title="city" type="string"/></attributes>'
            '<attributes class="edge"><attribute id="0" title="type" type="string">'
            '<default>reply</default></attribute><attribute id="1" title="never"/>'
            '<attribute id="2" title="Weight"/></attributes>'
        )
        edges = (
            '<edge source="0" target="1" weight="2.0" kind="a" label="l"><viz:color r="1"/><attvalues>'
            '<attvalue for="0" value="like"/><attvalue for="2" value="7"/></attvalues></edge>'
            '<edge source="0" target="1"><attvalues><attvalue for="0" value="quote"/></attvalues></edge>'
            '<edge source="1" target="0"/>'
        )
        seen = see(write("a.gexf", gexf(edges, attributes=attributes)))
        assert seen.names == ["source", "target", "weight", "kind", "label", "type", "Weight_2"]
        assert seen.rows == [
            ("Ana", "Ben", "2.0", "a", "l", "like", "7"),
            ("Ana", "Ben", "1", None, None, "quote", None),
            ("Ben", "Ana", "1", None, None, "reply", None),
        ]

    @pytest.mark.parametrize(
        ("edge", "name"),
        [
            ('start="2018-10-10" end="2018-10-11"', "time"),
            ('start="2018-10-10T20:19:24Z"', "time"),
            ('timestamp="1539202764"', "time"),
            ('start="2009.0" end="2010.0"', "start"),
        ],
    )
    def test_when_an_edge_begins_is_its_time_unless_it_is_a_step(self, write, see, edge, name):
        content = gexf(f'<edge source="0" target="1" {edge}/><edge source="1" target="0"/>')
        assert see(write("a.gexf", content)).names == ["source", "target", name]

    def test_the_first_spell_of_an_edge_is_when_it_begins(self, write, see):
        spells = '<spells><spell start="2018-10-10Z"/><spell start="2018-11-10Z"/></spells>'
        seen = see(write("a.gexf", gexf(f'<edge source="0" target="1">{spells}</edge>')))
        assert seen.rows == [("Ana", "Ben", "2018-10-10Z")]

    def test_nodes_within_nodes_are_people(self, write, see):
        nodes = '<nodes><node id="a"><nodes><node id="b"/></nodes></node></nodes>'
        assert see(write("a.gexf", gexf("", nodes=nodes))).people == ["a", "b"]

    def test_an_edge_without_two_ends_is_skipped(self, write, see):
        seen = see(write("a.gexf", gexf('<edge source="0"/><edge source="0" target="1"/>')))
        assert (seen.read, seen.skipped) == (2, {"edges without two ends": 1})

    def test_what_networkx_writes_is_read(self, tmp_path, see):
        graph = nx.Graph()
        graph.add_edge("ana", "ben", weight=2.5, kind="reply")
        graph.add_node("eve")
        nx.write_gexf(graph, tmp_path / "a.gexf")
        seen = see(tmp_path / "a.gexf")
        values = [dict(zip(seen.names, row, strict=True)) for row in seen.rows]
        assert [(row["source"], row["target"]) for row in values] == [("ana", "ben"), ("ben", "ana")]
        assert [(row["weight"], row["kind"]) for row in values] == [("2.5", "reply")] * 2
        assert seen.people == ["ana", "ben", "eve"]


class TestGraphml:
    def test_keys_of_edges_are_columns_and_their_defaults_are_kept(self, write, see):
        keys = (
            '<key id="V-Label" for="node" attr.name="Tooltip"/>'
            '<key id="E-Relationship" for="edge" attr.name="Relationship" attr.type="string"/>'
            '<key id="d1" for="edge" attr.name="weight"><default>1.5</default></key>'
            '<key id="d2" for="all" attr.name="note"/><key id="d3" for="edge" attr.name="unused"/>'
        )
        content = (
            '<node id="ana"><data key="V-Label">A</data></node><node id="ben"/><node id="eve"/>'
            '<edge source="ana" target="ben"><data key="E-Relationship"> Replies to </data>'
            '<data key="d1">3</data></edge>'
            '<edge source="ben" target="ana"><data key="d2">x &amp; y</data></edge>'
        )
        seen = see(write("a.graphml", graphml(content, keys=keys)))
        assert seen.names == ["source", "target", "Relationship", "weight", "note"]
        assert seen.rows == [
            ("ana", "ben", "Replies to", "3", None),
            ("ben", "ana", None, "1.5", "x & y"),
        ]
        assert (seen.title, seen.people) == ("GraphML", ["ana", "ben", "eve"])

    @pytest.mark.parametrize(
        ("default", "edge", "rows"),
        [
            ("directed", "", 1),
            ("undirected", "", 2),
            ("directed", "false", 2),
            ("undirected", "true", 1),
        ],
    )
    def test_an_undirected_edge_is_told_in_both_directions(self, write, see, default, edge, rows):
        told = f'directed="{edge}"' if edge else ""
        content = graphml(f'<edge source="a" target="b" {told}/>', default=default)
        assert len(see(write("a.graphml", content)).rows) == rows

    @pytest.mark.parametrize(
        ("key", "data"),
        [
            ('<key id="k" for="node" attr.name="label"/>', '<data key="k">{}</data>'),
            ('<key id="k" for="node" attr.name="Label"/>', '<data key="k">{}</data>'),
            ('<key id="k" for="all" attr.name="name"/>', '<data key="k">{}</data>'),
            (
                '<key id="k" for="node" yfiles.type="nodegraphics"/>',
                (
                    '<data key="k"><y:ShapeNode><y:Geometry/><y:NodeLabel>{}</y:NodeLabel></y:ShapeNode>'
                    "</data>"
                ),
            ),
        ],
    )
    def test_people_go_by_the_labels_that_tools_write(self, write, see, key, data):
        nodes = "".join(
            f'<node id="n{i}">{data.format(name)}</node>' for i, name in enumerate(["Ana", "Ben"])
        )
        content = graphml(f'{nodes}<edge source="n0" target="n1"/>', keys=key)
        assert see(write("a.graphml", content)).rows == [("Ana", "Ben")]

    def test_graphs_within_people_are_read_with_their_own_direction(self, write, see):
        content = (
            '<node id="a"><graph edgedefault="undirected"><node id="b"/><node id="c"/>'
            '<edge source="b" target="c"/></graph></node><edge source="a" target="b"/>'
        )
        seen = see(write("a.graphml", graphml(content)))
        assert seen.rows == [("b", "c"), ("c", "b"), ("a", "b")]
        assert seen.people == ["a", "b", "c"]

    def test_an_edge_of_many_is_skipped_and_ports_are_passed_over(self, write, see):
        content = (
            '<node id="a"><port name="p"/></node><node id="b"/>'
            '<hyperedge><endpoint node="a"/><endpoint node="b"/></hyperedge>'
            '<edge source="a" target="b" sourceport="p"/>'
        )
        seen = see(write("a.graphml", graphml(content)))
        assert (seen.rows, seen.read) == ([("a", "b")], 2)
        assert seen.skipped == {"edges of more than two people": 1}

    def test_what_networkx_writes_is_read(self, tmp_path, see):
        graph = nx.MultiDiGraph()
        graph.add_edge("ana", "ben", weight=2, kind="reply")
        graph.add_edge("ana", "ben", kind="like")
        graph.add_node("eve")
        nx.write_graphml_xml(graph, tmp_path / "a.graphml")
        seen = see(tmp_path / "a.graphml")
        values = [dict(zip(seen.names, row, strict=True)) for row in seen.rows]
        assert [(row["weight"], row["kind"]) for row in values] == [("2", "reply"), ("1", "like")]
        assert seen.people == ["ana", "ben", "eve"]


class TestHostileXml:
    @pytest.mark.parametrize("root", ["gexf", "graphml"])
    @pytest.mark.parametrize(
        "doctype",
        [
            '<!DOCTYPE x [<!ENTITY a "b">]>',
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x SYSTEM "http://localhost/x.dtd">',
            '<!DOCTYPE x [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;">]>',
        ],
    )
    def test_a_document_type_is_refused(self, write, see, root, doctype):
        path = write(f"a.{root}", f"{doctype}<{root}><graph/></{root}>")
        with pytest.raises(ReadError, match=r"begins with a document type .* may define entities"):
            see(path)

    @pytest.mark.parametrize("keep", [0.3, 0.6, 0.9, 0.99])
    @pytest.mark.parametrize("whole", [gexf, graphml])
    def test_a_file_that_is_cut_off_is_an_error(self, write, see, keep, whole):
        content = whole("".join(f'<edge source="{i}" target="{i + 1}"/>' for i in range(20_000)))
        path = write("a.xml", content[: int(len(content) * keep)])
        with pytest.raises(ReadError, match=r"is no whole (GEXF|GraphML): .* cut off or damaged"):
            see(path)

    @pytest.mark.parametrize(
        "inside",
        [
            "<edge source='a' target='b'",
            "&unknown;",
            "<a></b>",
            "<a>" * 100_000,
            "\x00",
            "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1") + "<",
        ],
    )
    def test_what_is_no_xml_is_an_error(self, write, see, inside):
        path = write("a.gexf", f"<gexf><graph><edges>{inside}</edges></graph></gexf>")
        with pytest.raises(ReadError, match=r"a\.gexf' is no whole GEXF: "):
            see(path)

    def test_bytes_in_another_encoding_than_is_said_are_an_error(self, write, see):
        path = write("a.gexf", gexf('<edge source="ñ" target="b"/>').encode("latin-1"))
        with pytest.raises(ReadError, match="is no whole GEXF: not well-formed"):
            see(path)

    @pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
    def test_every_encoding_that_xml_knows_is_read(self, write, see, encoding):
        content = gexf('<edge source="ñ" target="b"/>', nodes="")
        declared = content.replace("UTF-8", encoding.removesuffix("-sig"))
        assert see(write("a.gexf", declared.encode(encoding))).rows == [("ñ", "b")]

    def test_an_endless_tag_is_an_error_before_it_fills_the_memory(self, write, see, monkeypatch):
        monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 2**40)
        path = write("a.gexf.gz", gzip.compress(b'<gexf a="' + b"x" * 40_000_000))
        with pytest.raises(ReadError, match="over 16,777,216 bytes without a tag"):
            see(path)

    def test_a_bomb_is_an_error(self, write, see, monkeypatch):
        monkeypatch.setattr(streams, "FREE_INFLATION_BYTES", 100_000)
        path = write(
            "a.gexf.gz", gzip.compress(gexf('<edge source="0" target="1"/>' * 300_000).encode())
        )
        with pytest.raises(ReadError, match="inflates to more than 250 times its size"):
            see(path)
