"""Files that a command writes: checked before the work, written after it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._core.checks import check_choice, show
from tribus._export.replacing import replace_when_complete
from tribus.errors import OptionError

if TYPE_CHECKING:
    import argparse

    from tribus.tribes import Tribes

GRAPH_ENDINGS = ("gexf", "graphml")


def check_outputs(options: argparse.Namespace) -> None:
    """Raise `OptionError` for a path that cannot be written, before any work."""
    if options.graph is not None:
        check_choice("the ending of --graph", _graph_ending(options.graph), GRAPH_ENDINGS)
        check_folder("--graph", options.graph)
    if options.picture is not None:
        check_picture(options.picture)
    if options.out is not None:
        check_folder("--out", options.out)


def check_picture(path: Path) -> None:
    """Raise `OptionError` for a path of a picture with an unknown ending or without a folder."""
    from matplotlib.figure import Figure

    endings = Figure().canvas.get_supported_filetypes()
    check_choice("the ending of --picture", path.suffix.lstrip(".").lower(), endings)
    check_folder("--picture", path)


def check_folder(option: str, path: Path) -> None:
    """Raise `OptionError` if `path` is a folder, or its folder does not exist."""
    if path.is_dir():
        raise OptionError(f"{option} must be a file, got the folder {show(str(path))}; add a file name")
    if not path.parent.is_dir():
        raise OptionError(
            f"{option} needs an existing folder, got {show(str(path))}; create {show(str(path.parent))}"
        )


def write_results(tribes: Tribes, options: argparse.Namespace) -> dict[str, Path]:
    """Write the requested files and return their paths by content."""
    written = {}
    if options.out is not None:
        tribes.to_csv(options.out)
        written["tribe of every user"] = options.out
    if options.graph is not None:
        writers = dict(zip(GRAPH_ENDINGS, (tribes.to_gexf, tribes.to_graphml), strict=True))
        writers[_graph_ending(options.graph)](options.graph)
        written["graph"] = options.graph
    if options.picture is not None:
        save_picture(tribes, options.picture)
        written["picture"] = options.picture
    return written


def save_picture(tribes: Tribes, path: Path) -> None:
    """Draw the tribe map into a file of the format of its ending."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 9), layout="constrained")  # pyplot would need a screen
    tribes.plot(ax=figure.subplots())
    with replace_when_complete(path) as new:
        figure.savefig(new, dpi=90)


def _graph_ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix.lstrip(".")
