"""Provenance of a result: all that is needed to repeat the call."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.frozen import FrozenMapping
from tribus._version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """The call that made a result.

    Attributes
    ----------
    function
        Name of the public function.
    parameters
        Its options, including defaults.
    seed
        Seed of the random numbers; None if the function uses none.
    digest
        First 16 hexadecimal digits of the SHA-256 of the input. Equal inputs have equal digests.
    version
        Version of tribus.
    """

    function: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    digest: str = ""
    version: str = __version__

    def __post_init__(self) -> None:
        plain = {name: _make_plain(value) for name, value in self.parameters.items()}
        object.__setattr__(self, "parameters", FrozenMapping(plain))

    def __str__(self) -> str:
        """Return the call as Python code, with version and digest in a comment."""
        return f"{self.format_call()}  # tribus {self.version}, input {self.digest}"

    def format_call(self, *arguments: str) -> str:
        """Return the call as Python code, with arguments before the options."""
        options = [f"{name}={value!r}" for name, value in self.parameters.items()]
        seed = [] if self.seed is None else [f"seed={self.seed}"]
        return f"{self.function}({', '.join([*arguments, *options, *seed])})"


def _make_plain(value: Any) -> Any:
    """Return a number of numpy as the number of Python, whose repr can be typed again."""
    return value.item() if isinstance(value, np.generic) else value


def digest_arrays(*arrays: np.ndarray[Any, Any], text: str = "") -> str:
    """Return a digest of arrays and a text, the same on all machines of the same byte order."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:16]
