"""Spellings of one id: marks that tools put around the name of a user."""

from __future__ import annotations

import re

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_PROFILE_ADDRESS = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x|instagram|facebook|tiktok|youtube|reddit|threads|github|bsky)"
    r"\.(?:com|net|app)/(?:@|u/|user/|users/|profile/|c/)?([\w.\-:]+)/?",
    re.IGNORECASE,
)
_TELEGRAM = re.compile(r"https?://t\.me/(\w+)/?", re.IGNORECASE)
_FEDIVERSE = re.compile(r"https?://([\w.\-]+\.\w+)/(?:@|users/)([\w.\-]+)/?", re.IGNORECASE)
_FLOAT = re.compile(r"(\d+)\.0+")
_SHEET_TEXT = re.compile(r"""=?"(.+)"|'(\d.*)""")  # ="7" and '7 keep a number as text in a spreadsheet


def plain_spelling(name: str) -> str:
    """Return an id without the marks that tools put around it.

    Examples
    --------
    >>> plain_spelling(" @ben "), plain_spelling("https://x.com/ben"), plain_spelling("7.0")
    ('ben', 'ben', '7')
    >>> plain_spelling("'1321902678188974081"), plain_spelling('="7"')
    ('1321902678188974081', '7')
    """
    text = name.translate(_FULL_WIDTH)
    text = "".join(letter for letter in text if letter not in _INVISIBLE).strip()
    if found := _SHEET_TEXT.fullmatch(text):
        text = (found[1] or found[2]).strip()
    text = text.removeprefix("acct:")
    for pattern in (_PROFILE_ADDRESS, _TELEGRAM):
        if found := pattern.fullmatch(text):
            return found[1]
    if found := _FEDIVERSE.fullmatch(text):
        return f"{found[2]}@{found[1]}"
    text = re.sub(r"^(@|/?u/)", "", text)
    found = _FLOAT.fullmatch(text)
    return found[1] if found else text or name
