"""Tables that commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display import list_names

if TYPE_CHECKING:
    from tribus.facets import Facets
    from tribus.tribes import Tribes

PERSONAL_COLUMNS = ("user", "relation", "tribe", "bond", "given", "received")
MAX_PRINTED_ROWS = 10
LEGEND = """\
members    have mutual exchange with at least two people of the tribe
newcomers  have it with one member
heard      receive more from the tribe than they give
audience   give more than they receive
inside     share of the affinity of the tribe that stays inside it
mutual     share of the links inside the tribe that go in both directions
certainty  probability that a user of the tribe is in it again in fresh data of the same source
core       the members with the strongest bonds
"""
EGO_HINT = """\
The files hold the events of {} and almost none between the others, so groups can hardly be seen.
Add files of others, or print the people around one user with --user."""


def print_tribes(tribes: Tribes) -> None:
    """Print the largest tribes, and the meaning of their columns."""
    print(tribes)
    if not len(tribes):
        print(f"No user has a tribe.\n{tribes.verdict}")
        if tribes.network.egos:
            print(EGO_HINT.format(list_names(tribes.network.egos)))
        print()
        return
    table = tribes.summary().drop(columns="p_value").dropna(axis="columns", how="all")
    shares = dict.fromkeys({"inside", "mutual", "certainty"} & {*table}, "{:.0%}".format)
    print(table.head(MAX_PRINTED_ROWS).to_string(index=False, formatters=shares))
    if len(table) > MAX_PRINTED_ROWS:
        print(f"... and {len(table) - MAX_PRINTED_ROWS} smaller tribes")
    print(f"\n{LEGEND}")


def print_facets(facets: Facets) -> None:
    """Print the largest overlapping tribes."""
    print(facets)
    for facet, _ in zip(facets, range(MAX_PRINTED_ROWS), strict=False):
        print(facet)
    if len(facets) > MAX_PRINTED_ROWS:
        print(f"... and {len(facets) - MAX_PRINTED_ROWS} smaller ones")
    print()


def print_personal_tribe(tribes: Tribes, user: str) -> None:
    """Print the people around one user, the closest first."""
    own = tribes.of(user)
    print(own)
    table = own.to_frame()[list(PERSONAL_COLUMNS)].head(MAX_PRINTED_ROWS)
    if table.empty:
        return
    table["user"] = tribes.network.names_of(table["user"])
    print(table.to_string(index=False, float_format="{:.2f}".format), end="\n\n")
