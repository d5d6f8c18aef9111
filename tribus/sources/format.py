"""Descriptions of formats: their names, how they are recognised, and their readers."""

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
    name
        Name of the format in `read_events(format=)`.
    title
        Name of the format in messages.
    platform
        Files of one platform are read together, because one file may name the author of a post that
        another file answers.
    """

    name: str
    title: str
    platform: str


@dataclass(frozen=True, kw_only=True)
class ArchiveFormat(Format):
    """A format of archives, recognised by the names of their files."""

    fits: Callable[[set[str]], bool]
    read: Callable[[Container, Rows], None]


@dataclass(frozen=True, kw_only=True)
class StreamFormat(Format):
    """A format of other files that are not JSON, recognised by their first bytes and their name."""

    fits: Callable[[bytes, str], bool]
    read: Callable[[Stream, Rows], None]
