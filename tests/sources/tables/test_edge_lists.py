import gzip
import re

import networkx as nx
import pytest

from tribus.errors import ColumnError, ReadError
from tribus.reading import read_events

PLACES = ["column_0", "column_1", "column_2", "column_3"]
ENDS = {"source": "column_0", "target": "column_1"}


def roles(*others):
    """Roles of columns, in their order, after the two ends."""
    return ENDS | {part: PLACES[2 + place] for place, part in enumerate(others) if part}


@pytest.mark.parametrize(
    "name", ["a.txt", "a.edges", "a.edgelist", "a.el", "a.tsv", "a.csv", "a", "out.a"]
)
@pytest.mark.parametrize("between", [" ", "\t"])
@pytest.mark.parametrize("above", ["", "# Directed graph\n# FromNodeId\tToNodeId\n", "\n"])
def test_two_ids_a_line_are_edges_whatever_the_ending(write, see, name, between, above):
    seen = see(write(name, above + f"1{between}2\n007{between}ana\n"))
    assert seen.rows == [("1", "2"), ("007", "ana")]
    assert (seen.title, seen.roles, seen.read) == ("edge list", ENDS, 2)


@pytest.mark.parametrize(
    "content",
    [
        "1 2\n3 4\n",
        "1  2\n 3 4\n",
        "1 2 \n3 \t 4\n",
        "1 2\n3\t4\n",
        "1 2\r\n3 4\r\n",
        "1 2 \r\n3 4 \r\n",
        "1 2\n\n3 4\n\n",
        "1 2\n3 4",
        "\ufeff1 2\n3 4\n",
        "# a\n1 2\n# b c\n3 4\n",
        "1 2\n# b c\n3 4\n",
        "% a\n1 2\n%b c\n3 4\n",
        "1\t2\n3\t4\n",
        "1,2\n3,4\n",
        "1;2\n3;4\n",
        '"1" "2"\n"3" "4"\n',
    ],
)
def test_how_the_fields_of_a_line_are_divided_does_not_matter(write, see, content):
    seen = see(write("a.txt", content))
    assert seen.rows == [("1", "2"), ("3", "4")]
    assert (seen.read, seen.skipped) == (2, {})


def test_a_packed_list_is_read(write, see):
    assert see(write("a.txt.gz", gzip.compress(b"1 2\n3 4\n"))).rows == [("1", "2"), ("3", "4")]


def test_ids_with_spaces_are_divided_by_tabs(write, see):
    seen = see(write("a.txt", "Ana P\tBen R\nBen R\tEve\n"))
    assert seen.rows == [("Ana P", "Ben R"), ("Ben R", "Eve")]


def test_numbers_divided_by_spaces_and_tabs_are_fields_all_alike(write, see):
    seen = see(write("a.txt", "1 2\t1\t1225229529\n2 3\t1\t1225229530\n"))
    assert seen.roles == roles("count", "time")


def test_a_hash_in_an_id_is_no_comment(write, see):
    assert see(write("a.txt", "ana c#\nben #1\n")).rows == [("ana", "c#"), ("ben", "#1")]


class TestRoles:
    @pytest.mark.parametrize(
        ("values", "part"),
        [
            (["1082040961", "1082155839"], "time"),
            (["1082040961000", "1082155839000"], "time"),
            (["1082040961000000", "1082155839000000"], "time"),
            (["1082040961.5", "1082155839.25"], "time"),
            (["2018-10-10", "2018-10-11"], "time"),
            (["2018-10-10T20:19:24Z", "2018-10-11T20:19:24Z"], "time"),
            (["3", "0.5"], "count"),
            (["0", "1e3"], "count"),
            (["3", "1082040961"], "count"),
            (["RT", "MT"], "kind"),
            (["3", "x"], "kind"),
            (["1", "-1"], None),
        ],
    )
    def test_what_a_column_holds_is_told_by_its_values(self, write, see, values, part):
        path = write("a.txt", "".join(f"1 2 {value}\n" for value in values))
        assert see(path).roles == roles(part)

    def test_two_columns_may_hold_more_and_the_first_of_a_part_is_taken(self, write, see):
        assert see(write("a.txt", "1 2 1341100972 MT\n2 1 1341100973 RE\n")).roles == roles(
            "time", "kind"
        )
        assert see(write("b.txt", "1 2 3 4\n2 1 3 4\n")).roles == roles("count")

    def test_a_known_name_makes_the_first_line_a_header(self, write, see):
        seen = see(write("a.txt", "source  other weight\n1 2 3\n"))
        assert (seen.names, seen.rows) == (["source", "other", "weight"], [("1", "2", "3")])
        assert (seen.title, seen.roles) == ("table", {})

    @pytest.mark.parametrize("content", ["boss\tworker\nana\tben\n", "boss,worker\nana,ben\n"])
    def test_words_of_which_none_is_an_id_further_down_are_a_header(self, write, see, content):
        assert see(write("a.tsv", content)).names == ["boss", "worker"]

    @pytest.mark.parametrize("name", ["a.tsv", "a.edges"])
    def test_words_that_are_ids_further_down_are_an_edge(self, write, see, name):
        assert len(see(write(name, "ana\tben\nben\teve\n")).rows) == 2

    def test_the_ending_of_a_list_of_edges_says_that_there_is_no_header(self, write, see):
        assert len(see(write("a.edges", "ana\tben\neve\tdan\n")).rows) == 2


class TestSizes:
    @pytest.mark.parametrize(
        "content",
        [
            "3 2\n1 2 1 1225229529\n2 3 1 1225229529\n",
            "3\t2\n1\t2\t1\t1225229529\n2\t3\t1\t1225229529\n",
            "# sizes\n3 2\n1 2 1 1225229529\n2 3 1 1225229529\n",
        ],
    )
    def test_a_line_of_sizes_is_no_edge(self, write, see, content):
        seen = see(write("a.txt", content))
        assert [row[:2] for row in seen.rows] == [("1", "2"), ("2", "3")]
        assert (seen.read, seen.skipped) == (2, {})

    def test_sizes_of_a_matrix_are_no_edge(self, write, see):
        path = write("a.mtx", "%%MatrixMarket matrix coordinate real general\n%\n9 9 2\n1 2 5\n3 2 7\n")
        seen = see(path)
        assert (seen.rows, seen.roles) == ([("1", "2", "5"), ("3", "2", "7")], roles("count"))

    def test_a_first_line_that_counts_nothing_is_an_edge(self, write, see):
        assert len(see(write("a.txt", "9 9 3\n1 2 5\n3 2 7\n")).rows) == 3
        assert len(see(write("b.txt", "0 1\n1 2\n")).rows) == 2

    def test_a_short_first_line_that_counts_nothing_is_a_bad_line(self, write, see):
        assert see(write("a.txt", "5 7\n1 2 5\n3 2 7\n")).skipped == {"too few columns": 1}


class TestBothWays:
    @pytest.mark.parametrize(
        "above",
        [
            "% sym unweighted\n% 3 4 4\n",
            "# Undirected graph: ../data/a.txt\n",
            "%%MatrixMarket matrix coordinate pattern symmetric\n4 4 3\n",
        ],
    )
    def test_an_undirected_edge_is_told_in_both_directions(self, write, see, above):
        seen = see(write("a.txt", above + "1 2\n3 3\n4 1\n"))
        assert sorted(seen.rows) == [("1", "2"), ("1", "4"), ("2", "1"), ("3", "3"), ("4", "1")]
        assert (seen.read, seen.said) == (3, "each edge both ways")

    def test_konect_says_what_columns_hold(self, write, see):
        seen = see(write("out.a", "% asym positive\n% 4 3 3\n1 2\t1082040961 1082040961\n1 3 2 0\n"))
        assert seen.rows == [("1", "2", "1082040961", "1082040961"), ("1", "3", "2", "0")]
        assert (seen.roles, seen.title) == (roles("count", "time"), "edge list (KONECT)")

    def test_bad_lines_of_undirected_lists_count_once(self, write, see):
        seen = see(write("out.a", "% sym unweighted\n1 2\n3\n4 1\n"))
        assert (len(seen.rows), seen.read, seen.skipped) == (4, 3, {"too few columns": 1})

    def test_the_two_sides_of_a_two_sided_network_are_not_mixed_up(self, write, see):
        seen = see(write("out.a", "% bip unweighted\n1 1\n1 2\n"))
        assert seen.rows == [("1", "right 1"), ("1", "right 2")]
        assert seen.said == "targets are numbered apart ('right 1')"


class TestPythonDicts:
    def test_what_networkx_writes_is_read(self, tmp_path, see):
        graph = nx.DiGraph()
        graph.add_edge("ana", "ben", weight=3, kind="reply", note="it's, 'weight': 9 {x}")
        graph.add_edge("ben", "ana", kind="like", seen=True, note='say "so"')
        graph.add_edge("eve", "ana", weight=None)
        nx.write_edgelist(graph, tmp_path / "a.edgelist")
        seen = see(tmp_path / "a.edgelist")
        assert seen.names == ["source", "target", "weight", "kind", "note", "seen"]
        assert seen.rows == [
            ("ana", "ben", "3", "reply", "it's, 'weight': 9 {x}", None),
            ("ben", "ana", "1", "like", 'say "so"', "True"),
            ("eve", "ana", "1", None, None, None),
        ]
        assert (seen.read, seen.roles) == (3, {})

    def test_empty_dicts_are_edges_alone(self, tmp_path, see):
        nx.write_edgelist(nx.path_graph(3), tmp_path / "a.txt")
        assert see(tmp_path / "a.txt").rows == [("0", "1"), ("1", "2")]

    def test_edges_without_a_dict_among_them_are_edges_and_others_are_bad_lines(self, write, see):
        seen = see(write("a.txt", "a b {'weight': 2}\nc d\ne f g\nc e {'weight': 3}\na c {}\n"))
        assert seen.rows == [("a", "b", "2"), ("c", "d", "1"), ("c", "e", "3"), ("a", "c", "1")]
        assert (seen.read, seen.skipped) == (5, {"too few columns": 1})

    def test_a_key_that_is_called_like_an_end_is_a_column_of_its_own(self, write, see):
        seen = see(write("a.txt", "a b {'source': 'x', 'a\"b': 1}\n"))
        assert (seen.names, seen.rows) == (
            ["source", "target", "source_2", 'a"b'],
            [("a", "b", "x", "1")],
        )

    def test_a_dict_that_is_none_gives_no_values(self, write, see):
        assert see(write("a.txt", "a b {__import__('os')}\nc d {'weight': 2}\n")).rows == [
            ("a", "b", "1"),
            ("c", "d", "2"),
        ]

    @pytest.mark.parametrize("end", [" " * 200_000 + "x", "{" * 200_000, "} " * 100_000 + "x"])
    def test_hostile_lines_cost_no_more_than_their_length(self, write, see, end):
        assert see(write("a.txt", "a b {}\n" * 9 + f"a b {{'w': 1}}{end}\n")).read == 10


class TestNoEdges:
    def test_lines_of_many_lengths_are_no_edges(self, write, see):
        path = write("a.txt", "Dear all\nthis is a letter, and no list\nof edges\nyours\nAna\n")
        assert see(path).title == "table"

    @pytest.mark.parametrize("content", ["1 2 3 4 5\n6 7 8 9 0\n", "hello\nworld\n"])
    def test_too_many_or_too_few_fields_are_no_edges(self, write, see, content):
        assert see(write("a.txt", content)).title == "table"

    def test_a_header_of_one_name_makes_no_edges(self, write):
        path = write("a.txt", "# a\ntoNodeId\n1 2\n2 1\n2 3\n")
        with pytest.raises(ColumnError, match=re.escape("a.txt': no column looks like the source")):
            read_events(path, kind="like")

    def test_too_many_bad_lines_are_an_error_with_their_place(self, write, see):
        path = write("a.txt", "# c\n" + "1 2\n" * 1_000 + "1 2 3\n" * 101)
        with pytest.raises(ReadError, match=re.escape("a.txt', line 1,013: too many columns")):
            see(path)
