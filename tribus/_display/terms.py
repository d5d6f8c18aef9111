"""Terms: roles, relations, kinds and names of columns, in the current language."""

from __future__ import annotations

from functools import cache

from tribus._display.language import current_language, translate

KINDS = ("follow", "reply", "mention", "repost", "quote", "like")  # first acts have a side too


def translate_term(term: str) -> str:
    """Return a term of a table in the current language; any other text as it is."""
    if current_language() == "en":
        return term
    kind, _, side = term.rpartition(" ")
    if kind in KINDS and side == "given":
        return translate("{kind} given", kind=translate_term(kind))
    if kind in KINDS and side == "received":
        return translate("{kind} received", kind=translate_term(kind))
    return _list_terms(current_language()).get(term, term)


@cache
def _list_terms(_language: str) -> dict[str, str]:
    """Return the terms in the current language, which is the key of the cache."""
    return _list_values() | _list_columns()


def _list_values() -> dict[str, str]:
    """Return values of columns: roles, relations, kinds, changes."""
    return {
        "core": translate("core"),
        "member": translate("member"),
        "newcomer": translate("newcomer"),
        "heard": translate("heard"),
        "audience": translate("audience"),
        "none": translate("none"),
        "friend": translate("friend"),
        "friend elsewhere": translate("friend elsewhere"),
        "to meet": translate("to meet"),
        "listening": translate("listening"),
        "follow": translate("follow"),
        "reply": translate("reply"),
        "mention": translate("mention"),
        "repost": translate("repost"),
        "quote": translate("quote"),
        "like": translate("like"),
        "sowing": translate("sowing"),
        "consolidation": translate("consolidation"),
        "return": translate("in return"),
        "dormant": translate("dormant"),
        "second": translate("second"),
        "stranger": translate("stranger"),
        "all": translate("all"),
        "unknown": translate("unknown"),
        "answered": translate("answered"),
        "moved": translate("moved"),
        "joined": translate("joined"),
        "left": translate("left"),
        "stayed": translate("stayed"),
        "new": translate("new"),
        "gone": translate("gone"),
    }


def _list_columns() -> dict[str, str]:
    """Return names of the columns that commands print."""
    return {
        "tribe": translate("tribe"),
        "members": translate("members"),
        "newcomers": translate("newcomers"),
        "inside": translate("inside"),
        "mutual": translate("mutual"),
        "certainty": translate("certainty"),
        "name": translate("name"),
        "user": translate("user"),
        "relation": translate("relation"),
        "bond": translate("bond"),
        "given": translate("given"),
        "received": translate("received"),
        "since": translate("since"),
        "exchanges": translate("exchanges"),
        "answer_rate": translate("answers"),
        "median_answer_hours": translate("median in hours"),
        "monologue": translate("monologue"),
        "reach": translate("reach"),
        "conversation": translate("conversation"),
        "applause": translate("applause"),
        "window": translate("window"),
        "users": translate("users"),
        "placed": translate("placed"),
        "tribes": translate("tribes"),
        "kept": translate("kept"),
        "change": translate("change"),
        "outcomes": translate("outcomes"),
        "amount": translate("amount"),
        "share": translate("share"),
        "low": translate("low"),
        "high": translate("high"),
        "state": translate("state"),
        "churn": translate("churn"),
        "word": translate("word"),
        "elsewhere": translate("elsewhere"),
    }
