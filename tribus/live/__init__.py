"""Live collection: events from the servers of Bluesky, kept in a folder that only grows."""

from tribus.live.collect import collect_bluesky

__all__ = ["collect_bluesky"]
