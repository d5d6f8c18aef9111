"""Choose the columns of a table that name people, and how to read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tribus._core.checks import show
from tribus.errors import ColumnError
from tribus.recognition.cells import names_in
from tribus.recognition.clocks import find_clock
from tribus.recognition.context import TableContext, listed
from tribus.recognition.fits import find_blanks, find_strangers, ignore_case
from tribus.recognition.kinds import file_kind, find_kind, no_kind, uncounted_kinds
from tribus.recognition.people import MAX_STRANGERS, PeopleColumns, PersonColumn, with_kind
from tribus.recognition.plan import Act, Plan
from tribus.recognition.profile import overlap
from tribus.recognition.words import is_bare_kind, is_display_name, kind_in_name, normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tribus.recognition.profile import Profile
    from tribus.recognition.request import Request

MAX_TEXT_SHARE_OF_SUMS = 0.2  # maximum share of texts in a column, in a table of sums
MIN_DISTINCT_IDS = 0.9  # minimum share of distinct values in a column of row ids
METRIC_NAMES = ("id_str", "tweet_id", "post_id", "status_id", "text", "full_text", "body")


class _Choice(NamedTuple):
    """The columns that make events, and how to read them."""

    acts: tuple[Act, ...]
    source: str
    target: str = ""
    from_text: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def find_plan(profiles: Mapping[str, Profile], request: Request) -> Plan:
    """Return the plan that turns the rows of a table into events.

    Parameters
    ----------
    profiles
        Profile of each column, in the order of the table.
    request
        Options of the caller.

    Raises
    ------
    ColumnError
        If a column is missing or does not have the role that the caller gives it, if a required part has
        no column, or if several columns may hold it. The message shows the candidates with their values.
    OptionError
        If an option cannot be used.
    """
    table = TableContext(profiles, request)
    people = PeopleColumns(table)
    kind = find_kind(table)
    return _make_plan(table, people, kind, _choose(table, people, kind))


def _choose(table: TableContext, people: PeopleColumns, kind: str | None) -> _Choice:
    """Choose the source of people: the caller's columns, found columns, parent posts or texts."""
    target = table.named.get("target")
    if table.request.mentions_from_text and target is None:
        return _choose_text(table, people)
    named = [
        one
        for of_kind, column in (target.items() if isinstance(target, Mapping) else ())
        for one in people.read_column(column, of_kind)
    ]
    if "parent" in table.named:
        parents = {_single_kind(table, kind, "reply"): table.named["parent"]}
        return _choose_parents(table, people, parents, named)
    if isinstance(target, Mapping):
        return _Choice(*people.choose(named))
    if isinstance(target, str):
        return _choose_named(table, people, kind, target)
    return _choose_found(table, people, kind)


def _choose_named(table: TableContext, people: PeopleColumns, kind: str | None, target: str) -> _Choice:
    """Choose the column that the caller names. A column of posts is replaced by their authors."""
    if people.posts.is_parent(target):
        of_kind = _single_kind(table, kind, kind_in_name(target) or "reply")
        note = f"{show(target)} holds ids of posts: people are their authors"
        return _choose_parents(table, people, {of_kind: target})._replace(notes=(note,))
    counted = [] if kind in table.profiles else _counts(table, kind)
    if counted and kind_in_name(target) is None:
        return _by_count(people, [target], counted)
    said = kind_in_name(target) or file_kind(table) if kind is None else _single_kind(table, kind, "")
    if said is None:
        raise no_kind(table)
    return _Choice(*people.choose(people.read_column(target, said)))


def _choose_found(table: TableContext, people: PeopleColumns, kind: str | None) -> _Choice:
    """Choose among the columns that may hold people, posts and texts."""
    is_column = kind in table.profiles
    neutral, by_kind = people.neutral_targets(), people.targets_by_kind()
    if kind is not None:
        same = [] if is_column else [one for one in by_kind if one.kind == kind]
        by_kind = same or with_kind(by_kind, "" if is_column else kind)
    if neutral:
        counted = [] if is_column else _counts(table, kind)
        if counted:
            return _by_count(people, neutral, counted)
        said = kind_in_name(neutral[0]) if kind is None else _single_kind(table, kind, "")
        if said is None and not by_kind:
            said = file_kind(table)
        if said is not None:
            wanted = [one for name in neutral for one in people.read_column(name, said)]
            return _Choice(*people.choose(wanted))
        if not by_kind:
            raise no_kind(table)
    if any(one.kind != "mention" for one in by_kind):
        return _Choice(*people.choose(by_kind))
    parents = people.posts.parents()
    if parents:
        return _choose_parents(table, people, parents)
    return _Choice(*people.choose(by_kind)) if by_kind else _choose_text(table, people)


def _single_kind(table: TableContext, kind: str | None, otherwise: str) -> str:
    """Return the kind of all events; empty if there is a column of kinds."""
    if kind is None:
        return otherwise
    return "" if kind in table.profiles else kind


def _counts(table: TableContext, kind: str | None) -> list[Act]:
    """Return columns that count the events of one kind in a row, or flag whether there is one.

    In a table of posts such columns count reactions to the post. They are not used.
    """
    usual = {normalise_name(name) for name in table.columns}
    has_texts = any(one.share("text") > MAX_TEXT_SHARE_OF_SUMS for one in table.profiles.values())
    if "count" in table.named or has_texts or usual & set(METRIC_NAMES):
        return []
    taken = table.taken - {table.named.get("kind")}
    acts = []
    for name, profile in table.profiles.items():
        of_kind = kind_in_name(name)
        if of_kind is None or not is_bare_kind(name) or name in taken or kind not in (None, of_kind):
            continue
        if profile.is_boolean or (profile.is_small and kind is None):
            acts.append(Act(name, of_kind, "count"))
    return acts


def _by_count(people: PeopleColumns, targets: Sequence[str], counted: list[Act]) -> _Choice:
    acts, source = people.choose(
        [one for name in targets for one in people.read_column(name, counted[0].kind)]
    )
    return _Choice(tuple(counted), source, target=acts[0].column)


def _choose_parents(
    table: TableContext,
    people: PeopleColumns,
    parents: Mapping[str, str],
    named: Sequence[PersonColumn] = (),
) -> _Choice:
    """Choose the author column and the columns of parent posts, beside `named` columns of people."""
    first = next(iter(parents.values()))
    if not people.posts.names:
        raise ColumnError(
            f"column {show(first)} holds ids of posts, but no column holds the id of each row's own "
            f"post; the table has {listed(table.columns)}. Name it with post="
        )
    used = {*parents.values(), *people.posts.names}
    sources = [name for name in people.sources() if name not in used]
    source = people.choose_source(sources, [PersonColumn("", "reply")])
    acts = [Act(name, kind, "parent") for kind, name in parents.items()]
    if named:
        others, source = people.choose(named)
        return _Choice((*acts, *others), source)
    text = table.find_part("text")
    if text is not None and _is_reddit(table, first):
        acts.append(Act(text, "mention", "names"))
    return _Choice(tuple(acts), people.find_name_of(source, sources))


def _is_reddit(table: TableContext, parent: str) -> bool:
    """Return whether a table of posts is from Reddit, where `u/name` in a text is a person."""
    ids = (str(value) for value in table.profiles[parent].filled)
    return "subreddit" in table.profiles or any(re.match(r"t[13]_\w", one) for one in ids)


def _choose_text(table: TableContext, people: PeopleColumns) -> _Choice:
    """Choose the texts that name people, if the caller allows it or no other column names people."""
    wants, text = table.request.mentions_from_text, table.find_text()
    has_names = text is not None and any("@" in str(one) for one in table.profiles[text].filled)
    if wants and text is None:
        raise ColumnError(
            f"mentions_from_text=True needs a column of texts; the table has {listed(table.columns)}. "
            "Name it with text="
        )
    if text is None or not (wants or (wants is None and _name_authors(table, people))):
        named = [one for one in people.sources() if not is_display_name(one) and one.lower() != "name"]
        raise table.no_column("target" if named else "source", offers_text=has_names)
    names = names_in(table.profiles[text].filled)
    wanted = [PersonColumn(text, "mention", key="username", values=names)]
    source = people.choose_source([name for name in people.sources() if name != text], wanted)
    warning = (
        f"no column of {table.request.origin} names the person acted on, so the @names in the texts "
        f"of {show(text)} are read: one at the start is a reply, 'RT @name:' a repost, others are "
        "mentions. Say mentions_from_text=True to accept this, or name a column with target="
    )
    return _Choice((Act(text, ""),), source, from_text=True, warnings=() if wants else (warning,))


def _name_authors(table: TableContext, people: PeopleColumns) -> bool:
    """Return whether a column that usually holds texts has @names of people who act too."""
    text = table.find_part("text")
    if text is None:
        return False
    names = names_in(table.profiles[text].filled)
    authors = (table.profiles[name].distinct for name in people.sources() if name != text)
    return bool(names) and any(overlap(names, ids) >= MAX_STRANGERS for ids in authors)


def _make_plan(table: TableContext, people: PeopleColumns, kind: str | None, choice: _Choice) -> Plan:
    """Add the optional parts of events to the columns of people."""
    acts, first = choice.acts, choice.acts[0]
    is_count, is_single = first.way == "count", len(acts) == 1
    by_column = not choice.from_text and all(not act.kind for act in acts)
    is_text = choice.from_text
    used = {choice.source, choice.target}
    used |= {act.column for act in acts if not (is_text or act.way == "names")}
    if kind is not None and kind in table.profiles:
        used.add(kind)
    parts: dict[str, str | None] = {}
    for part in ("time", "count", "text", "post", "thread"):
        parts[part] = table.find_part(part, used | set(parts.values()))  # type: ignore[arg-type]
    if is_count:
        parts["count"] = None
    elif first.way == "parent":
        parts["post"] = people.posts.own_ids(first.column)
    elif parts["post"] is None and table.request.post is None:
        is_of_posts = choice.from_text or not is_single or kind_in_name(first.column) is not None
        parts["post"] = _row_ids(table, people, used) if is_of_posts else None
    is_person = first.way == "person" and not choice.from_text
    lookup = people.find_lookup(choice.source, first) if is_person and is_single else None
    notes = [f"people of {show(first.column)} found in {show(lookup[0])}"] if lookup else []
    names = [choice.source, choice.target, *(act.column for act in acts if act.way == "person")]
    profiles = [table.profiles[name] for name in dict.fromkeys(names) if name]
    targets = [one for one in profiles if one.name != choice.source]
    blanks = find_blanks(profiles[0], targets)
    lists = {act.column for act in acts if act.separator or act.key}
    plain = [one for one in targets if one.name not in lists]
    warned = _warn_of_strangers(table, profiles[0], plain) if is_person or is_count else []
    notes.extend(
        f"{' and '.join(map(show, words))} in {show(name)} read as nobody"
        for name, words in blanks.items()
    )
    return Plan(
        source=choice.source,
        target=choice.target or (first.column if is_person and is_single else ""),
        acts=acts,
        kind=(kind or "") if by_column else first.kind if is_single else "",
        time=parts["time"],
        count=parts["count"],
        text=parts["text"],
        post=parts["post"],
        thread=parts["thread"],
        clock=find_clock(
            table.profiles,
            parts["time"],
            used | {name for name in parts.values() if name is not None},
            table.request.time_format,
        ),
        lookup=lookup,
        from_text=choice.from_text,
        drops=uncounted_kinds(table, kind) if by_column else frozenset(),
        ignores_case=is_text or acts[-1].way == "names" or ignore_case(profiles),
        blanks=blanks,
        notes=(*choice.notes, *notes),
        warnings=(*choice.warnings, *warned),
    )


def _warn_of_strangers(
    table: TableContext, source: Profile, targets: Sequence[Profile]
) -> Iterator[str]:
    """Yield a warning for each column of people with many values that do not look like people."""
    for one, odd in find_strangers(source, targets):
        examples = ", ".join(show(value, at_most=40) for value in dict.fromkeys(odd[:3]))
        yield (
            f"column {show(one.name)} of {table.request.origin} is read as people, but {len(odd):,} of "
            f"its first {one.n_filled:,} values do not look like people ({examples}). Correct these "
            "rows, or name another column with source= or target="
        )


def _row_ids(table: TableContext, people: PeopleColumns, used: set[Any]) -> str | None:
    """Return the column `id`, if its values are distinct in nearly all rows."""
    for name in people.posts.names:
        profile = table.profiles[name]
        is_id = normalise_name(name) == "id" and name not in used
        if is_id and profile.distinct_share > MIN_DISTINCT_IDS and not profile.share("damaged"):
            return name
    return None
