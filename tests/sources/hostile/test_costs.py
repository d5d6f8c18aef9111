"""Hostile files, each in a process of its own, with the memory and the time that it takes."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile

import pandas as pd
import pytest

import tribus as tb
from tests.sources.hostile.files import OF_NAME
from tribus import Events
from tribus.errors import TribusError

pytestmark = pytest.mark.slow
IDLE_MB = 170  # a process that has read a table of one row
READ = """
import sys, time, warnings
import tribus as tb
from tribus.errors import TribusError
warnings.simplefilter("ignore")
try:
    options = {"kind": "reply"} if sys.argv[1].endswith(("csv", "graphml", "edgelist")) else {}
    print(tb.read_events(sys.argv[1], progress=False, strict=sys.argv[2] == "strict", **options))
except TribusError as error:
    print(error)
lines = open("/proc/self/status").read().splitlines()  # ru_maxrss is that of the parent, if larger
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(peak / 1024, time.process_time())
"""


def read_apart(path, *, strict=False):
    """Return what a process says that reads a file, its peak of memory in MB, and its CPU seconds."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", READ, str(path), "strict" if strict else ""],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    said, costs = done.stdout.strip().rsplit("\n", 1)
    return said, *map(float, costs.split())


ACTOR = '{"id":"https://x.social/users/ana","preferredUsername":"ana"}'


def write_bzip2_bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("actor.json", ACTOR)
        with archive.open("outbox.json", "w") as out:
            out.write(b'{"orderedItems": [')
            for _ in range(40):
                out.write(b" " * 10_000_000)
            out.write(b"]}")


def write_many_attributes(path):
    keys = "".join(f'<key id="k{n}" for="edge" attr.name="a{n}"/>' for n in range(50_000))
    edges = "<edge source='a' target='b'/>" * 50_001
    path.write_text(f"<graphml>{keys}<graph>{edges}</graph></graphml>")


def write_many_names(path):
    names = ",".join(f"a{n}" for n in range(100_000))
    path.write_text(f"source,target,{names}\nana,ben{',1' * 100_000}\n")


def write_long_line(path):
    rows = ["a,b,x", "c,d," + "y" * 40_000_000, "e,f,z", "g,h,w"]
    path.write_text("\n".join(["source,target,text", *rows]) + "\n")


HOSTILE = {
    "F3 b.zip": (write_bzip2_bomb, "is compressed by method 12", 100),
    "F9 g.graphml": (write_many_attributes, "declares over 500 attributes", 150),
    "F10 l.csv": (write_long_line, "line 3: a line too long", 300),
    "F16 n.csv": (write_many_names, "over the limit of 5,000", 300),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_took_the_machine_down_is_refused_at_little_cost(tmp_path, case):
    write, message, most_mb = HOSTILE[case]
    path = tmp_path / case.split()[1]
    write(path)
    said, peak_mb, seconds = read_apart(path, strict=True)
    assert message in said
    assert peak_mb < IDLE_MB + most_mb
    assert seconds < 20


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_a_thousand_small_exports_do_not_wait_in_memory(tmp_path):
    for number in range(1_000):
        (tmp_path / f"{number}.json").write_bytes(OF_NAME["statuses.json"].content)
    said, peak_mb, _ = read_apart(tmp_path)
    assert said.startswith("<Events: ")
    assert peak_mb < IDLE_MB + 80  # 100 kB a file were 100 MB, and 2 GB for 20,000 files


def test_a_folder_of_500_tables_is_one_table_of_events():
    tables = [
        Events.from_frame(pd.DataFrame({"source": [f"u{n}"], "target": ["v"]}), kind="reply")
        for n in range(2)
    ]
    joined = Events.concat(tables * 260)
    assert joined.counts["reply"] == 520
    assert tb.build_network(joined).n_ties == 2


@pytest.mark.parametrize("dicts", ["{[1]: 2}", "{{1: 1}}", "{{}: 1}"])
def test_a_dict_with_a_key_that_no_dict_can_have_is_not_a_raw_error(tmp_path, dicts):
    path = tmp_path / "e.edgelist"
    path.write_text(f"a b {dicts}\n" * 3)
    said, _, _ = read_apart(path)
    assert "3 events" in said or "cannot be read" in said


def test_changed_bytes_in_the_footer_of_parquet_are_no_raw_error(tmp_path):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"source": ["ana", "ben"], "target": ["ben", "ana"]}).to_parquet(path)
    content, chosen = path.read_bytes(), random.Random(0)  # noqa: S311
    n_refused = 0
    for _ in range(60):
        damaged = bytearray(content)
        for _ in range(chosen.randrange(1, 5)):
            damaged[-chosen.randrange(9, min(600, len(content)))] = chosen.randrange(256)
        path.write_bytes(damaged)
        try:
            tb.read_events(path, kind="reply", progress=False)
        except TribusError:
            n_refused += 1
    assert n_refused > 0
