"""Studies are run by `python -m tests.studies`; pytest collects only the tests of their scores."""

from pathlib import Path

collect_ignore = [
    path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")
]
