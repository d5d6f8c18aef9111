"""The plan of a collection: how many requests it needs, how long they take, and what stays unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tribus._display import plural
from tribus._display.language import format_whole, translate
from tribus.errors import UserError
from tribus.live.addresses import PERSON
from tribus.live.answers import AccountView, ListMember, decode_items
from tribus.live.api import PAGE_SIZE, PROFILES_PER_REQUEST
from tribus.live.client import Client
from tribus.live.collect import (
    PUBLIC_DIRECTORY,
    PUBLIC_SERVICE,
    check_options,
    make_api,
    read_addresses,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.live.addresses import Address
    from tribus.live.api import Api

REQUESTS_PER_PERSON = 12  # the server, the revision, and ten pages of the period: a guess
SECONDS_PER_REQUEST = 0.25
PLAN_BUDGET = 200
NEVER_KNOWN = (
    "mentions of the person by people who are not around them",
    "posts, likes and follows that were deleted before",
    "people who ask not to be shown without an account, unless account= is given",
    "blocks by people who were not read",
)


@dataclass(frozen=True, kw_only=True)
class CollectionPlan:
    """What a collection will take.

    Attributes
    ----------
    people
        Number of people around those who were asked for, with themselves: their follows and followers,
        some of whom are both. Others are found in conversations.
    requests
        Estimated number of requests, at most the budget of a call.
    minutes
        Estimated minutes for them, without pauses that servers ask for.
    calls
        Number of calls of `collect_bluesky` that this budget takes.
    unknown
        What will not be known (tuple of text).
    """

    people: int
    requests: int
    minutes: float
    calls: int
    unknown: tuple[str, ...]

    def __str__(self) -> str:
        """Return the plan as lines of text."""
        people, requests = plural(self.people, "person"), plural(self.requests, "request")
        values = {"people": people, "requests": requests, "minutes": format_whole(self.minutes)}
        needed = translate("about {people}, about {requests} and {minutes} minutes", **values)
        if self.calls > 1:
            needed += translate(", in {n} calls", n=format_whole(self.calls))
        unknown = translate("not known afterwards: {what}", what="; ".join(self.unknown))
        return f"{needed}\n{unknown}"


def plan_bluesky(
    who: str | Sequence[str],
    *,
    days: float = 90,
    hops: int = 1,
    budget: int = 5_000,
    service: str = PUBLIC_SERVICE,
    directory: str = PUBLIC_DIRECTORY,
) -> CollectionPlan:
    """Estimate what `collect_bluesky` will take, from a few requests.

    Parameters
    ----------
    who, days, hops, budget, service, directory
        As for `collect_bluesky`. Of lists, starter packs and feeds the first page is counted.

    Returns
    -------
    CollectionPlan
        The estimate. It takes follows and followers as the people around a person, who overlap, so it
        is rather too high.

    Raises
    ------
    CollectError, OptionError, UserError
        As for `collect_bluesky`.
    """
    addresses = read_addresses("who", who)
    check_options(days=days, hops=hops, budget=budget)
    client = Client(budget=PLAN_BUDGET)
    try:
        api = make_api(client, service=service, directory=directory, account=None)
        dids = [did for address in addresses for did in _find_dids(address, api)]
        profiles = _see_profiles(sorted(set(dids)), api)
    finally:
        client.close()
    around = sum(one.followsCount + one.followersCount for one in profiles)
    people = len(profiles) + (around if hops else 0)
    requests = people * REQUESTS_PER_PERSON + around // PAGE_SIZE + around // PROFILES_PER_REQUEST
    return CollectionPlan(
        people=len(profiles) + around,
        requests=min(requests, budget),
        minutes=min(requests, budget) * SECONDS_PER_REQUEST / 60,
        calls=-(-requests // budget),
        unknown=NEVER_KNOWN,
    )


def _find_dids(address: Address, api: Api) -> list[str]:
    did = api.find_did(address.owner)
    if did is None:
        raise UserError(f"nobody on Bluesky has the handle {address.owner!r}; check it in the app")
    if address.kind == PERSON:
        return [did]
    members, _ = decode_items(api.see_list(address, did, None).items, ListMember)
    return [member.subject.did for member in members]


def _see_profiles(dids: Sequence[str], api: Api) -> list[AccountView]:
    found = []
    for start in range(0, len(dids), PROFILES_PER_REQUEST):
        page = api.see_profiles(dids[start : start + PROFILES_PER_REQUEST])
        found += decode_items(page.profiles, AccountView)[0]
    return found
