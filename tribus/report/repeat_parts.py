"""The section on how to repeat the analysis: the calls, from the files to the report."""

from __future__ import annotations

import ast
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tribus._display.language import translate
from tribus._version import __version__
from tribus.report.page import Code, Paragraph, Section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tribus._core.provenance import Provenance
    from tribus.report.subject import Subject


def describe_repeat(subject: Subject, path: PurePath, options: Mapping[str, Any]) -> Section:
    """Return the section: each call on a line.

    Parameters
    ----------
    subject
        The results of the report.
    path
        The file of the report.
    options
        The options of `write_report` that are no results and no defaults.
    """
    lines = [f"import tribus as tb  # {__version__}", *_list_readings(subject), *_list_results(subject)]
    named = {"account": subject.user, **options}
    given = [f"{name}={value!r}" for name, value in named.items() if value is not None]
    given += [f"{name}={name}" for name in _name_results(subject)]
    lines.append(f"tb.write_report({', '.join([repr(path.name), 'tribes', *given])})")
    return Section(
        "repeat",
        translate("How to repeat it"),
        [
            Paragraph(translate("The same data and these calls give the same report.")),
            Code([subject.clean(line) for line in lines]),
        ],
    )


def _list_readings(subject: Subject) -> list[str]:
    """Return the calls that read the events; nothing if the report does not have them."""
    if subject.people is None:
        return []
    calls = [*dict.fromkeys(one.call for one in subject.people.events.reading if one.call)]
    calls = [_show_names(call, is_hidden=subject.pseudonyms is not None) for call in calls]
    if len(calls) > 1:
        return [f"events = tb.Events.concat([{', '.join(calls)}])"]
    return [f"events = {call}" for call in calls]


def _show_names(call: str, *, is_hidden: bool) -> str:
    """Return a call with the names of files in place of their paths, which tell about the machine."""
    tree = ast.parse(call, mode="eval")
    names = iter(range(1, 1 + sum(isinstance(node, ast.Constant) for node in ast.walk(tree))))
    if isinstance(tree.body, ast.Call) and tree.body.args:
        for node in ast.walk(tree.body.args[0]):
            if isinstance(node, ast.Constant):
                node.value = f"FILE {next(names)}" if is_hidden else PurePath(str(node.value)).name
    return ast.unparse(tree)


def _list_results(subject: Subject) -> list[str]:
    """Return the call that made each result."""
    network, people = subject.tribes.network, subject.people
    calls = [_show_call("network", network.made_by, "events")]
    if network.attributes is not None and subject.pseudonyms is None:
        calls.append("network = network.with_attributes(attributes)")
    calls.append(_show_call("tribes", subject.tribes.made_by, "network"))
    if people is not None:
        calls.append(_show_call("people", people.made_by, "events", "tribes"))
    if subject.topics is not None:
        calls.append(_show_call("topics", subject.topics.made_by, "events", "tribes"))
    if subject.timeline is not None:
        calls.append(_show_call("timeline", subject.timeline.made_by, "events"))
    if subject.returns is not None:
        calls.append(_show_call("returns", subject.returns.made_by, "outcomes", "timeline"))
    return calls


def _show_call(name: str, made_by: Provenance, *arguments: str) -> str:
    """Return the call that made a result as Python, with the digest of its input in a comment."""
    return f"{name} = tb.{made_by.format_call(*arguments)}  # {made_by.digest}"


def _name_results(subject: Subject) -> Sequence[str]:
    names = ("people", "topics", "timeline", "returns")
    return [name for name in names if getattr(subject, name) is not None]
