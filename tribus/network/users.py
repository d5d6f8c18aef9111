"""Users of a network: by id, by row, and by the name that is displayed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from tribus._core.checks import MAX_NAMES_TO_MATCH, describe_ids, show, suggest
from tribus._display import display_name, plural_in_english
from tribus.errors import UserError
from tribus.network.match_people import match_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tribus._core.arrays import Ints, Ints64
    from tribus.network.attributes import Attributes
    from tribus.ties.evidence import Evidence


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class HasUsers:
    """A network as the collection of its users."""

    evidence: Evidence
    attributes: Attributes | None = None

    def __len__(self) -> int:
        return self.n_users

    def __iter__(self) -> Iterator[Any]:
        return iter(self._users)

    def __contains__(self, user: object) -> bool:
        return user in self._rows_by_user

    @property
    def n_users(self) -> int:
        """Number of users, including users without ties."""
        return self.evidence.structure.n_users

    @property
    def users(self) -> list[Any]:
        """Ids of the users as they were given, the user with the most neighbours first."""
        return list(self._users)

    def users_of_rows(self, rows: Iterable[int]) -> list[Any]:
        """Return the ids of the users of some rows, as they were given."""
        return [self._users[row] for row in rows]

    def names_of_rows(self, rows: Sequence[int] | Ints | Ints64) -> list[str]:
        """Return the display names of the users of some rows: safe, short texts.

        The name is the label of the attributes, or the id of users without one. A label that several
        users share is followed by the id.
        """
        users = self.users_of_rows(rows)
        if self.attributes is None:
            return [display_name(user) for user in users]
        return self.attributes.names_of_rows(rows, users)

    def names_of(self, users: Iterable[Any]) -> list[str]:
        """Return the display names of some users; see `names_of_rows`.

        Raises
        ------
        UserError
            If a user is not in the network; near matches are offered.
        """
        return self.names_of_rows(list(map(self.row_of, users)))

    def name_of(self, user: Any) -> str:
        """Return the display name of one user; see `names_of_rows`.

        Raises
        ------
        UserError
            If the user is not in the network; near matches are offered.
        """
        return self.names_of([user])[0]

    def with_attributes(self, frame: Any, *, user: str | None = None, label: str | None = None) -> Self:
        """Return the same network with attributes of its users, such as a name, a party or a city.

        Labels replace ids in cards, pictures and exports. Ids stay the keys of all methods.

        Parameters
        ----------
        frame
            A data frame (pandas, polars, Arrow, DuckDB) or the path of a table (CSV, Parquet, JSON, a
            workbook), one row per person.
        user
            Column with the ids. Default: the column with most users of the network.
        label
            Column with the names to display. Default: a column of text that is called `label`, `name`
            or `display_name`, or `nombre`, `nome` or `nom`; without one, ids are displayed.

        Returns
        -------
        Network
            With `attributes`, which count the rows of unknown and of repeated users. Of several rows for
            one user, the first counts.

        Raises
        ------
        OptionError
            If `frame` is no data frame, or has no column `user` or `label`.
        ReadError
            If the file does not exist or is not a table.
        ColumnError
            If no column holds users of the network, `label` does not hold text, or a column holds lists
            or bytes.

        Examples
        --------
        >>> import pandas as pd
        >>> import tribus as tb
        >>> frame = pd.DataFrame({"source": [7, 9, 7], "target": [9, 7, 9]})
        >>> network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
        >>> people = pd.DataFrame({"id": [7, 9], "name": ["Ana", "Ben"], "city": ["Lugo", "Vigo"]})
        >>> named = network.with_attributes(people)
        >>> named.attributes
        <Attributes: 2 columns for 2 of 2 users, names in 'name'>
        >>> named.name_of(7)
        'Ana'
        """
        attributes = match_attributes(frame, self.evidence.ids, user=user, label=label)
        return replace(self, attributes=attributes)

    @cached_property
    def _users(self) -> tuple[Any, ...]:
        return tuple(self.evidence.ids.to_pylist())

    @cached_property
    def _rows_by_user(self) -> dict[Any, int]:
        return {user: number for number, user in enumerate(self._users)}

    def row_of(self, user: Any) -> int:
        """Return the row of a user in the arrays of this network.

        Raises
        ------
        UserError
            If the user is not in the network; near matches are offered.
        """
        try:
            return self._rows_by_user[user]
        except (KeyError, TypeError):
            near = suggest(user, self._users[:MAX_NAMES_TO_MATCH])
            ids = describe_ids(self._users[0])
            known = f"this network of {plural_in_english(self.n_users, 'user')}, whose ids are {ids}"
            raise UserError(f"no user {show(user)} in {known}{near}") from None
