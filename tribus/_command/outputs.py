"""Files that a command writes: checked before the work, written after it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import check_choice, show
from tribus._display.language import translate
from tribus._export.places import check_place, is_device
from tribus._export.replacing import replace_when_complete
from tribus._export.safe_csv import write_csv
from tribus.errors import OptionError

if TYPE_CHECKING:
    import argparse

    from tribus._display import HasPlot
    from tribus.tribes import Tribes

GRAPH_ENDINGS = ("gexf", "graphml")
TABLE_ENDINGS = ("csv",)
PAGE_ENDINGS = ("html", "htm")
OUTPUTS = ("out", "facets", "graph", "picture", "save")


def check_outputs(options: argparse.Namespace) -> None:
    """Raise `OptionError` for a path that cannot be written, before any work.

    That is a file in no folder, without permission or of an unknown ending; a file that two options
    name; and a file that is read.
    """
    for option, path in (("--out", options.out), ("--facets", options.facets)):
        if path is not None:
            check_table(option, path)
    if options.graph is not None:
        check_graph(options.graph, GRAPH_ENDINGS)
    if options.picture is not None:
        check_picture(options.picture)
    check_distinct(options)


def check_distinct(options: argparse.Namespace) -> None:
    """Raise `OptionError` for a file that two options name, or that is read too."""
    named = [
        (f"--{name}", path) for name in OUTPUTS if (path := getattr(options, name, None)) is not None
    ]
    for (first, path), (second, other) in combinations(named, 2):
        if _is_same(path, other):
            raise OptionError(
                f"{first} and {second} both write {show(str(path))}; give each a file of its own"
            )
    for option, path in named:
        for source in map(Path, options.files):
            if _is_same(path, source):
                raise OptionError(
                    f"{option} would replace {show(str(source))}, which is read; name another file"
                )


def check_table(option: str, path: Path) -> None:
    """Raise `OptionError` for the path of a table that is no CSV file or has no folder."""
    check_place(option, path)
    if not is_device(path):
        _check_ending(option, path, TABLE_ENDINGS)


def check_graph(path: Path, endings: tuple[str, ...]) -> None:
    """Raise `OptionError` for the path of a graph of another ending or without a folder."""
    _check_ending("--graph", path, endings)
    check_place("--graph", path)


def check_picture(path: Path) -> None:
    """Raise `OptionError` for a path of a picture with an unknown ending or without a folder."""
    from matplotlib.figure import Figure

    _check_ending("--picture", path, tuple(Figure().canvas.get_supported_filetypes()))
    check_place("--picture", path)


def check_page(option: str, path: Path) -> None:
    """Raise `OptionError` for the path of a page that is no HTML file or has no folder."""
    _check_ending(option, path, PAGE_ENDINGS)
    check_place(option, path)


def write_results(tribes: Tribes, options: argparse.Namespace) -> dict[str, Path]:
    """Write the requested files, the table first, and return their paths by content."""
    written = {}
    if options.out is not None:
        tribes.to_csv(options.out)
        written[translate("tribe of every user")] = options.out
    if tribes.facets is not None:
        write_csv(tribes.facets.to_frame(), options.facets)
        written[translate("overlapping tribes of every user")] = options.facets
    if options.graph is not None:
        writers = dict(zip(GRAPH_ENDINGS, (tribes.to_gexf, tribes.to_graphml), strict=True))
        writers[_find_ending(options.graph)](options.graph)
        written[translate("graph")] = options.graph
    if options.picture is not None:
        save_picture(tribes, options.picture)
        written[translate("picture")] = options.picture
    return written


def save_picture(
    result: HasPlot, path: Path, *, size: tuple[float, float] = (12, 9), title: str | None = None
) -> None:
    """Draw a result into a file of the format of its ending; the title is stored, not shown."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")  # pyplot would need a screen
    result.plot(ax=figure.subplots())
    metadata = None if title is None else {"Title": title}
    with replace_when_complete(path) as new:
        figure.savefig(new, dpi=90, metadata=metadata)


def _check_ending(option: str, path: Path, endings: tuple[str, ...]) -> None:
    check_choice(f"the ending of {option}", _find_ending(path), endings)


def _find_ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix.lstrip(".")


def _is_same(path: Path, other: Path) -> bool:
    return not is_device(path) and path.resolve() == other.resolve()
