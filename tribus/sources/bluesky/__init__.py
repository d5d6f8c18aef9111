"""Bluesky: streams of everybody's records, and the repository of one person."""
