"""Fuzzing is run by `python -m tests.fuzz`; pytest collects only a smoke test of it."""

from pathlib import Path

collect_ignore = [
    path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")
]
