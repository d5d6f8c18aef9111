"""The map as one file of HTML that makes no request, or as a part of a page."""

from __future__ import annotations

import base64
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tribus._core.checks import show
from tribus._display.language import current_language, translate
from tribus._export.endings import check_ending
from tribus._export.places import check_parent
from tribus._export.policies import digest_source
from tribus._export.replacing import replace_when_complete
from tribus.errors import OptionError
from tribus.explore.content import pack_map, write_title

if TYPE_CHECKING:
    from os import PathLike

    from tribus.tribes import Tribes

BUNDLE = Path(__file__).with_name("map.js")
HTML_ENDINGS = (".html", ".htm")
PAGE_STYLE = """
:root{color-scheme:light dark}
html,body,main{height:100%;margin:0}
@media (max-width:700px){html,body,main{height:auto}}
"""
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="tribus">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main data-tribus-map="page"><script type="application/octet-stream">{content}</script>\
<noscript>{without_script}</noscript></main>
<script type="module">{script}</script>
</body>
</html>
"""
PART = '<div data-tribus-map="part"><script type="application/octet-stream">{content}</script></div>'


class MapPart(NamedTuple):
    """The map as a part of a page.

    Attributes
    ----------
    html
        An element of 40 rem height, with the content. It starts once it is visible, for example when a
        `<details>` around it is opened.
    script
        The code, for one `<script type="module">` at the end of the page, whatever the number of maps.
    digest
        Source of the code for `script-src` of a content security policy, such as `'sha256-...'`.
    """

    html: str
    script: str
    digest: str


def write_page(
    tribes: Tribes, path: str | PathLike[str], *, max_people: int, ties_per_person: int | None
) -> None:
    """Write the map as one file of HTML; see `Tribes.to_html`."""
    check_path(path)
    content = pack_map(tribes, max_people=max_people, ties_per_person=ties_per_person)
    page = PAGE.format(
        language=current_language(),
        without_script=escape(translate("This map needs JavaScript.")),
        policy=_write_policy(),
        title=escape(write_title(tribes)),
        style=PAGE_STYLE,
        content=base64.b64encode(content).decode("ascii"),
        script=read_bundle(),
    )
    with replace_when_complete(path) as new:
        new.write_text(page, encoding="utf-8", newline="\n")


def make_part(
    tribes: Tribes, *, max_people: int, ties_per_person: int | None, with_ids: bool = True
) -> MapPart:
    """Return the map as a part of a page; the options are those of `pack_map`.

    Raises
    ------
    OptionError
        As `Tribes.to_html`.
    """
    content = pack_map(tribes, max_people=max_people, ties_per_person=ties_per_person, with_ids=with_ids)
    html = PART.format(content=base64.b64encode(content).decode("ascii"))
    return MapPart(html, read_bundle(), digest_source(read_bundle()))


def check_path(path: str | PathLike[str]) -> None:
    """Raise `OptionError` unless a page can be written to this path."""
    check_ending(path, HTML_ENDINGS, what="to_html writes HTML")
    if Path(path).is_dir():
        raise OptionError(f"to_html writes a file, got the folder {show(str(path))}; add a file name")
    check_parent("to_html", path)


@cache
def read_bundle() -> str:
    """Return the code of the map: sigma, graphology and our own, with their licences."""
    return BUNDLE.read_text(encoding="utf-8")


def _write_policy() -> str:
    """Return a content security policy that allows the style and the script of the page alone."""
    return (
        f"default-src 'none'; script-src {digest_source(read_bundle())}; "
        f"style-src {digest_source(PAGE_STYLE)}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'"
    )
