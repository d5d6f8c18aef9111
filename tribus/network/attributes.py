"""Attributes: what an analyst knows of the users, such as a name, a party or a city."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import check_choice
from tribus._core.frozen import Frozen
from tribus._display import CARD_ROWS, Card, HasCard, plural
from tribus._display.language import format_whole, translate, translate_count
from tribus._display.words import display_name, plain
from tribus._storage import TEXT, WHOLE, FreeTable, Optional, require, stored

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from tribus._core.arrays import Ints, Ints64

MAX_CARD_VALUES = 3  # of each column
TAKEN_PREFIX = "attribute_"  # of a column whose name the result has already
ROW_COLUMN = "row in the network"


@stored(
    table=FreeTable(ROW_COLUMN),
    n_users=WHOLE,
    label=Optional(TEXT),
    key=TEXT,
    n_unknown=WHOLE,
    n_repeated=WHOLE,
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Attributes(HasCard, Frozen):
    """Attributes of the users of a network. Make them with `Network.with_attributes`.

    Attributes
    ----------
    table
        One row per user with attributes, as Arrow. The first column is the row of the user in the
        network, int32, ascending; the others are those of the given table.
    n_users
        Number of users of the network.
    label
        Column with the display name of each user; None to show ids.
    key
        Column of the given table that holds the users.
    n_unknown
        Number of rows of the given table whose user is not in the network.
    n_repeated
        Number of rows left out because an earlier row has the same user.
    """

    table: pa.Table
    n_users: int
    label: str | None
    key: str
    n_unknown: int
    n_repeated: int

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return saved attributes; `DamageError` if their parts do not fit one another."""
        attributes = cls(**saved)
        rows = attributes.table[ROW_COLUMN].to_numpy()
        fits = not len(rows) or (rows[0] >= 0 and rows[-1] < attributes.n_users)
        require(bool(fits and (np.diff(rows) > 0).all()), "the rows of the users are not in order")
        label = attributes.label
        is_text = label is None or (label in attributes.columns and attributes._holds_text(label))
        require(is_text, "the labels are not a column of texts")
        return attributes

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.table.column_names[1:])

    @property
    def n_known(self) -> int:
        """Number of users with a row in the given table."""
        return len(self.table)

    def values(self, column: str) -> pd.Series[Any]:
        """Return the values of one column, in the order of `network.users`.

        Parameters
        ----------
        column
            Name of the column.

        Returns
        -------
        Series
            Missing for users without a row in the given table.

        Raises
        ------
        OptionError
            If there is no such column; near matches are offered.
        """
        check_choice("column", column, self.columns)
        values: pd.Series[Any] = self._take([column], np.arange(self.n_users))[column]
        return values

    def to_frame(
        self, rows: Sequence[int] | Ints | Ints64 | None = None, *, taken: Collection[str] = ()
    ) -> pd.DataFrame:
        """Return one row per user, in the order of `network.users`.

        Parameters
        ----------
        rows
            Rows of the users to return; by default all.
        taken
            Names that no column may have; such a column gets the prefix `attribute_`.

        Returns
        -------
        DataFrame
            The columns as given; values of users without a row in the given table are missing.
        """
        wanted = np.arange(self.n_users) if rows is None else np.asarray(rows, np.int64)
        frame = self._take(self.columns, wanted)
        return frame.rename(columns={name: f"{TAKEN_PREFIX}{name}" for name in taken})

    def names_of_rows(self, rows: Sequence[int] | Ints | Ints64, users: Sequence[Any]) -> list[str]:
        """Return the display name of some users: the label, or the id of users without one.

        A label that several users share is followed by the id.

        Parameters
        ----------
        rows
            Rows of the users.
        users
            Ids of the same users.
        """
        if self.label is None:
            return [display_name(user) for user in users]
        labels = self.table[self.label].take(self._positions(np.asarray(rows, np.int64))).to_pylist()
        return [
            _join_label(label, user, is_shared=label in self._shared_labels)
            for label, user in zip(labels, users, strict=True)
        ]

    def _take(self, columns: list[str], rows: Ints64) -> pd.DataFrame:
        """Return some columns of some users."""
        frame: pd.DataFrame = self.table.select(columns).take(self._positions(rows)).to_pandas()
        return frame

    def _positions(self, rows: Ints64) -> pa.Array:
        """Return the place of some users in the table; null for users who are not in it."""
        known = self.table[ROW_COLUMN].to_numpy()
        if not len(known):
            return pa.nulls(len(rows), pa.int64())
        place = np.minimum(np.searchsorted(known, rows), len(known) - 1)
        return pa.array(place, mask=known[place] != rows)

    def _holds_text(self, column: str) -> bool:
        return bool(pa.types.is_string(self.table.schema.field(column).type))

    @cached_property
    def _shared_labels(self) -> frozenset[str]:
        counts = pc.value_counts(self.table[self.label].combine_chunks())
        shared = counts.filter(pc.greater(counts.field("counts"), 1))
        return frozenset(shared.field("values").to_pylist())

    def _card(self) -> Card:
        rows = []
        for name in self.columns[:CARD_ROWS]:
            column = self.table[name].combine_chunks().drop_null()
            distinct = column.unique()
            shown = ", ".join(display_name(value) for value in distinct[:MAX_CARD_VALUES].to_pylist())
            rows.append((plain(name), format_whole(len(column)), format_whole(len(distinct)), shown))
        n_columns, n_users = plural(len(self.columns), "column"), plural(self.n_users, "user")
        facts = [
            translate(
                "{columns} for {n} of {users}",
                columns=n_columns,
                n=format_whole(self.n_known),
                users=n_users,
            ),
            *([translate("names in {column}", column=repr(plain(self.label)))] if self.label else []),
            *(
                [
                    translate_count(
                        "{n} row of unknown users", "{n} rows of unknown users", self.n_unknown
                    )
                ]
                if self.n_unknown
                else []
            ),
            *(
                [
                    translate_count(
                        "{n} row of repeated users", "{n} rows of repeated users", self.n_repeated
                    )
                ]
                if self.n_repeated
                else []
            ),
        ]
        return Card(
            title="Attributes",
            facts=facts,
            header=("column", "known", "distinct", "values"),
            rows=rows,
            rest="",
            made_by=translate("matched by the column {column}", column=repr(plain(self.key))),
        )


def _join_label(label: str | None, user: Any, *, is_shared: bool) -> str:
    text = plain(str(label or "")).strip()
    if not text:
        return display_name(user)
    return f"{display_name(text)} ({display_name(user)})" if is_shared else display_name(text)
