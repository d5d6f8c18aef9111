"""The command: `python -m tribus`, or `tribus` after an installation."""

from __future__ import annotations

import sys

from tribus._command.main import main

if __name__ == "__main__":
    sys.exit(main())
