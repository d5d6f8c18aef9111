"""What engines share that plan their own parallel work."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    import narwhals as nw

    from tribus._engine.protocol import StoredRows


class OnePlace:
    """All rows are in one place, where they are grouped."""

    has_places = False

    def bring_together(
        self,
        frame: nw.LazyFrame[Any],
        *,
        by: Sequence[str],  # noqa: ARG002  all rows are in one place
    ) -> nw.LazyFrame[Any]:
        """Return the rows as they are."""
        return frame

    def list_ids(self, ids: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Return the different values of the column `id`."""
        return ids.group_by("id").agg()

    def send(
        self,
        rows: StoredRows,
        like: nw.LazyFrame[Any],  # noqa: ARG002  they are where it is
    ) -> StoredRows:
        """Return the rows as they are."""
        return rows


class OwnPlans:
    """Frames stay whole, and no progress is shown: the engine splits its work and reports on it."""

    def split_by_source(
        self,
        frame: nw.LazyFrame[Any],
        *,
        n_rows: int,  # noqa: ARG002  only DuckDB splits
        n_users: int,  # noqa: ARG002
    ) -> Sequence[nw.LazyFrame[Any]]:
        """Return the frame as the only part."""
        return [frame]

    def report(
        self,
        what: str,  # noqa: ARG002
        *,
        shown: bool,  # noqa: ARG002
    ) -> AbstractContextManager[None]:
        """Show nothing."""
        return nullcontext()
