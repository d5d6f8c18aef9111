"""How a result was made: enough to make it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

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
        Its options, defaults included.
    seed
        Seed of the randomness, None where there is none.
    digest
        First 16 hexadecimal digits of the SHA-256 of the input: equal inputs, equal digests.
    version
        Version of tribus.
    """

    function: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    digest: str = ""
    version: str = __version__

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def __str__(self) -> str:
        """Write the call as it was typed, with version and digest."""
        options = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        seed = "" if self.seed is None else f"{', ' if options else ''}seed={self.seed}"
        return f"{self.function}({options}{seed})  # tribus {self.version}, input {self.digest}"


def digest_arrays(*arrays: np.ndarray[Any, Any], text: str = "") -> str:
    """Digest of arrays and a text, the same on any machine of the same byte order."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:16]
