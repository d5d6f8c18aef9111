"""The section on the tribes: names, sizes, cores, topics, and how sure they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display.colours import tribe_colour
from tribus._display.language import translate
from tribus.report.answer import draw_map
from tribus.report.page import Block, Cell, DataTable, Paragraph, Section
from tribus.report.words import count_rest, describe_certainty, join_names, number
from tribus.tribes.roles.assign import AUDIENCE, HEARD

if TYPE_CHECKING:
    from tribus._core.arrays import Floats
    from tribus.report.subject import Subject

MAX_TRIBES = 25  # in the table
MAX_CORE_NAMES, MAX_WORDS = 4, 6


def describe_tribes(subject: Subject) -> Section:
    """Return the section: a table of the largest tribes, and the map unless the page has it."""
    tribes = subject.tribes
    blocks: list[Block] = []
    if len(tribes):
        blocks.append(_tabulate(subject))
        blocks += _describe_audiences(subject)
    if subject.own is not None:
        blocks.append(draw_map(subject))
    return Section("tribes", translate("The tribes"), blocks)


def measure_certainty(subject: Subject) -> Floats | None:
    """Return the mean certainty of each tribe; None if it is not known."""
    certainty = np.array([tribe.certainty for tribe in subject.tribes])
    return certainty if np.isfinite(certainty).any() else None


def _tabulate(subject: Subject) -> DataTable:
    tribes, topics = subject.tribes, subject.topics
    certainty = measure_certainty(subject)
    header = [
        translate("Tribe"),
        translate("Members"),
        translate("Around it"),
        translate("At the heart"),
    ]
    header += [translate("Talks about")] if topics is not None else []
    header += [translate("How sure")] if certainty is not None else []
    rows = []
    for tribe, _ in zip(tribes, range(MAX_TRIBES), strict=False):
        around = int(tribes.assignment.sizes[tribe.number, [HEARD, AUDIENCE]].sum())
        core = join_names(subject.names(tribe.core[:MAX_CORE_NAMES])) if tribe.core else "–"
        name = f"{tribe.number} · {subject.tribe_name(tribe.number)}"
        row = [
            Cell(name, colour=tribe_colour(tribe.number)),
            number(tribe.n_members),
            number(around),
            Cell(core),
        ]
        row += [Cell(_list_words(subject, tribe.number))] if topics is not None else []
        row += [Cell(describe_certainty(certainty[tribe.number]))] if certainty is not None else []
        rows.append(row)
    return DataTable(
        translate("The largest tribes"),
        header,
        rows,
        count_rest(len(tribes) - MAX_TRIBES),
        translate(
            "Members exchange messages with at least two others of the tribe. Around it are those who "
            "only listen, or are only heard."
        ),
    )


def _list_words(subject: Subject, tribe: int) -> str:
    """Return the first words of a tribe; a dash if they are no clearer than chance."""
    topics = subject.topics
    if topics is None or tribe >= len(topics) or not topics.names[tribe]:
        return "–"
    frame = topics[tribe].to_frame().head(MAX_WORDS)
    return ", ".join(subject.clean(str(word)) for word in frame["word"])


def _describe_audiences(subject: Subject) -> list[Block]:
    audiences = subject.tribes.audiences
    if not audiences:
        return []
    names = [join_names(subject.names(crowd.users[:2])) for crowd in audiences[:3]]
    return [
        Paragraph(
            translate(
                "Some groups are crowds without a tribe: people gather around a few and get no answer. "
                "The largest are around: {names}.",
                names="; ".join(names),
            )
        )
    ]
