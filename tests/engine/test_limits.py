from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import duckdb
import pytest

import tribus as tb
from tribus._core.temporary_folders import _remove, folder_prefix, remove_abandoned_folders
from tribus._engine.database import connection
from tribus._engine.limits import open_database
from tribus.errors import OptionError

SETUP = """
import sys, tempfile
from pathlib import Path
import tribus as tb
from tribus._engine.database import connection
from tribus._engine.plans import materialise
import narwhals as nw

tb.set_memory_limit("128MB", folder=sys.argv[1])
"""
SPILLING = """
rows = "SELECT range AS source, range + 1 AS target, 'like' AS kind FROM range(8_000_000)"
kept = materialise(nw.from_native(connection().sql(rows)))
print("spilt", sum(file.stat().st_size for file in Path(sys.argv[1]).rglob("*")) > 10**6, flush=True)
"""
ENDLESS = """
rows = "SELECT count(*) AS n FROM range(10_000_000_000_000) AS t(x) WHERE hash(x) % 7 = 1"
materialise(nw.from_native(connection().sql(rows)))
"""
INTERRUPTED = """
import os, signal, threading
first = nw.from_native(connection().sql("SELECT 1::BIGINT AS n"))
rows = "SELECT count(*) AS n FROM range(10_000_000_000_000) AS t(x) WHERE hash(x) % 7 = 1"
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    materialise(first, nw.from_native(connection().sql(rows)))
except KeyboardInterrupt:
    print(connection().sql("SELECT table_name FROM duckdb_tables()").fetchall())
"""


@pytest.fixture
def limit_before():
    """Put the limit back, which holds for the whole process."""
    before = connection().sql("SELECT current_setting('memory_limit')").fetchall()[0][0]
    yield
    open_database().execute(f"SET memory_limit = '{before}'")


@pytest.mark.usefixtures("limit_before")
@pytest.mark.parametrize(
    ("limit", "expected"), [("4GB", "3.7 GiB"), ("512 MiB", "512.0 MiB"), ("0.5tb", "465.6 GiB")]
)
def test_a_limit_holds_for_every_thread_of_the_database(limit, expected):
    tb.set_memory_limit(limit)
    setting = connection().sql("SELECT current_setting('memory_limit')").fetchall()
    assert setting == [(expected,)]


@pytest.mark.parametrize("limit", ["4", "GB", "-1GB", "4 bananas", "1e3GB", "", None, 4, 4e9])
def test_a_limit_that_is_not_a_size_is_an_error_with_an_example(limit):
    with pytest.raises(OptionError, match=r"limit must be a size like '4GB' \(units: MB, GB, .*got "):
        tb.set_memory_limit(limit)


@pytest.mark.parametrize("limit", ["0GB", "127MB", "0.01GB"])
def test_a_limit_below_128_megabytes_is_an_error(limit):
    with pytest.raises(OptionError, match="limit must be 128MB or more, got"):
        tb.set_memory_limit(limit)


@pytest.mark.parametrize("folder", ["no/such/folder", 3, ""])
def test_a_folder_that_does_not_exist_is_an_error(folder):
    with pytest.raises(OptionError, match="folder must be an existing folder, got "):
        tb.set_memory_limit("4GB", folder=folder)


@pytest.mark.usefixtures("limit_before")
def test_too_little_memory_is_an_error_with_the_remedy(tmp_path):
    no_folder = """connection().execute("SET temp_directory = ''")"""
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", SETUP + no_folder + SPILLING, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "OptionError: the database ran out of memory or disk" in done.stderr
    assert "set_memory_limit('8GB', folder=...)" in done.stderr


def test_data_beyond_the_limit_goes_to_disk_and_is_removed_at_the_end(tmp_path):
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", SETUP + SPILLING, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "spilt True\n"
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_a_query_as_ctrl_c_and_leaves_no_file(tmp_path):
    with subprocess.Popen(  # noqa: S603 - our own Python
        [sys.executable, "-c", SETUP + SPILLING + ENDLESS, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "spilt True\n"
        assert list(tmp_path.iterdir())
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert "\nKeyboardInterrupt" in said
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_leaves_no_table_behind(tmp_path):
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", SETUP + INTERRUPTED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "[]\n"


def test_a_forked_child_leaves_the_folder_of_its_parent(tmp_path):
    _remove(tmp_path, os.getpid() + 1)
    assert tmp_path.is_dir()


def test_folders_of_processes_that_are_gone_are_removed(tmp_path):
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    abandoned = folder_prefix().replace(str(os.getpid()), gone, 1) + "a1"
    kept = {f"{folder_prefix()}a1", f"tribus-{gone}-00000000-a1", "tribus-notes", "other"}
    for name in (abandoned, *kept):
        (tmp_path / name / "inner").mkdir(parents=True)
    remove_abandoned_folders(tmp_path)
    assert {folder.name for folder in tmp_path.iterdir()} == kept


def test_the_database_loads_no_extension_by_itself():
    names = "autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions"
    settings = ", ".join(f"current_setting('{name}')" for name in names)
    assert connection().sql(f"SELECT {settings}").fetchall() == [(False, False, False)]


@pytest.mark.parametrize("name", ["autoload_known_extensions", "enable_external_access", "threads"])
def test_the_configuration_of_the_database_is_locked(name):
    with pytest.raises(duckdb.Error, match=rf"[Cc]annot change configuration option .{name}"):
        connection().execute(f"SET {name} = 1")


def test_the_memory_limit_can_change_though_the_configuration_is_locked():
    before = connection().sql("SELECT current_setting('memory_limit')").fetchall()[0][0]
    tb.set_memory_limit("3GB")
    assert connection().sql("SELECT current_setting('memory_limit')").fetchall() == [("2.7 GiB",)]
    connection().execute("SET memory_limit = ?", [before])
