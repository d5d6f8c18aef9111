"""Numbers on a picture: short, and where an axis has its marks."""

from __future__ import annotations

MOST_MARKS = 12


def shorten(count: float) -> str:
    """Write a number in at most four signs: `999`, `1.2k`, `12k`, `3.4M`."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if count >= size * 0.9995:
            return f"{count / size:.2g}{unit}" if count < 99.5 * size else f"{count / size:.0f}{unit}"
    return f"{count:.3g}"


def mark_counts(most: float) -> list[float]:
    """Marks of a scale of `log(1 + n)`: 0, 1, 2, 5, 10, 20 and so on; of a long one powers of ten."""
    powers = [10.0**power for power in range(13) if 10**power <= most]
    marks = [0.0, *(step * power for power in powers for step in (1, 2, 5) if step * power <= most)]
    return marks if len(marks) <= MOST_MARKS else [0.0, *powers]
