"""Live collection: events from the servers of Bluesky, kept in a folder that only grows."""

from tribus.live.collect import collect_bluesky
from tribus.live.coverage import read_coverage
from tribus.live.jetstream import follow_bluesky
from tribus.live.lists import write_list
from tribus.live.plan import CollectionPlan, plan_bluesky

__all__ = [
    "CollectionPlan",
    "collect_bluesky",
    "follow_bluesky",
    "plan_bluesky",
    "read_coverage",
    "write_list",
]
