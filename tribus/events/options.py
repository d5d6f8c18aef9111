"""Options of selections: kinds and users as lists, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import check_choice, show, suggest
from tribus._display import plural_in_english
from tribus.errors import OptionError, UserError
from tribus.events.kinds import KINDS

MAX_SUGGESTED_IDS = 100_000  # the search for a similar id takes too long among more


def list_kinds(kinds: Any) -> list[str]:
    """Return kinds as a list, each once, in the order of `KINDS`.

    Raises
    ------
    OptionError
        If there is none, or one is unknown; the nearest kind is offered.
    """
    listed = [kinds] if isinstance(kinds, str) else _list("kinds", kinds)
    for kind in listed:
        check_choice("kinds", kind, KINDS)
    return [kind for kind in KINDS if kind in listed]


def find_users(users: Any, ids: pa.Array) -> pa.Table:
    """Return `number` and `id` of users, each once.

    Parameters
    ----------
    users
        Ids of users.
    ids
        All ids, by number.

    Raises
    ------
    OptionError
        If `users` is not a list of ids, or is empty.
    UserError
        If a user does not occur; the nearest ids are offered.
    """
    listed = list(dict.fromkeys(_list("users", users)))
    try:
        numbers = pc.index_in(pa.array(listed, ids.type), value_set=ids)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        wrong = next(user for user in listed if not _has_type(user, ids.type))
        raise _unknown_user(wrong, ids) from None
    if numbers.null_count:
        raise _unknown_user(listed[numbers.is_null().index(pa.scalar(True)).as_py()], ids)  # noqa: FBT003
    return pa.table({"number": numbers, "id": ids.take(numbers)})


def format_users(users: pa.Table) -> str:
    """Return the ids of users as they are written in a call, shortened."""
    return show(users["id"].to_pylist()[:MAX_SUGGESTED_IDS])


def _list(name: str, values: Any) -> list[Any]:
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise OptionError(f"{name} must be a list, got {show(values)}; write {name}=[...]")
    listed = list(values)
    if not listed:
        raise OptionError(
            f"{name} must name at least one of the {name} to select by, got {show(values)}"
        )
    return listed


def _has_type(user: Any, type_: pa.DataType) -> bool:
    try:
        pa.array([user], type_)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return False
    return True


def _unknown_user(user: Any, ids: pa.Array) -> UserError:
    near = suggest(user, ids[:MAX_SUGGESTED_IDS].to_pylist())
    type_ = "int" if pa.types.is_integer(ids.type) else "str"
    known = f"these events of {plural_in_english(len(ids), 'user')} with ids of type {type_}"
    return UserError(f"no user {show(user)} in {known}{near}")
