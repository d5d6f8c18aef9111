"""`tribus return`: which relations the outcomes of an account come from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tribus._command.arguments import add_files, add_read_options
from tribus._command.outcomes import add_outcomes, read_outcomes
from tribus._command.outputs import check_distinct, check_picture, check_table, save_picture
from tribus._command.printing import format_table
from tribus._command.reading import read_files
from tribus._display import plain
from tribus._display.language import translate

if TYPE_CHECKING:
    import argparse

    from tribus._command.arguments import Commands
    from tribus.returns import Returns


def add_command(commands: Commands) -> None:
    """Add the command and its options."""
    returns = commands.add_parser("return", help="show which relations your outcomes come from")
    add_files(returns)
    add_outcomes(returns, required=True)
    returns.add_argument("--user", required=True, help="the account whose outcomes these are")
    returns.add_argument("--hours", type=float, help="hours that the account spent")
    returns.add_argument("--money", type=float, help="money that the account spent")
    returns.add_argument("--window", default="90d", help="length of a window (90d)")
    returns.add_argument("--step", default="30d", help="time between the starts of two windows (30d)")
    returns.add_argument("--out", type=Path, help="write the shares of the relations to a CSV file")
    returns.add_argument("--picture", type=Path, help="write the shares to a PNG, SVG or PDF file")
    add_read_options(returns)
    returns.add_argument("--seed", type=int, default=0, help="seed of the intervals and the test (0)")
    returns.add_argument("--quiet", action="store_true", help="show no progress bar")
    returns.set_defaults(command=show_returns)


def show_returns(options: argparse.Namespace) -> None:
    """Measure the outcomes of an account, and print the shares in plain words."""
    from tribus.returns import measure_return
    from tribus.timeline import trace_tribes

    _check_outputs(options)
    outcomes = read_outcomes(options)
    events = read_files(options)
    timeline = trace_tribes(events, window=options.window, step=options.step, progress=not options.quiet)
    spent = {"hours": options.hours, "money": options.money}
    costs = {name: value for name, value in spent.items() if value is not None}
    chosen: dict[str, Any] = {"costs": costs or None, "seed": options.seed}
    returns = measure_return(outcomes, timeline, account=options.user, **chosen)
    _print_returns(returns)
    if options.out is not None:
        returns.to_csv(options.out)
        print(translate("shares of the relations: {path}", path=options.out))
    if options.picture is not None:
        save_picture(returns, options.picture, size=(9, 3.6))
        print(translate("picture: {path}", path=options.picture))


def _check_outputs(options: argparse.Namespace) -> None:
    """Raise `OptionError` for a path that cannot be written, before any work."""
    if options.out is not None:
        check_table("--out", options.out)
    if options.picture is not None:
        check_picture(options.picture)
    check_distinct(options)


def _print_returns(returns: Returns) -> None:
    print(f"{returns}\n")
    print(format_table(returns.to_frame(), na_rep="–"))
    ratios = returns.ratios()
    if len(ratios):
        print(f"\n{format_table(ratios[ratios['relation'] == 'all'], na_rep='–')}")
    print()
    for sentence in returns.sentences:
        print(plain(sentence))
