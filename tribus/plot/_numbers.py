"""Numbers on a picture: short counts, and ticks of a logarithmic axis."""

from __future__ import annotations

MAX_TICKS = 12


def format_count(count: float) -> str:
    """Return a number in at most four characters: `999`, `1.2k`, `12k`, `3.4M`."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if count >= size * 0.9995:
            return f"{count / size:.2g}{unit}" if count < 99.5 * size else f"{count / size:.0f}{unit}"
    return f"{count:.3g}"


def count_ticks(largest: float) -> list[float]:
    """Return the ticks of a `log(1 + n)` scale: 0, 1, 2, 5, 10 ..., or powers of ten if it is long."""
    powers = [10.0**power for power in range(13) if 10**power <= largest]
    ticks = [0.0, *(step * power for power in powers for step in (1, 2, 5) if step * power <= largest)]
    return ticks if len(ticks) <= MAX_TICKS else [0.0, *powers]
