"""What every format has: its names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of files.

    Attributes
    ----------
    name, title
        As the caller writes it, and as people call it.
    platform
        Files of one platform are read together: one may tell who wrote what another answers.
    """

    name: str
    title: str
    platform: str
