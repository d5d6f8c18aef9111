"""Coverage: of whom everything was seen, and of whom not, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus.errors import ReadError
from tribus.people.seen import ALL_SEEN, CUT_OFF, NOT_REACHED
from tribus.sources.archives import UnpackedArchive
from tribus.sources.bluesky.collected import read_header, read_steps
from tribus.sources.bluesky.neighbourhood import LISTED_COLLECTIONS, Neighbourhood
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    import os

    import pandas as pd

UNREACHABLE = "unreachable"
COLUMNS = ("user", "did", "asked_for", "state", "reason")


def read_coverage(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Return how far the people of a collection were seen.

    Parameters
    ----------
    path
        Folder of `collect_bluesky`.

    Returns
    -------
    DataFrame
        One row per person, sorted by `user`: `user`, the handle, or the id where there is none; `did`,
        the permanent id; `asked_for`, whether the person was named in `who`; `state`; and `reason`, the
        words of the server, or empty. The states are `all seen` (all follows, and all posts, reposts
        and likes of the period), `cut off` (only a part, because the budget was spent or the server
        did not show more), `unreachable` (their server does not answer), `not reached` (their records
        were not asked for; only what lists and others tell is known), and `hidden`, `gone` and
        `opted out`, who are in no event.

    Raises
    ------
    ReadError
        If there is no collection, or it is damaged.

    See Also
    --------
    tribus.measure_people : Takes it as `coverage`, so that unknown silence is not counted as silence.

    Notes
    -----
    Nobody shows everything: mentions and quotes of a person by strangers whom no list names are never
    seen, and neither are blocks by people who were not reached.
    """
    import pandas as pd

    found = read_neighbourhood(path)
    people = sorted({*found.seeds, *found.partners(), *found.missing})
    rows = [
        (found.handles.get(did, did), did, did in found.seeds, *_find_state(did, found))
        for did in people
    ]
    return pd.DataFrame(sorted(rows), columns=list(COLUMNS))


def read_neighbourhood(path: str | os.PathLike[str]) -> Neighbourhood:
    """Return the state of a collection; `ReadError` if there is none."""
    folder = Path(path)
    if not folder.is_dir():
        raise ReadError(f"there is no folder {format_path(folder)}; name one of collect_bluesky")
    archive = UnpackedArchive(folder)
    found = Neighbourhood(read_header(archive))
    for step in read_steps(archive):
        found.apply(step)
    return found


def _find_state(did: str, found: Neighbourhood) -> tuple[str, str]:
    """Return the state of a person, and the reason for it."""
    if did in found.missing:
        return found.missing[did], ""
    if did in found.unreachable:
        return UNREACHABLE, found.unreachable[did]
    listings = [found.listings.get((did, one)) for one in LISTED_COLLECTIONS]
    reasons = [one.cut_off for one in listings if one is not None and one.cut_off]
    if reasons:
        return CUT_OFF, reasons[0]
    if all((did, one) in found.complete for one in LISTED_COLLECTIONS):
        return ALL_SEEN, ""
    is_begun = any(one is not None for one in listings)
    return (CUT_OFF, "the budget of requests") if is_begun else (NOT_REACHED, "")
