"""Tables that commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display import display_name

if TYPE_CHECKING:
    from tribus.tribes import Tribes

PERSONAL_COLUMNS = ("user", "relation", "tribe", "bond", "given", "received")
MAX_PRINTED_ROWS = 10


def print_tribes(tribes: Tribes) -> None:
    """Print the largest tribes, and what their columns count."""
    print(tribes)
    if not len(tribes):
        print("No user has a tribe: the groups are no clearer than in the null model.\n")
        return
    table = tribes.summary().drop(columns="p_value")
    shares = dict.fromkeys(("inside", "mutual"), "{:.0%}".format)
    print(table.head(MAX_PRINTED_ROWS).to_string(index=False, formatters=shares))
    if len(table) > MAX_PRINTED_ROWS:
        print(f"... and {len(table) - MAX_PRINTED_ROWS} smaller tribes")
    print(
        "members have two mutual ties, newcomers one; heard users do not answer; "
        "the audience gets no answer.\n"
    )


def print_personal_tribe(tribes: Tribes, user: str) -> None:
    """Print the people around one user, the closest first."""
    own = tribes.of(user)
    print(own)
    table = own.to_frame()[list(PERSONAL_COLUMNS)].head(MAX_PRINTED_ROWS)
    if table.empty:
        return
    table["user"] = [display_name(other) for other in table["user"]]
    print(table.to_string(index=False, float_format="{:.2f}".format), end="\n\n")
