"""The entry point of the command: the parser, and the exit codes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING

from tribus._command import demo, look, people, run, warm_up
from tribus._display import plain
from tribus.errors import TribusError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (  # each adds its parser by `add_command`, in the order of the help
    demo,
    look,
    run,
    people,
    warm_up,
)
EXIT_UNREADABLE = 2  # the code of argparse for wrong options
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as in shells


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 2 for unusable input, 130 if it was interrupted.

    SIGTERM, and SIGHUP of a terminal that is closed, interrupt it like Ctrl-C, so that its temporary
    files are removed.
    """
    options = make_parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # cp1252 and ASCII lack letters of names
    before = {one: signal.signal(one, signal.default_int_handler) for one in _find_interrupts()}
    try:
        options.command(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be closed
            print("tribus: interrupted", file=sys.stderr, flush=True)
        return EXIT_INTERRUPTED
    except TribusError as error:
        print(plain(f"tribus: {error}"), file=sys.stderr)
        return EXIT_UNREADABLE
    except BrokenPipeError:  # the reader of the output has closed it, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return 0
    except OSError as error:
        print(plain(f"tribus: {error.strerror}: {error.filename}"), file=sys.stderr)
        return EXIT_UNREADABLE
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    return 0


def _find_interrupts() -> list[int]:
    """Return the signals that end the command. An ignored SIGHUP stays ignored: `nohup` ignores it."""
    found: list[int] = [signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        found.append(signal.SIGHUP)  # Windows has none
    return found


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="tribus", description="Find the tribes of a social network: who really belongs together."
    )
    names = (command.__name__.rpartition(".")[2].replace("_", "-") for command in COMMANDS)
    commands = parser.add_subparsers(required=True, metavar=" | ".join(names))
    for command in COMMANDS:
        command.add_command(commands)
    return parser
