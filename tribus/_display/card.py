"""A card: a title, the facts asked first, a small table or picture, how it was made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from tribus._display.sketches import Sketch
from tribus._display.style import STYLE
from tribus._display.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_LINE = 88
CARD_ROWS = 10  # of a table that may be longer
MOST_ON_A_TELEPHONE = 4  # columns; of more each row becomes a block there
NUMBER = re.compile(r"[-+]?[\d.,]+%?|–")


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a result says of itself.

    Cells of the table are text, numbers, or sketches; `rest` tells below what it leaves out. `picture`
    stands beside it. `in_line` are the facts of the line, where the card tells some of them
    better in its table.
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
        """One line of at most 88 characters."""
        line = plain(f"<{self.title}: {', '.join(self.in_line or self.facts)}>")
        return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 4]}...>"

    def html(self) -> str:
        """A self-contained card: no script, nothing remote, every string escaped."""
        facts = "".join(f"<li>{_safe(fact)}</li>" for fact in self.facts)
        made_by = f"<summary>how it was made</summary><code>{_safe(self.made_by)}</code>"
        return (
            f"<style>{STYLE}</style><div class='tribus-card'><h4>{_safe(self.title)}</h4>"
            f"<ul>{facts}</ul>{self._body()}"
            f"{f'<details>{made_by}</details>' if self.made_by else ''}</div>"
        )

    def _body(self) -> str:
        """The table, and the picture to its right; above it, where there is no room."""
        if not self.picture:
            return self._table()
        return f"<div class='beside'><div>{self._table()}</div>{self.picture.html()}</div>"

    def _table(self) -> str:
        if not self.rows:
            return ""
        numeric = [all(map(_is_number, column)) for column in zip(*self.rows, strict=True)]
        numeric[0] = False  # the first says what a row is about
        header = "".join(
            f"<th scope='col'{' class=number' * right}>{_safe(name)}</th>"
            for name, right in zip(self.header, numeric, strict=True)
        )
        rows = "".join(f"<tr>{self._cells(row, numeric)}</tr>" for row in self.rows)
        rest = f"<p>{_safe(self.rest)}</p>" if self.rest else ""
        kind = " class='wide'" * (len(self.header) > MOST_ON_A_TELEPHONE)
        return f"<table{kind}><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>{rest}"

    def _cells(self, row: Sequence[Any], numeric: Sequence[bool]) -> str:
        """Cells that bear the name of their column, for where there is no room for a header."""
        first, *rest = row
        cells = [f"<td class='first'>{_show(first)}</td>"]
        for name, cell, right in zip(self.header[1:], rest, numeric[1:], strict=True):
            is_shown = isinstance(cell, Sketch) or cell != ""
            kind = ("number" if right else "") if is_shown else "empty"
            named = f" data-name='{_safe(name)}'" if name else ""
            cells.append(f"<td{f' class={kind}' if kind else ''}{named}>{_show(cell)}</td>")
        return "".join(cells)


class HasCard:
    """A result that shows itself by its card: a line where text is printed, the whole in a notebook."""

    def __repr__(self) -> str:
        return self._card().line()

    def _repr_html_(self) -> str:
        return self._card().html()

    def _card(self) -> Card:
        raise NotImplementedError  # each result says what its card is


def _is_number(cell: Any) -> bool:
    """Whether it stands to the right; an empty cell stands anywhere."""
    return not isinstance(cell, Sketch) and (cell == "" or NUMBER.fullmatch(str(cell)) is not None)


def _show(cell: Any) -> str:
    return cell.html() if isinstance(cell, Sketch) else _safe(cell)


def _safe(text: Any) -> str:
    return escape(plain(str(text)))
