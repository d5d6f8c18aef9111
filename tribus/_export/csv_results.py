"""Base class of the results that are written as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._export.safe_csv import write_csv

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd


class HasCsv:
    """A result whose `to_frame` can be written as a CSV file."""

    def to_frame(self) -> pd.DataFrame:
        """Return the rows to write."""
        raise NotImplementedError  # each result has its own table

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write `to_frame` as a CSV file that is safe to open in a spreadsheet.

        Names that look like formulas are escaped: names that start with `=`, `+`, `-` or `@` get a
        leading apostrophe.

        Parameters
        ----------
        path
            File to write; its name ends in `.csv`, `.csv.gz` or `.txt`.
        """
        write_csv(self.to_frame(), path)
