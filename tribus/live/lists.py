"""Give back: people as the records of a list of Bluesky, written to a file and never posted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import show, suggest
from tribus._export.replacing import replace_when_complete
from tribus.errors import OptionError, UserError
from tribus.live.coverage import read_neighbourhood

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

LIST, LIST_ITEM = "app.bsky.graph.list", "app.bsky.graph.listitem"
PURPOSE = "app.bsky.graph.defs#curatelist"
MAX_NAME_LETTERS, MAX_DESCRIPTION_LETTERS = 64, 300  # by the lexicon
PLACE_OF_LIST = "at://YOUR-DID/app.bsky.graph.list/KEY"


def write_list(
    users: Iterable[str],
    path: str | os.PathLike[str],
    *,
    collection: str | os.PathLike[str],
    name: str,
    description: str = "",
) -> None:
    """Write people as a list of Bluesky, in JSON.

    Parameters
    ----------
    users
        Handles of the people, such as `tribes.of("ana.bsky.social").members`.
    path
        File to write. An older file is replaced when the new one is complete.
    collection
        Folder of `collect_bluesky` that has the people; it has their permanent ids.
    name, description
        Of the list: 1 to 64, and at most 300 letters.

    Raises
    ------
    OptionError
        If there are no users, or a text is too short or too long.
    UserError
        If a user is not in the collection.

    Notes
    -----
    The file has `handles`, one `list` record (`app.bsky.graph.list`) and one record per person in
    `items` (`app.bsky.graph.listitem`). Nothing is posted: whoever does that puts the address of the
    list where the items have `at://YOUR-DID/app.bsky.graph.list/KEY`. Ask the people first.
    """
    if not 1 <= len(name) <= MAX_NAME_LETTERS:
        raise OptionError(f"name must have 1 to {MAX_NAME_LETTERS} letters, got {show(name)}")
    if len(description) > MAX_DESCRIPTION_LETTERS:
        raise OptionError(
            f"description must have at most {MAX_DESCRIPTION_LETTERS} letters, got {len(description)}"
        )
    found = read_neighbourhood(collection)
    ids = {handle: did for did, handle in found.handles.items()}
    handles = list(dict.fromkeys(users))
    if not handles:
        raise OptionError("users must have at least one handle, got none")
    unknown = [handle for handle in handles if handle not in ids]
    if unknown:
        raise UserError(
            f"{show(unknown[0])} is not in the collection{suggest(unknown[0], ids)}; use handles of "
            "its events"
        )
    made = datetime.fromtimestamp(found.time / 1e6, UTC).isoformat(timespec="milliseconds")
    created = made.replace("+00:00", "Z")
    content = {
        "handles": handles,
        "list": {
            "$type": LIST,
            "purpose": PURPOSE,
            "name": name,
            "description": description,
            "createdAt": created,
        },
        "items": [
            {"$type": LIST_ITEM, "subject": ids[handle], "list": PLACE_OF_LIST, "createdAt": created}
            for handle in handles
        ],
    }
    with replace_when_complete(Path(path)) as new:
        new.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
