"""`tribus demo`: the tribes of a synthetic society."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tribus._command.outputs import check_picture, save_picture
from tribus._command.printing import print_personal_tribe, print_tribes

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    demo = commands.add_parser("demo", help="find and draw the tribes of a synthetic society")
    demo.add_argument("--seed", type=int, default=0, help="seed of the society and the search (0)")
    demo.add_argument(
        "--picture", type=Path, default=Path("tribes.png"), help="file of the picture (tribes.png)"
    )
    demo.set_defaults(command=run_demo)


def run_demo(options: argparse.Namespace) -> None:
    """Find the tribes of a synthetic society, save a picture, and print the tribes."""
    from tribus.datasets import make_society
    from tribus.network import build_network
    from tribus.tribes import find_tribes

    check_picture(options.picture)
    society = make_society(seed=options.seed)
    print(f"{society}\n{society.events}\n")
    tribes = find_tribes(build_network(society.events), seed=options.seed, progress=False)
    save_picture(tribes, options.picture)
    print_tribes(tribes)
    first = next(tribe for tribe in tribes if tribe.members)
    print_personal_tribe(tribes, first.members[0])
    print(f"picture: {options.picture}")
