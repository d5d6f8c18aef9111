"""A file is opened once to recognise it and once to scan it; the database reads the rest."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
import tribus as tb

path, opened = sys.argv[1], []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
tb.read_events(path, progress=False)
print(sum(str(one) == path for one in opened))
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("name", "n_opened"), [("ben", 2), ('"ben"', 4)])
def test_a_csv_is_opened_twice_by_python(tmp_path, line_end, name, n_opened):
    # In a file with quotes the records are looked for too: where they begin, and where they end.
    path = tmp_path / "replies.csv"
    lines = ["from,to,at", "ana,ben,2024-05-01T10:00:00Z", f"{name},ana,2024-05-02T08:30:00Z", ""]
    path.write_bytes(line_end.join(lines).encode())
    command = [sys.executable, "-c", PROGRAM, str(path)]
    assert int(subprocess.check_output(command)) == n_opened  # noqa: S603  our own program
