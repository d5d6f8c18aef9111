"""Store edges from graph readers in columns on disk, and return them as rows of a table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from tribus._engine.sql import quote
from tribus.sources.tables.headers import unique_names
from tribus.sources.tables.table import RecordCounts, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from duckdb import DuckDBPyRelation

    from tribus.sources.tables.workshop import Workshop

BATCH_CELLS = 500_000  # values kept in memory before they are written
MAX_ATTRIBUTES = 500  # maximum number of edge attributes; each one is a column
MIN_EDGE_UNIX_TIME = 6.3e8  # seconds; smaller numbers are steps of a study
WEIGHT, START, TIME = "weight", "start", "time"  # titles of columns


class TooManyAttributesError(ValueError):
    """A file declares more attributes than a table may have columns."""


class Edges:
    """Edges with their attributes, and all people of a file.

    Parameters
    ----------
    edges, people
        Paths of the files to write.
    """

    def __init__(self, edges: Path, people: Path) -> None:
        self.n_read = 0
        self.skipped: Counter[str] = Counter()
        self._paths = edges, people
        self._titles: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        self._told: set[str] = set()
        self._keys: list[str] | None = None
        self._rows: list[tuple[str, str, Mapping[str, str]]] = []
        self._n_cells = 0
        self._people: list[tuple[str, str | None]] = []
        self._people_out = pq.ParquetWriter(people, _schema(["id", "label"]))
        self._edges_out: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write_edges()
        self._write_people()
        self._people_out.close()
        if self._edges_out is not None:
            self._edges_out.close()

    def declare(self, key: str, title: str) -> None:
        """Declare an edge attribute. Attributes declared after the first batch of edges are ignored."""
        self._titles.setdefault(key, title or key)
        if len(self._titles) > MAX_ATTRIBUTES:
            raise TooManyAttributesError(f"over {MAX_ATTRIBUTES} attributes of edges")

    def set_default(self, key: str, value: str) -> None:
        """Set the value of an attribute for edges without it."""
        self._defaults[key] = value
        self._told.add(key)

    def add(
        self, source: str | None, target: str | None, values: Mapping[str, str], *, both_ways: bool
    ) -> None:
        """Add an edge."""
        self.n_read += 1
        if not source or not target:
            self.skipped["edges without two ends"] += 1
            return
        self._told.update(values)
        self._rows.append((source, target, values))
        self._n_cells += 2 + len(values)
        if both_ways and source != target:
            self._rows.append((target, source, values))
            self._n_cells += 2
        if self._n_cells > BATCH_CELLS:
            self._write_edges()

    def skip(self, reason: str) -> None:
        """Count a record that is not an edge between two people."""
        self.n_read += 1
        self.skipped[reason] += 1

    def meet(self, person: str | None, label: str | None) -> None:
        """Add a person and their label."""
        if person:
            self._people.append((person, label or None))
        if 2 * len(self._people) > BATCH_CELLS:
            self._write_people()

    def as_table(self, shop: Workshop, title: str, *, by_label: bool) -> Table:
        """Return all edges as rows. Labels replace ids if every person has a unique label."""
        edges, people = map(shop.read_parquet, self._paths)
        edges = self._named(edges)
        ids = [edges.project(f"{end} AS id") for end in ("source", "target")]
        everybody = people.project("id, label")
        for one_end in ids:
            everybody = everybody.union(one_end.project("id, NULL AS label"))
        everybody = everybody.aggregate("id, max(label) AS label", "id")
        n_people, n_labels = everybody.aggregate("count(*), count(DISTINCT label)").fetchall()[0]
        is_labelled = by_label and n_people == n_labels
        return Table(
            rows=_put_labels(edges, everybody) if is_labelled else edges,
            title=title,
            account=self._account,
            is_read_by_rows=is_labelled,  # labels are joined again for each query
            people=everybody.project("label AS id" if is_labelled else "id"),
            said="people by label" if is_labelled else "",
        )

    def _named(self, edges: DuckDBPyRelation) -> DuckDBPyRelation:
        """Rename the columns to their titles, and drop columns that are always empty."""
        titles = {"source": "source", "target": "target"}
        for place, key in enumerate(self._keys or ()):
            if key in self._told:
                titles[f"c{place}"] = self._titles[key]
        begun = next((column for column, title in titles.items() if title == START), None)
        if begun is not None and _are_times(edges, begun):
            titles[begun] = TIME
        selected = []
        for column, name in zip(titles, unique_names(list(titles.values())), strict=True):
            value = f"coalesce({column}, '1')" if name.lower() == WEIGHT else column
            selected.append(f"{value} AS {quote(name)}")
        return edges.project(", ".join(selected))

    def _account(self, _n_rows: int) -> RecordCounts:
        return RecordCounts(self.n_read, self.skipped)

    def _write_edges(self) -> None:
        if self._keys is None:
            self._keys = list(self._titles)
        names = ["source", "target", *(f"c{place}" for place in range(len(self._keys)))]
        if self._edges_out is None:
            self._edges_out = pq.ParquetWriter(self._paths[0], _schema(names))
        ends = [[row[place] for row in self._rows] for place in (0, 1)]
        values = (
            [row[2].get(key) or self._defaults.get(key) for row in self._rows] for key in self._keys
        )
        columns = (pa.array(column, pa.string()) for column in (*ends, *values))
        self._edges_out.write_table(pa.table(list(columns), schema=self._edges_out.schema))
        self._rows.clear()
        self._n_cells = 0

    def _write_people(self) -> None:
        _write(self._people_out, self._people)


def _put_labels(edges: DuckDBPyRelation, everybody: DuckDBPyRelation) -> DuckDBPyRelation:
    """Replace ids by labels and keep the order of the rows."""
    labelled = edges.project("*, row_number() OVER () AS tribus_row")
    for end in ("source", "target"):
        labels = everybody.project(f"id AS {end}, label AS tribus_{end}")
        labelled = labelled.join(labels, end)
    ends = "tribus_source AS source, tribus_target AS target"
    return labelled.order("tribus_row").project(
        f"* EXCLUDE (tribus_row, tribus_source, tribus_target) REPLACE ({ends})"
    )


def _are_times(edges: DuckDBPyRelation, column: str) -> bool:
    """Return whether a column holds dates, or numbers that may be unix time."""
    is_step = f"TRY_CAST({column} AS DOUBLE) < {MIN_EDGE_UNIX_TIME}"
    return not edges.filter(is_step).limit(1).fetchall()


def _schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


def _write(out: pq.ParquetWriter, rows: list[tuple[Any, ...]]) -> None:
    """Write rows and clear the list."""
    columns = zip(*rows, strict=True) if rows else [()] * len(out.schema)
    out.write_table(pa.table([pa.array(column, pa.string()) for column in columns], schema=out.schema))
    rows.clear()
