import errno
import os
import random
import stat
import subprocess
import sys
import time

import pandas as pd
import pytest

from tribus._export.graph_xml import ExportGraph, write_gexf
from tribus._export.replacing import replace_when_complete
from tribus._export.safe_csv import write_csv


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("yesterday")
    return path


def test_a_complete_file_replaces_the_old_one(old):
    with replace_when_complete(old) as new:
        new.write_text("today")
        assert old.read_text() == "yesterday"
    assert old.read_text() == "today"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_an_interrupted_write_leaves_the_old_file(old, error):
    def write():
        with replace_when_complete(old) as new:
            new.write_text("tod")
            raise error("interrupted")

    with pytest.raises(error, match="interrupted"):
        write()
    assert old.read_text() == "yesterday"
    assert list(old.parent.iterdir()) == [old]


def test_a_full_disk_is_an_error_with_the_name_of_the_file(old):
    with pytest.raises(OSError, match=f"No space left on device: '{old}'"), replace_when_complete(old):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert old.read_text() == "yesterday"


def test_the_mode_of_the_old_file_stays(old):
    old.chmod(0o640)
    with replace_when_complete(old) as new:
        new.write_text("today")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_a_link_stays_a_link(old, tmp_path):
    link = tmp_path / "link.csv"
    link.symlink_to(old)
    with replace_when_complete(link) as new:
        new.write_text("today")
    assert link.is_symlink()
    assert old.read_text() == "today"


def test_a_device_is_written_directly():
    with replace_when_complete(os.devnull) as new:
        assert str(new) == os.devnull


def test_a_failed_export_leaves_the_old_file(old):
    ties = pd.DataFrame({"user": ["ana"], "other": ["ben"]})  # without a weight
    graph = ExportGraph(users=pd.DataFrame({"user": ["ana", "ben"]}), ties=ties, about="")
    with pytest.raises(KeyError, match="weight"):
        write_gexf(graph, old.rename(old.with_suffix(".gexf")))
    assert old.with_suffix(".gexf").read_text() == "yesterday"


def test_a_csv_of_a_missing_folder_is_an_error_with_its_name(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"missing.out\.csv"):
        write_csv(pd.DataFrame({"user": ["ana"]}), tmp_path / "missing" / "out.csv")


WRITE_FOREVER = """
import sys
from tribus._export.replacing import replace_when_complete
print("ready", flush=True)
while True:
    for letter in "ab":
        with replace_when_complete(sys.argv[1]) as new, open(new, "w") as out:
            for _ in range(200):
                out.write(letter * 1000)
"""


def test_a_killed_process_leaves_a_whole_file_at_twenty_random_moments(old):
    moments = random.Random(0)  # noqa: S311 - no secret
    for _ in range(20):
        command = [sys.executable, "-c", WRITE_FOREVER, str(old)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own Python
            process.stdout.readline()
            time.sleep(moments.random() / 50)
            process.kill()
        assert old.read_text() in {"yesterday", "a" * 200_000, "b" * 200_000}


def test_a_killed_write_leaves_no_folder_after_the_next_one(old):
    code = (
        "import os, signal, sys\n"
        "from tribus._export.replacing import replace_when_complete\n"
        "with replace_when_complete(sys.argv[1]) as new:\n"
        "    new.write_text('tod')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(old)], check=False)  # noqa: S603
    assert old.read_text() == "yesterday"
    assert len(list(old.parent.iterdir())) == 2
    with replace_when_complete(old) as new:
        new.write_text("today")
    assert old.read_text() == "today"
    assert list(old.parent.iterdir()) == [old]
