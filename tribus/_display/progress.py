"""A progress bar that appears only when work takes long."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from tribus._display import plain

if TYPE_CHECKING:
    from tqdm import tqdm

BAR_DELAY_SECONDS = 2.0


def progress_bar(*, total: int, what: str, shown: bool) -> tqdm[Any]:
    """Return a bar of `total` steps that appears after two seconds; `bar.update()` advances it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tqdm asks for ipywidgets; without them it writes text
        from tqdm.auto import tqdm as bar

    return bar(total=total, desc=plain(what), disable=not shown, delay=BAR_DELAY_SECONDS, leave=False)


def move_bar(bar: tqdm[Any], done: int) -> None:
    """Move a bar to `done` steps."""
    bar.update(done - bar.n)
