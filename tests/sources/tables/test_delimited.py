import gzip

import pytest

from tribus.errors import ReadError

TABLE = "source,target\nana,ben\n007,\n"


@pytest.mark.parametrize("ending", [".csv", ".CSV", ".tsv", ".txt", ".v2.csv", ".parquet", ".json", ""])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_header_tells_the_delimiter_whatever_the_ending(write, see, ending, delimiter):
    path = write(f"a{ending}", TABLE.replace(",", delimiter))
    assert see(path).rows == [("ana", "ben"), ("007", None)]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + TABLE,
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        TABLE.replace("\nana", "\r\nana"),
        TABLE.replace("\n007", "\r\n007"),
        TABLE.replace("\n007", "\r007"),
        TABLE.rstrip("\n"),
        TABLE + "\n",
        TABLE.replace("\n", "\r\n") + "\r\n\r\n",
        TABLE.replace("\n007", "\n\n007"),
        TABLE.replace("007", '"007"'),
        "\n\n" + TABLE,
    ],
    ids=[
        "byte order mark",
        "CRLF",
        "CR",
        "one CRLF above",
        "one CRLF below",
        "one CR",
        "no end",
        "blank end",
        "blank ends",
        "blank between",
        "quoted",
        "blank above",
    ],
)
def test_how_a_line_begins_and_ends_does_not_matter(write, see, content):
    assert see(write("a.csv", content)).rows == [("ana", "ben"), ("007", None)]


def test_quoted_fields_hold_delimiters_newlines_and_quotes(write, see):
    path = write("a.csv", 'source,target\n"a,b\nc","say ""hi"""\n')
    assert see(path).rows == [("a,b\nc", 'say "hi"')]


def test_line_ends_of_another_kind_in_quoted_fields_do_no_harm(write, see):
    seen = see(write("a.csv", 'source,target\r\n"a\nb",c\r\nd,e\r\n'))
    assert seen.rows == [("a\nb", "c"), ("d", "e")]


def test_rows_keep_their_order(write, see):
    lines = "".join(f'u{i},"a\nb"\n' if i % 97 == 0 else f"u{i},x\n" for i in range(50_000))
    rows = see(write("a.csv", f"source,target\n{lines}")).rows
    assert [source for source, _ in rows] == [f"u{i}" for i in range(50_000)]


def test_headers_may_be_quoted_repeated_empty_or_numbered(write, see):
    seen = see(write("a.csv", '"a,b",,A,a,a_2\n1,2,3,4,5\n'))
    assert seen.names == ["a,b", "column_1", "A", "a_2", "a_2_2"]
    assert seen.rows == [("1", "2", "3", "4", "5")]


def test_a_file_of_nothing_but_a_header_has_no_rows(write, see):
    assert see(write("a.csv", "source,target\n")).rows == []


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ("x,y\n1,2\n3\n5,6\n", "too few columns", 3),
        ("x,y\n1,2\n3,4,5\n5,6\n", "too many columns", 3),
        ("x,y\n1,2\n3,4,5,6\n5,6\n", "too many columns", 3),
        ('x,y\n1,2\n3,"4"5\n5,6\n', "an open quote", 3),
        (b"x,y\n1,2\n\xff,4\n5,6\n", "not UTF-8", 3),
        (b"x,y\n1,2\n3,\xe9\n5,6\n", "not UTF-8", 3),
        ("x,y\n1,2\n3," + "4" * 3_000_000 + "\n5,6\n", "a line too long", 3),
        ('x,y\n1,"a\nb\nc"\n3\n5,6\n', "too few columns", 5),
        ("x,y\n1,2\n\n\n3\n5,6\n", "too few columns", 5),
        ("x,y\r\n1,2\r\n3\r\n5,6\r\n", "too few columns", 3),
    ],
    ids=["few", "many", "two many", "quote", "byte", "latin-1", "long", "quoted ends", "blank", "CRLF"],
)
def test_a_bad_line_is_skipped_and_counted_or_the_first_is_an_error(write, see, content, reason, line):
    path = write("a.csv", content)
    seen = see(path)
    assert seen.rows[-1] == ("5", "6")
    assert (seen.read, seen.skipped) == (3, {reason: 1})
    with pytest.raises(ReadError, match=rf"a\.csv', line {line}: {reason} \(.*bad_lines=0\.1 skips"):
        see(path, bad_lines=0)


def test_all_lines_in_an_open_quote_are_lost_and_all_are_counted(write, see):
    seen = see(write("a.csv", 'x,y\n1,2\n3,"4\n5,6\n7,8\n'))
    assert seen.rows == [("1", "2")]
    assert (seen.read, seen.skipped) == (4, {"an open quote": 3})


def test_an_open_quote_that_swallows_a_file_is_an_error(write, see):
    path = write("a.csv", "x,y\n" + "1,2\n" * 500 + '3,"4\n' + "5,6\n" * 500)
    with pytest.raises(ReadError, match="line 502: an open quote"):
        see(path)


def test_three_bad_lines_are_allowed_and_one_more_is_an_error_that_names_it(write, see):
    bad = "only one\n1,2\n" * 3
    assert see(write("a.csv", f"x,y\n{bad}")).skipped == {"too few columns": 3}
    path = write("b.csv", f"x,y\n{bad}1,2\n1,2,3\n")
    with pytest.raises(ReadError, match=r"line 9: too many columns .*; 3 before it cannot be read"):
        see(path)


def test_a_share_of_bad_lines_may_be_allowed(write, see):
    path = write("a.csv", "x,y\n" + "only one\n1,2\n" * 300)
    assert see(path, bad_lines=0.5).skipped == {"too few columns": 300}


@pytest.mark.parametrize("packed", [False, True])
def test_damage_far_down_is_found_by_its_line(write, see, packed):
    content = b"x,y\n" + b"a,b\n" * 50_000 + b"a\n"
    path = write("a.csv", gzip.compress(content) if packed else content)
    assert see(path).read == 50_001
    with pytest.raises(ReadError, match="line 50,002: too few columns"):
        see(path, bad_lines=0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"x,y\xff\n1,2\n", "it is not UTF-8 .*Export it as UTF-8"),
        ('a,"b\n', "cannot be read: unexpected end of data"),
        ("x" * 1_000_002, "has a first line of over 1,000,000 bytes; is it a table"),
    ],
)
def test_a_header_that_cannot_be_read_is_an_error(write, see, content, message):
    path = write("a.csv", content)
    with pytest.raises(ReadError, match=message):
        see(path)


@pytest.mark.parametrize("content", ["\x1f", "\n" * 60_000 + "source,target\nana,ben\n"])
def test_a_file_without_a_first_line_of_text_is_an_error_that_names_it(write, see, content):
    with pytest.raises(ReadError, match=r"a\.csv': no line has text, so there is no header"):
        see(write("a.csv", content))


class TestGephi:
    HEADER = "Source,Target,Type,Id,Label,timeset,Weight\n"

    def test_undirected_edges_are_told_both_ways_and_their_type_is_no_kind(self, write, see):
        rows = 'ana,ben,Undirected,0,,,2.0\nben,eve,"Directed",1,,,1.0\neve,eve,Undirected,2,,,1.0\n'
        seen = see(write("edges.csv", self.HEADER + rows))
        assert (seen.title, seen.said, seen.read) == ("table (Gephi)", "undirected edges both ways", 3)
        assert seen.names == ["Source", "Target", "Id", "Label", "timeset", "Weight"]
        assert [row[:2] for row in seen.rows] == [
            ("ana", "ben"), ("ben", "ana"), ("ben", "eve"), ("eve", "eve"),
        ]  # fmt: skip

    def test_lines_that_cannot_be_read_count_once(self, write, see):
        seen = see(write("edges.csv", self.HEADER + "ana,ben,Undirected,0,,,2.0\nben,eve\n"))
        assert (seen.read, seen.skipped) == (2, {"too few columns": 1})

    def test_a_type_of_another_sort_is_left_as_it_is(self, write, see):
        seen = see(write("a.csv", "Source,Target,Type\nana,ben,reply\n"))
        assert (seen.title, seen.rows) == ("table", [("ana", "ben", "reply")])

    def test_names_of_columns_cannot_end_a_query(self, write, see):
        hostile = 'Source,Target,Type,"a"") --"\nana,ben,Undirected,1\n'
        assert see(write("a.csv", hostile)).rows == [("ana", "ben", "1"), ("ben", "ana", "1")]
