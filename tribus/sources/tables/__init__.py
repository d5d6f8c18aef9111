"""Readers of tables on disk. A table has one event in each row and is not loaded into memory."""

from tribus.sources.tables.json_tables import RepeatedKeyError
from tribus.sources.tables.labels import put_labels
from tribus.sources.tables.open import open_table
from tribus.sources.tables.table import RecordCounts, Table

__all__ = ["RecordCounts", "RepeatedKeyError", "Table", "open_table", "put_labels"]
