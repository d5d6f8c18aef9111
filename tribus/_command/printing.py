"""Tables that commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tribus._display import display_name, list_names, percent, plain
from tribus._display.language import format_day, format_decimals, format_whole, translate
from tribus._display.terms import translate_term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import pandas as pd

    from tribus.facets import Facets
    from tribus.tribes import Tribes

PERSONAL_COLUMNS = ("user", "relation", "tribe", "bond", "given", "received")
MAX_PRINTED_ROWS = 10


def print_tribes(tribes: Tribes) -> None:
    """Print the largest tribes, and the meaning of their columns."""
    print(tribes)
    if not len(tribes):
        print(f"{translate('No user has a tribe.')}\n{tribes.verdict}")
        if tribes.network.egos:
            print(_hint_at_egos(tribes))
        print()
        return
    table = tribes.summary().drop(columns="p_value").dropna(axis="columns", how="all")
    print(format_table(table.head(MAX_PRINTED_ROWS), shares={"inside", "mutual", "certainty"}))
    n_left = len(table) - MAX_PRINTED_ROWS
    if n_left > 0:
        print(translate("... and {n} smaller tribes", n=format_whole(n_left)))
    print(f"\n{_explain_columns()}\n")


def print_facets(facets: Facets) -> None:
    """Print the largest overlapping tribes."""
    print(facets)
    for facet, _ in zip(facets, range(MAX_PRINTED_ROWS), strict=False):
        print(facet)
    if len(facets) > MAX_PRINTED_ROWS:
        print(translate("... and {n} smaller ones", n=format_whole(len(facets) - MAX_PRINTED_ROWS)))
    print()


def print_personal_tribe(tribes: Tribes, user: str) -> None:
    """Print the people around one user, the closest first."""
    own = tribes.of(user)
    print(own)
    table = own.to_frame()[list(PERSONAL_COLUMNS)].head(MAX_PRINTED_ROWS)
    if table.empty:
        return
    table["user"] = tribes.network.names_of(table["user"])
    print_table(table)


def print_table(table: pd.DataFrame) -> None:
    """Print a table and an empty line."""
    print(format_table(table), end="\n\n")


def format_table(frame: pd.DataFrame, *, shares: Collection[str] = (), na_rep: str = "NaN") -> str:
    """Return a table as lines of text, in the current language and safe to print.

    Parameters
    ----------
    frame
        The table. Texts are values or names of people, times are shown as days.
    shares
        Names of the columns that are shares from 0 to 1, shown in percent.
    na_rep
        Text for a missing number.
    """
    shown = frame.copy()
    for name in frame.columns:
        values = frame[name]
        if name == "user":
            shown[name] = [display_name(value) for value in values]
        elif values.dtype.kind == "M":
            shown[name] = [format_day(value) for value in values]
        elif values.dtype == object or values.dtype.kind == "O":
            shown[name] = [
                translate_term(value) if isinstance(value, str) else value for value in values
            ]
    formatters = {
        translate_term(name): percent if name in shares else _choose_format(frame[name])
        for name in frame.columns
        if name in shares or frame[name].dtype.kind == "f"
    }
    shown.columns = [translate_term(str(name)) for name in shown.columns]
    text = shown.to_string(index=False, formatters=formatters, na_rep=na_rep)
    return "\n".join(map(plain, text.split("\n")))


def _choose_format(values: pd.Series[float]) -> Callable[[float], str]:
    """Return the format of a column of numbers: counts have no decimals."""
    are_whole = bool((values.dropna() % 1 == 0).all())
    return format_whole if are_whole else _format_number


def _format_number(value: float) -> str:
    return format_decimals(value, ".2f")


def _explain_columns() -> str:
    """Return the meaning of the columns of the table of tribes, one a line."""
    meanings: dict[str, Any] = {
        "members": translate("have mutual exchange with at least two people of the tribe"),
        "newcomers": translate("have it with one member"),
        "heard": translate("receive more from the tribe than they give"),
        "audience": translate("give more than they receive"),
        "inside": translate("share of the affinity of the tribe that stays inside it"),
        "mutual": translate("share of the links inside the tribe that go in both directions"),
        "certainty": translate(
            "probability that a user of the tribe is in it again in fresh data of the same source"
        ),
        "core": translate("the members with the strongest bonds"),
    }
    names = [translate_term(name) for name in meanings]
    width = max(map(len, names))
    rows = zip(names, meanings.values(), strict=True)
    return "\n".join(f"{name:<{width}}  {meaning}" for name, meaning in rows)


def _hint_at_egos(tribes: Tribes) -> str:
    return translate(
        "The files hold the events of {names} and almost none between the others, so groups can hardly "
        "be seen.\nAdd files of others, or print the people around one user with --user.",
        names=list_names(tribes.network.egos),
    )
