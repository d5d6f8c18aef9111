from typing import NamedTuple

import duckdb
import pytest

from tribus.sources import open_table


class Seen(NamedTuple):
    """All that there is to see of a table while it is open."""

    names: list
    rows: list
    title: str
    roles: dict
    read: int
    skipped: dict
    people: list | None
    said: str


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def write_file(name, content):
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write_file


@pytest.fixture
def spill(tmp_path):
    """The folder in which the database continues on disk."""
    folder = tmp_path / "spill"
    folder.mkdir()
    return folder


@pytest.fixture
def see(spill):
    """Open a table, look at all of it, and close it."""
    database = duckdb.connect(config={"temp_directory": str(spill / "database")})

    def see_table(path, **options):
        names = {"source", "target", "from", "to", "x"}
        options = {"is_header_name": lambda name: name.lower() in names} | options
        with open_table(path, database, **options) as table:
            rows = table.rows.fetchall()
            account = table.account(len(rows))
            names = table.rows.columns
            people = table.people and sorted(name for (name,) in table.people.fetchall())
        assert list(spill.iterdir()) == []
        assert database.sql("SHOW TABLES").fetchall() == []
        return Seen(
            names,
            rows,
            table.title,
            dict(table.roles),
            account.read,
            dict(account.skipped),
            people,
            table.said,
        )

    return see_table
