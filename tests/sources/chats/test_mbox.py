"""Mail in one file, as Python's mailbox and Mailman write it."""

from __future__ import annotations

import io
import mailbox
from email.message import EmailMessage

import pytest

import tribus as tb
from tribus.sources.chats import mbox
from tribus.sources.chats.mbox import split_mails
from tribus.sources.streams import Stream


def mail(
    number, sender, *, answers=None, references=(), text="hola", date="Mon, 04 May 2026 11:03:00 +0200"
):
    """Return a mail as text, with the line that mbox puts before it."""
    headers = [
        f"From {sender.split('<')[-1].rstrip('>')} Mon May  4 09:00:00 2026",
        f"From: {sender}", f"Date: {date}", f"Message-ID: <{number}@x>", "To: lista@example.org",
    ]  # fmt: skip
    headers += [f"In-Reply-To: {answers}"] if answers else []
    headers += ["References: " + "\n ".join(f"<{one}@x>" for one in references)] if references else []
    return "\n".join([*headers, "Subject: =?utf-8?q?pan?=", "", text, "", ""])


ANA, BEN, EVA = "Ana <ana@example.org>", "Ben <Ben@Example.org>", "eva@example.org"
# Right: four replies and one mail that answers nobody.
LIST = (
    mail(1, ANA)
    + mail(2, BEN, answers="<1@x>", text="> hola\n\n>From here on\nFrom the oven it comes")
    + mail(3, EVA, references=(1, 2))
    + mail(4, ANA, answers='Message from Ben of "Mon" <2@x>', references=(1,))
    + mail(5, EVA, answers="<4@x>", text="Aus\n\nFrom then on: never\n")
)
RIGHT = [
    ("ana@example.org", "ben@example.org"),
    ("ben@example.org", "ana@example.org"),
    ("eva@example.org", "ana@example.org"),
    ("eva@example.org", "ben@example.org"),
]


@pytest.fixture
def read(tmp_path):
    def read(content, **options):
        path = tmp_path / "list.mbox"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tb.read_events(path, **options)

    return read


def pairs(events):
    frame = events.to_frame()
    return sorted(zip(frame["source"], frame["target"], strict=True))


def test_a_list_gives_the_replies_of_its_mails(read):
    events = read(LIST)
    assert pairs(events) == RIGHT
    assert events.counts == {"reply": 4}
    assert events.reading[0].format == "mail in mbox"
    assert events.reading[0].read == 5
    assert events.reading[0].skipped == {"mails that answer nobody": 1}
    assert len(events.activity) == 1


def test_line_ends_of_windows_are_read(read):
    assert pairs(read(LIST.replace("\n", "\r\n"))) == RIGHT


def test_times_are_in_utc(read):
    assert set(map(str, read(LIST).to_frame()["time"])) == {"2026-05-04 09:03:00+00:00"}


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 May 2026 99:99:99 +9999"])
def test_a_mail_without_a_valid_date_is_read(read, date):
    assert pairs(read(LIST + mail(9, ANA, answers="<5@x>", date=date)))[0] == RIGHT[0]


def test_addresses_that_an_archive_hides_are_found(read):
    hidden = LIST.replace("Ana <ana@example.org>", "ana at example.org (Ana)")
    assert pairs(read(hidden)) == RIGHT


def test_a_mail_in_two_files_counts_once(tmp_path):
    for name in ("a.mbox", "b.mbox"):
        (tmp_path / name).write_text(LIST)
    events = tb.read_events([tmp_path / "a.mbox", tmp_path / "b.mbox"])
    assert events.counts == {"reply": 4}


def test_texts_are_the_plain_ones(read):
    frame = read(LIST, texts=True).to_frame()
    assert "oven" in frame.loc[frame["source"] == "ben@example.org", "text"].iloc[0]


def test_a_mail_without_a_sender_is_counted(read):
    events = read(LIST + mail(9, ANA).replace("From: Ana <ana@example.org>", "From: Ana"))
    assert events.reading[0].skipped["mails without a sender"] == 1


def test_mails_are_split_as_pythons_mailbox_does(tmp_path):
    box = mailbox.mbox(tmp_path / "made.mbox")
    for number in range(30):
        message = EmailMessage()
        message["From"], message["Message-ID"] = f"u{number % 3}@x.org", f"<{number}@x>"
        message["In-Reply-To"] = f"<{number - 1}@x>"
        message.set_content("From here\n\nFrom there\n" * (number * 200))
        box.add(message)
    n_mails = len(box)
    box.close()
    events = tb.read_events(tmp_path / "made.mbox")
    assert events.reading[0].read == n_mails
    assert sum(events.counts.values()) == 29


def test_a_very_long_mail_is_not_held(monkeypatch):
    monkeypatch.setattr(mbox, "MAX_MAIL_BYTES", 2**19)
    monkeypatch.setattr(mbox, "MAX_MAIL_HEADER_BYTES", 2**10)
    content = (mail(1, ANA, text="x" * 3_000_000) + mail(2, BEN, answers="<1@x>")).encode()
    mails = list(split_mails(Stream(io.BytesIO(content), "x.mbox", len(content))))
    assert len(mails) == 2
    assert len(mails[0]) < 2**20
    assert b"<1@x>" in mails[0]


def test_a_text_that_begins_with_from_is_no_mbox(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("From,To,Time\nana,ben,09:00\n")
    assert tb.read_events(path, kind="reply").reading[0].format != "mail in mbox"


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Ana Pan <ana@example.org>", "Ana Pan"),
        ('"Pan, Ana" <ana@example.org>', "Pan, Ana"),
        ("ana at example.org (Ana Pan)", "Ana Pan"),
        ("=?utf-8?q?Bego=C3=B1a?= <ana@example.org>", "Begoña"),
        ("ana@example.org", None),
        ('"ana@example.org" <ana@example.org>', None),
        ("=?no-such-code?q?x?= <ana@example.org>", None),
    ],
)
def test_the_name_beside_an_address_is_that_of_the_user(read, sender, name):
    events = read(mail(1, sender) + mail(2, "ben@example.org", answers="<1@x>"))
    names = dict(zip(events.profiles["user"], events.profiles["name"], strict=True))
    assert names == ({} if name is None else {"ana@example.org": name})
