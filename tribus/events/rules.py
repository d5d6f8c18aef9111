"""Rules: how the values of a table are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._engine.times import check_time_zone
from tribus.errors import OptionError
from tribus.events.kinds import read_kind_names

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How the values of a table are read; checked when made, and passed on as a whole.

    Parameters
    ----------
    kinds
        Your names for kinds, for example `{"retweet": "repost"}`. None: only the six names of tribus.
    time_zone
        Zone of times without one, for example `"Europe/Madrid"`. None: such times are an error.
    fold_case
        Whether ids are lower-cased, so that `Ana` and `ana` are one user.
    integer_ids
        Whether ids stored as text are read as integers.
    joins_case
        Whether ids that differ in letter case only are joined, while others keep their capitals; None:
        they are counted in a warning.

    Raises
    ------
    OptionError
        If `kinds` is not a dict or maps to a name that is not a kind, if `time_zone` is not a time
        zone, or if a switch is not a bool.
    """

    kinds: Mapping[str, str] | None = None
    time_zone: str | None = None
    fold_case: bool = False
    integer_ids: bool = False
    joins_case: bool | None = False

    def __post_init__(self) -> None:
        read_kind_names(self.kinds)
        check_time_zone(self.time_zone)
        for name in ("fold_case", "integer_ids"):
            _check_bool(name, getattr(self, name))

    @property
    def kind_names(self) -> dict[str, str]:
        """Each known name of a kind, in lower case, with its kind."""
        return read_kind_names(self.kinds)


def make_rules(*, fold_case: bool | None, integer_ids: bool = False) -> Rules:
    """Return the rules for a caller's choice about letter case.

    Parameters
    ----------
    fold_case
        True: all ids are lower-cased. False: letter case distinguishes users. None: the same users on
        platforms that ignore it, and counted in a warning elsewhere.
    integer_ids
        As in `Rules`.
    """
    if fold_case is None:
        return Rules(integer_ids=integer_ids, joins_case=None)
    return Rules(fold_case=fold_case, integer_ids=integer_ids)


def _check_bool(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise OptionError(f"{name} must be True or False, got {show(value)}")
