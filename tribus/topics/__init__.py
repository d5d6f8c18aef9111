"""Topics: what the members of each tribe write about."""

from tribus.topics.find import find_topics
from tribus.topics.result import Topics
from tribus.topics.tribe_words import TribeWords

__all__ = ["Topics", "TribeWords", "find_topics"]
