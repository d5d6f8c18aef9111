"""The sample of a table: its first rows, and later rows of columns that are empty there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from tribus._engine.database import run
from tribus._engine.sql import quote
from tribus.recognition.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyRelation

MAX_SAMPLE_ROWS, MAX_SAMPLE_CELLS = 2_000, 30_000
MIN_SAMPLE_ROWS = 100
MAX_EMPTY_COLUMNS = 30  # maximum number of empty columns to search in later rows


def sample_relation(rows: DuckDBPyRelation) -> dict[str, Profile]:
    """Return the profile of each column of a relation."""
    names = rows.columns
    limit = count_sampled(len(names))
    first = run(rows.limit(limit).fetchall)
    sample = {name: [row[place] for row in first] for place, name in enumerate(names)}
    profiles = profile_columns(sample)
    empty = [name for name, profile in profiles.items() if not profile.shapes]
    if len(first) < limit or not 0 < len(empty) <= MAX_EMPTY_COLUMNS:
        return profiles
    filled = " OR ".join(
        f"nullif(trim(CAST({quote(name)} AS VARCHAR)), '') IS NOT NULL" for name in empty
    )
    more = run(rows.filter(filled).limit(limit // 4).fetchall)
    for place, name in enumerate(names):
        sample[name].extend(row[place] for row in more)
    return profile_columns(sample) if more else profiles


def sample_frame(frame: nw.DataFrame[Any]) -> dict[str, Profile]:
    """Return the profile of each column of a frame, from its first rows and from rows further down."""
    limit = count_sampled(len(frame.columns))
    parts = [frame.head(limit)]
    if len(frame) > limit:
        parts.append(frame.gather_every(max(1, 2 * len(frame) // limit)).head(limit // 2))
    sample = {
        name: [value for part in parts for value in part.get_column(name).to_list()]
        for name in frame.columns
    }
    profiles = profile_columns(sample)
    for name, profile in profiles.items():
        if not profile.shapes and len(frame) > limit:
            later = frame.get_column(name).drop_nulls()
            later = later.filter(later != "") if later.dtype == nw.String else later
            profiles[name] = Profile(name, later.head(limit // 4).to_list())
    return profiles


def count_sampled(n_columns: int) -> int:
    """Return the number of rows to look at in a table with some columns."""
    return max(MIN_SAMPLE_ROWS, min(MAX_SAMPLE_ROWS, MAX_SAMPLE_CELLS // max(1, n_columns)))


def profile_columns(sample: Mapping[str, Sequence[Any]]) -> dict[str, Profile]:
    """Return the profile of each column of a sample."""
    return {name: Profile(name, values) for name, values in sample.items()}
