"""Recognition of tables: which column holds what, by its name and by its values."""

from tribus.recognition.apply import Recognised, recognise_relation
from tribus.recognition.request import Request
from tribus.recognition.words import KIND_WORDS, is_known_name

__all__ = ["KIND_WORDS", "Recognised", "Request", "is_known_name", "recognise_relation"]
