"""Files that other people made, as rows."""

from tribus.sources.folders import Folder, Found, find_sources
from tribus.sources.formats import TABLE, Export, recognise
from tribus.sources.rows import ReadOptions, Rows
from tribus.sources.tables import Table, open_table

__all__ = [
    "TABLE",
    "Export",
    "Folder",
    "Found",
    "ReadOptions",
    "Rows",
    "Table",
    "find_sources",
    "open_table",
    "recognise",
]
