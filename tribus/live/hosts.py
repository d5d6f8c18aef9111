"""Servers that may be asked: a document of a stranger must not lead into a local network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from tribus._core.checks import show
from tribus.errors import OptionError

_LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home", "arpa", "test", "invalid")


def read_service(name: str, value: str) -> str:
    """Return the address of a server that the user named, without a slash at its end.

    Raises
    ------
    OptionError
        If it is not an `https` address; `http` is allowed on this machine.
    """
    text = str(value).rstrip("/")
    try:
        parts = urlsplit(text)
        is_plain = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
        is_fine = bool(parts.hostname) and is_plain and parts.port != 0
    except ValueError:
        is_fine = False
    if not is_fine or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(text))):
        raise OptionError(
            f"{name} must be the address of a server such as 'https://public.api.bsky.app', got "
            f"{show(value, at_most=200)}"
        )
    return text


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _read_number(host)
    return address is not None and address.is_loopback


def is_allowed(url: str, *, allows_loopback: bool) -> bool:
    """Whether the address of a server in a stranger's document may be asked.

    It must be `https` on a public name without a number, or on this machine if `allows_loopback`.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if allows_loopback and parts.scheme in ("http", "https") and is_loopback(url):
        return True
    is_public = (
        "." in host and host.rpartition(".")[2] not in _LOCAL_NAMES and _read_number(host) is None
    )
    return parts.scheme == "https" and is_public and port in (None, 443) and not parts.username


def _read_number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a host is written as; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    last = host.rstrip(".").rpartition(".")[2]
    if last[:1].isdigit():  # also 127.1 and 0x7f.1, which some resolvers read as numbers
        return ipaddress.ip_address("0.0.0.0")  # noqa: S104  nothing is bound
    return None
