"""Tables of phones, surveys, e-mail and spreadsheets, a few rows each."""

from __future__ import annotations

import re
import time

import pandas as pd
import pytest

import tribus as tb
from tribus import Events
from tribus.errors import ColumnError, EventsError, TribusWarning

REPLIES = [("ana", "ben", "reply"), ("ben", "ana", "reply"), ("eve", "ana", "reply")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("caller", "callee"),
        ("calling_number", "called_number"),
        ("ego", "alter"),
        ("respondent_id", "nominee_id"),
        ("Expéditeur", "Destinataire"),
    ],
)
def test_the_ends_of_calls_and_of_surveys_are_known_by_name(read, pairs, source, target):
    text = f"when,{source},{target},seconds\n1,ana,ben,7\n2,ben,ana,8\n3,eve,ana,9\n"
    assert pairs(read(text, kind="reply")) == REPLIES


def test_verbs_in_four_languages_are_kinds(read, pairs):
    text = "Usuario,Menciona a,Retuitea a\nana,ben,\nben,,ana\n"
    assert pairs(read(text)) == [("ana", "ben", "mention"), ("ben", "ana", "repost")]


def test_an_account_is_taken_before_the_display_name_beside_it(read, pairs):
    text = "UserName,Handle,Reply_To\n" + "Ana,@ana,@ben\nBen,@ben,@ana\nEve,@eve,@ana\n" * 3
    assert set(pairs(read(text))) == {("@ana", "@ben", "reply"), ("@ben", "@ana", "reply"),
                                      ("@eve", "@ana", "reply")}  # fmt: skip


def test_the_number_of_a_comment_is_not_a_person(read, pairs):
    text = "comment_id,author_channel_id,parent_comment,text\n" + "".join(
        f"c{n},{('ana', 'ben', 'eve')[n % 3]},{f'c{n - 1}' if n else ''},hola\n" for n in range(12)
    )
    events = read(text)
    assert set(pairs(events)) == {
        ("ana", "eve", "reply"),
        ("ben", "ana", "reply"),
        ("eve", "ben", "reply"),
    }
    assert events.reading[0].skipped == {"posts to nobody": 1}


def test_every_float_is_a_number_if_one_number_is_also_written_plain(read):
    events = read("author_id,in_reply_to_user_id\n" + "1,2.0\n2,1.0\n3,4.0\n" * 3)
    assert sorted(events.ids.to_pylist()) == ["1", "2", "3", "4"]


def test_nobody_is_called_nan_where_people_have_numbers(read):
    rows = "".join(f"{n},{n + 1}\n" for n in range(10, 30))
    events = read(f"source,target\n{rows}31,nan\n", kind="reply")
    assert "nan" not in events.ids.to_pylist()
    assert events.cleaning.empty_ids == 1


@pytest.mark.parametrize("cell", ["'{}", '="{}"', '"{}"'])
def test_the_marks_of_a_spreadsheet_are_no_part_of_an_id(cell):
    ids = {name: cell.format(1321902678188974081 + n) for n, name in enumerate(("ana", "ben", "eve"))}
    frame = pd.DataFrame([(ids[one], ids[other]) for one, other, _ in REPLIES], columns=["from", "to"])
    events = Events.from_frame(frame, kind="reply")
    assert sorted(events.ids.to_pylist()) == [str(1321902678188974081 + n) for n in range(3)]


def test_a_header_in_the_midst_of_a_table_is_no_event(read, pairs):
    text = "source,target,weight\nana,ben,2\nsource,target,weight\nben,ana,1\neve,ana,1\n"
    events = read(text, kind="reply")
    assert pairs(events) == REPLIES
    assert events.cleaning.empty_ids == 1


@pytest.mark.parametrize(
    ("weights", "total"),
    [(["1,5", "2"], 3.5), (["1.234.567", "3"], 1_234_570), (["1,234.5", "0.5"], 1235)],
)
def test_decimals_and_thousands_are_told_apart_where_one_reading_is_possible(read, weights, total):
    rows = "".join(
        f'{one};{other};"{weight}"\n' for (one, other, _), weight in zip(REPLIES, weights, strict=False)
    )
    events = read(f"source;target;weight\n{rows}", kind="reply", count="weight")
    assert events.counts["reply"] == pytest.approx(total)


def test_a_comma_that_may_be_of_thousands_or_decimals_is_an_error(read, pairs):
    text = 'source,target,weight\nana,ben,"1,234"\nben,ana,5\neve,ana,7\n'
    with pytest.raises(EventsError, match=r"'1,234' may be a thousand times .* say count=False"):
        read(text, kind="reply")
    assert pairs(read(text, kind="reply", count=False)) == REPLIES


def test_a_point_that_may_be_of_thousands_or_decimals_is_a_warning(read):
    text = "source,target,weight\nana,ben,1.234\nben,ana,5.432\n"
    with pytest.warns(TribusWarning, match=r"read with a decimal point, as .1.234.;"):
        events = read(text, kind="reply")
    assert events.counts["reply"] == pytest.approx(6.666)


@pytest.mark.parametrize(
    ("time", "utc"),
    [
        ("Mon, 14 May 2001 16:39:00 -0700 (PDT)", "2001-05-14 23:39:00"),
        ("Wed, 1 May 2024 10:00:00 GMT", "2024-05-01 10:00:00"),
        ("2024/03/01 10:00:00 PM GMT+1", "2024-03-01 21:00:00"),
        ("2024/03/01 1:00:00 AM GMT-3:30", "2024-03-01 04:30:00"),
    ],
)
def test_times_of_e_mail_and_of_forms_are_read(read, time, utc):
    events = read(f'from,to,date\nana,ben,"{time}"\n', kind="reply")
    assert events.to_frame()["time"].tolist() == [pd.Timestamp(utc, tz="UTC")]


def test_a_matrix_is_an_error_whose_remedy_gives_the_network(read, tmp_path):
    with pytest.raises(
        ColumnError, match=r"as a matrix: give frame = pandas\.read_csv\(path, index_col=0\)"
    ) as error:
        read(",ana,ben,eve\nana,0,1,0\nben,1,0,0\neve,1,0,0\n")
    frame = pd.read_csv(tmp_path / "table.csv", index_col=0)
    call = re.search(r"tribus\.(from_scipy\(.*?frame\.index\)\))", str(error.value))
    network = eval(f"tb.{call[1]}", {"tb": tb, "frame": frame})  # noqa: S307  the remedy, literally
    assert sorted(network.users) == ["ana", "ben", "eve"]
    assert network.n_ties == 2


@pytest.mark.parametrize("arrow", ["->", "=>", "\N{RIGHTWARDS ARROW}"])
def test_an_arrow_between_two_people_is_not_a_third(read, pairs, arrow):
    text = "".join(f"{one} {arrow} {other}\n" for one, other, _ in REPLIES * 3)
    assert set(pairs(read(text, "edges.txt", kind="reply"))) == set(REPLIES)


@pytest.mark.parametrize(
    "text",
    [
        "dl n=3 format=edgelist1\nlabels:\nana,ben,eve\ndata:\n1 2 1\n2 1 1\n3 1 1\n",
        "DL N=3\nFORMAT = FULLMATRIX\nLABELS:\nana ben eve\nDATA:\n0 1 0\n1 0 0\n1 0 0\n",
        "dl n = 3, format = nodelist1\nlabels embedded\ndata:\nana ben\nben ana\neve ana\n",
        "1 ana\n2 ben\n3 eve\n#\n1 2 reply\n2 1 reply\n3 1 reply\n",
    ],
    ids=["edges", "matrix", "neighbours", "TGF"],
)
def test_graphs_of_ucinet_and_yed_are_read(read, pairs, text):
    kind = {} if "reply" in text else {"kind": "reply"}
    assert pairs(read(text, "graph.txt", **kind)) == REPLIES


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dl n=3\ndata:\n0 1\n", "2 numbers in a matrix of 3 x 3"),
        ("dl n=3 format=edgelist1\n1 2\n", "no line of data:"),
        ("dl n=2 nm=2\ndata:\n0 1 1 0 0 1 1 0\n", "several matrices in one file; export one of them"),
        ("dl n=2 format=blockmatrix\ndata:\n0\n", "the format blockmatrix; export it as edgelist1"),
        ("dl n=2 format=edgelist1\nlabels:\nana\ndata:\n1 2\n", "list index out of range"),
    ],
)
def test_a_damaged_file_of_ucinet_is_an_error(read, text, message):
    with pytest.raises(tb.errors.ReadError, match=re.escape(message)):
        read(text, "graph.txt", kind="reply")


def test_an_error_counts_data_rows_of_the_table_also_after_rows_left_out(read):
    text = "source,target,kind,weight\nana,ben,x,1\nben,ana,reply,1\neve,ana,reply,many\n"
    options = {"kinds": {"x": None}, "directed": False}
    with pytest.raises(EventsError, match=r"data row 3, column 'weight': 'many' is not a count"):
        read(text, **options)


def test_a_table_of_lines_with_returns_is_recognised_at_once(read):
    text = "id,author,in_reply_to,text\r\n" + "".join(
        f"{n},u{n % 5},u{n % 7},some words and more\r\n" for n in range(300)
    )
    start = time.process_time()
    assert len(read(text)) > 0
    assert time.process_time() - start < 10


def test_a_mark_within_a_list_of_edges_makes_no_other_format(read, pairs):
    text = "ana ben\nben ana\n#\neve ana\n"
    assert pairs(read(text, "edges.txt", kind="reply")) == REPLIES
