"""The section on the tribes through time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.language import format_date, format_share, translate
from tribus.report.drawing import draw_svg
from tribus.report.page import Block, Bullets, Paragraph, Picture, Section
from tribus.report.words import join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tribus.report.subject import Subject
    from tribus.timeline import Timeline

MAX_CHANGES = 8  # the latest
FLOW_SIZE, JOURNEY_SIZE = (6.4, 4.0), (6.4, 3.0)  # inches


def describe_time(subject: Subject) -> Section:
    """Return the section: the flow of people between tribes, the changes, and the account's way."""
    timeline = subject.timeline
    if timeline is None:
        return Section("time", "", [])
    flow = draw_svg(lambda ax: timeline.plot(ax=ax, title=""), name="flow", size=FLOW_SIZE)
    blocks: list[Block] = [
        Paragraph(translate("Tribes have other numbers here, in the order in which they appear.")),
        Picture(
            flow,
            translate(
                "A column is a moment, a block a tribe, and its height the number of people. Bands are "
                "the people who stay or go over; pale bands are unsure."
            ),
        ),
        *_list_changes(timeline),
        *_follow_account(subject, timeline),
    ]
    return Section("time", translate("Through time"), blocks)


def _list_changes(timeline: Timeline) -> list[Block]:
    frame = timeline.changes.tail(MAX_CHANGES)
    if not len(frame):
        return [Paragraph(translate("No tribe was born, ended, merged, split, grew or shrank clearly."))]
    columns = (frame[name].tolist() for name in ("window", "event", "tribes", "share"))
    items = [
        translate(
            "{day}: {change} (in {share} of repeated analyses)",
            day=format_date(moment),
            change=_describe_change(event, *tribes),
            share=format_share(share),
        )
        for moment, event, tribes, share in zip(*columns, strict=True)
    ]
    return [Paragraph(translate("The latest changes:")), Bullets(items[::-1])]


def _describe_change(event: str, before: Sequence[int], after: Sequence[int]) -> str:
    old, new = (join_names([str(number) for number in side]) for side in (before, after))
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


def _follow_account(subject: Subject, timeline: Timeline) -> list[Block]:
    if subject.user is None or subject.user not in timeline:
        return []
    person = timeline.of(subject.user)
    svg = draw_svg(lambda ax: person.plot(ax=ax, title=""), name="journey", size=JOURNEY_SIZE)
    caption = translate(
        "The tribe of {name} at each moment; a larger dot is surer. The line below is the share of "
        "people met who are new or lost.",
        name=subject.name(subject.user),
    )
    return [Picture(svg, caption)]
