"""`tribus demo`: the tribes of a synthetic society."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.outputs import check_picture, save_picture
from tribus._command.printing import print_personal_tribe, print_tribes
from tribus._core.checks import check_choice, check_seed, show
from tribus._display.language import translate
from tribus._display.progress import compiling_announced
from tribus.errors import OptionError

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands

PICTURE_TITLE = "written by tribus demo"  # stored in the picture, so that the next demo may replace it
PICTURE_ENDINGS = ("png", "svg", "pdf")  # formats that store a title


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    demo = commands.add_parser("demo", help="find and draw the tribes of a synthetic society")
    demo.add_argument("--seed", type=int, default=0, help="seed of the society and the search (0)")
    demo.add_argument(
        "--picture",
        type=Path,
        default=Path("tribes.png"),
        help="PNG, SVG or PDF file (tribes.png); a file that is not of a demo is not replaced",
    )
    demo.set_defaults(command=run_demo)


def run_demo(options: argparse.Namespace) -> None:
    """Find the tribes of a synthetic society, save a picture, and print the tribes."""
    from tribus.datasets import make_society
    from tribus.network import build_network
    from tribus.tribes import find_tribes

    check_seed(options.seed)
    _check_own_picture(options.picture)
    with compiling_announced(shown=True):
        society = make_society(seed=options.seed)
        print(f"{society}\n{society.events}\n", flush=True)
        tribes = find_tribes(build_network(society.events), seed=options.seed)
        save_picture(tribes, options.picture, title=PICTURE_TITLE)
        print_tribes(tribes)
        first = next(tribe for tribe in tribes if tribe.members)
        print_personal_tribe(tribes, first.members[0])
        print(translate("picture: {path}", path=options.picture))


def _check_own_picture(path: Path) -> None:
    """Raise `OptionError` for a path that cannot be written, or that holds a file of another origin."""
    ending = path.suffix.lstrip(".").lower()
    check_choice("the ending of --picture", ending, PICTURE_ENDINGS)
    check_picture(path)
    if path.exists() and PICTURE_TITLE.encode() not in path.read_bytes():
        raise OptionError(
            f"{show(str(path))} exists and was not written by this command; "
            "name another file with --picture, or move that one"
        )
