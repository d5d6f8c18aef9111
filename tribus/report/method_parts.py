"""The last sections: method and limits in plain words, what was left out, and how to repeat it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._display.language import format_whole, translate
from tribus.people.coverage import describe_gaps
from tribus.report.page import Block, Bullets, Cell, Code, DataTable, Paragraph, Section
from tribus.report.words import join_names, number

if TYPE_CHECKING:
    from tribus.events.cleaning import Cleaning
    from tribus.report.subject import Subject


def describe_method(subject: Subject) -> Section:
    """Return the section on method and limits."""
    tribes = subject.tribes
    blocks: list[Block] = [
        Paragraph(
            translate(
                "Two people are close if both give: messages, likes, shares or follows that are "
                "returned. The side that gives less decides, and recent exchange counts more. The "
                "number of followers counts for nothing."
            )
        ),
        Paragraph(
            translate(
                "A tribe is a group of people with more ties to one another than chance explains. "
                "Whoever is only heard, or only listens, is counted next to the tribe, not in it."
            )
        ),
        Paragraph(
            translate(
                "The number of tribes was not chosen. It is the division that comes out again when the "
                "data are resampled many times."
            )
            if tribes.curve is not None
            else translate("The scale of the tribes was given by the analyst.")
        ),
        Paragraph(
            translate(
                "The report knows only what is in the data. Private messages, talk on other platforms "
                "and paid reach are missing. Somebody between two tribes is in the one with more "
                "exchange."
            )
        ),
    ]
    egos = subject.names(tribes.network.egos)
    if egos:
        blocks.append(
            Paragraph(
                translate(
                    "The files are exports of {names}, so little is known about the ties among the "
                    "others.",
                    names=join_names(egos),
                )
            )
        )
    return Section("method", translate("Method and limits"), blocks)


def describe_left_out(subject: Subject) -> Section:
    """Return the section on what was left out of the data."""
    people = subject.people
    if people is None:
        return Section("data", "", [])
    cleaning = people.events.cleaning
    gaps = [
        subject.clean(gap)
        for gap in describe_gaps(people.tables, subject.names(people.egos), people.seen)
    ]
    blocks: list[Block] = [
        Paragraph(
            translate(
                "{kept} of {rows} rows were used.",
                kept=format_whole(cleaning.kept),
                rows=format_whole(cleaning.rows),
            )
        )
    ]
    blocks += [_tabulate(cleaning)] if cleaning.left_out() else []
    blocks += [Bullets(gaps)] if gaps else []
    return Section("data", translate("What was left out of the data"), blocks)


def describe_repeat(subject: Subject) -> Section:
    """Return the section on how to repeat the analysis."""
    results: list[Any] = [subject.tribes.network, subject.tribes, subject.topics, subject.people]
    results += [subject.timeline, subject.returns]
    lines = [subject.clean(str(result.made_by)) for result in results if result is not None]
    return Section(
        "repeat",
        translate("How to repeat it"),
        [Paragraph(translate("The same data and these calls give the same report.")), Code(lines)],
    )


def _tabulate(cleaning: Cleaning) -> DataTable:
    reasons = {
        "self_interactions": translate("people who address themselves"),
        "empty_ids": translate("rows without a sender or a receiver"),
        "zero_counts": translate("rows that count nothing"),
        "duplicates": translate("repeated rows"),
        "undone": translate("follows that were undone"),
        "impossible_times": translate("impossible times (kept without a time)"),
        "undated": translate("events without a time"),
        "not_selected": translate("events that the analyst left out"),
    }
    rows = [
        [Cell(reasons[name]), number(count)]
        for name, count in cleaning.items()
        if count and name in reasons
    ]
    return DataTable(translate("Left out"), [translate("What"), translate("Rows")], rows)
