"""The last sections: method and limits in plain words, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.language import translate
from tribus._display.reasons import translate_reason
from tribus.events.accounting import Accounting
from tribus.people.coverage import describe_gaps
from tribus.report.page import Block, Bullets, Cell, DataTable, Paragraph, Section
from tribus.report.words import join_names, number

if TYPE_CHECKING:
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
    blocks += [Paragraph(why)] if (why := _explain_no_topics(subject)) else []
    return Section("method", translate("Method and limits"), blocks)


def _explain_no_topics(subject: Subject) -> str:
    """Return why the report says nothing about what the tribes talk about; empty if it does."""
    if subject.topics is not None:
        return ""
    if subject.people is not None and not subject.people.tables.has_texts:
        return translate("The data have no texts, so nobody knows what the people talk about.")
    if not len(subject.tribes):
        return translate("Topics are what tribes talk about; without a tribe there are none.")
    return translate("What the tribes talk about was not measured.")


def describe_left_out(subject: Subject) -> Section:
    """Return the section on what was left out of the data."""
    people = subject.people
    if people is None:
        return Section("data", "", [])
    accounting = Accounting.of(people.events.reading, people.events.cleaning)
    gaps = [
        subject.clean(gap)
        for gap in describe_gaps(people.tables, subject.names(people.egos), people.seen)
    ]
    blocks: list[Block] = [Paragraph(" ".join(accounting.sentences()))]
    tables = [_tabulate_records(subject, accounting), _tabulate_events(accounting)]
    blocks += [table for table in tables if table.rows]
    blocks += [Bullets(gaps)] if gaps else []
    return Section("data", translate("What was left out of the data"), blocks)


def _tabulate_records(subject: Subject, accounting: Accounting) -> DataTable:
    rows = [
        [Cell(subject.clean(translate_reason(reason))), number(count)]
        for reason, count in accounting.skipped.items()
    ]
    header = [translate("What"), translate("Records")]
    return DataTable(translate("Records without an event"), header, rows)


def _tabulate_events(accounting: Accounting) -> DataTable:
    reasons = {
        "self_interactions": translate("people who address themselves"),
        "empty_ids": translate("rows without a sender or a receiver"),
        "zero_counts": translate("rows that count nothing"),
        "duplicates": translate("repeated rows"),
        "undone": translate("follows that were undone"),
        "undated": translate("events without a time"),
        "not_selected": translate("events that the analyst left out"),
    }
    rows = [[Cell(reasons[name]), number(count)] for name, count in accounting.left_out.items()]
    if accounting.without_time:
        kept = translate("impossible times (kept without a time)")
        rows.append([Cell(kept), number(accounting.without_time)])
    return DataTable(translate("Events left out"), [translate("What"), translate("Events")], rows)
