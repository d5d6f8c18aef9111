"""The results that a report is about, and the names of the people in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tribus._display import display_name, plain
from tribus._display.language import translate
from tribus.community.numbering import NO_TRIBE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus.people import Account, People
    from tribus.returns import Returns
    from tribus.timeline import Timeline
    from tribus.topics import Topics
    from tribus.tribes import PersonalTribe, Tribes

WORD = re.compile(r"[\w.@\-]+")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The results of an analysis, as `write_report` takes them.

    Attributes
    ----------
    tribes, people, topics, timeline, returns
        The results; None for one that was not given. The labels of `tribes` are pseudonyms if names
        are hidden.
    user
        The account of the report; None for a report on all tribes.
    pseudonyms
        Pseudonym of each user; None if names are shown.
    """

    tribes: Tribes
    people: People | None
    topics: Topics | None
    timeline: Timeline | None
    returns: Returns | None
    user: Any
    pseudonyms: Mapping[Any, str] | None

    @cached_property
    def own(self) -> PersonalTribe | None:
        """The personal tribe of the account; None without, or for one outside of the network."""
        if self.user is None or self.user not in self.tribes.network:
            return None
        return self.named_tribes.of(self.user)

    @cached_property
    def named_tribes(self) -> Tribes:
        """The tribes with the names of the report, for pictures."""
        names = tuple(self.given_tribe_name(number) for number in range(len(self.tribes)))
        return replace(self.tribes, given_names=names if any(names) else ())

    @cached_property
    def account(self) -> Account | None:
        """The measures of the account; None without people."""
        if self.user is None or self.people is None or self.user not in self.people:
            return None
        return self.people.of(self.user)

    def name(self, user: Any) -> str:
        """Return the name of a user: pseudonym, label, or id, safe to display."""
        if self.pseudonyms is not None:
            return self.pseudonyms.get(user, translate("somebody"))
        network = self.tribes.network
        return network.name_of(user) if user in network else display_name(user)

    def names(self, users: Sequence[Any]) -> list[str]:
        """Return the names of some users."""
        return [self.name(user) for user in users]

    def clean(self, text: str) -> str:
        """Return a text of the data, safe to display, in which hidden names are pseudonyms."""
        text = plain(text)
        if self.pseudonyms is None:
            return text
        known = self._by_folded_id
        return WORD.sub(lambda word: known.get(word[0].casefold().strip("@.-"), word[0]), text)

    @cached_property
    def _by_folded_id(self) -> dict[str, str]:
        pseudonyms = (self.pseudonyms or {}).items()
        return {user.casefold(): name for user, name in pseudonyms if isinstance(user, str)}

    def tribe_name(self, number: int) -> str:
        """Return the name of a tribe: given, of its topics, or its first two people."""
        if number == NO_TRIBE:
            return translate("no tribe")
        if name := self.given_tribe_name(number):
            return name
        rows = self.tribes.assignment.rows(number)[:2]
        return ", ".join(self.tribes.network.names_of_rows(rows))

    def given_tribe_name(self, number: int) -> str:
        """Return the name that the analyst or the topics gave to a tribe; empty without one."""
        given = self.tribes.given_names
        found = given[number] if number < len(given) else ""
        if not found and self.topics is not None and number < len(self.topics.names):
            found = self.topics.names[number]
        return self.clean(found)


def make_pseudonyms(users: Sequence[Any]) -> dict[Any, str]:
    """Return a pseudonym for each user, such as `Person 17`; the numbers do not follow the ids."""
    digests = [hashlib.sha256(repr(user).encode("utf-8", "surrogatepass")).digest() for user in users]
    order = sorted(range(len(users)), key=digests.__getitem__)
    return {
        users[index]: translate("Person {number}", number=number)
        for number, index in enumerate(order, start=1)
    }
