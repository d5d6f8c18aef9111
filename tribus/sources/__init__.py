"""Files that other people made, as rows."""

from tribus.sources.tables import damaged, open_table

__all__ = ["damaged", "open_table"]
