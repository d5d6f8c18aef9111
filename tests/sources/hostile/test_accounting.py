"""Whatever is damaged: the records that are read and those that are skipped are all records."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tribus as tb
from tests.fuzz.seeds import SEEDS
from tests.fuzz.writing import write_document, write_member, write_zip
from tests.sources.hostile.files import LINES, ReadRows, each
from tests.workbooks import write_ods, write_xlsx
from tribus.errors import ReadError
from tribus.sources import recognise

few_seeds = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MARK = {"broken": 1}
ABOUT = {  # lists of accounts, channels and the owner, which are not records
    ("twitter.zip", 0), ("slack.zip", 0), ("slack.zip", 1), ("slack.zip", 2), ("instagram.zip", 4),
}  # fmt: skip
SINGLE = (
    "page.json",
    "context.json",
    "listing.json",
    "archive.json",
)  # one record is the whole document
WRITERS = {"xlsx": write_xlsx, "ods": write_ods}


def count(rows):
    """Return the numbers of records read and skipped."""
    return rows.rows.read, sum(rows.rows.skipped.values())


def break_line(line, chosen):
    """Return the beginning of a line, which is not JSON."""
    return line[: chosen.randrange(1, len(line) - 1)]


@each(LINES)
@given(seed_of_damage=st.integers(0, 2**32))
@few_seeds
def test_every_broken_line_is_counted_once(seed, seed_of_damage, read_rows, clean):
    chosen = random.Random(seed_of_damage)  # noqa: S311
    lines = seed.content.splitlines()
    n_broken = chosen.randrange(1, 5)
    for _ in range(n_broken):
        broken = break_line(chosen.choice(seed.content.splitlines()), chosen)
        lines.insert(chosen.randrange(1, len(lines) + 1), broken)
    result = read_rows(seed.name, b"\n".join(lines) + b"\n")
    n_read, n_skipped = count(clean(seed.name))
    now_read, now_skipped = count(result)
    assert now_read - now_skipped == n_read - n_skipped
    assert now_skipped >= n_skipped + n_broken  # a line that may have taken in others counts more often
    assert result == clean(seed.name)


def lists_in(value):
    """Yield the outermost lists of objects in a value."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        yield value
        return
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from lists_in(inner)


DOCUMENTS = [
    seed
    for seed in SEEDS
    if seed.write in (write_document, write_zip) and seed not in LINES and any(lists_in(seed.data))
]


def write_broken(seed, data):
    """Return a document or an archive in which each mark is an object that is not JSON."""

    def spoil(content):
        return re.sub(rb'"broken":\s*1', b'"broken" 1', content)

    if seed.write is write_document:
        return spoil(seed.write(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, value in data.items():
            archive.writestr(name, spoil(write_member(name, value)))
    return out.getvalue()


@each(DOCUMENTS)
@given(seed_of_damage=st.integers(0, 2**32))
@few_seeds
def test_every_broken_item_is_counted_once_or_the_document_is_refused(
    seed, seed_of_damage, tmp_path, clean
):
    chosen = random.Random(seed_of_damage)  # noqa: S311
    data = json.loads(json.dumps(seed.data))
    lists = list(lists_in(data))
    number = chosen.choice([number for number in range(len(lists)) if (seed.name, number) not in ABOUT])
    lists[number].insert(chosen.randrange(len(lists[number]) + 1), MARK)
    path = tmp_path / seed.name
    path.write_bytes(write_broken(seed, data))
    n_read, n_skipped = count(clean(seed.name))
    if recognise(path) is None:
        return
    try:
        result = count(ReadRows(path, bad_lines=0.99))
    except ReadError:
        return
    assert result == ((1, 1) if seed.name in SINGLE else (n_read + 1, n_skipped + 1))


PAIRS = [(f"u{n % 7}", f"u{n % 5}") for n in range(40)]


def write_csv(rows):
    return "source,target,note\n" + "".join(
        f"{one},{other},hola\n" for one, other in rows
    ), "a,b,c,d,e\n"


def write_edges(rows):
    return "# an edge a line\n" + "".join(f"{one} {other}\n" for one, other in rows), "lonely\n"


def write_json_lines(rows):
    lines = "".join(json.dumps({"source": one, "target": other}) + "\n" for one, other in rows)
    return lines, '{"source": "a", "target" "b"}\n'


def write_json_list(rows):
    items = ",\n".join(json.dumps({"source": one, "target": other}) for one, other in rows)
    return f"[{items}\n]", ',{"source": "a", "target" "b"}\n'


TABLES = {
    "table.csv": (write_csv, 1), "snap.txt": (write_edges, 1),
    "lines.jsonl": (write_json_lines, 0), "list.json": (write_json_list, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@given(seed_of_damage=st.integers(0, 2**32))
@few_seeds
def test_every_broken_row_of_a_table_is_counted_once(name, seed_of_damage, tmp_path):
    chosen = random.Random(seed_of_damage)  # noqa: S311
    write, n_above = TABLES[name]
    text, broken = write(PAIRS)
    lines = text.splitlines(keepends=True)
    n_broken = chosen.randrange(1, 8)
    for _ in range(n_broken):
        lines.insert(chosen.randrange(max(1, n_above), len(lines)), broken)
    (tmp_path / name).write_text("".join(lines))
    events = tb.read_events(tmp_path / name, kind="reply", bad_lines=1.0, progress=False)
    (reading,) = events.reading
    assert (reading.read, sum(reading.skipped.values())) == (len(PAIRS) + n_broken, n_broken)
    assert events.cleaning.rows == len(PAIRS)


EDGE, HALF_EDGE = '<edge source="{}" target="{}"/>', '<edge source="a"/>'
GRAPHS = {
    "net.graphml": "<graphml><graph edgedefault='directed'>{}</graph></graphml>",
    "net.gexf": "<gexf version='1.2'><graph defaultedgetype='directed'><edges>{}</edges></graph></gexf>",
}


@pytest.mark.parametrize("name", GRAPHS)
@given(seed_of_damage=st.integers(0, 2**32))
@few_seeds
def test_every_edge_without_an_end_is_counted_once(name, seed_of_damage, tmp_path):
    chosen = random.Random(seed_of_damage)  # noqa: S311
    edges = [EDGE.format(*pair) for pair in PAIRS]
    n_broken = chosen.randrange(1, 8)
    for _ in range(n_broken):
        edges.insert(chosen.randrange(len(edges) + 1), HALF_EDGE)
    (tmp_path / name).write_text(GRAPHS[name].format("".join(edges)))
    (reading,) = tb.read_events(tmp_path / name, kind="reply", bad_lines=1.0, progress=False).reading
    assert (reading.read, sum(reading.skipped.values())) == (len(PAIRS) + n_broken, n_broken)


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "ods"])
def test_every_row_with_an_empty_id_is_counted_once(ending, tmp_path):
    rows = [*PAIRS, ("ana", ""), ("", "ana"), ("ben", "")]
    path = tmp_path / f"table.{ending}"
    if ending == "parquet":
        pd.DataFrame(rows, columns=["source", "target"]).to_parquet(path)
    else:
        WRITERS[ending](path, {"edges": [["source", "target"], *rows]})
    events = tb.read_events(path, kind="reply", progress=False)
    assert events.reading[0].read == events.cleaning.rows == len(PAIRS) + 3
    assert events.cleaning.empty_ids == 3


def test_every_damaged_block_of_a_repository_is_counted_or_the_repository_is_refused(tmp_path, clean):
    seed = next(one for one in SEEDS if one.name.endswith(".car"))
    n_read, n_skipped = count(clean(seed.name))
    content, n_accepted = seed.content, 0
    for place in range(len(content) // 3, len(content), max(1, len(content) // 40)):
        damaged = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        (tmp_path / seed.name).write_bytes(damaged)
        with contextlib.suppress(ReadError):
            now_read, now_skipped = count(ReadRows(tmp_path / seed.name))
            n_accepted += 1
            assert now_skipped > n_skipped
            assert now_read - now_skipped <= n_read - n_skipped
    assert n_accepted > 0
