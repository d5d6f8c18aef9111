"""Tables on disk, opened without loading them: whatever has one event in a row."""

from tribus.sources.tables.labels import put_labels
from tribus.sources.tables.open import open_table
from tribus.sources.tables.table import RecordCounts, Table

__all__ = ["RecordCounts", "Table", "open_table", "put_labels"]
