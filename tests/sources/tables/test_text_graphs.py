"""Graphs in text: Pajek, GDF, GML, Graphviz, adjacency lists."""

from __future__ import annotations

import pytest

from tribus.errors import ReadError

GRAPHS = {
    "a.net": '*Vertices 2\n1 "ana p" 0.1\n2 ben\n% note\n*Arcs\n1 2 3\n*Edges\n1 2\n',
    "a.gdf": (
        'nodedef>name VARCHAR,label VARCHAR\ns1,"ana p"\ns2,ben\n'
        "edgedef>node1 VARCHAR,node2 VARCHAR,weight DOUBLE,directed BOOLEAN\n"
        "s1,s2,3,true\ns1,s2,,false\n"
    ),
    "a.gml": (
        'Creator "x"\ngraph [\n directed 1\n node [ id 0 label "ana p" graphics [ x 1 ] ]\n'
        ' node [ id 1 label "ben" ]\n edge [ source 0 target 1 weight 3 ]\n'
        " edge [ source 0 target 1 ]\n edge [ source 1 target 0 ]\n]\n"
    ),
    "a.dot": (
        '// by x\ndigraph "g" {\n  rankdir=LR; node [shape=box];\n  "ana p" -> ben [weight=3];\n'
        '  "ana p" -> ben -> "ana p"\n}\n'
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_in_text_is_read_with_weights_and_directions(write, see, name):
    seen = see(write(name, GRAPHS[name]))
    assert sorted(seen.rows) == [("ana p", "ben", "1"), ("ana p", "ben", "3"), ("ben", "ana p", "1")]
    assert seen.people == ["ana p", "ben"]


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_is_recognised_by_its_content(write, see, name):
    assert see(write("a.txt", GRAPHS[name])).title == see(write(name, GRAPHS[name])).title


@pytest.mark.parametrize("name", ["a.gml", "a.dot"])
def test_a_graph_that_is_cut_off_is_an_error(write, see, name):
    with pytest.raises(ReadError, match=r"is no whole .*; it is cut off or damaged"):
        see(write(name, GRAPHS[name][:-3]))


def test_deep_brackets_are_an_error(write, see):
    with pytest.raises(ReadError, match="over 1,000 brackets within one another"):
        see(write("a.gml", "graph [ " + "a [ " * 5_000))


@pytest.mark.parametrize("name", ["a.adjlist", "a.txt"])
def test_all_words_of_an_adjacency_list_are_neighbours(write, see, name):
    seen = see(write(name, "# x\nana ben eve dan\nben ana eve dan\neve ana ben dan\ndan ana ben eve\n"))
    assert len(seen.rows) == 12
    assert seen.people == ["ana", "ben", "dan", "eve"]


def test_dicts_after_commas_are_read(write, see):
    lines = (
        "ana,ben,{'weight': 2, 'reply': 2, 'quote': 0}\nben,ana,{'weight': 1, 'reply': 0, 'quote': 1}\n"
    )
    seen = see(write("a.csv", lines))
    assert seen.rows == [("ana", "ben", "2", "2", "0"), ("ben", "ana", "1", "0", "1")]


def test_graphml_with_very_many_attributes_is_an_error(write, see):
    keys = "".join(f'<key id="k{i}" for="edge" attr.name="n{i}"/>' for i in range(50_000))
    with pytest.raises(ReadError, match="declares over 500 attributes of edges"):
        see(write("a.graphml", f"<graphml>{keys}<graph></graph></graphml>"))
