"""Readers of exports and tables: files in, rows out."""

from tribus.sources.folders import FolderSummary, FoundFile, find_sources
from tribus.sources.formats import TABLE_FORMAT, Export, recognise
from tribus.sources.rows import ReadOptions, Rows
from tribus.sources.tables import Table, open_table

__all__ = [
    "TABLE_FORMAT",
    "Export",
    "FolderSummary",
    "FoundFile",
    "ReadOptions",
    "Rows",
    "Table",
    "find_sources",
    "open_table",
    "recognise",
]
