"""A driver that is too small is an error before the rows come, with the memory that they need."""

import pytest

import tribus as tb
from tribus._engine import driver_memory, spark_gathering
from tribus.errors import OptionError


def give(monkeypatch, n_bytes):
    for module in (driver_memory, spark_gathering):
        monkeypatch.setattr(module, "free_bytes", lambda: n_bytes)


def test_the_memory_needed_is_named(monkeypatch):
    give(monkeypatch, 2 * 10**9)
    driver_memory.check_fits(1_000_000)
    with pytest.raises(
        OptionError, match=r"20,000,000 rows; .* needs about 8\.0 GB, .* the driver has 2\.0 GB free"
    ):
        driver_memory.check_fits(20_000_000)


def test_a_small_driver_takes_no_rows(spark, monkeypatch):
    events = tb.Events.from_frame(
        spark.createDataFrame(
            [("ana", "ben"), ("ben", "ana"), ("ana", "eve")], "source string, target string"
        ),
        kind="reply",
    )
    give(monkeypatch, 1_000)
    with pytest.raises(OptionError, match="the pair table has 3 rows"):
        tb.build_network(events)


def test_free_memory_is_less_than_a_limit_of_the_container(monkeypatch, tmp_path):
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.current").write_text("3000\n")
    monkeypatch.setattr(driver_memory, "_GROUP", tmp_path)
    assert driver_memory.free_bytes() == 2_000
    (tmp_path / "memory.max").write_text("max\n")
    assert driver_memory.free_bytes() is None or driver_memory.free_bytes() > 2_000
