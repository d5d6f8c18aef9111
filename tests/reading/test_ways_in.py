"""Every option of a table works for every file and frame, and the call in its report repeats it."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

import tribus as tb
from tests.workbooks import write_ods, write_xlsx

TABLE = pd.DataFrame(
    [
        # own, author, answers, above, names, what, when, words
        ["p1", "ana", "ben", "", "ben;eve", "RT", "04/05/2026 09:27", "hola @ben con todos aquí hoy"],
        ["p2", "ben", "ana", "p1", "ana", "x", "05/05/2026 10:00", "@ana @eve buenos días a todos"],
        ["p3", "eve", "ana", "p2", "", "RT", "06/05/2026 11:30", "RT @ana: hola @ben con todos"],
        ["p4", "eve", "", "p9", "ana;ben", "x", "07/05/2026 12:00", "nada que decir a nadie más hoy"],
    ],
    columns=["own", "author", "answers", "above", "names", "what", "when", "words"],
)
NAMED = {"source": "author", "target": "answers", "time": False}
REPLIES = [("ana", "ben", "reply"), ("ben", "ana", "reply"), ("eve", "ana", "reply")]
NAMED_TOO = [("ana", "eve"), ("eve", "ana"), ("eve", "ben")]
CASES = {
    "undirected": (
        {**NAMED, "kind": "follow", "directed": False},
        [(*pair, "follow") for pair in [("ana", "ben"), ("ana", "eve"), ("ben", "ana"), ("eve", "ana")]],
    ),
    "kinds": (
        {**NAMED, "kind": "what", "kinds": {"x": None}},
        [("ana", "ben", "repost"), ("eve", "ana", "repost")],
    ),
    "targets": (
        {"source": "author", "target": {"reply": "answers", "mention": "names"}, "time": False},
        sorted([*REPLIES, *((*pair, "mention") for pair in NAMED_TOO)]),
    ),
    "parents": (
        {"source": "author", "post": "own", "parent": "above", "time": False},
        [("ben", "ana", "reply"), ("eve", "ben", "reply")],
    ),
    "texts": (
        {"source": "author", "text": "words", "mentions_from_text": True, "time": False},
        [("ana", "ben", "mention"), ("ben", "ana", "reply"), ("eve", "ana", "repost")],
    ),
}  # fmt: skip
TIMES = {
    "days": ({"day_first": True, "time_zone": "UTC"}, "2026-05-04 09:27:00+00:00"),
    "months": ({"day_first": False, "time_zone": "Europe/Madrid"}, "2026-04-05 07:27:00+00:00"),
    "format": ({"time_format": "%d/%m/%Y %H:%M", "time_zone": "UTC"}, "2026-05-04 09:27:00+00:00"),
}


def write_sheet(write):
    """Return a function that writes a frame as the second sheet of a workbook."""

    def write_frame(frame, path):
        write(path, {"notes": [["made by", "hand"]], "events": [list(frame.columns), *frame.to_numpy()]})

    return write_frame


FILES = {
    "semicolon.csv": lambda frame, path: frame.to_csv(path, index=False, sep=";", quoting=1),
    "utf16.txt": lambda frame, path: frame.to_csv(path, index=False, sep="\t", encoding="utf-16"),
    "table.csv.gz": lambda frame, path: frame.to_csv(path, index=False),
    "table.parquet": lambda frame, path: frame.to_parquet(path),
    "lines.jsonl": lambda frame, path: frame.to_json(path, orient="records", lines=True),
    "list.json": lambda frame, path: frame.to_json(path, orient="records", indent=1),
    "book.xlsx": write_sheet(write_xlsx),
    "book.ods": write_sheet(write_ods),
}
FRAMES = {
    "pandas": lambda frame: frame,
    "arrow": pa.Table.from_pandas,
    "polars": lambda frame: pytest.importorskip("polars").from_pandas(frame),
}


@pytest.fixture
def pairs():
    """Return the events of a table as sorted (source, target, kind)."""

    def list_pairs(events):
        frame = events.to_frame()
        return sorted(zip(frame["source"], frame["target"], frame["kind"], strict=True))

    return list_pairs


@pytest.fixture(params=[*FILES, *FRAMES])
def read(request, tmp_path):
    """Read the table in one of many ways; the call in the report must give the same events."""
    if request.param in FRAMES:
        frame = FRAMES[request.param](TABLE)
        read_again = tb.Events.from_frame
    else:
        frame = tmp_path / request.param
        FILES[request.param](TABLE, frame)
        read_again = tb.read_events

    def read_table(**options):
        events = read_again(frame, progress=False, **options)
        report = events.reading[0]
        assert eval(report.call, {"tb": tb, "frame": frame}) == events  # noqa: S307  our own call
        shown = report._repr_html_()
        assert all(name in shown for name in TABLE.columns)
        return events

    return read_table


@pytest.mark.filterwarnings("ignore:of .* targets in:tribus.errors.TribusWarning")
@pytest.mark.parametrize("case", CASES)
def test_an_option_gives_the_same_events_in_every_way(read, pairs, case):
    options, expected = CASES[case]
    assert pairs(read(**options)) == expected


@pytest.mark.parametrize("case", TIMES)
def test_an_option_gives_the_same_times_in_every_way(read, case):
    options, first = TIMES[case]
    times = read(source="author", target="answers", kind="reply", time="when", **options)
    assert str(times.to_frame()["time"].min()) == first
