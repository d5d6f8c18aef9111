"""Bluesky: the stream of all records, and the repository of one user."""
