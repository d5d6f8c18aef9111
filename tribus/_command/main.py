"""The entry point of the command: the parser, and the exit codes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import warnings
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn

from tribus._command import bluesky, demo, look, people, report, return_, run, topics, trace, warm_up
from tribus._command import map as map_
from tribus._command.arguments import add_language
from tribus._command.messages import in_words_of_command
from tribus._core.checks import check_choice
from tribus._display import plain
from tribus._display.language import LANGUAGES, in_language
from tribus._version import __version__
from tribus.errors import TribusError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (  # each adds its parser by `add_command`, in the order of the help
    demo,
    look,
    run,
    map_,
    bluesky,
    people,
    report,
    topics,
    trace,
    return_,
    warm_up,
)
EXIT_UNREADABLE = 2  # the code of argparse for wrong options
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as in shells


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 2 for unusable input, 130 if it was interrupted.

    SIGTERM, and SIGHUP of a terminal that is closed, interrupt it like Ctrl-C, so that its temporary
    files are removed.
    """
    options, unknown = make_parser().parse_known_args(arguments)
    if unknown:
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # cp1252 and ASCII lack letters of names
    before = {one: signal.signal(one, signal.default_int_handler) for one in _find_interrupts()}
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _print_warning
            check_choice("--language", options.language, LANGUAGES)
            with in_language(options.language):
                options.command(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be closed
            print("tribus: interrupted", file=sys.stderr, flush=True)
        return EXIT_INTERRUPTED
    except TribusError as error:
        print(f"tribus: {in_words_of_command(error)}", file=sys.stderr)
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


def _print_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    print(f"tribus: {in_words_of_command(message)}", file=sys.stderr)


def _find_interrupts() -> list[int]:
    """Return the signals that end the command. An ignored SIGHUP stays ignored: `nohup` ignores it."""
    found: list[int] = [signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        found.append(signal.SIGHUP)  # Windows has none
    return found


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, like those of the library."""

    def error(self, message: str) -> NoReturn:
        """Print the error and where the options are listed, and exit with code 2."""
        self.exit(EXIT_UNREADABLE, f"tribus: {plain(message)}; see {self.prog} --help\n")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="tribus", description="Find the tribes of a social network: who really belongs together."
    )
    version = f"tribus {__version__} (distribution tribus-graph)"
    parser.add_argument("--version", action="version", version=version, help="show the version and exit")
    names = (command.__name__.rpartition(".")[2].rstrip("_").replace("_", "-") for command in COMMANDS)
    commands = parser.add_subparsers(required=True, metavar=" | ".join(names))
    for command in COMMANDS:
        command.add_command(commands)
    for subparser in commands.choices.values():
        add_language(subparser)
        subparser.set_defaults(parser=subparser)  # for errors, which name the help of the command
    return parser
