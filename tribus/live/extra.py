"""The libraries of the extra `live`, which `pip install "tribus-graph[live]"` brings."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tribus.errors import CollectError


def load_extra(name: str) -> Any:
    """Return a library of the extra; `CollectError` if it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise CollectError(
            f"collecting needs the library {name.partition('.')[0]}, which is not installed; install it "
            'with pip install "tribus-graph[live]"'
        ) from None
