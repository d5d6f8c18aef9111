"""Messages of the library in the words of the command: `--kind reply` for `kind='reply'`."""

from __future__ import annotations

import re

from tribus._command.arguments import READ_OPTIONS
from tribus._display import plain

OTHER_OPTIONS = ("facets", "half_life", "method", "posts", "resolution", "seed", "significance")
OF_TIMELINE = ("step", "window")
OF_FALSE = {
    "directed": "--undirected",
    "time": "--no-time",
    "count": "--no-count",
    "day_first": "--no-day-first",
    "fold_case": "--no-fold-case",
}
NAMES = "|".join([*READ_OPTIONS, *OTHER_OPTIONS, *OF_TIMELINE])
SHOWN_VALUE = r"True|False|\{[^{}]*\}|'[^']*'|\"[^\"]*\"|[0-9][\w.]*"
OPTION = re.compile(rf"(?<![\w.'\"-])({NAMES})=({SHOWN_VALUE})?(?![\w'\"={{])")
FIRST_WORD = re.compile(rf"^({NAMES}) (?=must |maps )|^(encoding|time_format|time_zone) (?=')")


def in_words_of_command(message: object) -> str:
    """Return a message, safe to print, with options of Python replaced by options of the command."""
    text = OPTION.sub(_name_option, str(message))
    return plain(FIRST_WORD.sub(lambda found: f"{_spell(found[1] or found[2])} ", text, count=1))


def _name_option(found: re.Match[str]) -> str:
    name, value = found.groups(default="")
    option = _spell(name)
    if value == "True" or not value:
        return option
    if value == "False":
        return OF_FALSE.get(name, found[0])
    if value.startswith("{"):
        value = re.sub(r"['\"\s{}]", "", value).replace(":", "=").replace("=None", "=")
    return f"{option} {value}"


def _spell(name: str) -> str:
    return f"--{name.replace('_', '-')}"
