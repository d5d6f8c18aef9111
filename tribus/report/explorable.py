"""The map to explore as a part of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.language import format_whole, translate
from tribus._display.maps import MAX_PEOPLE
from tribus.explore.page import make_part
from tribus.report.page import Explorable

if TYPE_CHECKING:
    from tribus.report.subject import Subject


def make_explorable(subject: Subject) -> Explorable:
    """Return the map to explore, with the names of the report; hidden ids are not in it."""
    part = make_part(
        subject.named_tribes,
        max_people=MAX_PEOPLE,
        ties_per_person=None,
        with_ids=subject.pseudonyms is None,
    )
    note = translate(
        "Search a person, point at a dot, or choose one to see the ties of that person. The map has "
        "{n} people; it needs a computer or phone of the last years.",
        n=format_whole(len(subject.tribes.labels)),
    )
    return Explorable(
        translate("The map to explore"),
        note,
        part.html,
        part.script,
        translate("The map needs JavaScript, which is off in this browser."),
    )
