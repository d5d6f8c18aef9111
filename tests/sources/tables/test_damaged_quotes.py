"""Damaged quotes: no row is lost without being counted, and no line of a text becomes a row."""

from __future__ import annotations

import csv
import io
from random import Random

import pytest

from tribus.errors import ReadError

HEADER = ["source", "target", "kind", "text"]
STRANGER = "evil,victim,like,boo"
TEXTS = (
    "", "hola", 'she said "no"', '"', "a,b,c", "one\ntwo", 'x\n"y",z\nw', f"start\n{STRANGER}\nend",
    f'start\n{STRANGER}\n"evil","victim","like","boo"\nend', f"{STRANGER}\n{STRANGER},",
    f"start\n{STRANGER}\nthe end,", f'"quoted"\n{STRANGER}\n"end"', f"\n{STRANGER}",
)  # fmt: skip


def make_rows(n_rows, texts=TEXTS):
    return [[f"u{row}", f"v{row}", "reply", texts[row % len(texts)]] for row in range(n_rows)]


def write_table(rows, quoting=csv.QUOTE_ALL, end="\n"):
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([HEADER, *rows])
    return out.getvalue()


def pairs_of(rows):
    return [(row[0], row[1]) for row in rows]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("place", range(8))
def test_a_lost_quote_in_a_fully_quoted_file_costs_its_row_alone(write, see, place, end):
    rows = make_rows(50, ("hola", 'she said "no"'))
    lines = write_table(rows, end=end).split(end)
    quotes = [index for index, letter in enumerate(lines[11]) if letter == '"']
    lines[11] = lines[11][: quotes[place]] + lines[11][quotes[place] + 1 :]
    seen = see(write("a.csv", end.join(lines)))
    assert pairs_of(seen.rows) == pairs_of(rows[:10] + rows[11:])
    assert seen.read == len(rows)
    assert sum(seen.skipped.values()) == 1


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL], ids=["all", "minimal"])
@pytest.mark.parametrize("seed", range(30))
def test_one_quote_too_many_or_too_few_loses_and_invents_no_row(write, see, quoting, seed):
    random = Random(seed)  # noqa: S311  for a reproducible test
    rows = make_rows(random.randint(13, 60))
    random.shuffle(rows)
    content = write_table(rows, quoting, random.choice(["\n", "\r\n"]))
    start = content.index("\n") + 1
    place = random.randrange(start, len(content))
    if seed % 2:
        place = random.choice([at for at in range(start, len(content)) if content[at] == '"'])
    damaged = content[:place] + ("" if seed % 2 else '"') + content[place + seed % 2 :]
    seen = see(write("a.csv", damaged), bad_lines=1.0)
    found = pairs_of(seen.rows)
    assert not any("evil" in source for source, _ in found)
    assert len(set(found) - set(pairs_of(rows))) <= 1  # the row with the damage
    assert seen.read == len(found) + sum(seen.skipped.values())
    assert seen.read >= len(rows)


def test_the_end_of_a_text_that_lost_its_first_quote_takes_its_lines_with_it(write, see):
    rows = make_rows(30, (f"start\n{STRANGER}\nend",))
    content = write_table(rows).replace('"v9","reply","start', '"v9","reply",start')
    seen = see(write("a.csv", content))
    assert pairs_of(seen.rows) == pairs_of(rows[:9] + rows[10:])
    assert seen.skipped == {"an open quote": 3}


def test_quotes_inside_of_unquoted_fields_are_letters(write, see):
    rows = ['a\tb\tthe "best"', 'c\td\t5" or 6', 'e\tf\ta screen of 5"', 'g\th\t"""ok"" he said"']
    seen = see(write("a.tsv", "\n".join(["source\ttarget\ttext", *rows]) + "\n"))
    assert [row[2] for row in seen.rows] == ['the "best"', '5" or 6', 'a screen of 5"', '"ok" he said']


@pytest.mark.parametrize(
    "text", ["x" * 3_000_000, "x\n" * 1_500_000, "x" * 20_000_000, "x\n" * 10_000_000],
    ids=["line", "lines", "long line", "many lines"],
)  # fmt: skip
def test_a_text_that_is_too_long_costs_its_row_alone(write, see, text):
    rows = make_rows(5, ("hola",))
    rows[2][3] = text
    seen = see(write("a.csv", write_table(rows)), bad_lines=1.0)
    assert pairs_of(seen.rows) == pairs_of(rows[:2] + rows[3:])
    assert sum(seen.skipped.values()) == 1 + text.count("\n")


def test_an_error_names_the_line_of_the_open_quote(write, see):
    rows = make_rows(50, ("hola",))
    content = write_table(rows).replace('"v9","reply","hola"', '"v9","reply","hola')
    with pytest.raises(ReadError, match=r"line 11: an open quote \(nothing closes it\)"):
        see(write("a.csv", content), bad_lines=0)


def test_the_lines_of_a_report_above_the_header_may_have_open_quotes(write, see):
    content = 'Report of "Ana,x\nFrom:,Monday\n\nx,source,target,d\n1,ana,"b,en",2\n1,ben,ana,2\n'
    seen = see(write("a.csv", content))
    assert (seen.rows, seen.skipped) == ([("1", "ana", "b,en", "2"), ("1", "ben", "ana", "2")], {})


def test_empty_lines_and_comments_are_no_records(write, see):
    seen = see(write("a.csv", 'source,target\n\n"a\n\nb",c\n\n\nd,e\n\n'))
    assert (seen.rows, seen.read) == ([("a\n\nb", "c"), ("d", "e")], 2)
    seen = see(write("edges.txt", "# nodes\n1\t2\n# more\n\n2\t3\n3\t1\n4\n"))
    assert (len(seen.rows), seen.read, seen.skipped) == (3, 4, {"too few columns": 1})


def test_a_long_line_of_an_edge_list_is_counted(write, see):
    lines = [f"{row}\t{row + 1}\n" for row in range(1000)]
    seen = see(write("edges.txt", "".join([*lines, "7" * 30_000_000 + "\t8\n", *lines])))
    assert (len(seen.rows), seen.skipped) == (2000, {"a line too long": 1})
