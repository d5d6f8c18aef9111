"""Reasons why a record gave no event, in the current language."""

from __future__ import annotations

import re
from functools import cache

from tribus._display.language import current_language, format_whole, translate

KIND_LEFT_OUT = re.compile(r"kind (.*) left out", re.DOTALL)
TOO_LONG = re.compile(r"longer than ([0-9,]+) bytes")


def translate_reason(reason: str) -> str:
    """Return a reason in the current language; the report of a reading keeps it in English."""
    if current_language() == "en":
        return reason
    if kind := KIND_LEFT_OUT.fullmatch(reason):
        return translate("kind {kind} left out", kind=kind[1])
    if limit := TOO_LONG.fullmatch(reason):
        return translate("longer than {n} bytes", n=format_whole(int(limit[1].replace(",", ""))))
    return list_reasons(current_language()).get(reason, reason)


@cache
def list_reasons(_language: str) -> dict[str, str]:
    """Return all reasons in the current language, which is the key of the cache."""
    return {
        **_list_references(),
        **_list_posts(),
        **_list_messages(),
        **_list_people(),
        **_list_records(),
        **_list_damage(),
    }


def _list_references() -> dict[str, str]:
    """Return reasons of acts on users or posts that are unknown or gone."""
    kinds = {
        "follows": translate("follows"),
        "replies": translate("replies"),
        "mentions": translate("mentions"),
        "reposts": translate("reposts"),
        "quotes": translate("quotes"),
        "likes": translate("likes"),
    }
    fates = {
        "deleted later": translate("deleted later"),
        "to deleted authors": translate("to deleted authors"),
        "to unknown users": translate("to unknown users"),
        "with an id that is too long": translate("with an id that is too long"),
        "of the author who is answered": translate("of the author who is answered"),
        "of other records": translate("of other records"),
    }
    return {
        f"{kind} {fate}": f"{kinds[kind]} {translated}"
        for kind in kinds
        for fate, translated in fates.items()
    }


def _list_posts() -> dict[str, str]:
    return {
        "posts to nobody": translate("posts to nobody"),
        "replies to posts that are not in the table": translate(
            "replies to posts that are not in the table"
        ),
        "rows that count no event": translate("rows that count no event"),
        "posts without an id or an author": translate("posts without an id or an author"),
        "posts without an author": translate("posts without an author"),
        "posts by accounts without an address": translate("posts by accounts without an address"),
        "posts by deleted authors": translate("posts by deleted authors"),
        "posts that cannot be shown": translate("posts that cannot be shown"),
        "reposts without a user": translate("reposts without a user"),
        "likes and reposts of an unknown post": translate("likes and reposts of an unknown post"),
        "comments by deleted authors": translate("comments by deleted authors"),
        "comments on posts, to nobody": translate("comments on posts, to nobody"),
        "comments on videos, to nobody": translate("comments on videos, to nobody"),
        "comments that do not name the author of the post": translate(
            "comments that do not name the author of the post"
        ),
        "comments without an id or an author": translate("comments without an id or an author"),
        "placeholders of more comments": translate("placeholders of more comments"),
    }


def _list_messages() -> dict[str, str]:
    return {
        "direct messages": translate("direct messages"),
        "deleted messages": translate("deleted messages"),
        "deletions": translate("deletions"),
        "messages of bots": translate("messages of bots"),
        "messages of the stream": translate("messages of the stream"),
        "messages to nobody": translate("messages to nobody"),
        "messages by deleted accounts": translate("messages by deleted accounts"),
        "messages without an author": translate("messages without an author"),
        "messages without an id or an author": translate("messages without an id or an author"),
        "mails that answer nobody": translate("mails that answer nobody"),
        "mails without a sender": translate("mails without a sender"),
        "notes of the service": translate("notes of the service"),
    }


def _list_people() -> dict[str, str]:
    return {
        "accounts without an address": translate("accounts without an address"),
        "items without an account": translate("items without an account"),
        "updates of accounts": translate("updates of accounts"),
        "events of deleted users": translate("events of deleted users"),
        "users on lists whose accounts are gone": translate("users on lists whose accounts are gone"),
        "users on other lists": translate("users on other lists"),
        "users who do not follow each other": translate("users who do not follow each other"),
        "users on lists without an owner, which ego= gives": translate(
            "users on lists without an owner, which ego= gives"
        ),
        "users on lists in a file whose name says neither followers nor following": translate(
            "users on lists in a file whose name says neither followers nor following"
        ),
    }


def _list_records() -> dict[str, str]:
    return {
        "bookmarks": translate("bookmarks"),
        "edges of more than two people": translate("edges of more than two people"),
        "edges without two ends": translate("edges without two ends"),
        "empty pages": translate("empty pages"),
        "events of other kinds": translate("events of other kinds"),
        "files of other kinds": translate("files of other kinds"),
        "links": translate("links"),
        "links that are no objects": translate("links that are no objects"),
        "records dated after they were collected": translate("records dated after they were collected"),
        "records of other kinds": translate("records of other kinds"),
        "records without an id": translate("records without an id"),
        "ties without events": translate("ties without events"),
    }


def _list_damage() -> dict[str, str]:
    """Return reasons of records that cannot be read."""
    return {
        "a line too long": translate("a line too long"),
        "an open quote": translate("an open quote"),
        "damaged blocks": translate("damaged blocks"),
        "missing records": translate("missing records"),
        "nested too deep": translate("nested too deep"),
        "no object": translate("no object"),
        "no rows": translate("no rows"),
        "not JSON": translate("not JSON"),
        "not UTF-8": translate("not UTF-8"),
        "not a record of this format": translate("not a record of this format"),
        "not an address": translate("not an address"),
        "records that cannot be read": translate("records that cannot be read"),
        "records that the database passed over": translate("records that the database passed over"),
        "rest of a damaged file": translate("rest of a damaged file"),
        "too few columns": translate("too few columns"),
        "too many columns": translate("too many columns"),
        "unlisted records": translate("unlisted records"),
    }
