from __future__ import annotations

import time

import pytest

from tests.sources.mastodon.made import HERE, link
from tribus.sources.mastodon.content import leading_mentions, plain_text, profile_of

ANA, BEN = f"ana@{HERE}", f"ben@{HERE}"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"<p>{link('ana')} hola</p>", {ANA}),
        (f"<p>{link('ana')} {link('ben')}</p>", {ANA, BEN}),
        (f"<p>{link('ana')}<br />{link('ben')} hola</p>", {ANA, BEN}),
        (f"<p>{link('ana')} hola {link('ben')}</p>", {ANA}),
        (f"<p>hola {link('ana')}</p>", set()),
        (f"<a class='u-url mention' href='https://{HERE}/users/Ana'>@Ana</a> hola", {ANA}),
        (f'<p><a href="https://{HERE}/tags/x" class="mention hashtag">#x</a> {link("ana")}</p>', set()),
        (f'<p><a href="https://{HERE}/@ana">sin clase</a></p>', set()),
        ('<p><a class="mention" href="javascript:x">@x</a></p>', set()),
        (f'<p><a class="mention" href="https://{HERE}/@ana">@ana', set()),
        (f"<blockquote>{link('ana')}</blockquote>", set()),
        ("<", set()),
        ("< >", set()),
        ("", set()),
    ],
)
def test_mentions_before_the_first_word_are_found(content, found):
    assert leading_mentions(content) == found


def test_a_user_has_the_same_name_by_link_and_by_account():
    assert profile_of("Ana@example.org", f"https://{HERE}/ap/users/115") == ANA


def test_text_loses_its_tags_and_keeps_its_lines():
    assert plain_text("<p>uno<br/>dos</p><p>tres &amp; &lt;b&gt;</p>") == "uno\ndos\ntres & <b>"
    assert plain_text(None) is None


@pytest.mark.parametrize("piece", ["<", "<a ", "<a class=", '<a class="', "<p>", "<br", "</p", " ", "&"])
def test_hostile_text_takes_linear_time(piece):
    content = piece * (1_000_000 // len(piece))
    started = time.process_time()
    leading_mentions(content)
    plain_text(content)
    assert time.process_time() - started < 5
