"""What is known of a format: its names, how it is told, and what reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tribus.sources.archives import Container
    from tribus.sources.rows import Rows
    from tribus.sources.streams import Stream


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


@dataclass(frozen=True, kw_only=True)
class ArchiveFormat(Format):
    """A format of archives, told apart by the names of the files in them."""

    fits: Callable[[set[str]], bool]
    read: Callable[[Container, Rows], None]


@dataclass(frozen=True, kw_only=True)
class StreamFormat(Format):
    """A format of files that are neither JSON nor archives, told by their first bytes and their name."""

    fits: Callable[[bytes, str], bool]
    read: Callable[[Stream, Rows], None]
