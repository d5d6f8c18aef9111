"""The command line: `python -m tribus`, one module for each command."""
