"""Progress of long work: a bar after two seconds, and a line of text while loops are compiled."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import cache, wraps
from html import escape
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from tribus._display import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tqdm import tqdm

BAR_DELAY_SECONDS = 2.0
COUNT_FORMAT = "{desc}: {n_fmt}, {elapsed}"  # of work whose amount is not known before
# Browsers give an empty output of a notebook some height, unless its row is taken out of the page.
NOTHING_LEFT = (
    "<style>.jp-OutputArea-child:has(.tribus-done),.output_area:has(.tribus-done)"
    "{display:none}</style><span class='tribus-done'></span>"
)

Options = ParamSpec("Options")
Result = TypeVar("Result")


def progress_bar(*, total: int | None, what: str, shown: bool) -> tqdm[Any]:
    """Return a bar that appears after two seconds and leaves nothing behind.

    Parameters
    ----------
    total
        Number of steps, known for certain; None if it is not. Then the bar is a count.
    what
        Description of the work.
    shown
        Whether to show the bar. Nothing is shown if errors are not printed to a terminal or a notebook.
    """
    in_notebook = _is_notebook()
    return (_notebook_bar() if in_notebook else _terminal_bar())(
        total=total,
        desc=plain(what),
        disable=not shown or not (in_notebook or sys.stderr.isatty()),
        delay=BAR_DELAY_SECONDS,
        leave=False,
        bar_format=COUNT_FORMAT if total is None else None,
    )


def move_bar(bar: tqdm[Any], done: int) -> None:
    """Move a bar to `done` steps."""
    bar.update(done - bar.n)


def announces_compiling(function: Callable[Options, Result]) -> Callable[Options, Result]:
    """Show a line of text if loops are compiled for long in a function with the option `progress`."""

    @wraps(function)
    def announcing(*args: Options.args, **kwargs: Options.kwargs) -> Result:
        with compiling_announced(shown=bool(kwargs.get("progress", True))):
            return function(*args, **kwargs)

    return announcing


@contextmanager
def compiling_announced(*, shown: bool) -> Iterator[None]:
    """Show a line of text, once in a session, if loops are compiled for long inside."""
    if not shown:
        yield
        return
    from tribus._core.compiling import announced

    lines: list[Any] = []

    def announce(text: str) -> None:
        if _is_notebook():
            lines.append(_show_html(f"<i>{escape(text)}</i>"))
        else:
            _terminal_bar().write(text, file=sys.stderr)  # above a bar, not into it

    with announced(announce):
        yield
    for line in lines:
        _replace_html(line, NOTHING_LEFT)


def _is_notebook() -> bool:
    """Return whether output goes to a notebook; IPython in a terminal is none."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and hasattr(shell, "kernel")


def _terminal_bar() -> type[tqdm[Any]]:
    from tqdm import tqdm

    return tqdm


@cache
def _notebook_bar() -> type[tqdm[Any]]:
    """Return a bar that is a line of text in the output of a cell; it needs no ipywidgets."""
    from tqdm import tqdm

    class NotebookBar(tqdm):  # type: ignore[type-arg]
        """A bar whose text is replaced in place."""

        _line: Any = None

        def display(self, msg: str | None = None, pos: int | None = None) -> None:  # noqa: ARG002
            text = f"<pre style='margin:0'>{escape(msg or str(self))}</pre>"
            if self._line is None:
                self._line = _show_html(text)
            else:
                _replace_html(self._line, text)

        def close(self) -> None:
            """Leave nothing behind, as the bar may be in the middle of other output."""
            if self.disable:
                return
            self.disable = True
            cast("Any", self)._decr_instances(self)  # noqa: SLF001 - as tqdm does
            if self._line is not None:
                _replace_html(self._line, NOTHING_LEFT)
                self._line = None

        def clear(self, nolock: bool = False) -> None:  # noqa: FBT001, FBT002 - as tqdm has it
            """Do nothing: other output goes below the bar."""

    return NotebookBar


def _show_html(text: str) -> Any:
    from IPython import display

    ipython: Any = display
    return ipython.display(ipython.HTML(text), display_id=True)


def _replace_html(line: Any, text: str) -> None:
    from IPython import display

    ipython: Any = display
    line.update(ipython.HTML(text))
