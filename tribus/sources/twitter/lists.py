"""Lists that API v2 gives: of followers, of people followed, of likes, of reposters.

Pages of them hold people or posts alone. Whose list it is stands in the address that was asked for,
or nowhere: then the caller must say it, and the name of the file which of the two lists it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tribus.sources.rows import Rows

FOLLOWERS, FOLLOWING, LIKED = ("users", "followers"), ("users", "following"), ("users", "liked_tweets")
LIKING, REPOSTING = ("tweets", "liking_users"), ("tweets", "retweeted_by")
OTHER = ("", "")
LISTS = (FOLLOWERS, FOLLOWING, LIKED, LIKING, REPOSTING)


class Listing(NamedTuple):
    """Which list it is, and of which person or post."""

    what: tuple[str, str]
    of: str = ""


def listing_at(url: str) -> Listing:
    """Tell a list by its address, which ends in `/2/users/:id/followers?...` or the like."""
    whose, of, what = ["", "", *url.partition("?")[0].split("/")][-3:]
    return Listing((whose, what), of) if (whose, what) in LISTS and of.isdecimal() else Listing(OTHER)


def tell_person(user: str, listing: Listing | None, rows: Rows) -> None:
    """Tell what it means that somebody is on a list; None for one without an address."""
    what, of = listing or _said_by_caller(rows)
    if what == FOLLOWERS:
        rows.act("follow", user, of)
    elif what == FOLLOWING:
        rows.act("follow", of, user)
    elif what == LIKING:
        rows.act("like", user, None, post=of, parent=of)
    elif what == REPOSTING:
        rows.act("repost", user, None, post=of, parent=of)
    else:
        rows.meet(user)
        rows.skip(_why_nothing(rows) if listing is None else "people on other lists")


def _said_by_caller(rows: Rows) -> Listing:
    said = [what for what, words in _WORDS.items() if any(word in rows.file.lower() for word in words)]
    return Listing(said[0], rows.asked.ego) if rows.asked.ego and len(said) == 1 else Listing(OTHER)


def _why_nothing(rows: Rows) -> str:
    if not rows.asked.ego:
        return "people on lists that do not say whose they are, as ego= can"
    return "people on lists of which the file's name does not say followers or following"


_WORDS = {FOLLOWERS: ("follower",), FOLLOWING: ("following", "followed", "followee", "friend")}
