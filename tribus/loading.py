"""Load saved results."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tribus._storage import form_of, read_saved

if TYPE_CHECKING:
    import os

    from tribus._storage import Record
    from tribus.events import Events
    from tribus.network import Network
    from tribus.returns import Returns, Sowing
    from tribus.stability import Stability
    from tribus.timeline import Timeline
    from tribus.tribes import Tribes

HOMES = {  # package of each class that can be saved; only the package that is needed is imported
    "Events": "tribus.events",
    "Network": "tribus.network",
    "Returns": "tribus.returns",
    "Sowing": "tribus.returns",
    "Stability": "tribus.stability",
    "Timeline": "tribus.timeline",
    "Tribes": "tribus.tribes",
}


def load(
    path: str | os.PathLike[str],
) -> Events | Network | Returns | Sowing | Stability | Timeline | Tribes:
    """Load a result that was saved with its method `save`.

    Parameters
    ----------
    path
        File that `Events.save`, `Network.save`, `Tribes.save`, `Stability.save`,
        `Timeline.save`, `Returns.save` or `Sowing.save` wrote.

    Returns
    -------
    Events, Network, Returns, Sowing, Stability, Timeline or Tribes
        A result equal to the one that was saved, with the same `made_by`.

    Raises
    ------
    ReadError
        If there is no such file, if it is not a saved result, is damaged, or was saved by a version of
        tribus with another format.

    Notes
    -----
    The file is a zip whose parts are stored as they are. `tribus.json` has the number of the format,
    the version of tribus, and a list of records: the fields of each part of the result. A field is a
    JSON value, a reference to an earlier record such as ``{"record": 3}``, or the name of a Parquet file
    of the zip. Each Parquet file holds one array in its column `value`, or one table. No part of the
    file is executed, and nothing is unpacked to disk. Sizes, types and references are checked, so a
    file of a stranger is either a result or an error.

    Networks and tribes hold everything that their methods need. Events hold the cleaned table, not the
    files that were read. A timeline holds the sums of each step, from which `Timeline.extend` continues.

    Examples
    --------
    >>> import tempfile, tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, seed=0)
    >>> network = tb.build_network(society.events)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     network.save(f"{folder}/network.tribus")
    ...     tb.load(f"{folder}/network.tribus") == network
    True
    """
    result: Events | Network | Returns | Sowing | Stability | Timeline | Tribes = read_saved(
        path, _find_form
    )
    return result


def _find_form(name: str) -> Record | None:
    return form_of(getattr(import_module(HOMES[name]), name)) if name in HOMES else None
