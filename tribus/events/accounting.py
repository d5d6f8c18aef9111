"""The accounting of records and of the events in them: how many were kept, skipped or left out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tribus._display import plain
from tribus._display.language import format_whole, translate_count
from tribus.events.cleaning import count_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus.events.cleaning import Cleaning
    from tribus.events.reading import Reading

FOLDER = "folder"  # format of the reading of a folder, whose records are files


class Accounting(NamedTuple):
    """Where all records went: `n_records` are the records with events and the skipped ones.

    The events in the records, `n_found`, are those kept and those left out by the cleaning.

    Attributes
    ----------
    n_records
        Records read from files or rows of a frame.
    skipped
        Records without an event, by reason.
    n_found
        Events in the records; one record may have several.
    n_kept
        Events kept.
    left_out
        Events left out, by the name of the outcome in `Cleaning`.
    without_time
        Events kept without the time that they had, because it is impossible.
    """

    n_records: int
    skipped: Mapping[str, int]
    n_found: int
    n_kept: int
    left_out: Mapping[str, int]
    without_time: int

    @classmethod
    def of(cls, reading: Sequence[Reading], cleaning: Cleaning) -> Accounting:
        """Return the accounting of some readings and the cleaning of their events."""
        files = [one for one in reading if one.format != FOLDER]
        skipped = Counter[str]()
        for one in files:
            skipped.update(one.skipped)
        outcomes = dict(cleaning.items())
        kept, found, without_time = (outcomes.pop(name) for name in ("kept", "rows", "impossible_times"))
        return cls(
            n_records=sum(one.read for one in files),
            skipped=dict(sorted(skipped.items())),
            n_found=found,
            n_kept=kept,
            left_out={name: count for name, count in outcomes.items() if count},
            without_time=without_time,
        )

    def sentences(self) -> list[str]:
        """Return one sentence on the records and one on the events in them."""
        n_skipped = sum(self.skipped.values())
        with_events = format_whole(self.n_records - n_skipped)
        return [
            translate_count(
                "{n} record was read: {events} with events, {skipped} skipped.",
                "{n} records were read: {events} with events, {skipped} skipped.",
                self.n_records,
                events=with_events,
                skipped=format_whole(n_skipped),
            ),
            translate_count(
                "{n} event was in them: {kept} kept, {left_out} left out.",
                "{n} events were in them: {kept} kept, {left_out} left out.",
                self.n_found,
                kept=format_whole(self.n_kept),
                left_out=format_whole(sum(self.left_out.values())),
            ),
        ]

    def lines(self) -> list[str]:
        """Return the sentences, with why events were left out; the readings have the other reasons."""
        records, events = self.sentences()
        why = ", ".join(count_rows(name, count) for name, count in self.left_out.items())
        return [records, plain(f"{events[:-1]} ({why}).") if why else events]
