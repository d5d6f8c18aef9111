"""Benchmarks are run by `python -m tests.benchmarks`; pytest neither collects nor imports them."""

collect_ignore_glob = ["*.py"]
