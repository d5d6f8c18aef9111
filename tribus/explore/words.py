"""The words of the map in another language than English, for its page."""

from __future__ import annotations

from tribus._display.language import (
    current_language,
    in_language,
    look_up_count,
    pair_of_noun,
    translate,
)


def list_words() -> dict[str, str] | None:
    """Return the translation of each message of the map; None for English.

    A test compares the messages with those in the sources of the map.
    """
    language = current_language()
    if language == "en":
        return None
    with in_language("en"):
        messages, counts = _list_messages(), _list_counts()
    words = dict(zip(messages, _list_messages(), strict=True))
    return words | dict(zip(counts, _list_counts(), strict=True))


def _list_counts() -> list[str]:
    """Return the messages with a count, for one and for many; `{n}` stays in them."""
    return [
        look_up_count(*pair, number)
        for pair in (
            pair_of_noun("user"),
            pair_of_noun("tie"),
            pair_of_noun("event"),
            pair_of_noun("common friend"),
        )
        for number in (1, 2)
    ]


def _list_messages() -> list[str]:
    return [
        translate("map"),
        translate(
            "Map of {title}. Arrows move it, plus and minus zoom, 0 shows all, Escape closes. Search "
            "and lists reach everybody."
        ),
        translate("Zoom in"),
        translate("Zoom out"),
        translate("Show all"),
        translate("Link to this view"),
        translate("People and tribes"),
        translate(
            "A dot is a user, larger with stronger bonds inside the tribe. Users with strong bonds "
            "are near the middle of their tribe, and tribes with much affinity are neighbours."
        ),
        translate(
            "Lines are the strongest bonds, {n} of each user; there are {ties}. Choose a person to "
            "see all of theirs."
        ),
        translate("The ten largest tribes have a colour; the others are grey."),
        translate(
            "There are too many users to draw at once: the map shows tribes, and bands for the "
            "events between them. Open a tribe to see its people, at most {n}."
        ),
        translate("How to read this map"),
        translate(
            "The picture cannot be drawn here, for want of WebGL ({reason}). Search and lists work."
        ),
        translate("{name} chosen. "),
        translate("{users} shown"),
        translate("{n} of {users} shown"),
        translate("Friends"),
        translate("both give; the weaker side at least a tenth of the stronger"),
        translate("Friends elsewhere"),
        translate("friends in another tribe, or in none"),
        translate("People to meet"),
        translate("members of the same tribe without contact so far"),
        translate("Heard"),
        translate("turns to them with little in return"),
        translate("Listening"),
        translate("turn to this person with little in return"),
        translate("Chosen person"),
        translate("with "),
        translate("Nobody around this person."),
        translate(
            "bond: strength of the mutual exchange · gave, got: events to and from this person's contact"
        ),
        translate("belonging {share}"),
        translate("certainty {share}"),
        translate("bond {bond} · gave {given} · got {received}"),
        translate("Chosen tribe"),
        translate("Show all tribes"),
        translate("Show only this one"),
        translate("People"),
        translate("the strongest bonds in the tribe first"),
        translate("{share} of {events} stay inside; most others go to {others}"),
        translate("{share} of {events} stay inside"),
        translate("Close"),
        translate("Show more of {n}"),
        translate("no tribe"),
        translate("tribe {number}"),
        translate("audience {number}"),
        translate("holds half of the bonds"),
        translate("mutual exchange"),
        translate("one mutual tie"),
        translate("does not answer"),
        translate("is not answered"),
        translate("without a tribe"),
        translate("All"),
        translate("None"),
        translate("Legend and filters"),
        translate("Tribes"),
        translate("tick to show, choose a name to open"),
        translate("Roles"),
        translate("Level, from coarse to fine"),
        translate("Certainty, at least"),
        translate("Show all {n}"),
        translate("Show {name}"),
        translate("Search a person"),
        translate("People found"),
        translate("Nobody has this name"),
        translate("{n}%"),
        translate("core"),
        translate("member"),
        translate("newcomer"),
        translate("heard"),
        translate("audience"),
        translate("none"),
    ]
