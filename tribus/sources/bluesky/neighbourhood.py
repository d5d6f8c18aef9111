"""The people of a collection from Bluesky, as far as its steps tell.

The neighbourhood of the people who were asked for are all who follow them, whom they follow, and who
wrote to them or were written to. Who is gone, hidden or wants to be left out is in no event.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tribus.sources.bluesky.records import (
    FOLLOW_COLLECTION,
    LIKE_COLLECTION,
    POST_COLLECTION,
    REPOST_COLLECTION,
    find_acts,
    make_uri,
    owner_of,
)
from tribus.sources.bluesky.steps import CUT_OFF, GONE, SEEN

if TYPE_CHECKING:
    from tribus.sources.bluesky.steps import CollectionHeader, Step

BLOCK_COLLECTION = "app.bsky.graph.block"
LISTED_COLLECTIONS = (
    BLOCK_COLLECTION, FOLLOW_COLLECTION, POST_COLLECTION, REPOST_COLLECTION, LIKE_COLLECTION,
)  # fmt: skip
STATE_COLLECTIONS = (BLOCK_COLLECTION, FOLLOW_COLLECTION)  # they hold until they are undone
HIDDEN, OPTED_OUT = "hidden", "opted out"
ANSWER_TASKS = ("replies", "quotes", "reposts", "likes")  # lists of those who answered a post


@dataclass(slots=True)
class Listing:
    """A pass over the pages of a list.

    Attributes
    ----------
    name
        The same for all pages of the pass.
    cursor
        Cursor of the next page; None before the first page and after the last.
    cursors
        All cursors so far: a list that returns to one of them would never end.
    is_complete
        Whether all pages were seen.
    cut_off
        Why it ends before its end; empty if it does not.
    oldest
        Oldest time that was written into a record of it.
    """

    name: str
    cursor: str | None = None
    cursors: set[str] = field(default_factory=set)
    is_complete: bool = False
    cut_off: str = ""
    oldest: str = ""


class Neighbourhood:
    """State of a collection after the steps that were applied to it.

    Attributes
    ----------
    header
        What was asked for.
    round
        Number of the current pass over all people.
    seeds
        The people who were asked for.
    homes, revisions
        Server and revision of the repository of each person, where they are known.
    missing
        Why a person is in no event: `GONE`, `HIDDEN` or `OPTED_OUT`.
    unreachable
        What the server of a person answered, or that it did not.
    handles
        Last known name of each person.
    listings
        Last pass over a list, by owner and collection or task; `complete` has the last complete one.
    blocks
        Pairs of which one blocks the other, in both orders.
    """

    def __init__(self, header: CollectionHeader) -> None:
        self.header = header
        self.round, self.n_steps, self.time = 1, 0, 0
        self.is_ended = False
        self.seeds: set[str] = set()
        self.homes: dict[str, str] = {}
        self.revisions: dict[str, tuple[int, str]] = {}
        self.missing: dict[str, str] = {}
        self.unreachable: dict[str, str] = {}
        self.handles: dict[str, str] = {}
        self.listings: dict[tuple[str, str], Listing] = {}
        self.complete: dict[tuple[str, str], Listing] = {}
        self.counts: dict[str, dict[str, tuple[int, int, int, int]]] = {}
        self.profiled: dict[str, int] = {}
        self.blocks: set[tuple[str, str]] = set()
        self._blocks: dict[str, tuple[str, set[str]]] = {}
        self._given: Counter[str] = Counter()
        self._received: Counter[str] = Counter()
        self._followed: set[str] = set()
        self._followers: set[str] = set()
        self._counted: set[str] = set()

    def apply(self, step: Step) -> None:
        """Take one step into account."""
        self.n_steps, self.time = step.number, max(self.time, step.time)
        if step.round > self.round:
            self.round, self.is_ended = step.round, False
        if step.task == "end":
            self.is_ended = True
        elif step.task == "seeds":
            self.seeds.update(step.asked)
            self._take_page(step)
        elif step.task == "opt-outs":
            self.missing.update(dict.fromkeys(step.asked, OPTED_OUT))
            self._take_page(step)
        elif step.task == "profiles":
            self._take_profiles(step)
        elif step.task == "home":
            self._take_home(step)
        elif step.task == "revision":
            self._take_revision(step)
        else:
            self._take_page(step)

    def partners(self) -> list[str]:
        """Return the people around the seeds, those with the largest mutual exchange first.

        Then follow those with more exchange, mutual follows, and the others; equals by id.
        """
        given, received = self._given, self._received
        found = (given.keys() | received.keys() | self._followed | self._followers) - self.seeds

        def rank(did: str) -> tuple[int, int, int, int, str]:
            follows = did in self._followed, did in self._followers
            mutual = min(given[did], received[did])
            return -mutual, -given[did] - received[did], -sum(follows), -follows[0], did

        return sorted(found, key=rank)

    def people(self) -> set[str]:
        """Return the seeds and the people around them who are not missing."""
        return {one for one in (*self.seeds, *self.partners()) if one not in self.missing}

    def listing(self, owner: str, what: str) -> Listing | None:
        """Return the last pass over a list."""
        return self.listings.get((owner, what))

    def _take_profiles(self, step: Step) -> None:
        self.profiled.update(dict.fromkeys(step.asked, step.round))
        seen = {user.did: user for user in step.users}
        for did in step.asked:
            if did not in seen:
                self._miss(did, GONE)
            elif seen[did].is_hidden and self.header.account is None:
                self._miss(did, HIDDEN)
            elif self.missing.get(did) in (GONE, HIDDEN):
                del self.missing[did]
        self._take_handles(step)

    def _miss(self, did: str, reason: str) -> None:
        if self.missing.get(did) != OPTED_OUT:
            self.missing[did] = reason

    def _take_handles(self, step: Step) -> None:
        self.handles.update({user.did: user.handle for user in step.users if user.handle})

    def _take_home(self, step: Step) -> None:
        if step.outcome == SEEN:
            self.homes[step.subject] = step.value
            self.unreachable.pop(step.subject, None)
        elif step.outcome == GONE:
            self._miss(step.subject, GONE)
        else:
            self.unreachable[step.subject] = step.value

    def _take_revision(self, step: Step) -> None:
        if step.outcome == SEEN:
            self.revisions[step.subject] = step.round, step.value
            self.unreachable.pop(step.subject, None)
            if self.missing.get(step.subject) == GONE:
                del self.missing[step.subject]
            return
        self.homes.pop(step.subject, None)  # the account may have moved to another server
        if step.outcome == GONE:
            self._miss(step.subject, GONE)
        else:
            self.unreachable[step.subject] = step.value

    def _take_page(self, step: Step) -> None:
        self._take_listing(step)
        if step.task == "counts":
            self._take_counts(step)
        elif step.collection == BLOCK_COLLECTION:
            self._take_blocks(step)
        elif step.task == "records":
            if step.subject in self.seeds:
                self._take_records(step)
        elif step.task == "followers" or step.task in ANSWER_TASKS:
            self._take_answers(step)

    def _take_listing(self, step: Step) -> None:
        key = step.subject, step.collection or step.task
        listing = self.listings.get(key)
        if listing is None or listing.name != step.listing or step.cursor is None:
            listing = self.listings[key] = Listing(step.listing)
        if step.outcome == GONE and step.task == "records":
            self._miss(step.subject, GONE)
        elif step.outcome not in (SEEN, CUT_OFF):
            self.unreachable[step.subject] = step.value
        else:
            listing.cursor = step.next
            listing.cursors.update([step.next] if step.next is not None else [])
            listing.cut_off = step.value if step.outcome == CUT_OFF else ""
            if step.next is None and step.outcome == SEEN:
                listing.is_complete = True
                self.complete[key] = listing
        times = [record.written_at for record in step.records if record.written_at]
        listing.oldest = min([*times, *([listing.oldest] if listing.oldest else [])], default="")

    def _take_counts(self, step: Step) -> None:
        known = self.counts.setdefault(step.subject, {})
        for one in step.counts:
            known[one.uri] = one.replies, one.quotes, one.reposts, one.likes

    def _take_blocks(self, step: Step) -> None:
        name, subjects = self._blocks.get(step.subject, ("", set()))
        if name != step.listing:
            self.blocks -= {pair for other in subjects for pair in _both_orders(step.subject, other)}
            subjects = set()
        subjects |= {record.subject for record in step.records if isinstance(record.subject, str)}
        self._blocks[step.subject] = step.listing, subjects
        self.blocks |= {pair for other in subjects for pair in _both_orders(step.subject, other)}

    def _take_records(self, step: Step) -> None:
        """Count those whom a person who was asked for addresses."""
        for record in step.records:
            uri = make_uri(step.subject, step.collection, record.key)
            if uri in self._counted:
                continue
            self._counted.add(uri)
            for kind, target in find_acts(step.collection, record):
                if kind == "follow":
                    self._followed.add(target)
                else:
                    self._given[target] += 1

    def _take_answers(self, step: Step) -> None:
        """Count those who address a person who was asked for."""
        self._take_handles(step)
        hidden = [user.did for user in step.users if user.is_hidden and self.header.account is None]
        for did in hidden:
            self._miss(did, HIDDEN)
        if step.task == "followers":
            self._followers.update(user.did for user in step.users)
        elif step.task in ANSWER_TASKS:
            for post in step.posts:
                if (owner := owner_of(post.uri)) and post.uri not in self._counted:
                    self._counted.add(post.uri)
                    self._received[owner[0]] += 1
            for user in step.users if step.task in ("reposts", "likes") else ():
                name = f"{step.task} {user.did} {step.subject}"
                if name not in self._counted:
                    self._counted.add(name)
                    self._received[user.did] += 1


def _both_orders(user: str, other: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (user, other), (other, user)
