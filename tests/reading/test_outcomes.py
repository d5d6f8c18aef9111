"""Outcomes are read by the reader of other tables, and checked before any work."""

import pytest

from tribus.errors import ColumnError, EventsError
from tribus.reading.outcomes import read_outcomes


@pytest.fixture
def read(tmp_path):
    def read(text, columns=(), **options):
        (tmp_path / "ventas.csv").write_text(text, "utf-8")
        return read_outcomes(tmp_path / "ventas.csv", dict(columns), **options)

    return read


def test_a_spanish_table_is_read(read):
    frame = read("cliente;fecha;importe\nana;31/05/2024;1.234,50 €\nben;01/06/2024;3,5\n")
    assert frame["user"].tolist() == ["ana", "ben"]
    assert [str(time.date()) for time in frame["time"]] == ["2024-05-31", "2024-06-01"]
    assert frame["amount"].tolist() == [1234.5, 3.5]


def test_days_that_may_be_months_need_a_word(read):
    table = "cliente;fecha\nana;04/05/2024\n"
    with pytest.raises(EventsError, match=r"day and month cannot be told apart. Say day_first=True"):
        read(table)
    (time,) = read(table, day_first=True)["time"]
    assert (time.day, time.month) == (4, 5)


def test_times_are_in_the_zone(read):
    (time,) = read("user,time\nana,2024-05-31 12:00\n", time_zone="Europe/Madrid")["time"]
    assert time.hour == 10


def test_columns_can_be_named(read):
    frame = read("who,at,paid\nana,2024-05-31,5\n", {"user": "who", "time": "at", "amount": "paid"})
    assert frame["amount"].tolist() == [5]


@pytest.mark.parametrize(
    ("table", "columns", "error", "message"),
    [
        ("user,time\nana,2024-05-31\n", {"time": "tme"}, ColumnError, "no column 'tme'.* for time"),
        ("user,moment\nana,2024\n", {}, ColumnError, "--outcome-columns time=COLUMN"),
        ("user,time\nana,soon\nben,\n", {}, EventsError, "2 of 2 outcomes have no time"),
        ("user,time,amount\nana,2024-05-31,-3\n", {}, EventsError, "1 amounts are not numbers of 0"),
        ("user,time,amount\nana,2024-05-31,free\n", {}, EventsError, "row 1 of column 'amount': 'free'"),
        ('user,time,amount\nana,2024-05-31,"1,234"\n', {}, EventsError, "a thousand times"),
    ],
)
def test_what_cannot_be_read_is_an_error(read, table, columns, error, message):
    with pytest.raises(error, match=message):
        read(table, columns)
