"""The crawl: what is asked of whom, in which order, until nothing is left or the budget is spent.

Each answer is written before the next request. All decisions follow from the steps that were written,
so a run that is resumed goes on as if it had not been interrupted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._core.checks import show, suggest
from tribus._core.warn import warn_caller
from tribus.errors import CollectError, UserError
from tribus.live.answers import (
    AccountView,
    CountedPost,
    FeedItem,
    Like,
    ListMember,
    RepositoryRecord,
    decode_items,
    keep_counts,
    keep_posts,
    keep_record,
    keep_user,
)
from tribus.live.api import PROFILES_PER_REQUEST
from tribus.live.asking import Asker, Pages
from tribus.live.client import BudgetSpentError, RefusedError
from tribus.sources.bluesky.neighbourhood import ANSWER_TASKS, LISTED_COLLECTIONS, STATE_COLLECTIONS
from tribus.sources.bluesky.steps import GONE, SEEN, Step
from tribus.sources.bluesky.times import time_of_tid, to_microseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tribus.live.addresses import Address
    from tribus.live.answers import AnswerPage
    from tribus.live.api import Api
    from tribus.live.store import Store

# Shares of the budget of a run, so that much is left for neighbours.
FOLLOWERS_SHARE, ANSWERS_SHARE = 0.25, 0.25
MAX_LISTED = 5_000  # people of one list who are asked for


class Crawl(Asker):
    """One run of a collection.

    Attributes
    ----------
    is_whole
        Whether the run asked all that there was to ask.
    on_person
        Called with the number of people who were read, and of all who are known so far.
    """

    def __init__(
        self, store: Store, api: Api, *, on_person: Callable[[int, int], None] = lambda _, __: None
    ) -> None:
        super().__init__(store)
        self._api, self.on_person = api, on_person
        self._since, self._texts = store.header.since, store.header.texts
        self.is_whole = True

    def run(self, addresses: Sequence[Address], opt_outs: Sequence[Address]) -> None:
        """Ask until nothing is left or the budget is spent."""
        self._store.begin_round()
        try:
            self._leave_out(opt_outs)
            self.find_seeds(addresses)
            self._collect()
        except BudgetSpentError:
            self.is_whole = False
        if self.is_whole:
            self._store.add(self._step("end"))

    def find_seeds(self, addresses: Sequence[Address]) -> None:
        """Find the accounts that were asked for, and their profiles."""
        for address in addresses:
            self._find_people(address, "seeds")
        self._see_profiles(sorted(self._store.found.seeds))
        self._check_seeds()

    def _collect(self) -> None:
        found = self._store.found
        seeds = sorted(found.seeds)
        for number, did in enumerate(seeds, start=1):
            self._collect_person(did)
            self.on_person(number, len(seeds))
        present = [did for did in seeds if did not in found.missing]
        self._within(FOLLOWERS_SHARE, present, self._see_followers)
        self._within(ANSWERS_SHARE, present, self._see_who_answers)
        partners = found.partners()
        self._see_profiles(partners)
        for number, did in enumerate(partners if self._store.header.hops else (), start=1):
            self._collect_person(did)
            self.on_person(len(seeds) + number, len(seeds) + len(partners))

    def _leave_out(self, opt_outs: Sequence[Address]) -> None:
        for address in opt_outs:
            self._find_people(address, "opt-outs")

    def _find_people(self, address: Address, task: str) -> None:
        """Add the account that an address names, or the people of its list."""
        subject = str(address)
        known = self._store.found.listing(subject, task)
        if known is not None and known.is_complete:
            return
        did = self._api.find_did(address.owner)
        if did is None:
            error = self._make_unknown_error(address.owner)
            if task == "seeds":
                raise error
            warn_caller(f"leave_out: {error}")  # an account that is gone must not stop the others
            return
        if not address.key:
            self._store.add(self._step(task, subject, asked=[did]))
            return

        def keep(page: AnswerPage, step: Step) -> None:
            members, _ = decode_items(page.items, ListMember)
            items, _ = decode_items(page.feed, FeedItem)
            authors = [item.post.author for item in items if item.post and item.post.author]
            step.asked = list(
                dict.fromkeys(one.did for one in (*(m.subject for m in members), *authors))
            )

        def is_enough(_: Step) -> bool:
            return address.kind == "feed" or len(self._store.found.seeds) >= MAX_LISTED

        pages = Pages(task, subject, "1")
        try:
            self._list(pages, lambda cursor: self._api.see_list(address, did, cursor), keep, is_enough)
        except RefusedError as error:
            raise UserError(
                f"there is no such {address.kind}: {error}; check the link, it may have been deleted"
            ) from None

    def _make_unknown_error(self, handle: str) -> UserError:
        near, _ = decode_items(self._api.find_similar(handle).actors, AccountView)
        hint = suggest(handle, [one.handle for one in near])
        return UserError(
            f"nobody on Bluesky has the handle {show(handle)}{hint}; check it in the app, it may have "
            "changed"
        )

    def _see_profiles(self, dids: Sequence[str]) -> None:
        """See the profiles of accounts that were not seen in this round."""
        found = self._store.found
        due = [did for did in dids if found.profiled.get(did) != found.round]
        for start in range(0, len(due), PROFILES_PER_REQUEST):
            asked = due[start : start + PROFILES_PER_REQUEST]
            profiles, n_bad = decode_items(self._api.see_profiles(asked).profiles, AccountView)
            users = [keep_user(profile) for profile in profiles if profile.did in asked]
            self._store.add(self._step("profiles", asked=asked, users=users, n_bad=n_bad))

    def _check_seeds(self) -> None:
        """Raise `CollectError` if nobody who was asked for may be collected."""
        found = self._store.found
        if found.seeds - found.missing.keys():
            return
        shown = {did: found.missing[did] for did in sorted(found.seeds)}
        if not shown:
            raise CollectError("the list has no people; check the link")
        did, reason = next(iter(shown.items()))
        name = show(found.handles.get(did, did))
        raise CollectError(
            {
                GONE: f"{name} is deleted, deactivated or suspended; nothing can be collected",
                "hidden": f"{name} asks not to be shown to people without an account; collect with "
                "account=, the handle of an account of yours",
            }.get(reason, f"{name} is on the list of those to leave out")
        )

    def _collect_person(self, did: str) -> None:
        """Read the repository of a person, if it has changed since it was read."""
        found = self._store.found
        if did in found.missing or self._is_read(did):
            return
        home = found.homes.get(did) or self._find_home(did)
        if home is None:
            return
        revision = self._see_revision(did, home)
        if revision is None:
            return
        for collection in LISTED_COLLECTIONS:
            if not self._list_records(did, home, collection, revision):
                return

    def _is_read(self, did: str) -> bool:
        """Whether the repository was read in this round."""
        found = self._store.found
        seen_in, revision = found.revisions.get(did, (0, ""))
        return seen_in == found.round and all(
            (known := found.complete.get((did, one))) is not None and known.name == revision
            for one in LISTED_COLLECTIONS
        )

    def _find_home(self, did: str) -> str | None:
        step = self._step("home", did)

        def ask() -> None:
            step.value = self._api.find_home(did) or ""
            step.outcome = SEEN if step.value else GONE

        self._ask(step, ask)
        self._store.add(step)
        return step.value if step.outcome == SEEN else None

    def _see_revision(self, did: str, home: str) -> str | None:
        found = self._store.found
        seen_in, revision = found.revisions.get(did, (0, ""))
        if seen_in == found.round:
            return revision
        step = self._step("revision", did)

        def ask() -> None:
            step.value = self._api.see_revision(home, did)

        self._ask(step, ask)
        self._store.add(step)
        return step.value if step.outcome == SEEN else None

    def _list_records(self, did: str, home: str, collection: str, revision: str) -> bool:
        """Read a collection of a repository; return False if its server does not answer."""
        known = self._store.found.complete.get((did, collection))
        if known is not None and known.name == revision:
            return True

        def keep(page: AnswerPage, step: Step) -> None:
            latest[0] = 0
            items, step.n_bad = decode_items(page.records, RepositoryRecord)
            for item in items:
                record = keep_record(item, did, collection, texts=self._texts)
                if record is None:
                    step.n_bad += 1
                elif collection in STATE_COLLECTIONS or self._is_in_period(record.written_at):
                    step.records.append(record)
                else:
                    step.n_old += 1
                    latest[0] = max(latest[0], time_of_tid(record.key) or 0)

        def is_enough(step: Step) -> bool:
            """Whether all records of a page, and so those of later pages, are before the period."""
            return step.n_old > 0 and not step.records and latest[0] < self._since

        latest = [0]
        return self._list(
            Pages("records", did, revision, collection),
            lambda cursor: self._api.see_records(home, did, collection, cursor),
            keep,
            is_enough,
        )

    def _is_in_period(self, written_at: str) -> bool:
        time = to_microseconds(written_at)
        return time is None or time >= self._since

    def _see_followers(self, did: str) -> None:
        def keep(page: AnswerPage, step: Step) -> None:
            profiles, step.n_bad = decode_items(page.followers, AccountView)
            step.users = [keep_user(profile) for profile in profiles]

        pages = Pages("followers", did, str(self._store.found.round))
        self._list(pages, lambda cursor: self._api.see_followers(did, cursor), keep)

    def _see_who_answers(self, did: str) -> None:
        """See who answers, quotes, reposts and likes the posts of a person."""

        def keep(page: AnswerPage, step: Step) -> None:
            items, step.n_bad = decode_items(page.feed, FeedItem)
            step.counts = keep_counts(items, did)
            own = [item.post for item in items if item.post is not None and item.reason is None]
            times = [to_microseconds(post.indexedAt) or 0 for post in own]
            step.n_old = sum(time < self._since for time in times)

        def is_enough(step: Step) -> bool:
            return step.n_old > 0 and step.n_old >= len(step.counts)

        pages = Pages("counts", did, str(self._store.found.round))
        self._list(pages, lambda cursor: self._api.see_posts(did, cursor), keep, is_enough)
        counts = self._store.found.counts.get(did, {})
        for number, task in enumerate(ANSWER_TASKS):
            for uri, numbers in sorted(counts.items()):
                if numbers[number]:
                    self._see_answers(task, uri, numbers[number])

    def _see_answers(self, task: str, uri: str, count: int) -> None:
        def keep(page: AnswerPage, step: Step) -> None:
            items, n_bad = decode_items(page.thread.replies if page.thread else (), FeedItem)
            views, n_bad_views = decode_items(page.posts, CountedPost)
            views += [item.post for item in items if item.post is not None]
            step.posts, step.users = keep_posts(views, texts=self._texts)
            profiles, n_bad_profiles = decode_items(page.repostedBy, AccountView)
            likes, n_bad_likes = decode_items(page.likes, Like)
            step.users += [keep_user(profile) for profile in profiles]
            step.users += [keep_user(like.actor, time=like.createdAt) for like in likes]
            step.n_bad = n_bad + n_bad_views + n_bad_profiles + n_bad_likes

        pages = Pages(task, uri, str(count))
        self._list(pages, lambda cursor: self._api.see_answers(task, uri, cursor), keep)

    def _within(self, share: float, dids: Sequence[str], work: Callable[[str], None]) -> None:
        """Do work for people until a share of the budget is spent on it; a later run does the rest."""
        client = self._api.client
        whole = client.budget
        client.budget = min(whole, client.n_requests + max(round(share * whole), 1))
        try:
            for did in dids:
                work(did)
        except BudgetSpentError:
            self.is_whole = False
            if client.n_requests >= whole:
                raise
        finally:
            client.budget = whole
