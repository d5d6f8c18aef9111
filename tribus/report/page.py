"""The content of a report: sections of paragraphs, tables and pictures, without any layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Paragraph:
    """Some sentences.

    Attributes
    ----------
    text
        The sentences.
    kind
        Name of the block in the template.
    """

    kind: ClassVar = "paragraph"

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar = "bullets"

    items: Sequence[str]


@dataclass(frozen=True)
class Code:
    """Lines of Python that can be typed again."""

    kind: ClassVar = "code"

    lines: Sequence[str]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, with the colour of a tribe, or as a number."""

    text: str
    colour: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table whose first column names the row.

    Attributes
    ----------
    caption
        Title above the table.
    header
        Names of the columns.
    rows
        The rows, each of one cell per column.
    rest
        Text below about the rows that are left out; empty for none.
    note
        Text below the caption about the columns; empty for none.
    """

    kind: ClassVar = "table"

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    rest: str = ""
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture as inline SVG, and the sentence that says what it shows."""

    kind: ClassVar = "picture"

    svg: str
    caption: str


@dataclass(frozen=True)
class Folded:
    """Blocks that open on request, and are open on paper."""

    kind: ClassVar = "folded"

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Explorable:
    """The map to explore: closed at first, and left out on paper.

    Attributes
    ----------
    title
        Text to click on.
    note
        Text below it.
    html
        Element of the map.
    script
        The code that starts it.
    without_script
        Text in its place where scripts are off.
    """

    kind: ClassVar = "explorable"

    title: str
    note: str
    html: str
    script: str
    without_script: str


Block = Paragraph | Bullets | Code | DataTable | Picture | Folded | Explorable


@dataclass(frozen=True)
class Section:
    """A part of the report with a heading.

    Attributes
    ----------
    name
        Name for links, in letters of ASCII.
    title
        The heading.
    blocks
        The content; a section without any is left out.
    """

    name: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, kw_only=True)
class Page:
    """The whole report.

    Attributes
    ----------
    language
        Language of the texts, as in `<html lang>`.
    title
        Title of the page.
    facts
        Short facts about the data, below the title.
    answer
        The answer in three sentences.
    picture
        The picture of the first screen; None without.
    sections
        The parts that follow.
    made_by
        The program that made it.
    script
        The code of the map to explore; empty for a page without.
    """

    language: str
    title: str
    facts: Sequence[str]
    answer: Sequence[str]
    picture: Picture | None
    sections: Sequence[Section]
    made_by: str
    script: str = ""
