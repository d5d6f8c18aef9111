"""The command: `python -m tribus`, or `tribus` after an installation."""

from __future__ import annotations

import sys

INTERRUPTED = 130  # 128 + SIGINT, as in shells


def run() -> int:
    """Run the command; Ctrl-C is one line at any moment, also while modules are imported."""
    try:
        from tribus._command.main import main

        return main()
    except BaseException as error:
        if not _is_interrupt(error):
            raise
        sys.stderr.write("tribus: interrupted\n")
        return INTERRUPTED


def _is_interrupt(error: BaseException | None) -> bool:
    """Return whether Ctrl-C caused an error: Python wraps it where a class is being made."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


if __name__ == "__main__":
    sys.exit(run())
