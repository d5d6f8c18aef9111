"""Spellings of one id: `25074868.0` and `25074868`, `@ben` and `ben`, `Ben` and `ben`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tribus._core.checks import show
from tribus._display import plural_in_english
from tribus._engine.plans import engine_of, one_row, to_arrow
from tribus.errors import EventsError
from tribus.recognition.spelling import plain_spelling

if TYPE_CHECKING:
    from tribus._engine.protocol import StoredRows

_DAMAGED = r"^\d([.,]\d+)?[eE]\+\d{2,3}$"  # 1.32190E+18, as spreadsheets write long numbers
_UNUSUAL = (
    r"""^[@\s]|^=?"|^'\d|\s$|^\d+\.0+$|://|^acct:|^/?u/|[\x{3000}\x{ff01}-\x{ff5e}\x{ad}\x{a0}"""
    r"\x{200b}-\x{200f}\x{2060}\x{feff}]"
)
_WHOLE_FLOAT = r"^\d+\.0+$"
_SHEET_CELL = r"""^=?".+"$|^'\d"""  # ="7" and '7 keep a number as text in a spreadsheet


class JoinedUsers(NamedTuple):
    """Users whose ids were written in several ways, joined.

    Attributes
    ----------
    users
        `id` and `number` of each user.
    lookup
        `id` as the table writes it, and `number`.
    notes
        Notes on joined ids, for the report of the reading.
    warnings
        Messages for `TribusWarning`.
    """

    users: StoredRows
    lookup: StoredRows
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def join_spellings(users: StoredRows, *, joins_case: bool | None) -> JoinedUsers:
    """Join the users whose ids differ only in spelling; most ids without a twin stay as they are.

    Parameters
    ----------
    users
        `id` and `number` of each user.
    joins_case
        Whether ids that differ in letter case only are one user; None: they are counted in a warning.

    Raises
    ------
    EventsError
        If a spreadsheet has cut the digits of ids.
    """
    frame = users.lazy()
    if frame.collect_schema()["id"] != nw.String:
        return JoinedUsers(users, users)
    ids = nw.col("id")
    facts = one_row(
        frame.select(
            damaged=ids.str.contains(_DAMAGED).cast(nw.Int64).sum(),
            unusual=ids.str.contains(_UNUSUAL).cast(nw.Int64).sum(),
            capitals=(ids != ids.str.to_lowercase()).cast(nw.Int64).sum(),
        )
    )
    if facts["damaged"]:
        raise _damaged_ids(frame)
    if not facts["unusual"] and (not facts["capitals"] or joins_case is False):
        return JoinedUsers(users, users)
    return _join(users, joins_case=joins_case)


def _join(users: StoredRows, *, joins_case: bool | None) -> JoinedUsers:
    frame = users.lazy()
    written = to_arrow(frame.sort("number").select("id"))["id"].combine_chunks()
    written = written.cast(pa.string())
    is_unusual = pc.match_substring_regex(written, _UNUSUAL)
    plain = written
    if pc.any(is_unusual).as_py():
        spelt = pa.array(
            [plain_spelling(name) for name in written.filter(is_unusual).to_pylist()], pa.string()
        )
        plain = pc.replace_with_mask(written, is_unusual, spelt)
    groups, n_groups = _group(plain)
    names = _name_groups(written, plain, groups, n_groups)
    notes, warnings = [], []
    if n_groups < len(written):
        notes.append(f"{plural_in_english(len(written) - n_groups, 'second spelling')} of ids joined")
    lower = pc.utf8_lower(names)
    by_case, n_by_case = _group(lower)
    n_twins = n_groups - n_by_case
    if n_twins and joins_case:
        sizes = np.bincount(by_case, minlength=n_by_case)
        first = pc.if_else(pa.array(sizes[by_case] > 1), lower, names)
        names = _first_of_group(first, by_case, n_by_case)
        groups = by_case[groups]
        notes.append(
            f"{plural_in_english(n_twins, 'id')} joined that {_differ(n_twins)} in letter case only"
        )
    elif n_twins and joins_case is None:
        examples = _twins(names, by_case)
        warnings.append(
            f"{plural_in_english(n_twins, 'id')} {_differ(n_twins)} from another in letter case only, "
            f"as {' and '.join(map(show, examples))}. If they are the same users, say fold_case=True; "
            "fold_case=False keeps them apart without this warning"
        )
    if not notes and names.equals(written):
        return JoinedUsers(users, users, (), tuple(warnings))
    order = np.argsort(pc.sort_indices(names).to_numpy())
    lookup = pa.table({"id": written, "number": pa.array(order[groups].astype(np.int32))})
    joined = pa.table({"id": names, "number": pa.array(order.astype(np.int32))})
    engine = engine_of(frame)
    stored = [engine.materialise(engine.from_arrow(table, frame)) for table in (joined, lookup)]
    return JoinedUsers(stored[0], stored[1], tuple(notes), tuple(warnings))


def _group(names: pa.Array) -> tuple[np.ndarray[Any, np.dtype[np.int64]], int]:
    """Return the number of the group of each name, and the number of groups of equal names."""
    encoded = names.dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), len(encoded.dictionary)


def _name_groups(written: pa.Array, plain: pa.Array, groups: Any, n_groups: int) -> pa.Array:
    """Return the name of each group: as it is written, or plain where it is written in several ways.

    The marks of spreadsheets are never part of a name. If one number was also written as a float, all
    floats are numbers.
    """
    is_plain = np.bincount(groups, minlength=n_groups)[groups] > 1
    is_float = pc.match_substring_regex(written, _WHOLE_FLOAT).to_numpy(zero_copy_only=False)
    if (is_plain & is_float).any():
        is_plain |= is_float
    is_plain |= pc.match_substring_regex(written, _SHEET_CELL).to_numpy(zero_copy_only=False)
    return _first_of_group(pc.if_else(pa.array(is_plain), plain, written), groups, n_groups)


def _first_of_group(names: pa.Array, groups: Any, n_groups: int) -> pa.Array:
    first = np.full(n_groups, len(names))
    np.minimum.at(first, groups, np.arange(len(names)))
    return names.take(pa.array(first))


def _differ(n_ids: int) -> str:
    return "differs" if n_ids == 1 else "differ"


def _twins(names: pa.Array, groups: Any) -> list[str]:
    """Return two names of one group."""
    sizes = np.bincount(groups)
    twins: list[str] = names.filter(pa.array(groups == np.argmax(sizes > 1))).to_pylist()
    return twins[:2]


def _damaged_ids(frame: nw.LazyFrame[Any]) -> EventsError:
    damaged = frame.filter(nw.col("id").str.contains(_DAMAGED)).select("id").head(1)
    return EventsError(
        f"the id {show(to_arrow(damaged)['id'][0].as_py())} was cut by a spreadsheet, which keeps only "
        "the first digits of a long number, so that different users look the same. The digits are lost "
        "in this file: export it again, and import the columns of ids as text before you save it"
    )
