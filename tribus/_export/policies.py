"""Content security policies of pages: sources that allow one script or one style, and no other."""

from __future__ import annotations

import base64
import hashlib


def digest_source(text: str) -> str:
    """Return the source of an inline script or style for a content security policy."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
