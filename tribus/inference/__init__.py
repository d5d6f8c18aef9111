"""Choices inferred from the data: half-life, resolution, levels, and whether there are tribes."""

from tribus.inference.curve import AgreementCurve
from tribus.inference.levels import Level, Levels
from tribus.inference.verdict import Verdict

__all__ = ["AgreementCurve", "Level", "Levels", "Verdict"]
