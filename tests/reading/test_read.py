from __future__ import annotations

import gzip
import sys

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tribus import Events, read_events
from tribus.errors import ColumnError, EventsError, OptionError, ReadError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PARTS = {"time": "time", "count": "count", "text": "text", "post": "post"}


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def write_file(name, content):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / name

    return write_file


WRITERS = {
    "a.csv": lambda frame: frame.to_csv(index=False),
    "bom.csv": lambda frame: "\ufeff" + frame.to_csv(index=False),
    "crlf.csv": lambda frame: frame.to_csv(index=False, lineterminator="\r\n"),
    "tabs.csv": lambda frame: frame.to_csv(index=False, sep="\t"),
    "semicolons.csv": lambda frame: frame.to_csv(index=False, sep=";"),
    "a.tsv": lambda frame: frame.to_csv(index=False, sep="\t"),
    "a.csv.gz": lambda frame: gzip.compress(frame.to_csv(index=False).encode()),
    "a.parquet": lambda frame: frame.to_parquet(index=False),
    "a.jsonl": lambda frame: frame.to_json(orient="records", lines=True, date_format="iso"),
    "a.csv.zst": lambda frame: zstd.compress(frame.to_csv(index=False).encode()),
    "utf16.csv": lambda frame: frame.to_csv(index=False).encode("utf-16"),
    "a.json": lambda frame: frame.to_json(orient="records", date_format="iso"),
    "wrong.csv": lambda frame: frame.to_parquet(index=False),
    "a.jsonl.gz": lambda frame: gzip.compress(
        frame.to_json(orient="records", lines=True, date_format="iso").encode()
    ),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_table_is_the_same_events_in_every_format(dealings, write, name):
    expected = Events.from_frame(dealings, **PARTS)
    events = read_events(write(name, WRITERS[name](dealings)))
    assert_frame_equal(events.to_frame(), expected.to_frame())
    assert events.cleaning == expected.cleaning


@pytest.mark.parametrize("name", WRITERS)
def test_integers_are_the_same_events_in_every_format(write, name):
    frame = pd.DataFrame({"source": [2**62 + 1, 7], "target": [7, 8], "kind": ["like", "reply"]})
    events = read_events(write(name, WRITERS[name](frame)), ids="integer")
    assert_frame_equal(events.to_frame(), Events.from_frame(frame).to_frame())


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl"])
def test_formats_with_types_keep_integers_as_integers_unasked(write, name):
    frame = pd.DataFrame({"source": [2**62 + 1], "target": [7], "kind": ["like"]})
    assert read_events(write(name, WRITERS[name](frame))).to_frame()["source"].dtype == np.int64


def test_ids_in_a_file_of_text_stay_text_with_their_leading_zeros(write):
    events = read_events(write("likes.csv", "from,to\n007,7\n1.0,1e3\nNULL,nan\n"))
    assert events.to_frame()["source"].tolist() == ["007", "1.0", "NULL"]
    assert events.n_users == 6


def test_ids_are_read_as_integers_when_asked(write):
    path = write("likes.csv", "from,to\n007, 8 \n9.0,+10\n,11\n-3,4\n")
    events = read_events(path, ids="integer")
    assert events.to_frame()["source"].tolist() == [-3, 7, 9]
    assert events.to_frame()["target"].tolist() == [4, 8, 10]
    assert events.cleaning.empty_ids == 1


@pytest.mark.parametrize(
    "value", ["x", "1.5", "0x10", "1e3", "1_000", "9223372036854775808", "-", "1 2"]
)
def test_an_id_that_is_no_integer_is_an_error_that_names_row_and_value(write, value):
    path = write("likes.csv", f"from,to\n1,2\n{value},3\n")
    with pytest.raises(
        EventsError, match=f"data row 2, column 'from': '{value}' is not a whole number of 64"
    ):
        read_events(path, ids="integer")


def test_ids_are_text_or_integers(write):
    with pytest.raises(OptionError, match="ids must be one of 'text', 'integer'; got 'int'"):
        read_events(write("likes.csv", "from,to\n1,2\n"), ids="int")


def test_json_that_mixes_integers_and_text_in_ids_is_an_error(write):
    path = write("likes.jsonl", '{"from": 1, "to": 2}\n{"from": -2, "to": 1}\n{"from": "1", "to": 2}\n')
    with pytest.raises(
        EventsError, match="data row 3, column 'from': \"1\" has another type than the ids be"
    ):
        read_events(path)


def test_a_value_of_mixed_types_is_shown_without_marks_that_turn_text(write):
    path = write(
        "a.jsonl", '{"from": "a", "to": "b", "n": 1}\n{"from": "b", "to": "a", "n": "\u202e"}\n'
    )
    with pytest.raises(EventsError, match=r"column 'n': \"\\u202e\" is not a count"):
        read_events(path, kind="like", count="n")


def test_json_without_any_value_in_a_column_is_read(write):
    lines = '{"from": 1, "to": 2, "at": null, "text": null}\n{"from": 2, "to": 1, "at": null}\n'
    assert len(read_events(write("likes.jsonl", lines))) == 2


def test_json_that_mixes_types_in_words_keeps_them_as_they_are(write):
    lines = '{"from": "a", "to": "b", "text": "hola"}\n{"from": "b", "to": "a", "text": 3}\n'
    frame = read_events(write("likes.jsonl", lines)).to_frame()
    assert frame["text"].tolist() == ["hola", "3"]


def test_quoted_empty_ids_and_empty_fields_are_empty_ids(write):
    events = read_events(write("likes.csv", 'from,to\n"",ben\n,eve\nana,""\nana,ben\n'))
    assert events.cleaning.empty_ids == 3
    assert events.n_users == 3


def test_a_blank_line_is_no_row(write):
    events = read_events(write("likes.csv", "from,to\nana,ben\n\nben,ana\n\n"))
    assert events.cleaning.rows == 2


def test_times_of_a_csv_without_zone_need_one(write):
    path = write("likes.csv", "from,to,date\nana,ben,2018-07-10 20:19:24\n")
    with pytest.raises(EventsError, match=r"data row 1, column 'date': .* without a zone; .*time_zone="):
        read_events(path)
    time = read_events(path, time_zone="Europe/Madrid").to_frame()["time"].iloc[0]
    assert time == pd.Timestamp("2018-07-10 18:19:24", tz="UTC")


def test_a_bad_count_in_a_csv_is_an_error_that_names_row_and_value(write):
    path = write("likes.csv", "from,to,weight\nana,ben,1\nben,ana,x\n")
    with pytest.raises(EventsError, match="data row 2, column 'weight': 'x' is not a count"):
        read_events(path)


def test_options_go_on_to_the_cleaning(write):
    path = write("a.csv", "from,to,type\nAna,ben,RT\nana,BEN,rt\n")
    events = read_events(path, kinds={"rt": "repost"}, fold_case=True)
    assert events.counts == {"repost": 2.0}
    assert events.n_users == 2


class TestSeveralFiles:
    def test_a_list_of_files_is_read_as_concat_joins_them(self, write):
        paths = [
            write("likes.csv", "from,to,time\nana,ben,1600000000\neve,ana,1600000001\n"),
            write("more_likes.csv", "from,to,time\nana,ben,1600000000\ndan,ana,1600000002\n"),
            write("replies.jsonl", '{"from": "ben", "to": "ana"}\n'),
        ]
        events = read_events(paths)
        joined = Events.concat([read_events(path) for path in paths])
        assert events == joined
        assert (events.cleaning, events.reading) == (joined.cleaning, joined.reading)
        assert events.cleaning.duplicates == 1
        assert events.counts == {"reply": 1.0, "like": 3.0}

    def test_a_list_of_one_file_is_that_file(self, write):
        path = write("likes.csv", "from,to\nana,ben\n")
        assert read_events((path,)) == read_events(path)

    def test_an_empty_list_is_an_error(self):
        with pytest.raises(OptionError, match="a list of at least one, got an empty list"):
            read_events([])

    def test_an_entry_of_a_list_that_is_not_a_path_is_an_error(self, write):
        with pytest.raises(OptionError, match="path must be the path of a file, got 3"):
            read_events([write("likes.csv", "from,to\nana,ben\n"), 3])

    def test_events_stay_when_their_file_is_deleted(self, dealings, write):
        path = write("a.parquet", dealings.to_parquet(index=False))
        events = read_events(path)
        path.unlink()
        assert len(events.to_frame()) == 4


class TestGuessing:
    def test_usual_names_are_found_and_said(self, write):
        path = write(
            "tweets.csv",
            "id,author_id,in_reply_to_user_id,created_at,full_text,tweet_id,conversation_id\n"
            "1,10,20,Wed Oct 10 20:19:24 +0000 2018,hola,1,5\n",
        )
        events = read_events(path)
        assert events.counts == {"reply": 1.0}
        (said,) = events.reading
        assert str(said).startswith(
            f"{path}: table, source from 'author_id', target from 'in_reply_to_user_id', time"
        )
        assert said.columns.endswith("post from 'tweet_id', thread from 'conversation_id', all reply")

    def test_columns_that_are_named_are_taken_before_usual_ones(self, write):
        path = write("a.csv", "from,to,boss,type,kind\nana,ben,eve,like,x\n")
        events = read_events(path, target="boss", kind="type")
        assert events.to_frame().iloc[0, :3].tolist() == ["ana", "eve", "like"]

    def test_one_kind_may_be_given_for_the_whole_file(self, write):
        path = write("follows.csv", "from,to,type\nana,ben,like\n")
        assert read_events(path, kind="mention").counts == {"mention": 1.0}

    def test_a_column_of_kinds_is_taken_before_the_name_of_the_file(self, write):
        assert read_events(write("follows.csv", "from,to,type\nana,ben,like\n")).counts == {"like": 1.0}

    def test_the_name_of_the_file_gives_its_kind_away(self, write):
        assert read_events(write("follows.csv", "from,to\nana,ben\n")).counts == {"follow": 1.0}

    def test_a_file_without_a_kind_is_an_error_with_the_remedy(self, write):
        path = write("a.csv", "from,to\nana,ben\n")
        with pytest.raises(
            ColumnError, match=r"nothing in .*a\.csv' says what kind .*with kind=, or give"
        ):
            read_events(path)

    def test_an_unknown_kind_is_an_error_that_offers_the_nearest(self, write):
        path = write("a.csv", "from,to\nana,ben\n")
        with pytest.raises(ColumnError, match=r"'repyl' for kind .* did you mean 'reply'\?"):
            read_events(path, kind="repyl")

    @pytest.mark.parametrize(("header", "part"), [("foo,to", "source"), ("from,bar", "target")])
    def test_a_file_without_the_ends_of_an_event_is_an_error(self, write, header, part):
        path = write("likes.csv", f"{header}\nana,ben\n")
        with pytest.raises(
            ColumnError, match=f"no column looks like the {part} .* Name it with {part}="
        ):
            read_events(path)

    @pytest.mark.parametrize("part", ["source", "target", "time", "count", "text", "post", "thread"])
    def test_a_column_that_is_not_there_is_an_error_that_offers_the_nearest(self, write, part):
        path = write("likes.csv", "from,to\nana,ben\n")
        with pytest.raises(ColumnError, match=rf"no column 'frm' for {part} - did you mean 'from'\?"):
            read_events(path, **{part: "frm"})


class TestBadFiles:
    def test_a_file_of_nothing_but_a_header_is_an_error(self, write):
        with pytest.raises(EventsError, match=r"likes\.csv has no rows, so there are no"):
            read_events(write("likes.csv", "from,to\n"))

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ('from,to\nana,ben\nana,"ben\n', "an open quote"),
            ("from,to\nana,ben\nana\n", "too few columns"),
            ("from,to\nana,ben\nana,ben,eve\n", "too many columns"),
            (b"from,to\nana,ben\n\xff,ben\n", "not UTF-8"),
            ('{"from": "ana", "to": "ben"}\n\n{"from": "ana"\n', "not JSON"),
        ],
    )
    def test_a_bad_line_is_skipped_and_counted_or_an_error_if_strict(self, write, content, reason):
        path = write("likes.csv", content)
        events = read_events(path)
        assert len(events) == 1
        (reading,) = events.reading
        assert (reading.read, reading.kept, dict(reading.skipped)) == (2, 1, {reason: 1})
        with pytest.raises(ReadError, match=rf"likes\.csv', line 3: {reason}"):
            read_events(path, strict=True)

    @pytest.mark.parametrize("broken", ['ana,"ben\n', "ana\n", "ana,ben,eve\n", "\xff"])
    def test_damage_far_down_is_an_error_that_says_where_if_strict(self, write, broken):
        path = write("likes.csv", b"from,to\n" + b"ana,ben\n" * 50_000 + broken.encode("latin-1"))
        assert read_events(path).reading[0].read == 50_001
        with pytest.raises(ReadError, match=r"likes\.csv', line 50,002: "):
            read_events(path, strict=True)

    def test_more_bad_lines_than_are_allowed_are_an_error(self, write):
        path = write("likes.csv", "from,to\n" + "ana,ben\n" * 1_000 + "ana\n" * 150)
        with pytest.raises(ReadError, match=r"line 1,013: too few columns .*; 11 before it"):
            read_events(path)
        assert dict(read_events(path, bad_lines=0.2).reading[0].skipped) == {"too few columns": 150}

    def test_a_file_of_bad_lines_alone_is_an_error_that_counts_them(self, write):
        with pytest.raises(EventsError, match=r"has no rows, .* \(.*skipped: too few columns: 2\)"):
            read_events(write("likes.csv", "from,to\nana\nben\n"))
        with pytest.raises(ReadError, match="line 5: too few columns"):
            read_events(write("likes.csv", "from,to\n" + "ana\n" * 101))

    def test_an_empty_file_is_an_error(self, write):
        with pytest.raises(ReadError, match="is empty"):
            read_events(write("likes.csv", ""))

    def test_a_truncated_parquet_file_is_an_error(self, dealings, write):
        content = dealings.to_parquet(index=False)
        with pytest.raises(ReadError, match=r"likes\.parquet' cannot be read: "):
            read_events(write("likes.parquet", content[:-20]))

    def test_parquet_with_spoilt_pages_is_an_error(self, write):
        content = bytearray(pd.DataFrame({"from": range(50_000), "to": range(50_000)}).to_parquet())
        content[5_000:6_000] = b"\xff" * 1_000
        with pytest.raises(ReadError, match=r"likes\.parquet' cannot be read: "):
            read_events(write("likes.parquet", bytes(content)))

    def test_a_missing_file_is_an_error_that_offers_a_near_name(self, write):
        path = write("likes.csv", "from,to\nana,ben\n")
        with pytest.raises(ReadError, match=r"did you mean 'likes\.csv'\?"):
            read_events(path.with_name("likes.cvs"))


class TestEdgeLists:
    def test_columns_without_a_header_are_called_by_number(self, write):
        path = write("CollegeMsg.txt", "1 2 1082040961\n3 4 1082155839\n")
        events = read_events(path, kind="reply")
        assert str(events.reading[0]) == (
            f"{path}: edge list, source from 'column_0', target from 'column_1', time from 'column_2', "
            "all reply, 2 records read"
        )
        assert events.span[0] == pd.Timestamp("2004-04-15 14:56:01", tz="UTC")

    def test_kinds_in_a_column_are_mapped(self, write):
        path = write("activity.txt", "1 2 1341100972 MT\n1 2 1341100972 RE\n2 1 1341101181 RT\n")
        events = read_events(path, kinds={"RT": "repost", "MT": "mention", "RE": "reply"})
        assert events.counts == {"reply": 1.0, "mention": 1.0, "repost": 1.0}
        with pytest.raises(EventsError, match="unknown kind 'MT'"):
            read_events(path)
        assert read_events(path, kind="like").counts == {"like": 2.0}

    def test_the_name_of_the_file_gives_its_kind_away(self, write):
        path = write("digg-reply.txt", "3 2\n1\t2\t1\t1225229529\n1\t920\t1\t1225619213\n")
        assert read_events(path).counts == {"reply": 2.0}

    def test_a_list_without_a_kind_is_an_error_with_the_remedy(self, write):
        with pytest.raises(ColumnError, match=r"nothing in .*a\.txt' says what kind .*with kind=, or"):
            read_events(write("a.txt", "1 2\n"))

    def test_a_column_that_the_caller_names_takes_precedence(self, write):
        path = write("likes.txt", "1 2 5\n3 4 1082155839\n")
        events = read_events(path, source="column_1", target="column_0", time="column_2")
        assert events.to_frame()["source"].tolist() == ["2", "4"]
        assert len(events) == events.counts["like"] == 2
        assert events.cleaning.impossible_times == 1

    def test_ids_are_read_as_integers_when_asked(self, write):
        events = read_events(write("likes.edges", "1 2\n3 4\n"), ids="integer")
        assert events.to_frame()["source"].tolist() == [1, 3]

    def test_undirected_edges_are_read_both_ways_and_count_once(self, write):
        events = read_events(write("out.friends", "% sym unweighted\n1 2\n3 3\n"))
        assert events.counts == {"follow": 2.0}
        assert events.cleaning.self_interactions == 1
        assert events.reading[0].read == 2
        assert events.reading[0].columns.endswith("all follow, each edge both ways")

    def test_attributes_of_networkx_edges_are_found_by_name(self, write):
        path = write("a.edgelist", "a b {'weight': 3, 'kind': 'reply'}\nb a {'kind': 'like'}\n")
        assert read_events(path).counts == {"reply": 3.0, "like": 1.0}


class TestGraphs:
    NODES = '<node id="1" label="Ana"/><node id="2" label="Ben"/><node id="3" label="Eve"/>'
    GEXF = (
        '<gexf><graph defaultedgetype="undirected"><nodes>{}</nodes><edges>'
        '<edge source="1" target="2" weight="2" kind="reply"/></edges></graph></gexf>'
    )

    def test_everybody_in_a_graph_is_there_tied_or_not(self, write):
        events = read_events(write("a.gexf", self.GEXF.format(self.NODES)))
        assert events.ids.to_pylist() == ["Ana", "Ben", "Eve"]
        assert events.counts == {"reply": 4.0}
        (reading,) = events.reading
        assert (reading.format, reading.read) == ("GEXF", 1)
        assert reading.columns.endswith("kind from 'kind', people by label")

    @pytest.mark.parametrize(("ids", "found"), [("text", ["1", "2", "3"]), ("integer", [1, 2, 3])])
    def test_people_keep_their_ids_if_asked(self, write, ids, found):
        path = write("a.gexf", self.GEXF.format(self.NODES))
        assert read_events(path, names=False, ids=ids).ids.to_pylist() == found

    def test_somebody_without_ties_whose_id_is_no_integer_is_an_error_when_those_are_asked_for(
        self, write
    ):
        path = write("a.gexf", self.GEXF.format('<node id="x"/>'))
        with pytest.raises(EventsError, match="'x' is not a whole number of 64 bits"):
            read_events(path, ids="integer")

    def test_letter_case_is_folded_for_everybody(self, write):
        nodes = self.NODES + '<node id="4" label="EVE"/>'
        events = read_events(write("a.gexf", self.GEXF.format(nodes)), fold_case=True)
        assert events.ids.to_pylist() == ["ana", "ben", "eve"]

    def test_columns_that_nodexl_writes_are_found(self, write):
        keys = "".join(
            f'<key id="E-{name}" for="edge" attr.name="{name}" attr.type="string"/>'
            for name in (
                "Relationship",
                "Relationship Date (UTC)",
                "Tweet",
                "Imported ID",
                "Edge Weight",
            )
        )
        edge = (
            '<edge source="ana" target="ben"><data key="E-Relationship">Replies to</data>'
            '<data key="E-Relationship Date (UTC)">2018-10-10 20:19:24</data>'
            '<data key="E-Tweet">hola</data><data key="E-Imported ID">77</data>'
            '<data key="E-Edge Weight">1</data></edge>'
        )
        path = write(
            "a.graphml",
            f'<graphml>{keys}<graph edgedefault="directed"><node id="ana"/>{edge}</graph></graphml>',
        )
        events = read_events(path, kinds={"Replies to": "reply"}, time_zone="UTC")
        row = events.to_frame().iloc[0]
        assert (row["kind"], row["post"], row["count"]) == ("reply", "77", 1.0)
        assert row["time"] == pd.Timestamp("2018-10-10 20:19:24", tz="UTC")


class TestFolders:
    def test_a_folder_is_read_as_all_its_files(self, write, tmp_path):
        one = write("likes.csv", "from,to\nana,ben\n")
        other = write("replies.jsonl", '{"from": "ben", "to": "ana"}\n')
        write("picture.png", "x")
        write("read.me.md", "x")
        events = read_events(tmp_path)
        assert events == read_events([one, other])
        assert [reading.origin for reading in events.reading] == [str(one), str(other), str(tmp_path)]
        assert str(events.reading[-1]) == (
            f"{tmp_path}: folder, 4 records read, 2 skipped (files of other kinds: 2)"
        )

    def test_a_folder_of_nothing_but_tables_says_nothing_of_itself(self, write, tmp_path):
        path = write("likes.csv", "from,to\nana,ben\n")
        assert read_events(tmp_path).reading == read_events(path).reading

    def test_an_error_in_a_folder_names_the_file(self, write, tmp_path):
        write("likes.csv", "from,to\nana,ben\n")
        write("people.csv", "name,city\nana,x\n")
        with pytest.raises(ColumnError, match=r"people\.csv': no column looks like the source"):
            read_events(tmp_path)


class TestWhatToolsCallThings:
    NODEXL = (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="E-Relationship" for="edge" attr.name="Relationship"/>'
        '<key id="E-Date" for="edge" attr.name="Relationship Date (UTC)"/><graph edgedefault="directed">'
        '<edge source="ana" target="ben"><data key="E-Relationship">Replies to</data>'
        '<data key="E-Date">2014-08-02 15:53:12</data></edge>'
        '<edge source="ben" target="ana"><data key="E-Relationship">Mentions</data></edge>'
        '<edge source="ben" target="ben"><data key="E-Relationship">Tweet</data></edge>'
        '<edge source="eve" target="ben"><data key="E-Relationship">Followed</data></edge>'
        "</graph></graphml>"
    )

    def test_a_network_of_nodexl_is_read_as_it_is(self, write):
        events = read_events(write("a.graphml", self.NODEXL))
        assert events.counts == {"follow": 1.0, "reply": 1.0, "mention": 1.0}
        assert events.cleaning.self_interactions == 1
        assert str(events.span[0]) == "2014-08-02 15:53:12+00:00"

    @pytest.mark.parametrize(("ids", "people"), [("integer", [1, 2, 7]), ("text", ["1", "2", "7"])])
    def test_people_without_ties_are_named_as_the_others_are(self, write, ids, people):
        text = (
            '<graphml><graph edgedefault="directed"><node id="7"/><edge source="1" target="2"/></graph>'
        )
        path = write("likes.graphml", text + "</graphml>")
        assert read_events(path, ids=ids, fold_case=True).ids.to_pylist() == people

    def test_the_callers_own_names_for_kinds_come_first(self, write):
        events = read_events(write("a.graphml", self.NODEXL), kinds={"Mentions": "quote"})
        assert events.counts == {"follow": 1.0, "reply": 1.0, "quote": 1.0}

    def test_a_column_that_names_its_zone_needs_no_other(self, write):
        path = write("likes.csv", "from,to,created_utc\nana,ben,2014-08-02 15:53:12\n")
        assert read_events(path, time="created_utc").span[0].hour == 15
        assert read_events(path, time="created_utc", time_zone="Etc/GMT+2").span[0].hour == 17


@pytest.mark.parametrize("brackets", ["{}\n{}\n{}\n", "[{},\n{},\n{}]"], ids=["lines", "list"])
def test_the_last_value_of_a_repeated_key_counts_as_in_the_json_of_python(tmp_path, brackets):
    records = (
        '{"source": "x", "source": "ana", "target": "ben"}',
        '{"source": "ben", "target": "ana", "about": {"id": "y", "id": "z"}}',
        '{"source": "eve", "target": "ana", "n": 12345678901234567890123}',
    )
    path = tmp_path / "table.json"
    path.write_text(brackets.format(*records))
    events = read_events(path, kind="reply", count=False, progress=False)
    frame = events.to_frame()
    assert list(zip(frame["source"], frame["target"], strict=True)) == [
        ("ana", "ben"), ("ben", "ana"), ("eve", "ana"),
    ]  # fmt: skip
    assert (events.reading[0].read, dict(events.reading[0].skipped)) == (3, {})
