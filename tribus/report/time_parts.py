"""The section on the tribes through time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.language import format_date, format_share, translate, translate_count
from tribus.plot import draw_flows, draw_journey
from tribus.report.drawing import draw_svg
from tribus.report.page import Block, Bullets, Paragraph, Picture, Section
from tribus.report.words import join_names
from tribus.timeline.renumber import renumber_timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.report.subject import Subject
    from tribus.timeline import Timeline
    from tribus.timeline.renumber import Renumbered

MAX_CHANGES = 8  # the latest
MAX_NAMED = 3  # tribes without a counterpart
FLOW_SIZE, JOURNEY_SIZE = (4.2, 3.8), (4.2, 3.0)  # inches


def describe_time(subject: Subject) -> Section:
    """Return the section: the flow of people between tribes, the changes, and the account's way."""
    if subject.timeline is None:
        return Section("time", "", [])
    found = renumber_timeline(subject.timeline, subject.tribes)
    timeline = found.timeline
    names = [subject.given_tribe_name(number) for number in range(len(subject.tribes))]
    flow = draw_svg(
        lambda ax: draw_flows(timeline, names=names, ax=ax).set_title(""), name="flow", size=FLOW_SIZE
    )
    blocks: list[Block] = [
        *_describe_numbers(subject, found),
        Picture(
            flow,
            translate(
                "A column is a moment, a block a tribe, and its height the number of people. Bands are "
                "the people who stay or go over; pale bands are unsure."
            ),
        ),
        *_list_changes(subject, timeline),
        *_follow_account(subject, timeline, names),
    ]
    return Section("time", translate("Through time"), blocks)


def _describe_numbers(subject: Subject, found: Renumbered) -> list[Block]:
    """Return the paragraph on the numbers of the tribes, and on the tribes without a counterpart."""
    sentences = [translate("A tribe has the number and the colour of the rest of the report.")]
    absent = [number for number in range(len(subject.tribes)) if number not in found.matched]
    if absent:
        named = join_names([_name_tribe(subject, number) for number in absent[:MAX_NAMED]])
        sentences.append(
            translate_count(
                "{n} of its tribes is none at the last moment here: {tribes}.",
                "{n} of its tribes are none at the last moment here, such as {tribes}.",
                len(absent),
                tribes=named,
            )
        )
    n_others = int((found.timeline.sizes[:, found.n_groups :] > 0).any(axis=0).sum())
    if n_others:
        sentences.append(
            translate_count(
                "{n} tribe here has no counterpart there; its number is {first}.",
                "{n} tribes here have no counterpart there; their numbers are {first} and more.",
                n_others,
                first=found.n_groups,
            )
        )
    return [Paragraph(" ".join(sentences))]


def _name_tribe(subject: Subject, number: int) -> str:
    """Return the number of a tribe, with the name that it was given."""
    name = subject.given_tribe_name(number)
    return f"{number} ({name})" if name else str(number)


def _list_changes(subject: Subject, timeline: Timeline) -> list[Block]:
    frame = timeline.changes.tail(MAX_CHANGES)
    if not len(frame):
        return [Paragraph(translate("No tribe was born, ended, merged, split, grew or shrank clearly."))]
    columns = (frame[name].tolist() for name in ("window", "event", "tribes", "share"))
    items = [
        translate(
            "{day}: {change} (in {share} of repeated analyses)",
            day=format_date(moment),
            change=_describe_change(subject, event, *tribes),
            share=format_share(share),
        )
        for moment, event, tribes, share in zip(*columns, strict=True)
    ]
    return [Paragraph(translate("The latest changes:")), Bullets(items[::-1])]


def _describe_change(subject: Subject, event: str, before: Sequence[int], after: Sequence[int]) -> str:
    old, new = (
        join_names([_name_tribe(subject, number) for number in side]) for side in (before, after)
    )
    messages = {
        "birth": translate("tribe {new} appeared", new=new),
        "death": translate("tribe {old} ended", old=old),
        "merge": translate("tribes {old} became one, tribe {new}", old=old, new=new),
        "split": translate("tribe {old} split into tribes {new}", old=old, new=new),
        "growth": translate("tribe {new} grew", new=new),
        "shrinking": translate("tribe {new} shrank", new=new),
        "return": translate("tribe {new} came back", new=new),
    }
    return messages[event]


def _follow_account(subject: Subject, timeline: Timeline, names: Sequence[str]) -> list[Block]:
    if subject.user is None or subject.user not in timeline:
        return []
    person = timeline.of(subject.user)
    svg = draw_svg(
        lambda ax: draw_journey(person, names=names, ax=ax).set_title(""),
        name="journey",
        size=JOURNEY_SIZE,
    )
    caption = translate(
        "The tribe of {name} at each moment; a larger dot is surer. The line below is the share of "
        "people met who are new or lost.",
        name=subject.name(subject.user),
    )
    return [Picture(svg, caption)]
