"""Write the report of an analysis as one page of HTML."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tribus._core.checks import check_choice, show, suggest
from tribus._display.language import LANGUAGES, in_language, translate
from tribus._export.endings import check_ending
from tribus._export.places import check_place
from tribus._export.replacing import replace_when_complete
from tribus._export.safe_csv import write_csv
from tribus._version import __version__
from tribus.errors import OptionError, UserError
from tribus.people import People
from tribus.report.account_parts import describe_next_steps, describe_own_people
from tribus.report.answer import answer, draw_answer, list_facts, write_title
from tribus.report.explorable import make_explorable
from tribus.report.method_parts import describe_left_out, describe_method
from tribus.report.page import Page
from tribus.report.rendering import render_page
from tribus.report.repeat_parts import describe_repeat
from tribus.report.return_parts import describe_return
from tribus.report.subject import Subject, make_pseudonyms
from tribus.report.time_parts import describe_time
from tribus.report.tribe_parts import describe_tribes
from tribus.returns import Returns
from tribus.timeline import Timeline
from tribus.topics import Topics
from tribus.tribes import Tribes

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from tribus.report.page import Explorable, Section

REPORT_ENDINGS = (".html", ".htm")
MAX_NAMES_TO_MATCH = 20_000


def write_report(
    path: str | os.PathLike[str],
    tribes: Tribes,
    *,
    account: Any = None,
    people: People | None = None,
    topics: Topics | None = None,
    timeline: Timeline | None = None,
    returns: Returns | None = None,
    language: str = "en",
    hide_names: bool = False,
    explore: bool = False,
) -> None:
    """Write a report for somebody who never heard of graphs: one page of HTML.

    The first screen has the answer in three sentences and one picture. Then follow the tribes, the
    people of the account, what to do next, the tribes through time, the method and its limits, what was
    left out of the data, and how to repeat the analysis. What is not given is left out.

    Parameters
    ----------
    path
        File to write; its name ends in `.html`. An older file is replaced when the new one is complete.
    tribes
        From `find_tribes`.
    account
        Id of the user whom the report is about. Default None: the report is about all tribes.
    people
        From `measure_people(events, tribes)`: who waits for an answer, who left, the audience, and what
        was left out of the data.
    topics
        From `find_topics`: what each tribe writes about.
    timeline
        From `trace_tribes`: the tribes through time.
    returns
        From `measure_return`, for this account: from which relations its outcomes come.
    language
        `"en"` for English, the default, or `"es"` for Spanish.
    hide_names
        Whether to replace the names of people by pseudonyms, such as `Person 17`. A user has the same
        one everywhere in the report. The key is a second file, next to the report: `report.key.csv` for
        `report.html`. Words of the topics that are ids of users are replaced too. Default False.
    explore
        Whether the report has the map of `tribes.to_html` too, closed until somebody opens it. The page
        then holds the ties of all people, with a script that shows them. Default False.

    Raises
    ------
    OptionError
        If a result has another type or is of other tribes, the language is unknown, the name of the
        file has another ending, or its folder does not exist.
    UserError
        If no result has such an account; near matches are offered.

    Notes
    -----
    The page contains everything: the pictures are SVG, and a content security policy forbids every
    request. It has no script, except that of the map with `explore`, which the policy allows by its
    digest alone. A page is smaller than 3 MB. The map adds 0.3 MB for hundreds of people, 0.7 MB for
    10,000 people with 50,000 ties, and 4.7 MB for 100,000 with 500,000. The page follows the light or
    dark theme of the reader, fits a phone, and can be printed. Names and texts of people are escaped,
    and their control characters and direction marks are replaced. The same results give the same page
    to the byte.

    Examples
    --------
    >>> import tempfile, tribus as tb
    >>> society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=1)
    >>> tribes = tb.find_tribes(tb.build_network(society.events), progress=False)
    >>> people = tb.measure_people(society.events, tribes, progress=False)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tb.write_report(f"{folder}/report.html", tribes, account=tribes[0].core[0], people=people)
    """
    check_ending(path, REPORT_ENDINGS, what="write_report writes HTML")
    check_place("path", path)
    check_choice("language", language, LANGUAGES)
    _check_results(tribes, people, topics, timeline)
    _check_returns(returns, account)
    for name, value in (("hide_names", hide_names), ("explore", explore)):
        if not isinstance(value, bool):
            raise OptionError(f"{name} must be True or False, got {show(value)}")
    subject = Subject(
        tribes=tribes,
        people=people,
        topics=topics,
        timeline=timeline,
        returns=returns,
        user=account,
        pseudonyms=None,
    )
    _check_account(subject)
    with in_language(language):
        if hide_names:
            subject = _hide_names(subject)
        explorable = make_explorable(subject) if explore else None
        given = {"language": language, "hide_names": hide_names, "explore": explore}
        options = {name: value for name, value in given.items() if value not in ("en", False)}
        repeat = describe_repeat(subject, Path(path), options)
        html = render_page(_make_page(subject, language, explorable, repeat))
    with replace_when_complete(path) as new:
        new.write_text(html, "utf-8", newline="\n")
    if subject.pseudonyms is not None:
        _write_key(Path(path), subject.pseudonyms)


def _make_page(subject: Subject, language: str, explorable: Explorable | None, repeat: Section) -> Page:
    about_tribes = describe_tribes(subject)
    if explorable is not None:
        about_tribes = replace(about_tribes, blocks=[*about_tribes.blocks, explorable])
    parts = [about_tribes]
    if subject.user is not None:
        parts += [describe_next_steps(subject), describe_own_people(subject)]
    parts += [
        describe_time(subject),
        describe_return(subject),
        describe_method(subject),
        describe_left_out(subject),
    ]
    return Page(
        language=language,
        title=write_title(subject),
        facts=list_facts(subject),
        answer=answer(subject),
        picture=draw_answer(subject),
        sections=[part for part in [*parts, repeat] if part.blocks],
        made_by=translate("Written by tribus {version}", version=__version__),
        script="" if explorable is None else explorable.script,
    )


def _hide_names(subject: Subject) -> Subject:
    """Return the subject with pseudonyms for all users."""
    import pandas as pd

    network, people = subject.tribes.network, subject.people
    users = [*network.users, *(user for user in (people.users if people else ()) if user not in network)]
    pseudonyms = make_pseudonyms(users)
    labels = pd.DataFrame({"user": network.users, "name": [pseudonyms[user] for user in network.users]})
    tribes = subject.tribes.with_attributes(labels, user="user", label="name")
    return replace(subject, tribes=tribes, pseudonyms=pseudonyms)


def _write_key(path: Path, pseudonyms: Mapping[Any, str]) -> None:
    import pandas as pd

    frame = pd.DataFrame({"pseudonym": list(pseudonyms.values()), "user": list(pseudonyms)})
    write_csv(frame, path.with_suffix(".key.csv"))


def _check_results(tribes: Any, people: Any, topics: Any, timeline: Any) -> None:
    """Raise `OptionError` for a result of another type, or of other tribes."""
    if not isinstance(tribes, Tribes):
        raise OptionError(f"tribes must be Tribes, as find_tribes returns them, got {show(tribes)}")
    for name, value, type_, maker in (
        ("people", people, People, "measure_people"),
        ("topics", topics, Topics, "find_topics"),
        ("timeline", timeline, Timeline, "trace_tribes"),
    ):
        if not isinstance(value, type_ | None):
            raise OptionError(f"{name} must come from {maker}, got {show(value)}")
    if people is not None and (people.tribe_view is None or people.tribe_view.tribes != tribes):
        raise OptionError(
            "people were measured with other tribes, or without; use measure_people(events, tribes)"
        )
    if topics is not None and topics.tribes != tribes:
        raise OptionError("topics are of other tribes; use find_topics(events, tribes)")


def _check_returns(returns: Any, account: Any) -> None:
    """Raise `OptionError` for outcomes that are not of the account."""
    if not isinstance(returns, Returns | None):
        raise OptionError(f"returns must come from measure_return, got {show(returns)}")
    if returns is not None and returns.account != str(account):
        raise OptionError(
            f"returns are of the account {show(returns.account)}, the report is about {show(account)}; "
            "give both the same account"
        )


def _check_account(subject: Subject) -> None:
    """Raise `UserError` for an account that neither the network nor the people have."""
    user, network, people = subject.user, subject.tribes.network, subject.people
    if user is None or user in network or (people is not None and user in people):
        return
    near = suggest(user, network.users[:MAX_NAMES_TO_MATCH])
    raise UserError(f"no account {show(user)} among the {network.n_users:,} users{near}")
