"""The memory of the driver: whether a table of pairs fits, before it is brought over."""

from __future__ import annotations

from pathlib import Path

from tribus.errors import OptionError

BYTES_PER_PAIR = 400  # of build_network at its peak, for a row of the pair table; 293 were measured
ROWS_PER_TIE = 2  # of the pair table, one for each direction; several kinds have more
_MEMORY = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


def check_fits(n_pairs: int) -> None:
    """Raise `OptionError` if the free memory is too small for the network of a pair table.

    Parameters
    ----------
    n_pairs
        Number of rows of the table.
    """
    free, needed = free_bytes(), n_pairs * BYTES_PER_PAIR
    if free is not None and needed > free:
        max_ties = free // (ROWS_PER_TIE * BYTES_PER_PAIR)
        raise OptionError(
            f"the pair table has {n_pairs:,} rows; its network needs about {needed / 1e9:,.1f} GB, "
            f"and the driver has {free / 1e9:,.1f} GB free; give it {needed / 1e9:,.0f} GB, "
            f"leave out one-way ties with build_network(events, max_ties={max_ties:_}), or keep fewer "
            "events, as in events.between(...) or events.only(kinds=...)"
        )


def free_bytes() -> int | None:
    """Return the memory that this process may still take, in bytes; None if it is unknown."""
    limits = [_free_in_group()]
    if _MEMORY.exists():
        fields = dict(line.split(":") for line in _MEMORY.read_text().splitlines())
        limits.append(int(fields["MemAvailable"].split()[0]) * 1024)
    known = [limit for limit in limits if limit is not None]
    return min(known, default=None)


def _free_in_group() -> int | None:
    """Return the memory that is left to the control group of a container; None without a limit."""
    try:
        limit, used = ((_GROUP / name).read_text().strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return None
    return None if limit == "max" else max(0, int(limit) - int(used))
