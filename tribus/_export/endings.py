"""Check of the ending of a file before it is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus.errors import OptionError

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence


def check_ending(path: str | os.PathLike[str], endings: Sequence[str], *, what: str) -> None:
    """Raise `OptionError` unless a path has one of the endings, in any case of letters, or none.

    Parameters
    ----------
    path
        File to write. A name without an ending is not checked.
    endings
        Endings such as `".csv"` and `".csv.gz"`.
    what
        Subject of the message: `"to_csv writes CSV"`.

    Raises
    ------
    OptionError
        If the path ends otherwise.
    """
    name = Path(path).name
    if not Path(path).suffix or name.lower().endswith(tuple(endings)):
        return
    listed = " or ".join([", ".join(endings[:-1]), endings[-1]] if len(endings) > 1 else endings)
    raise OptionError(f"{what}; its name must end in {listed}, got {show(name)}")
