"""Measure the people of some events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._core.checks import show
from tribus._core.provenance import Provenance, digest_arrays
from tribus._engine.plans import engine_of
from tribus._engine.times import check_time_zone
from tribus.errors import OptionError
from tribus.events import Events, lazy_table
from tribus.people.answering import measure_answering
from tribus.people.complaints import measure_complaints
from tribus.people.conversation import measure_conversation
from tribus.people.marks import Predicate, check_predicate
from tribus.people.messages import join_messages, match_answers
from tribus.people.posts import find_posts
from tribus.people.reach import measure_reach
from tribus.people.result import People
from tribus.people.seen import read_seen, take_rates
from tribus.people.tables import load_tables
from tribus.people.tribe_view import view_tribes
from tribus.tribes import Tribes

if TYPE_CHECKING:
    import pandas as pd

    from tribus.people.tables import EventTables


def measure_people(
    events: Events,
    tribes: Tribes | None = None,
    *,
    time_zone: str = "UTC",
    complaints: Predicate | None = None,
    coverage: pd.DataFrame | None = None,
    progress: bool = True,
) -> People:
    """Measure who answers, who listens, and who waits for an answer.

    A *message* is a reply, a mention or a quote. It is *answered* by the first reply, mention or quote
    of its receiver to its sender that is strictly later, in the same thread where threads are known.
    Several messages of one user to another before the answer are one. Numbers of followers are used for
    nothing.

    Parameters
    ----------
    events
        From `read_events` or `Events.from_frame`.
    tribes
        Tribes of the same users, from `find_tribes`. They add the measures inside the tribe, and the
        bonds, which sort the waiting messages.
    time_zone
        Zone of the hours of the week, such as `"Europe/Madrid"`. Default `"UTC"`.
    complaints
        Which messages are complaints: a regular expression, such as `"late|broken"`, without regard to
        capitals, or a function that takes a Series of texts and returns a truth value for each. It adds
        their share and their answers to each account. Default None: not measured.
    coverage
        Of whom the acts were collected, from `read_coverage`. The silence of somebody who was not
        collected says nothing: rates of their own acts are NaN, they do not enter the rates of others,
        and their accounts say so. Default None: the events are all that anybody did.
    progress
        Whether to show a progress bar after two seconds of work.

    Returns
    -------
    People
        One row for each user of the events, including users without acts, and users who occur only in
        follows that were undone; the latter come last.

    Raises
    ------
    OptionError
        If `events` are not `Events`, `tribes` are not `Tribes` or have other users, `time_zone` is
        unknown, `complaints` is neither a regular expression nor a function that marks each text, or
        `coverage` is no table of `read_coverage` or has none of the users.
    EventsError
        If `complaints` is given, and the events have no texts.

    Notes
    -----
    Without times, a message is answered if the receiver sent any message back, so the answer rate is an
    upper limit, and there is no time to an answer. The sentences of each account name such
    gaps in the events. Paid reach is in no events.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(seed=0)
    >>> people = tb.measure_people(society.events)
    >>> people.of("obrador_de_hector").waiting[["user", "since"]].head(2)
                  user                            since
    ...
    """
    if not isinstance(events, Events):
        raise OptionError(
            f"measure_people takes Events, got {type(events).__name__}; "
            "make them with Events.from_frame(frame, ...) or read_events(path)"
        )
    if not isinstance(tribes, Tribes | None):
        raise OptionError(f"tribes must be Tribes, as find_tribes returns them, got {show(tribes)}")
    check_time_zone(time_zone)
    check_predicate(complaints)
    with engine_of(lazy_table(events)).report("measuring people", shown=progress):
        tables, ids = load_tables(events, complaints)
    seen = None if coverage is None else read_seen(coverage, ids.to_pylist())
    talk = match_answers(tables.acts, has_times=tables.has_times)
    messages, posts = join_messages(talk), find_posts(tables, talk)
    del talk
    conversation = measure_conversation(tables, messages, posts)
    reach, answering = measure_reach(tables, conversation.posts), measure_answering(messages, tables)
    if seen is not None:
        known = measure_answering(messages, tables, seen.received_by_known(messages))
        answering = take_rates(known, counts=answering)
        conversation, reach = seen.keep_known(conversation), seen.keep_known(reach)
    return People(
        events=events,
        ids=ids,
        tables=tables,
        messages=messages,
        posts=posts,
        answering=answering,
        conversation=conversation,
        reach=reach,
        questions=None if messages.asks is None else measure_answering(messages, tables, messages.asks),
        complaints=None if complaints is None else measure_complaints(messages, tables),
        tribe_view=None if tribes is None else view_tribes(tribes, ids),
        seen=seen,
        egos=events.egos,
        time_zone=time_zone,
        made_by=Provenance(
            function="measure_people",
            parameters={"time_zone": time_zone, **_show_predicate(complaints)},
            digest=_digest(tables),
        ),
    )


def _show_predicate(complaints: Predicate | None) -> dict[str, str]:
    """Return the option for complaints as a parameter; nothing without it."""
    if complaints is None:
        return {}
    if isinstance(complaints, str):
        return {"complaints": complaints}
    return {"complaints": getattr(complaints, "__name__", "a function")}


def _digest(tables: EventTables) -> str:
    acts, follows = tables.acts, tables.follows
    arrays: list[Any] = [acts.source, acts.target, acts.kind, acts.time]
    arrays += [tables.posts.user, tables.posts.time, follows.source, follows.target]
    arrays += [acts.count] if acts.count is not None else []
    return digest_arrays(*arrays)
