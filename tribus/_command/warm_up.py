"""`tribus warm-up`: compile all loops before the first run, for images and continuous integration."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tribus._display import plural
from tribus._display.language import format_whole, translate

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands
    from tribus._core.arrays import Adjacency


def add_command(commands: Commands) -> None:
    """Add the command; it has no options."""
    warm_up = commands.add_parser(
        "warm-up",
        help="compile everything once, for an image or a build machine",
        description="Compile everything that a first run would compile, and cache it. The cache is next "
        "to the package, or in the folder of the environment variable NUMBA_CACHE_DIR.",
    )
    warm_up.set_defaults(command=fill_cache)


def fill_cache(_: argparse.Namespace) -> None:
    """Compile the loops of every kind of work on a small society, and print where they are cached."""
    from tribus._core.compiled import compiling_everything
    from tribus._core.compiling import LISTENER
    from tribus.ties._structure_kernel import build_csr

    start = time.monotonic()
    with compiling_everything():
        _do_everything()
    folder = build_csr.stats.cache_path  # type: ignore[attr-defined]
    compiled = plural(LISTENER.n_compiled, "loop")
    seconds = format_whole(time.monotonic() - start)
    message = translate(
        "compiled {loops} in {n} s; the cache is in {folder}",
        loops=compiled,
        n=seconds,
        folder=folder,
    )
    print(message)


def _do_everything() -> None:
    import io

    from matplotlib.figure import Figure
    from scipy.sparse import eye_array

    import tribus as tb

    events = tb.datasets.make_society(n_people=120, n_tribes=4, n_ghosts=20, seed=0).events
    network = tb.build_network(events, progress=False)
    tribes = tb.find_tribes(network, facets=True, progress=False)
    tb.check_stability(events, runs=2, resolution=1.0, processes=1, progress=False)
    network.explain(*tribes[0].members[:2])
    tribes.of(tribes[0].members[0])
    adjacency = network.to_scipy()
    tb.community.leiden(adjacency + eye_array(network.n_users), polish=True)
    tb.metrics.tribe_cuts(adjacency, tribes.labels)
    _compile_for_large_networks(adjacency)
    figure = Figure()
    tribes.plot(ax=figure.subplots())
    figure.savefig(io.BytesIO())  # the first picture of a machine makes a list of its fonts


def _compile_for_large_networks(adjacency: Adjacency) -> None:
    """Call the loops that a small society does not reach."""
    import numpy as np

    from tribus.community.leiden._aggregate import permute
    from tribus.community.leiden.graph import read_graph
    from tribus.layout._seat_kernel import take_seats

    users = np.arange(adjacency.shape[0])
    permute(read_graph(adjacency), users.astype(np.uint32))
    take_seats(np.zeros_like(users), np.full_like(users, len(users)), users, users)
