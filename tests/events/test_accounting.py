"""Every record is counted once: with events or skipped; every event is kept or left out."""

import tribus as tb
from tribus._display.language import in_language
from tribus.events.accounting import Accounting
from tribus.events.cleaning import Cleaning
from tribus.events.reading import Reading

READINGS = (
    Reading(origin="a.jsonl", format="X API v2", read=10, skipped={"posts to nobody": 3}),
    Reading(origin="b.jsonl", format="X API v2", read=5, skipped={"posts to nobody": 1, "not JSON": 1}),
    Reading(origin="folder", format="folder", read=4, skipped={"files of other kinds": 2}),
)
CLEANING = Cleaning(rows=12, kept=9, self_interactions=2, duplicates=1, impossible_times=4)


def test_records_and_events_add_up():
    found = Accounting.of(READINGS, CLEANING)
    assert found.skipped == {"not JSON": 1, "posts to nobody": 4}
    assert found.sentences() == [
        "15 records were read: 10 with events, 5 skipped.",  # 10 + 5; the folder has files
        "12 events were in them: 9 kept, 3 left out.",
    ]
    assert found.lines()[1] == (
        "12 events were in them: 9 kept, 3 left out (2 self-interactions, 1 duplicate)."
    )


def test_the_sentences_are_spanish_in_spanish():
    with in_language("es"):
        sentence = Accounting.of(READINGS, CLEANING).sentences()[0]
    assert sentence == "Se leyeron 15 registros: 10 con actos, 5 sin ellos."


def test_a_selection_leaves_the_other_events_out(tmp_path):
    (tmp_path / "replies.csv").write_text("from,to\nana,ben\nben,ana\nana,ana\ncleo,ben\n")
    events = tb.read_events(tmp_path / "replies.csv", kind="reply", progress=False)
    chosen = events.without(users=["cleo"])
    assert Accounting.of(chosen.reading, chosen.cleaning).lines() == [
        "4 records were read: 4 with events, 0 skipped.",
        "4 events were in them: 2 kept, 2 left out (1 self-interaction, 1 event not selected).",
    ]
