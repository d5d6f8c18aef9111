import json

import pytest

import tribus as tb


class Found:
    """What was read from files, in forms that are short to compare."""

    def __init__(self, events):
        self.events = events
        table = events.to_frame()
        self.acts = {(row.source, row.kind, row.target) for row in table.itertuples()}
        self.n_events = int(table["count"].sum()) if len(table) else 0
        self.skipped = dict(events.reading[0].skipped)
        self.read, self.kept = events.reading[0].read, events.reading[0].kept
        self.format = events.reading[0].format
        self.ego = events.reading[0].ego


@pytest.fixture
def find(tmp_path):
    """Write files, read them together, and return what was found."""

    def read_files(*contents, name="posts.jsonl", **options):
        paths = []
        for number, content in enumerate(contents):
            paths.append(tmp_path / f"{number}-{name}")
            paths[-1].write_text(content if isinstance(content, str) else as_lines(content))
        return Found(tb.read_events(paths, progress=False, **options))

    return read_files


def as_lines(records):
    return "".join(f"{json.dumps(record)}\n" for record in records)
