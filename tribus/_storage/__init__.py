"""Saved results: a zip of JSON and Parquet, described by one declaration on each class."""

from tribus._storage.damage import DamageError, require
from tribus._storage.forms import (
    DURATION,
    FLAG,
    NUMBER,
    PLAIN,
    TEXT,
    WHOLE,
    Array,
    Choice,
    Column,
    Form,
    FreeTable,
    MappingOf,
    Optional,
    TableForm,
    TupleOf,
)
from tribus._storage.packed import CountsForm, PackedCounts
from tribus._storage.provenance import PROVENANCE
from tribus._storage.record import Record, form_of, stored
from tribus._storage.saving import SAVED_ENDINGS, Saveable, read_saved

__all__ = [
    "DURATION",
    "FLAG",
    "NUMBER",
    "PLAIN",
    "PROVENANCE",
    "SAVED_ENDINGS",
    "TEXT",
    "WHOLE",
    "Array",
    "Choice",
    "Column",
    "CountsForm",
    "DamageError",
    "Form",
    "FreeTable",
    "MappingOf",
    "Optional",
    "PackedCounts",
    "Record",
    "Saveable",
    "TableForm",
    "TupleOf",
    "form_of",
    "read_saved",
    "require",
    "stored",
]
