"""Names of tribes: given by the analyst or by their topics, otherwise the first users of the core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, Self

from tribus._core.checks import read_index, show
from tribus._core.numbered import NumberedResults
from tribus._display.words import plain
from tribus.errors import OptionError
from tribus.tribes.tribe import Tribe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.tribes.knowledge import Knowledge
    from tribus.tribes.result import Tribes

MAX_TRIBE_NAME_LENGTH = 60


class NamesTribes(Protocol):
    """A result that has a name for each tribe, such as `Topics`."""

    @property
    def tribes(self) -> Tribes:
        """The tribes."""

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each tribe; empty for a tribe without one."""

    @property
    def knowledge(self) -> Knowledge:
        """The words of questions."""


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class NamedTribes(NumberedResults[Tribe]):
    """Tribes that can be named."""

    given_names: tuple[str, ...] = ()
    knowledge: Knowledge | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each tribe; the first users of the core for a tribe without one."""
        given = self.given_names or [""] * len(self)
        return tuple(name or tribe.core_names() for name, tribe in zip(given, self, strict=True))

    def rename(self, names: Mapping[int, str | None]) -> Self:
        """Return the same tribes with names, which cards, pictures and exports show.

        Parameters
        ----------
        names
            Name of some tribes by their number, as in `{0: "bakers"}`, at most 60 letters; None removes
            a name. Other tribes keep theirs.

        Returns
        -------
        Tribes
            With `names` and `given_names`.

        Raises
        ------
        OptionError
            If a number is no tribe, a name is too long or has no visible letter, or two tribes would
            have one name.

        Examples
        --------
        >>> import tribus as tb
        >>> tribes = tb.find_tribes(tb.build_network(tb.datasets.make_society(seed=0).events))
        >>> tribes.rename({0: "bakers"})[0]
        <Tribe 0, bakers: ... members, ...>
        """
        return replace(self, given_names=rename_tribes(self, names))

    def with_names(self, topics: NamesTribes) -> Self:
        """Return the same tribes, named by their topics, with what each person knows and asks.

        Parameters
        ----------
        topics
            The result of `find_topics` for these tribes. A tribe whose words are no clearer than chance
            keeps the name it has.

        Returns
        -------
        Tribes
            With `names` and `given_names`. The personal tribes have `knows`, `asks`, `can_help` and
            `could_be_helped_by`.

        Raises
        ------
        OptionError
            If `topics` is something else, or is of other tribes.
        """
        return replace(self, given_names=names_from(self, topics), knowledge=topics.knowledge)


def rename_tribes(tribes: NamedTribes, names: Any) -> tuple[str, ...]:
    """Return the names of all tribes, after some were changed; see `Tribes.rename`.

    Raises
    ------
    OptionError
        If `names` is not a mapping from numbers of tribes to texts, a name is too long or has no visible
        letter, or two tribes would have one name.
    """
    if not isinstance(names, Mapping):
        raise OptionError(f'rename takes a mapping such as {{0: "bakers"}}, got {show(names)}')
    changed = list(tribes.given_names or [""] * len(tribes))
    for number, name in names.items():
        changed[read_index("tribes", number, len(tribes))] = _check_name(name)
    _require_different(changed)
    return tuple(changed)


def names_from(tribes: NamedTribes, topics: NamesTribes) -> tuple[str, ...]:
    """Return the names of all tribes from their topics; see `Tribes.with_names`.

    Raises
    ------
    OptionError
        If `topics` is of other tribes.
    """
    if not hasattr(topics, "names") or not hasattr(topics, "tribes"):
        raise OptionError(
            f"with_names takes the Topics of find_topics, got {type(topics).__name__}; "
            'to give names of your own, use tribes.rename({0: "bakers"})'
        )
    if topics.tribes != tribes:
        raise OptionError(
            f"the topics are of other tribes ({topics.tribes!r}); use find_topics(events, tribes)"
        )
    given = tribes.given_names or [""] * len(tribes)
    return tuple(plain(name) or own for name, own in zip(topics.names, given, strict=True))


def _check_name(name: Any) -> str:
    """Return a name as plain text; empty for None.

    Raises
    ------
    OptionError
        If it is not a text of at most 60 letters.
    """
    if name is None:
        return ""
    if not isinstance(name, str) or len(name) > MAX_TRIBE_NAME_LENGTH:
        raise OptionError(
            f"the name of a tribe must be a text of at most {MAX_TRIBE_NAME_LENGTH} letters, or None to "
            f"remove it; got {show(name)}"
        )
    text = plain(name.strip())
    if not text.strip("\N{REPLACEMENT CHARACTER} "):
        raise OptionError(
            f"the name of a tribe must have a visible letter, got {show(name)}; None removes a name"
        )
    return text


def _require_different(names: Sequence[str]) -> None:
    given = [name for name in names if name]
    twice = next((name for name in given if given.count(name) > 1), None)
    if twice is not None:
        numbers = [str(number) for number, name in enumerate(names) if name == twice]
        raise OptionError(
            f"the tribes {' and '.join(numbers)} would both be called {show(twice)}; "
            "names of tribes must differ"
        )
