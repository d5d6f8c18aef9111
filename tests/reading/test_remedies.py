"""Each error of reading a table names the file and a remedy; followed literally, it gives the events."""

from __future__ import annotations

import gzip
import json
import warnings
import zipfile
from typing import Any, NamedTuple

import pandas as pd
import pytest

import tribus as tb
from tests.workbooks import write_xlsx
from tribus import Events
from tribus.errors import ColumnError, EventsError, OptionError, ReadError, TribusError, TribusWarning

REPLIES = [("ana", "ben", "reply"), ("ben", "ana", "reply"), ("eve", "ana", "reply")]
EDGES = "".join(f"<edge source='{one}' target='{other}'/>" for one, other, _ in REPLIES)
GRAPHML = f"<graphml><graph edgedefault='directed'>{EDGES}</graph></graphml>"
PLAIN = "source,target\nana,ben\nben,ana\neve,ana\n"


CIRCLE = "user_id,name,in_reply_to_user_id,retweeted_screen_name\n" + "".join(
    f"{100 + n},u{n},{100 + (n + 1) % 9},u{(n + 2) % 9}\n" for n in range(9)
)


class Case(NamedTuple):
    """A file with a problem, the error, and what its remedy says: other options, text or name."""

    text: str | bytes
    message: str
    options: dict[str, Any] = {}  # noqa: RUF012  never changed
    remedy: dict[str, Any] = {}  # noqa: RUF012
    corrected: str | bytes | None = None
    name: str = "table.csv"
    new_name: str | None = None
    error: type[TribusError] = ColumnError


def rows(*lines, header="source,target,kind,when"):
    return "\n".join([header, *lines]) + "\n"


TIMED = ["ana,ben,reply,{}", "ben,ana,reply,{}", "eve,ana,reply,{}"]


def timed(*times):
    return rows(*(row.format(time) for row, time in zip(TIMED, times, strict=True)))


CASES = {
    # columns
    "no kind": Case(
        PLAIN, "or give one kind for the whole file: follow, reply,", remedy={"kind": "reply"}
    ),
    "no kind, a column": Case(
        "source,target,what\nana,ben,1\nben,ana,1\neve,ana,1\n",
        "name a column with kind=",
        remedy={"kind": "what", "kinds": {"1": "reply"}},
    ),
    "no source": Case(
        PLAIN.replace("source", "x1").replace("target", "y9"),
        "Name it with source=",
        {"kind": "reply"},
        {"source": "x1", "target": "y9"},
    ),
    "no target": Case(
        PLAIN.replace("target", "y9"),
        "Name it with target=",
        {"kind": "reply"},
        {"target": "y9"},
    ),
    "texts with names": Case(
        "author,text\nana,@ben hola\nben,@ana hola\neve,@ana hola\n",
        "mentions_from_text=True reads those",
        {"text": "text", "mentions_from_text": False},
        {"mentions_from_text": True},
    ),
    "no text": Case(
        "author,x\nana,@ben hola\nben,@ana hola\neve,@ana hola\n",
        "Name it with text=",
        {"mentions_from_text": True, "text": False},
        {"text": "x"},
    ),
    "a name with a slip": Case(
        PLAIN,
        r"no column 'sorce' for source - did you mean 'source'\?",
        {"kind": "reply", "source": "sorce"},
        {"source": "source"},
    ),
    "yes and no for a person": Case(
        "source,flag,target\nana,yes,ben\nben,no,ana\neve,yes,ana\n",
        "name the column of people with target=",
        {"kind": "reply", "target": "flag"},
        {"target": "target"},
    ),
    "yes and no for a kind": Case(
        "source,target,flag\nana,ben,yes\nben,ana,no\neve,ana,yes\n",
        "give one kind for all rows with kind=: follow, reply",
        {"kind": "flag"},
        {"kind": "reply"},
    ),
    "a kind with a slip": Case(
        PLAIN,
        "give one kind for the whole table: follow, reply",
        {"kind": "replly"},
        {"kind": "reply"},
    ),
    "an unknown kind in a row": Case(
        rows("ana,ben,poke", "ben,ana,reply", "eve,ana,reply", header="source,target,kind"),
        r"Map each unknown kind, as in kinds=\{'poke': ",
        remedy={"kinds": {"poke": "reply"}},
        error=EventsError,
    ),
    "a kind of a target that is none": Case(
        PLAIN,
        "name columns by follow, reply",
        {"target": {"replly": "target"}},
        {"target": {"reply": "target"}},
        error=OptionError,
    ),
    "a parent without posts": Case(
        "author,answers\nana,7\nben,8\neve,9\n",
        "Name it with post=",
        {"parent": "answers"},
        {"post": "number"},
        "number,author,answers\n8,ana,7\n7,ben,8\n9,eve,8\n",
    ),
    "ids at one end and names at the other": Case(
        CIRCLE,
        "Name columns of one kind with source= and target=",
        remedy={"source": "name", "target": {"repost": "retweeted_screen_name"}},
    ),
    # times
    "no zone": Case(
        timed(*["2024-05-01 10:00"] * 3),
        "data row 1, column 'when': .* time_zone='UTC'",
        {"time": "when"},
        {"time_zone": "UTC"},
        error=EventsError,
    ),
    "a zone with a slip": Case(
        timed(*["2024-05-01 10:00"] * 3),
        "give a name like 'Europe/Madrid'",
        {"time": "when", "time_zone": "Europa/Madrid"},
        {"time_zone": "Europe/Madrid"},
        error=OptionError,
    ),
    "unreadable times": Case(
        timed("a", "b", "c"),
        "or say time=False",
        {"time": "when"},
        {"time": False},
        error=EventsError,
    ),
    "unreadable times, a format": Case(
        timed(*["2024|05|01 10h"] * 3),
        "give the format of that value with time_format=",
        {"time": "when", "time_zone": "UTC"},
        {"time_format": "%Y|%m|%d %Hh"},
        error=EventsError,
    ),
    "another format": Case(
        timed(*["2024|05|01"] * 3),
        "Give the format of that value",
        {"time": "when", "time_zone": "UTC", "time_format": "%d.%m.%Y"},
        {"time_format": "%Y|%m|%d"},
        error=EventsError,
    ),
    "a day or a month": Case(
        timed(*["04/05/2024 10:00"] * 3),
        "Say day_first=True or day_first=False",
        {"time": "when", "time_zone": "UTC"},
        {"day_first": True},
        error=EventsError,
    ),
    "both orders": Case(
        timed("13/05/2024", "05/13/2024", "13/05/2024"),
        "write all in one order",
        {"time": "when", "time_zone": "UTC"},
        corrected=timed("13/05/2024", "13/05/2024", "13/05/2024"),
        error=EventsError,
    ),
    # values
    "no count": Case(
        rows("ana,ben,1", "ben,ana,x", "eve,ana,1", header="source,target,weight"),
        "data row 2, column 'weight': 'x' is not a count .*; fix the row",
        {"kind": "reply"},
        corrected=rows("ana,ben,1", "ben,ana,1", "eve,ana,1", header="source,target,weight"),
        error=EventsError,
    ),
    "thousands or decimals": Case(
        rows('ana,ben,"1,234"', "ben,ana,1", "eve,ana,1", header="source,target,weight"),
        "or say count=False",
        {"kind": "reply"},
        {"count": False},
        error=EventsError,
    ),
    "no integer": Case(
        PLAIN,
        r"leave ids as text \(ids='text'\)",
        {"kind": "reply", "ids": "integer"},
        {"ids": "text"},
        error=EventsError,
    ),
    "an id cut by a spreadsheet": Case(
        PLAIN.replace("ana", "1.32E+18"),
        "import the columns of ids as text",
        {"kind": "reply"},
        corrected=PLAIN,
        error=EventsError,
    ),
    "a text as an id": Case(
        PLAIN.replace("\n", f"\n{'x' * 2000},ben\n", 1),
        "is it the right column for source",
        {"kind": "reply"},
        corrected=PLAIN,
        error=EventsError,
    ),
    "nobody but oneself": Case(
        "user,source,target\nana,b,b\nben,a,a\neve,a,a\n",
        "Name the columns with source=, target= and kind=",
        {"kind": "reply", "source": "source"},
        {"source": "user", "target": "to", "kind": "reply"},
        "user,to\nana,ben\nben,ana\neve,ana\n",
        error=EventsError,
    ),
    # files
    "an encoding with a slip": Case(
        PLAIN,
        "give one like 'utf-8' or 'cp1252'",
        {"kind": "reply", "encoding": "utf-88"},
        {"encoding": "utf-8"},
        error=OptionError,
    ),
    "another encoding": Case(
        PLAIN.encode("cp1252") + "ñu,ñu\n".encode("cp1252"),
        "Give its encoding with encoding=",
        {"kind": "reply", "encoding": "utf-8"},
        {"encoding": "cp1252"},
        error=ReadError,
    ),
    "bad lines": Case(
        PLAIN + "a,b,c,d\n" * 4,
        r"or allow more such lines: bad_lines=0.1 skips up to a tenth",
        {"kind": "reply"},
        {"bad_lines": 1.0},
        error=ReadError,
    ),
    "one bad line": Case(
        PLAIN + "a,b,c,d\n",
        r"line 5: .*Fix the file",
        {"kind": "reply", "strict": True},
        corrected=PLAIN,
        error=ReadError,
    ),
    "a web page": Case(
        "<!DOCTYPE html><html></html>",
        "download the file itself",
        {"kind": "reply"},
        corrected=PLAIN,
        error=ReadError,
    ),
    "nothing": Case(
        "", "is empty; was the export cut off", {"kind": "reply"}, corrected=PLAIN, error=ReadError
    ),
    "a header alone": Case(
        "source,target\n",
        "has no rows",
        {"kind": "reply"},
        corrected=PLAIN,
        error=EventsError,
    ),
    "a picture": Case(
        b"\x89PNG\r\n\x1a\n" + bytes(90),
        "Get the data that it was made of",
        {"kind": "reply"},
        corrected=PLAIN,
        error=ReadError,
    ),
    "a file that is not there": Case(
        PLAIN,
        "did you mean 'table.csv'",
        {"kind": "reply"},
        name="tabel.csv",
        new_name="table.csv",
        error=ReadError,
    ),
    "JSON of another shape": Case(
        "[1, 2, 3]",
        r"must hold one \{...\} a line, or a list of them",
        {"kind": "reply"},
        corrected=json.dumps(
            [dict(zip(("source", "target"), pair[:2], strict=True)) for pair in REPLIES]
        ),
        name="table.json",
        error=ReadError,
    ),
    "a graph that is cut off": Case(
        "<graphml><graph edgedefault='directed'><edge source='a' target=",
        "Export it again",
        {"kind": "reply"},
        corrected=GRAPHML,
        name="net.graphml",
        error=ReadError,
    ),
    "a document type": Case(
        "<!DOCTYPE graphml>\n" + GRAPHML,
        "If you trust the file, delete those lines",
        {"kind": "reply"},
        corrected=GRAPHML,
        name="net.graphml",
        error=ReadError,
    ),
    "compressed and cut off": Case(
        gzip.compress(PLAIN.encode() * 50)[:-20],
        "cut off or damaged",
        {"kind": "reply"},
        corrected=PLAIN,
        name="table.csv.gz",
        error=ReadError,
    ),
    "a format that it has not": Case(
        PLAIN,
        "leave out format=",
        {"kind": "reply", "format": "reddit"},
        {"format": "auto"},
        error=ReadError,
    ),
}
OTHERS = {"a parent without posts", "ids at one end and names at the other"}


@pytest.mark.parametrize("name", CASES)
def test_the_remedy_of_an_error_gives_the_events(tmp_path, name):
    case = CASES[name]
    path = tmp_path / case.name
    written = tmp_path / (case.new_name or case.name)
    written.write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())
    with pytest.raises(case.error, match=case.message) as raised:
        tb.read_events(path, progress=False, **case.options)
    if case.error is not OptionError:
        assert case.name in str(raised.value)
    if case.corrected is not None:
        text = case.corrected
        written.write_bytes(text if isinstance(text, bytes) else text.encode())
    with warnings.catch_warnings():
        warnings.simplefilter("error", TribusWarning)
        events = tb.read_events(written, progress=False, **case.options | case.remedy)
    frame = events.to_frame()
    found = sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))
    if name in OTHERS:
        assert len(found) >= 2
        assert set(frame["target"]) <= set(frame["source"])
    else:
        assert found == REPLIES or set(found) == set(REPLIES)


FRAMES = {
    "mixed ids": (
        pd.DataFrame({"source": [1, 2], "target": ["2", "1"]}),
        EventsError,
        "cast both to text",
        lambda frame: frame.astype(str),
    ),
    "mixed types": (
        pd.DataFrame({"source": [1, "b"], "target": ["2", "1"]}),
        EventsError,
        r"data row 2, column 'source': 'b' is str, .* frame\['source'\].astype\(str\)",
        lambda frame: frame.assign(source=frame["source"].astype(str)),
    ),
    "ids as lists": (
        pd.DataFrame({"source": ["a", "b"], "target": [1.5, 2.5]}),
        EventsError,
        "cast both to text",
        lambda frame: frame.astype(str),
    ),
    "parts of ids": (
        pd.DataFrame({"source": [1.5, 2.0], "target": [2.0, 1.0]}),
        EventsError,
        "data row 1, .* give ids as text or integers",
        lambda frame: frame.astype(str),
    ),
    "a name that is a number": (
        pd.DataFrame({1: ["a", "b"], "target": ["b", "a"]}),
        ColumnError,
        "rename it, for example to 'user'",
        lambda frame: frame.rename(columns={1: "user"}),
    ),
    "a list": (
        [("a", "b")],
        OptionError,
        r"wrap other tables in pandas.DataFrame\(...\)",
        lambda rows: pd.DataFrame(rows, columns=["source", "target"]),
    ),
}


@pytest.mark.parametrize("name", FRAMES)
def test_the_remedy_of_an_error_of_a_frame_gives_the_events(name):
    frame, error, message, remedy = FRAMES[name]
    with pytest.raises(error, match=message):
        Events.from_frame(
            frame, kind="reply", **({"source": 1} if name == "a name that is a number" else {})
        )
    assert len(Events.from_frame(remedy(frame), kind="reply")) == len(frame)


def test_the_remedies_of_a_workbook_give_the_events(tmp_path):
    path = tmp_path / "book.xlsx"
    table = [["source", "target"], *(list(pair[:2]) for pair in REPLIES)]
    write_xlsx(path, {"edges": table, "notes": [["hola"]]})
    with pytest.raises(
        OptionError, match=r"no sheet 'edgs' - did you mean 'edges'\?; it has 'edges', 'notes'"
    ):
        tb.read_events(path, kind="reply", sheet="edgs", progress=False)
    assert len(tb.read_events(path, kind="reply", sheet="edges", progress=False)) == 3
    with pytest.raises(ReadError, match=r"has no sheet with a header and rows.* Name one with sheet="):
        tb.read_events(path, kind="reply", sheet="notes", progress=False)


def test_a_folder_and_an_archive_without_events_say_what_to_name(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.docx").write_text("hola")
    with pytest.raises(ReadError, match=r"has no file of a supported kind; .* Name a file in it"):
        tb.read_events(folder, progress=False)
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        archive.writestr("replies.csv", PLAIN)
    with pytest.raises(ReadError, match="Unpack it and read the files with events in it"):
        tb.read_events(tmp_path / "own.zip", progress=False)
    with zipfile.ZipFile(tmp_path / "own.zip") as archive:
        archive.extractall(folder)
    assert len(tb.read_events(folder / "replies.csv", kind="reply", progress=False)) == 3


@pytest.mark.parametrize("path", [PLAIN, 7, None, pd.DataFrame({"source": ["a"]}), []])
def test_what_is_not_a_path_is_an_error_of_its_own(path):
    with pytest.raises((OptionError, ReadError), match=r"path must be the path|no file"):
        tb.read_events(path, progress=False)


def test_a_sheet_of_a_file_that_is_no_workbook_is_an_error(tmp_path):
    path = tmp_path / "replies.csv"
    path.write_text(PLAIN)
    with pytest.raises(OptionError, match=r"sheet='edges' names a sheet of a workbook; .*replies\.csv"):
        tb.read_events(path, kind="reply", sheet="edges", progress=False)


def test_the_owner_of_a_table_is_an_error(tmp_path):
    path = tmp_path / "replies.csv"
    path.write_text(PLAIN)
    with pytest.raises(OptionError, match=r"ego='ana' names the owner of a list .* Leave out ego="):
        tb.read_events(path, kind="reply", ego="ana", progress=False)
