"""How a result shows itself: one line of text, or a card in a notebook."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_LINE = 88
LONGEST_NAME = 40
CARD_ROWS = 10  # of a table that may be longer

_STYLE = """
.tribus-card{font:14px/1.45 system-ui,sans-serif;color:inherit;max-width:44rem;border:1px solid #8886;
border-radius:8px;padding:.7em 1em;overflow-x:auto;overflow-wrap:break-word}
.tribus-card h4{margin:0 0 .3em;font-size:1.05em}
.tribus-card ul{margin:.2em 0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.1em 1.4em}
.tribus-card table{border-collapse:collapse;margin:.6em 0 .2em;font-size:.95em}
.tribus-card th,.tribus-card td{padding:.15em .9em .15em 0;text-align:left;vertical-align:top;
background:none;border:0}
.tribus-card th{opacity:.7;font-weight:600;white-space:nowrap}
.tribus-card details{opacity:.7;font-size:.85em;margin-top:.4em}
"""


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a result says of itself: a title, the facts asked first, a small table, how it was made."""

    title: str
    facts: Sequence[str]
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    made_by: str = ""

    def line(self) -> str:
        """One line of at most 88 characters."""
        line = plain(f"<{self.title}: {', '.join(self.facts)}>")
        return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 4]}...>"

    def html(self) -> str:
        """A self-contained card: no script, nothing remote, every string escaped."""
        facts = "".join(f"<li>{_safe(fact)}</li>" for fact in self.facts)
        made_by = f"<summary>how it was made</summary><code>{_safe(self.made_by)}</code>"
        return (
            f"<style>{_STYLE}</style><div class='tribus-card'><h4>{_safe(self.title)}</h4>"
            f"<ul>{facts}</ul>{self._table()}"
            f"{f'<details>{made_by}</details>' if self.made_by else ''}</div>"
        )

    def _table(self) -> str:
        if not self.rows:
            return ""
        header = "".join(f"<th scope='col'>{_safe(name)}</th>" for name in self.header)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in row) + "</tr>" for row in self.rows
        )
        return f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"


def tell_rest(n_left: int, what: str, *, columns: int) -> list[tuple[str, ...]]:
    """A last row of a table that tells how many are left out; no row if none are."""
    return [("…", *[""] * (columns - 2), f"and {n_left:,} {what}")] if n_left > 0 else []


class ShowsCard:
    """A result that shows itself by its card: a line where text is printed, the whole in a notebook."""

    def __repr__(self) -> str:
        return self._card().line()

    def _repr_html_(self) -> str:
        return self._card().html()

    def _card(self) -> Card:
        raise NotImplementedError  # each result says what its card is


def plain(text: str) -> str:
    """Replace what moves, turns or hides text on a screen: control and direction marks, ends of line."""
    if text.isprintable():
        return text
    return "".join(letter if _is_plain(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def name_of(user: Any) -> str:
    """Show an id that came from outside: no control or direction marks, cut to a length that fits."""
    text = plain(str(user)[: LONGEST_NAME + 1])
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def list_names(users: Sequence[Any], *, at_most: int = 3) -> str:
    """Join the first names with commas, and say how many more there are."""
    names = ", ".join(name_of(user) for user in users[:at_most])
    more = len(users) - at_most
    return f"{names} and {more:,} more" if more > 0 else names


def tell_egos(egos: Sequence[Any]) -> list[str]:
    """The fact that events are the view of some people; no fact where they are not."""
    return [f"ego network of {list_names(egos)}"] if egos else []


def plural(count: int, noun: str) -> str:
    """`1 user`, `2,000 users`, `3 people`."""
    return f"{count:,} {noun if count == 1 else _PLURALS.get(noun, noun + 's')}"


_PLURALS = {"person": "people", "community": "communities"}


def _safe(text: Any) -> str:
    return escape(plain(str(text)))


def _is_plain(letter: str) -> bool:
    return not unicodedata.category(letter).startswith(("C", "Zl", "Zp"))
