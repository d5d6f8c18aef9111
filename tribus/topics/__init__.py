"""Topics: the words that distinguish the members of each tribe."""

from tribus.topics.coherence import Coherence, measure_coherence
from tribus.topics.find import find_topics
from tribus.topics.result import Topics
from tribus.topics.tribe_words import TribeWords

__all__ = ["Coherence", "Topics", "TribeWords", "find_topics", "measure_coherence"]
