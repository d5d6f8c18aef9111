"""Recognition of tables: find the role of each column by its name and its values."""

from tribus.recognition.apply import apply_plan, recognise_relation
from tribus.recognition.find import find_plan
from tribus.recognition.recognised import Recognised
from tribus.recognition.request import Request
from tribus.recognition.sample import count_sampled, profile_columns, sample_frame
from tribus.recognition.tools import name_tool_columns
from tribus.recognition.words import KIND_WORDS, is_known_name

__all__ = [
    "KIND_WORDS",
    "Recognised",
    "Request",
    "apply_plan",
    "count_sampled",
    "find_plan",
    "is_known_name",
    "name_tool_columns",
    "profile_columns",
    "recognise_relation",
    "sample_frame",
]
