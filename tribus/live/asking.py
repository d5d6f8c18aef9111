"""Asking for a list page by page, and writing down each answer or why there is none."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tribus.live.api import is_gone
from tribus.live.client import RefusedError, UnreachableError
from tribus.sources.bluesky.steps import CUT_OFF, GONE, REFUSED, UNREACHABLE, Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from tribus.live.answers import AnswerPage
    from tribus.live.store import Store

MAX_UNREACHABLE = 5  # servers one after another, before the network itself must be down
MAX_SAME_CURSORS = 4  # attempts for a page whose cursor does not lead on
MAX_CURSOR_LETTERS = 10_000


class Pages(NamedTuple):
    """A pass over a list.

    Attributes
    ----------
    task, subject, collection
        What is listed of whom.
    name
        Name of the pass; a list that has changed is listed under another name.
    """

    task: str
    subject: str
    name: str
    collection: str = ""


class Asker:
    """Asks, and adds a step to the store for each answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._n_unreachable = 0

    def _list(
        self,
        pages: Pages,
        see: Callable[[str | None], AnswerPage],
        keep: Callable[[AnswerPage, Step], None],
        is_enough: Callable[[Step], bool] = lambda _: False,
    ) -> bool:
        """Go through a list, from where an earlier run stopped.

        Parameters
        ----------
        pages
            The list.
        see
            Asks for the page of a cursor.
        keep
            Puts what is kept of a page into its step.
        is_enough
            Whether the pages after a step are not needed.

        Returns
        -------
        bool
            False if the server did not answer, or the account is gone.
        """
        found = self._store.found
        key = pages.subject, pages.collection or pages.task
        complete, known = found.complete.get(key), found.listings.get(key)
        if complete is not None and complete.name == pages.name:
            return True
        is_begun = known is not None and known.name == pages.name and not known.cut_off
        cursor = known.cursor if is_begun and known is not None else None
        seen = set(known.cursors) if cursor is not None and known is not None else set()
        while True:
            step = self._step(
                pages.task,
                pages.subject,
                collection=pages.collection,
                listing=pages.name,
                cursor=cursor,
            )
            self._ask(step, partial(_see_page, see, seen, keep, step), stops=pages.task != "records")
            if step.next is not None and is_enough(step):
                step.next = None
            self._store.add(step)
            if step.next is None:
                return step.outcome not in (UNREACHABLE, GONE)
            seen.add(step.next)
            cursor = step.next

    def _ask(self, step: Step, ask: Callable[[], None], *, stops: bool = False) -> None:
        """Ask, and write into the step why there is no answer; with `stops`, an error ends the run."""
        try:
            ask()
        except RefusedError as error:
            if step.task in ("seeds", "opt-outs"):
                raise
            step.outcome = GONE if is_gone(error) else REFUSED
            step.value, step.next = str(error), None
        except UnreachableError as error:
            self._n_unreachable += 1
            if stops or self._n_unreachable >= MAX_UNREACHABLE:
                raise
            step.outcome, step.value, step.next = UNREACHABLE, str(error), None
            return
        self._n_unreachable = 0

    def _step(self, task: str, subject: str = "", **parts: object) -> Step:
        return Step(number=0, round=0, task=task, subject=subject, **parts)  # type: ignore[arg-type]


def _see_page(
    see: Callable[[str | None], AnswerPage],
    seen: AbstractSet[str],
    keep: Callable[[AnswerPage, Step], None],
    step: Step,
) -> None:
    """Ask for a page, and put what is kept of it and the cursor of the next one into a step.

    If the cursor does not lead on, because the server repeats a page, it is asked again. If it never
    leads on, the list is cut off: what follows cannot be seen.
    """
    for _ in range(MAX_SAME_CURSORS):
        page = see(step.cursor)
        following = page.cursor or None
        if following is None or following not in seen:
            break
    keep(page, step)
    if following is not None and (following in seen or len(following) > MAX_CURSOR_LETTERS):
        step.outcome, step.value = CUT_OFF, "the server returns to an earlier page"
        return
    step.next = following
