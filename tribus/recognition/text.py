"""Read people from texts: `@name` is a mention, at the start a reply, `RT @name:` a repost."""

from __future__ import annotations

NAME = r"\w+(?:[.\-]+\w+)*(?:@\w+(?:[.\-]\w+)+)?"
_REPOST = rf"^\s*RT\s+@({NAME})"
REDDIT_NAME = r"(?:^|[^\w/])/?u/([A-Za-z0-9_-]{3,20})\b"
_QUOTED_LINE = r"(?m)^\s*(?:>|&gt;).*$"
_ANYWHERE = rf"(?:^\.?|[^\w@/.]\.?)@({NAME})"


def acts_in_text(column: str) -> str:
    """Return SQL for the list of the events of a text: target and kind of each.

    Only the first name at the start is a reply; the platform adds the other names there. A repost has
    no mentions, because its text is by another author.
    """
    reposted = f"regexp_extract({column}, '{_REPOST}', 1)"
    start = rf"regexp_extract({column}, '^\s*(?:@{NAME}[\s,:]+)*@{NAME}')"
    answered = f"regexp_extract({start}, '@({NAME})', 1)"
    rest = f"substr({column}, length({start}) + 1)"
    names = f"list_distinct(regexp_extract_all({rest}, '{_ANYWHERE}', 1))"
    mentioned = f"list_filter({names}, lambda one: lower(one) != lower({answered}))"
    return (
        f"CASE WHEN {column} IS NULL THEN [] "
        f"WHEN {reposted} != '' THEN [{_struct(reposted, 'repost')}] "
        f"WHEN {answered} != '' THEN list_prepend({_struct(answered, 'reply')}, {_all(mentioned)}) "
        f"ELSE {_all(mentioned)} END"
    )


def name_of_repost(column: str) -> str:
    """Return SQL for the name after `RT` at the start of a text; null for another text."""
    return f"nullif(regexp_extract(CAST({column} AS VARCHAR), '{_REPOST}', 1), '')"


def names_in_text(column: str) -> str:
    """Return SQL for the list of all `@name` in a text, each once."""
    return f"list_distinct(regexp_extract_all(CAST({column} AS VARCHAR), '{_ANYWHERE}', 1))"


def reddit_names_in_text(column: str) -> str:
    """Return SQL for all `u/name` of Reddit in a text, each once, outside of quoted lines."""
    own = f"regexp_replace(CAST({column} AS VARCHAR), '{_QUOTED_LINE}', '', 'g')"
    names = f"regexp_extract_all({own}, '{REDDIT_NAME}', 1)"
    return f"list_distinct(list_transform({names}, lambda one: lower(one)))"


def _struct(target: str, kind: str) -> str:
    return f"struct_pack(target := {target}, kind := '{kind}')"


def _all(people: str) -> str:
    return f"list_transform({people}, lambda one: {_struct('one', 'mention')})"
