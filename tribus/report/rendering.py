"""The page as HTML: a template, one style sheet, and a policy that forbids every request."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._export.policies import digest_source

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from tribus.report.page import Page

FOLDER = Path(__file__).parent


def render_page(page: Page) -> str:
    """Return the page as one file of HTML, without anything remote."""
    style = (FOLDER / "report.css").read_text("utf-8").strip()
    policy = make_policy(style, page.script)
    html: str = _load_template().render(page=page, style=_trust(style), policy=policy, trust=_trust)
    return html


def _trust(own: str) -> Markup:
    """Return our own style sheet or a picture as HTML that is not escaped."""
    from markupsafe import Markup

    return Markup(own)  # noqa: S704  texts of strangers in pictures were escaped by the writer of XML


def make_policy(style: str, script: str = "") -> str:
    """Return the content security policy: this style sheet, images inside the page, and this script."""
    scripts = (
        f"script-src {digest_source(script)}; require-trusted-types-for 'script'; " if script else ""
    )
    return (
        f"default-src 'none'; {scripts}style-src {digest_source(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _load_template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")
