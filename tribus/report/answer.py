"""The first screen: the answer in three sentences, and one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display.language import format_date, format_whole, translate, translate_count
from tribus.inference.certainty import FAIRLY_SURE, SURE
from tribus.plot._ties_map import explain_no_tribes
from tribus.report.drawing import draw_svg
from tribus.report.page import Picture
from tribus.report.words import describe_certainty, join_names
from tribus.tribes.labels import is_tribe
from tribus.tribes.roles.assign import AUDIENCE, HEARD

if TYPE_CHECKING:
    from tribus.report.subject import Subject
    from tribus.tribes import PersonalTribe, Tribes

MAX_NAMED = 3
MAP_SIZE, PERSON_SIZE = (3.9, 4.5), (3.7, 4.7)  # inches: the type of a small picture is large on a phone


def write_title(subject: Subject) -> str:
    """Return the title of the page."""
    if subject.user is None:
        return translate("The tribes of this network")
    return translate("The tribe of {name}", name=subject.name(subject.user))


def list_facts(subject: Subject) -> list[str]:
    """Return short facts about the data: people, tribes, time."""
    tribes = subject.tribes
    facts = [
        translate_count("{n} person", "{n} people", len(tribes.labels)),
        translate_count("{n} tribe", "{n} tribes", len(tribes)),
    ]
    people = subject.people
    if people is not None and people.events.span is not None:
        first, last = (format_date(people.in_zone(moment)) for moment in people.events.span)
        facts.append(translate("{first} to {last}", first=first, last=last))
    return facts


def answer(subject: Subject) -> list[str]:
    """Return the answer in three sentences, two if there is nothing more to say."""
    own = subject.own
    if own is not None:
        return _answer_for_account(subject, own)
    if len(subject.tribes):
        return _answer_for_tribes(subject)
    return _answer_without_tribes(subject)


def draw_answer(subject: Subject) -> Picture:
    """Return the picture of the first screen: the account among its friends, or the tribe map."""
    own = subject.own
    if own is None:
        return draw_map(subject)
    return Picture(
        draw_svg(lambda ax: own.plot(ax=ax, title=""), name="person", size=PERSON_SIZE),
        translate(
            "{name} in the middle, the 5 closest people on the inner ring. The next rings have room for "
            "15, 50 and 150 people, about as many good friends, friends and acquaintances as somebody "
            "can have. A larger dot is a closer tie, and the colour is the tribe.",
            name=subject.name(subject.user),
        ),
    )


def draw_map(subject: Subject) -> Picture:
    """Return the tribe map."""
    if len(subject.tribes):
        caption = translate(
            "Each disc is a tribe, and its size the number of members. The ring around it is the people "
            "who only listen or are only heard. Tribes that deal with each other are neighbours."
        )
        if subject.own is not None and _has_grey_friend(subject.own):
            grey = translate(
                "Grey is what somebody is to the whole tribe, so a friend of {name} may be grey.",
                name=subject.name(subject.user),
            )
            caption = f"{caption} {grey}"
    else:
        caption = translate("The people with the strongest ties.")
    svg = draw_svg(lambda ax: subject.named_tribes.plot(ax=ax, title=""), name="map", size=MAP_SIZE)
    return Picture(svg, caption)


def _has_grey_friend(own: PersonalTribe) -> bool:
    """Return whether a friend is grey on the map: heard or audience of the whole tribe."""
    roles = own.tribes.assignment.role[own.rows]
    return bool(np.isin(roles, (HEARD, AUDIENCE)).any())


def _answer_for_account(subject: Subject, own: PersonalTribe) -> list[str]:
    name = subject.name(subject.user)
    friends = subject.names([*own][:MAX_NAMED])
    if friends:
        closest = translate("Closest to {name}: {friends}.", name=name, friends=join_names(friends))
    else:
        closest = translate("Nobody here exchanges enough with {name} to count as a friend.", name=name)
    return [_describe_place(own, name), closest, _describe_task(subject, own, name)]


def _describe_place(own: PersonalTribe, name: str) -> str:
    """Return the sentence on the tribe and the role of the account."""
    if own.number < 0:
        return translate("{name} has no tribe in these data.", name=name)
    n_members = own.tribes[own.number].n_members if is_tribe(own.number, own.tribes) else 0
    members = translate_count("{n} person", "{n} people", n_members)
    if not n_members:
        return translate(
            "{name} is in a crowd without a tribe: many listen, and nobody is answered.", name=name
        )
    if own.role == "core":
        return translate(
            "{name} is at the heart of a tribe of {members} who answer one another.",
            name=name,
            members=members,
        )
    if own.role in {"member", "newcomer"}:
        return translate(
            "{name} belongs to a tribe of {members} who answer one another.", name=name, members=members
        )
    if own.role == "heard":
        return translate(
            "A tribe of {members} hears {name}, who answers too little to belong to it.",
            name=name,
            members=members,
        )
    return translate(
        "{name} listens to a tribe of {members}, which answers too little to be theirs.",
        name=name,
        members=members,
    )


def _describe_task(subject: Subject, own: PersonalTribe, name: str) -> str:
    """Return the sentence on what to do next: whom to answer, or whom to meet."""
    account = subject.account
    if account is not None and len(account.waiting):
        n_people = account.waiting["user"].nunique()
        return translate_count(
            "{n} person waits for an answer: {first}.",
            "{n} people wait for an answer; the closest is {first}.",
            n_people,
            first=subject.name(account.waiting["user"].iloc[0]),
        )
    if own.to_meet:
        return translate_count(
            "In the same tribe there is {n} member still to meet: {first}.",
            "In the same tribe there are {n} members still to meet; the nearest is {first}.",
            len(own.to_meet),
            first=subject.name(own.to_meet[0]),
        )
    if account is not None and account.hears_nobody:
        return translate(
            "The export does not hold what others write to {name}, so who answers is unknown.", name=name
        )
    if own.heard:
        heard = join_names(subject.names(own.heard[:MAX_NAMED]))
        return translate("{name} writes to {heard} and gets little in return.", name=name, heard=heard)
    return translate("Nobody waits for an answer, and everybody in the tribe is known.")


def _answer_for_tribes(subject: Subject) -> list[str]:
    tribes = subject.tribes
    n_users, n_members = len(tribes.labels), int(tribes.assignment.is_member.sum())
    people = translate_count("{n} person", "{n} people", n_users)
    named = subject.given_tribe_name(0)
    rest = translate_count(
        "{n} person is a member of no tribe: without enough exchange in both directions, or only "
        "listening, or only heard.",
        "{n} people are members of no tribe: without enough exchange in both directions, or only "
        "listening, or only heard.",
        n_users - n_members,
    )
    found = translate_count(
        "Among {people} there is {n} tribe: people who answer one another.",
        "Among {people} there are {n} tribes: groups of people who answer one another.",
        len(tribes),
        people=people,
    )
    return [
        " ".join([found, *_describe_doubt(tribes)]),
        translate_count(
            "The largest is {name}, with {n} member.",
            "The largest is {name}, with {n} members.",
            tribes[0].n_members,
            name=named,
        )
        if named
        else translate_count(
            "The largest has {n} member, such as {name}.",
            "The largest has {n} members, such as {name}.",
            tribes[0].n_members,
            name=subject.tribe_name(0),
        ),
        rest,
    ]


def _describe_doubt(tribes: Tribes) -> list[str]:
    """Return the sentence that says how sure the members are; nothing if it is not known."""
    certainty = tribes.certainty[tribes.assignment.is_member].round(2)
    certainty = certainty[np.isfinite(certainty)]
    if not len(certainty):
        return []
    return [
        translate(
            "Membership is {certainty} on average: sure or very sure for {sure} of {members} members, "
            "and unsure for {unsure}.",
            certainty=describe_certainty(certainty.mean()),
            members=format_whole(len(certainty)),
            sure=format_whole(int((certainty >= SURE).sum())),
            unsure=format_whole(int((certainty < FAIRLY_SURE).sum())),
        )
    ]


def _answer_without_tribes(subject: Subject) -> list[str]:
    tribes = subject.tribes
    people = translate_count("{n} person", "{n} people", len(tribes.labels))
    sentences = [
        translate("There is no tribe among {people}.", people=people),
        explain_no_tribes(tribes),
    ]
    closest = _find_closest(tribes)
    if closest is not None:
        pair = join_names(tribes.network.names_of_rows(closest))
        sentences.append(translate("The strongest tie is between {pair}.", pair=pair))
    return sentences


def _find_closest(tribes: Tribes) -> list[int] | None:
    """Return the rows of the two users with the strongest bond; None without any."""
    bond, structure = tribes.network.bond_values, tribes.network.evidence.structure
    if not bond.any():
        return None
    strongest = int(np.argmax(bond))
    return [int(structure.rows[strongest]), int(structure.indices[strongest])]
