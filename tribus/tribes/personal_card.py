"""The card of a personal tribe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import CARD_ROWS, Balance, Card, Rings, format_rest, list_names, percent
from tribus._display.language import format_decimals, format_whole, translate, translate_count
from tribus._display.terms import translate_term
from tribus.community.numbering import NO_TRIBE
from tribus.inference.certainty import MAX_SHOWN_CERTAINTY
from tribus.tribes.card import describe_follows
from tribus.tribes.labels import is_tribe, translate_tribe
from tribus.tribes.relations import ELSEWHERE, FRIEND, HEARS, TO_MEET

if TYPE_CHECKING:
    from tribus._core.arrays import Floats
    from tribus.tribes.personal import PersonalTribe
    from tribus.tribes.relations import Relations

CARD_COLUMNS = ("relation", "tribe", "bond", "given", "received")
CARD_HELPERS = 3  # users whose help the card shows
STRONG_BOND = 1.0  # drawn large even where it is the strongest: a few answered replies


def card_of_person(own: PersonalTribe, relations: Relations, bonds: Floats) -> Card:
    """Return the card of a personal tribe.

    Parameters
    ----------
    own
        The personal tribe.
    relations
        Its relations.
    bonds
        Bonds of the closest friends in the tribe, as many as the picture shows.
    """
    friends = own.tribes.network.names_of_rows(own.rows)
    heard = own.tribes.network.names_of_rows(relations.rows_of(HEARS))
    facts = [
        _format_counts(own, relations),
        *(
            [translate("{role} there", role=translate_term(own.role))]
            if is_tribe(own.number, own.tribes)
            else []
        ),
    ]
    if friends:
        facts.append(translate("closest {names}", names=list_names(friends[:2])))
    if heard:
        facts.append(translate("hears {names} with little in return", names=list_names(heard[:2])))
    facts += _list_helpers(own)
    follows = [describe_follows()] if own.tribes.network.evidence.follows_are_exchange else []
    shares = bonds / max(bonds.max(initial=0.0), STRONG_BOND)
    return Card(
        title=translate("Tribe of {name}", name=own.display_name),
        facts=[
            *facts,
            *_format_certainty(own),
            *_format_between(own),
            *follows,
            *_format_levels(own),
        ],
        in_line=facts,
        picture=Rings(shares.tolist(), own.number) if friends else None,
        header=("user", "relation", "tribe", "bond", "gives", "", "gets"),
        rows=_list_nearest(own, relations),
        rest=format_rest(len(relations.rows) - CARD_ROWS, "more"),
        made_by=str(own.made_by),
    )


def _list_helpers(own: PersonalTribe) -> list[str]:
    """Return the fact that names the users who answered most questions; empty without any."""
    helpers, counts = own.tribes.network.support.helped_by(own.row)
    if not len(helpers):
        return []
    most = np.lexsort((helpers, -counts))[:CARD_HELPERS]
    names = own.tribes.network.names_of_rows(helpers[most])
    named = [f"{name} ({format_whole(n)})" for name, n in zip(names, counts[most], strict=True)]
    return [translate("helped by {names}", names=", ".join(named))]


def _format_counts(own: PersonalTribe, relations: Relations) -> str:
    """Return `5 friends in tribe 3, 2 elsewhere, 19 to meet`."""
    n_in, n_elsewhere, n_to_meet = (
        len(relations.rows_of(relation)) for relation in (FRIEND, ELSEWHERE, TO_MEET)
    )
    if not is_tribe(own.number, own.tribes):
        friends = translate_count("{n} friend and no tribe", "{n} friends and no tribe", n_in)
    else:
        friends = translate_count(
            "{n} friend in {tribe}", "{n} friends in {tribe}", n_in, tribe=_name_own_tribe(own)
        )
    elsewhere = translate("{n} elsewhere", n=format_whole(n_elsewhere))
    return f"{friends}, {elsewhere}, {translate('{n} to meet', n=format_whole(n_to_meet))}"


def _format_levels(own: PersonalTribe) -> list[str]:
    """Return `in tribe 3 of 64 people, within tribe 1 of 290`; nothing for one level.

    Of levels at which the tribe is as large, one is named.
    """
    in_tribe = [level for level in reversed(own.levels) if level.tribe != NO_TRIBE]
    found = list({level.n_users: level for level in reversed(in_tribe)}.values())[::-1]
    if len(own.tribes.levels) == 1 or not found:
        return []
    first, *wider = ({"tribe": level.tribe, "n": format_whole(level.n_users)} for level in found)
    parts = [translate("in tribe {tribe} of {n} people", **first)]
    return [", ".join([*parts, *(translate("within tribe {tribe} of {n}", **part) for part in wider)])]


def _format_certainty(own: PersonalTribe) -> list[str]:
    """Return `98% certain of tribe 3`; nothing without a certainty."""
    if not np.isfinite(own.certainty):
        return []
    certainty = min(own.certainty, MAX_SHOWN_CERTAINTY)
    return [
        translate("{share} certain of {tribe}", share=percent(certainty), tribe=_name_own_tribe(own))
    ]


def _format_between(own: PersonalTribe) -> list[str]:
    """Return `between tribe 3 with 52% of the ties, tribe 5 with 41%`; nothing if they are not."""
    if not own.is_between:
        return []
    found = own.tribes.between_rows
    index = int(np.searchsorted(found.rows, own.row))
    second = translate_tribe(int(found.second[index]), own.tribes.given_names)
    shares = percent(float(found.share[index])), percent(float(found.second_share[index]))
    return [
        translate(
            "between {tribe} with {share} of the ties and {second} with {second_share}",
            tribe=_name_own_tribe(own),
            share=shares[0],
            second=second,
            second_share=shares[1],
        )
    ]


def _list_nearest(own: PersonalTribe, relations: Relations) -> list[tuple[str | Balance, ...]]:
    frame = own.to_frame().head(CARD_ROWS)
    most = max(frame["given"].max(), frame["received"].max())
    names = own.tribes.network.names_of_rows(relations.rows[:CARD_ROWS])
    columns = (frame[column].tolist() for column in CARD_COLUMNS)
    return [
        (
            name,
            translate_term(relation),
            "–" if tribe == NO_TRIBE else str(tribe),
            format_decimals(bond, ".2f"),
            format_whole(given),
            Balance.of(given, received, most=most, number=own.number),
            format_whole(received),
        )
        for name, relation, tribe, bond, given, received in zip(names, *columns, strict=True)
    ]


def _name_own_tribe(own: PersonalTribe) -> str:
    return translate_tribe(own.number, own.tribes.given_names)
