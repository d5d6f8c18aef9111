"""Files that other people made, as rows."""

from tribus.sources.tables import damaged, is_read_by_rows, open_table

__all__ = ["damaged", "is_read_by_rows", "open_table"]
