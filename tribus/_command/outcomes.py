"""The table of outcomes, such as sales, that two commands read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus._display import plural_in_english
from tribus.errors import OptionError

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
        help="table of outcomes: user, time, amount, kind, currency",
    )
    parser.add_argument(
        "--outcome-columns",
        metavar="NAME=COLUMN,...",
        default="",
        help="names of its columns if they differ, such as user=customer,time=date",
    )


def read_outcome_columns(text: str) -> dict[str, str]:
    """Return the column of each part in `user=customer,time=date`."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, _, column in pairs:
        if name.strip() not in OUTCOME_COLUMNS or not column.strip():
            known = ", ".join(OUTCOME_COLUMNS)
            raise OptionError(
                f"--outcome-columns must be like user=customer,time=date with the names {known}; "
                f"got {text!r}"
            )
    return {name.strip(): column.strip() for name, _, column in pairs}


def read_outcomes(options: argparse.Namespace) -> pd.DataFrame:
    """Return the outcomes of `--outcomes`, checked before any work on the events."""
    from tribus.reading.outcomes import read_outcomes as read

    outcomes = read(
        options.outcomes,
        read_outcome_columns(options.outcome_columns),
        time_zone=options.time_zone,
        day_first=options.day_first,
    )
    n_own = int((outcomes["user"] == options.user).sum()) if "user" in outcomes else 0
    if n_own:
        raise OptionError(
            f"--outcomes has {plural_in_english(n_own, 'outcome')} of the account {show(options.user)} "
            "itself, which is no relation; leave them out"
        )
    return outcomes
