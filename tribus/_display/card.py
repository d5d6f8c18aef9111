"""The card of a result: title, facts, a small table or picture, and the call that made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from tribus._core.frozen import Frozen
from tribus._display.language import look_up, translate
from tribus._display.sketches import Sketch
from tribus._display.style import CARD_STYLE
from tribus._display.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LINE_LENGTH = 88
CARD_ROWS = 10  # longer tables are cut
MAX_NARROW_COLUMNS = 3  # on a narrow screen, rows of more columns become blocks
CELL_NUMBER = re.compile(r"[-+]?[\d.,]+%?|–")


@dataclass(frozen=True, kw_only=True)
class Card:
    """The content of the line and the card of a result.

    Attributes
    ----------
    title
        Name of the result. A constant is translated, as the names of `header` are: a test collects them.
    facts
        The most important facts, in order.
    header, rows
        Small table; a cell is text, a number, or a sketch.
    rest
        Text below the table about the rows that are left out.
    picture
        Sketch at the right of the table.
    made_by
        The call that made the result.
    in_line
        Facts of the line, if they differ from `facts`.
    """

    title: str
    facts: Sequence[str]
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    rest: str = ""
    picture: Sketch | None = None
    made_by: str = ""
    in_line: Sequence[str] = ()

    def line(self) -> str:
        """Return one line of at most 88 characters."""
        line = plain(f"<{look_up(self.title)}: {', '.join(self.in_line or self.facts)}>")
        return line if len(line) <= MAX_LINE_LENGTH else f"{line[: MAX_LINE_LENGTH - 4]}...>"

    def html(self) -> str:
        """Return a self-contained card: no script, nothing remote, every string escaped."""
        facts = "".join(f"<li>{_escape(fact)}</li>" for fact in self.facts)
        made_by = _escape(translate("how it was made"))
        made_by = f"<summary>{made_by}</summary><code>{_escape(self.made_by)}</code>"
        title = _escape(look_up(self.title))
        return (
            f"<style>{CARD_STYLE}</style><div class='tribus-card'><h4>{title}</h4>"
            f"<ul>{facts}</ul>{self._body()}"
            f"{f'<details>{made_by}</details>' if self.made_by else ''}</div>"
        )

    def _body(self) -> str:
        """Return the table and the picture, which is above the table on narrow screens."""
        if not self.picture:
            return self._table()
        return f"<div class='beside'><div>{self._table()}</div>{self.picture.html()}</div>"

    def _table(self) -> str:
        if not self.rows:
            return ""
        numeric = [all(map(_is_number, column)) for column in zip(*self.rows, strict=True)]
        numeric[0] = False  # the first column names the row
        header = "".join(
            f"<th scope='col'{' class=number' * right}>{_escape(look_up(name) if name else '')}</th>"
            for name, right in zip(self.header, numeric, strict=True)
        )
        rows = "".join(f"<tr>{self._cells(row, numeric)}</tr>" for row in self.rows)
        rest = f"<p>{_escape(self.rest)}</p>" if self.rest else ""
        kind = " class='wide'" * (len(self.header) > MAX_NARROW_COLUMNS)
        return f"<table{kind}><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>{rest}"

    def _cells(self, row: Sequence[Any], numeric: Sequence[bool]) -> str:
        """Return cells with the name of their column; narrow screens show it instead of the header."""
        first, *rest = row
        cells = [f"<td class='first'>{_cell_html(first)}</td>"]
        for name, cell, right in zip(self.header[1:], rest, numeric[1:], strict=True):
            is_shown = isinstance(cell, Sketch) or cell != ""
            kind = ("number" if right else "") if is_shown else "empty"
            named = f" data-name='{_escape(look_up(name))}'" if name else ""
            cells.append(f"<td{f' class={kind}' if kind else ''}{named}>{_cell_html(cell)}</td>")
        return "".join(cells)


class HasCard(Frozen):
    """A result with a card: its line is the `repr`, the whole card is the display of notebooks."""

    def __repr__(self) -> str:
        return self._card().line()

    def _repr_html_(self) -> str:
        return self._card().html()

    def _card(self) -> Card:
        raise NotImplementedError  # each result has its own card


def _is_number(cell: Any) -> bool:
    """Return whether the cell is a number or empty; columns of numbers are aligned to the right."""
    return not isinstance(cell, Sketch) and (cell == "" or CELL_NUMBER.fullmatch(str(cell)) is not None)


def _cell_html(cell: Any) -> str:
    return cell.html() if isinstance(cell, Sketch) else _escape(cell)


def _escape(text: Any) -> str:
    return escape(plain(str(text)))
