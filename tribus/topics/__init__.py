"""Topics: the words that distinguish the members of each tribe."""

from tribus.topics.find import find_topics
from tribus.topics.result import Topics
from tribus.topics.tribe_words import TribeWords

__all__ = ["Topics", "TribeWords", "find_topics"]
