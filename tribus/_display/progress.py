"""A progress bar for work that takes long, and none for work that does not."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from tribus._display import plain

if TYPE_CHECKING:
    from tqdm import tqdm

SHOWN_AFTER = 2.0  # seconds


def progress_bar(*, total: int, what: str, shown: bool) -> tqdm[Any]:
    """Make a bar of `total` steps that appears after two seconds; it updates by `bar.update()`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tqdm asks for ipywidgets; without them it writes text
        from tqdm.auto import tqdm as bar

    return bar(total=total, desc=plain(what), disable=not shown, delay=SHOWN_AFTER, leave=False)


def move_bar(bar: tqdm[Any], done: int) -> None:
    """Move a bar to where the work is."""
    bar.update(done - bar.n)
