import json

import pytest

import tribus as tb
from tribus.sources import ReadOptions, Rows, recognise


class Found:
    """Events of some files."""

    def __init__(self, events):
        self.events, self.n_events, self.table = events, len(events), events.to_frame()
        self.acts = {(row.source, row.kind, row.target) for row in self.table.itertuples()}
        self.skipped = dict(events.reading[0].skipped)


class ReadRows:
    """Acts of one file; users go by their latest names."""

    def __init__(self, rows, found):
        names = {row["id"]: row["name"] for row in sorted(found["names"], key=lambda row: row["rank"])}
        self.acts = {
            (
                names.get(act["source"], act["source"]),
                act["kind"],
                names.get(act["target"], act["target"]),
            )
            for act in found["acts"]
        }
        self.texts = {act["text"] for act in found["acts"]}
        self.skipped, self.read = dict(rows.skipped), rows.read
        self.kept = len({act["record"] for act in found["acts"]})
        assert self.read == self.kept + sum(self.skipped.values())


@pytest.fixture
def write(tmp_path):
    """Write records one a line, or a text."""

    def write_file(content, name):
        text = (
            content if isinstance(content, str) else "".join(f"{json.dumps(one)}\n" for one in content)
        )
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write_file


@pytest.fixture
def find(write):
    """Read files together, as a user does."""

    def read_files(*contents, name="posts.jsonl", **options):
        paths = [write(content, f"{number}-{name}") for number, content in enumerate(contents)]
        return Found(tb.read_events(paths, progress=False, **options))

    return read_files


@pytest.fixture
def read_rows(write):
    """Read one file by its reader alone, which is much faster."""

    def read_file(content, name="posts.jsonl", **options):
        export = recognise(write(content, name))
        found = {"acts": [], "names": []}
        rows = Rows(
            ReadOptions(**options),
            lambda what, table: found.setdefault(what, []).extend(table.to_pylist()),
            file=name,
        )
        export.read(rows, lambda _: None)
        rows.flush(min_rows=1)
        return ReadRows(rows, found)

    return read_file
