"""Collect the people around somebody on Bluesky, and return their events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_count, check_positive, show
from tribus._core.durations import MICROSECONDS_PER_DAY
from tribus._core.warn import warn_caller
from tribus._display import plural_in_english
from tribus._display.progress import move_bar, progress_bar
from tribus.errors import CollectError, OptionError, UserError
from tribus.live.addresses import read_address
from tribus.live.api import Api
from tribus.live.client import Client
from tribus.live.crawl import Crawl
from tribus.live.credentials import find_app_password
from tribus.live.hosts import is_loopback, read_service
from tribus.live.session import VIEW_PROXY, Session
from tribus.live.store import Store
from tribus.reading import read_events
from tribus.sources.bluesky.steps import FORMAT_NAME, FORMAT_VERSION, CollectionHeader
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from tribus.events import Events
    from tribus.live.addresses import Address

PUBLIC_SERVICE, PUBLIC_DIRECTORY = "https://public.api.bsky.app", "https://plc.directory"
MAX_DAYS = 36_525.0


def collect_bluesky(
    who: str | Sequence[str],
    *,
    to: str | os.PathLike[str],
    days: float = 90,
    hops: int = 1,
    budget: int = 5_000,
    leave_out: Sequence[str] = (),
    texts: bool = False,
    account: str | None = None,
    contact: str | None = None,
    service: str = PUBLIC_SERVICE,
    directory: str = PUBLIC_DIRECTORY,
    progress: bool = True,
) -> Events:
    """Collect the public records of people on Bluesky and of those around them.

    The people, those who follow them, whom they follow, and who writes to them are read from the servers
    of their accounts: follows, posts with replies, mentions and quotes, reposts and likes. Nothing needs
    an account. What is collected is in the folder `to`, which only grows: a run that is interrupted at
    any moment goes on in the next call, and a call after a finished run collects what has changed since.

    Parameters
    ----------
    who
        A handle (`ana.bsky.social`), a list of handles, or a link to or the `at://` address of a starter
        pack, a list, or a feed, whose present authors are taken.
    to
        Folder of the collection, made if it does not exist. `read_events` reads it too.
    days
        Length of the period before the first run, in days, above 0. Posts, reposts and likes before it
        are not collected; follows and blocks are, however old.
    hops
        1 also reads the people around those in `who`, so that the ties among them are known; 0 does
        not.
    budget
        Largest number of requests of this call, 1 or more. Those with whom there is most exchange are
        read first. The next call goes on with the others.
    leave_out
        Handles, or links to lists, of people who do not want to be collected.
    texts
        Whether to store the texts of posts.
    account
        Handle of an account in whose name is asked, so that people are collected who are shown only to
        those with an account. Its app password is taken from the environment variable
        `TRIBUS_BLUESKY_APP_PASSWORD`, or from the keyring of the system (service `tribus-bluesky`).
    contact
        Your address or page, of which the servers are told.
    service, directory
        Addresses of the server of views and of the directory of accounts.
    progress
        Whether to show a bar if this takes more than two seconds.

    Returns
    -------
    Events
        Events among the people in `who` and those around them. Left out and counted in `Events.reading`:
        people who ask not to be shown without an account, who are in `leave_out`, or whose accounts are
        gone, and what passed between people of whom one blocks the other. Deleted records are gone.

    Raises
    ------
    CollectError
        If a server cannot be reached or refuses, the disk is full, another run writes to the folder, or
        the library httpx is missing. The message says what is kept.
    OptionError
        If an option is out of range, a name is none of Bluesky, or the folder is of another collection.
    UserError
        If nobody has a handle, or there is no such list.
    ReadError
        If the collection in the folder is damaged, or of another version of tribus.

    Warns
    -----
    TribusWarning
        If the budget was spent before all was read.

    Notes
    -----
    Requests are made one at a time, wait when a server says so, and name tribus. `plan_bluesky` tells
    beforehand how many there will be, and `read_coverage` afterwards who was seen how far.

    Examples
    --------
    >>> import tribus as tb
    >>> tb.collect_bluesky("ana@mastodon.social", to="ana")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    tribus.errors.OptionError: 'ana@mastodon.social' is a name of Mastodon or an e-mail address, ...
    """
    addresses = read_addresses("who", who)
    opt_outs = read_addresses("leave_out", leave_out) if leave_out else []
    check_options(days=days, hops=hops, budget=budget)
    header = CollectionHeader(
        format=FORMAT_NAME,
        version=FORMAT_VERSION,
        who=[str(address) for address in addresses],
        hops=hops,
        days=float(days),
        since=time.time_ns() // 1000 - round(days * MICROSECONDS_PER_DAY),
        texts=texts,
        service=read_service("service", service),
        account=account,
    )
    client = Client(budget=budget, contact=contact)
    try:
        api = make_api(client, service=service, directory=directory, account=account)
        is_whole = run_collection(to, header, api, addresses, opt_outs, progress=progress)
    finally:
        client.close()
    if not is_whole:
        warn_caller(
            f"the budget of {budget:,} requests was spent before all people were read; "
            f"{format_path(to)} keeps what was read, and the next call goes on"
        )
    return read_events(to, texts=texts, progress=progress)


def run_collection(
    to: str | os.PathLike[str],
    header: CollectionHeader,
    api: Api,
    addresses: Sequence[Address],
    opt_outs: Sequence[Address],
    *,
    progress: bool,
) -> bool:
    """Make one run into a folder; return whether nothing is left to ask."""
    bar = progress_bar(total=len(addresses), what="collecting people", shown=progress)
    with Store(to, header) as store, bar:
        crawl = Crawl(store, api, on_person=lambda done, known: _move(bar, done, known))
        _run(crawl, store, addresses, opt_outs)
    return crawl.is_whole


def read_addresses(option: str, names: str | Sequence[str]) -> list[Address]:
    """Return what the names of an option stand for, each once; `OptionError` if there is none."""
    given = [names] if isinstance(names, str) else list(names)
    if not given:
        raise OptionError(f"{option} must have at least one handle, got {show(names)}")
    return list(dict.fromkeys(map(read_address, given)))


def check_options(*, days: float, hops: int, budget: int) -> None:
    """Raise `OptionError` if an option is out of range."""
    check_positive("days", days)
    if days > MAX_DAYS:
        raise OptionError(f"days must be at most {MAX_DAYS:,.0f}, got {show(days)}")
    if hops not in (0, 1) or isinstance(hops, bool):
        raise OptionError(f"hops must be 0, for the people themselves, or 1, got {show(hops)}")
    check_count("budget", budget)


def make_api(client: Client, *, service: str, directory: str, account: str | None) -> Api:
    """Return the endpoints for a run, with a session if an account is named."""
    service, directory = read_service("service", service), read_service("directory", directory)
    api = Api(client, service=service, directory=directory)
    if account is None:
        return api
    address = read_address(account)
    if address.key:
        raise OptionError(f"account must be a handle, got {show(account)}")
    password = find_app_password(address.owner)
    did = api.find_did(address.owner)
    server = None if did is None else api.find_home(did)
    if server is None:
        raise UserError(f"account={show(account)} is no account of Bluesky; check the handle")
    proxy = None if is_loopback(service) else VIEW_PROXY
    session = Session(client, server, password, proxy=proxy)
    return Api(client, service=service, directory=directory, session=session)


def _run(crawl: Crawl, store: Store, addresses: Sequence[Address], opt_outs: Sequence[Address]) -> None:
    """Run a crawl; an error tells what is kept."""
    before = store.found.n_steps
    try:
        crawl.run(addresses, opt_outs)
    except CollectError as error:
        if (n_kept := store.found.n_steps) == before == 0:
            raise
        raise CollectError(
            f"{error}. {format_path(store.path)} keeps the {plural_in_english(n_kept, 'answer')} so "
            "far, and the next call goes on from there"
        ) from None


def _move(bar: Any, done: int, known: int) -> None:
    bar.total = max(known, done)
    move_bar(bar, done)
