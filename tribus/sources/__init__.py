"""Files that other people made, as rows."""

from tribus.sources.formats import TABLE, Export, recognise
from tribus.sources.paths import list_files
from tribus.sources.rows import Asked, Rows
from tribus.sources.tables import damaged, is_read_by_rows, open_table

__all__ = [
    "TABLE",
    "Asked",
    "Export",
    "Rows",
    "damaged",
    "is_read_by_rows",
    "list_files",
    "open_table",
    "recognise",
]
