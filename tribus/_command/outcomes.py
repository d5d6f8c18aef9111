"""The table of outcomes, such as sales, that two commands read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._display import plain
from tribus.errors import OptionError, ReadError

if TYPE_CHECKING:
    import argparse

    import pandas as pd

OUTCOME_COLUMNS = ("user", "time", "amount", "kind", "currency")


def add_outcomes(parser: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the file of outcomes, and the names of its columns."""
    parser.add_argument(
        "--outcomes",
        type=Path,
        required=required,
        metavar="FILE",
        help="CSV file of outcomes: user, time, amount, kind",
    )
    parser.add_argument(
        "--outcome-columns",
        metavar="NAME=COLUMN,...",
        default="",
        help="names of its columns if they differ, such as user=customer,time=date",
    )


def read_outcome_columns(text: str) -> dict[str, str]:
    """Return `user=customer,time=date` as options of `measure_return`."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, _, column in pairs:
        if name.strip() not in OUTCOME_COLUMNS or not column.strip():
            known = ", ".join(OUTCOME_COLUMNS)
            raise OptionError(
                f"--outcome-columns must be like user=customer,time=date with the names {known}; "
                f"got {text!r}"
            )
    return {name.strip(): column.strip() for name, _, column in pairs}


def read_outcomes(path: Path) -> pd.DataFrame:
    """Return the rows of a CSV file as texts."""
    import pandas as pd

    try:
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    except (UnicodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = plain(" ".join(str(error).split()))
        raise ReadError(f"{path} cannot be read as CSV: {reason}; save it as CSV with commas") from None
