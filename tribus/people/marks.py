"""Marks on texts that the analyst gives: a regular expression, or a function."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tribus._core.checks import show
from tribus.errors import OptionError

if TYPE_CHECKING:
    import pyarrow as pa

    from tribus._core.arrays import Bools

Predicate: TypeAlias = str | Callable[[Any], Any]


def check_predicate(complaints: Any) -> None:
    """Raise `OptionError` unless `complaints` is None, a regular expression, or a function."""
    if complaints is None or callable(complaints):
        return
    if not isinstance(complaints, str) or not complaints:
        raise OptionError(
            "complaints must be a regular expression, such as 'late|broken', or a function of a Series "
            f"of texts; got {show(complaints)}"
        )
    try:
        re.compile(complaints)
    except re.error as error:
        raise OptionError(
            f"complaints={show(complaints)} is not a regular expression: {error}. Escape signs such as "
            "( and ? with a backslash"
        ) from None


def mark_complaints(texts: pa.ChunkedArray, complaints: Predicate) -> Bools:
    """Return whether each text is a complaint, bool; a missing text is none.

    Raises
    ------
    OptionError
        If the function does not return one truth value for each text.
    """
    series = texts.to_pandas()
    if isinstance(complaints, str):
        found = series.str.contains(re.compile(complaints, re.IGNORECASE), na=False)
    else:
        known = series.notna()
        found = known.copy()
        given = np.asarray(complaints(series[known]))
        if given.shape != (int(known.sum()),) or given.dtype.kind != "b":
            raise OptionError(
                "the function for complaints must return a truth value for each text; for "
                f"{int(known.sum()):,} texts it returned {given.dtype} of shape {given.shape}"
            )
        found[known] = given
    marks: Bools = found.to_numpy(np.bool_)
    return marks
