"""Options of the affinity, as `build_network` takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import NoneType
from typing import Any

import numpy as np

from tribus._core.checks import check_choice, check_share, show
from tribus.errors import OptionError
from tribus.events import KINDS
from tribus.ties.affinity import AFFINITIES, BALANCED, AffinityTerms, name_affinities

AUTO = "auto"
_NUMBERS = (int, float, np.integer, np.floating)


def read_terms(
    *,
    logarithm: bool,
    normalization: float,
    reciprocity_weight: float,
    attention_weight: float,
    kind_weights: Mapping[str, float] | None,
) -> AffinityTerms:
    """Return the options as the terms of the affinity; `OptionError` if one is out of range."""
    if not isinstance(logarithm, (bool, np.bool_)):
        raise OptionError(f"logarithm must be True or False, got {show(logarithm)}")
    check_share("normalization", normalization)
    if not isinstance(kind_weights, (Mapping, NoneType)):
        raise OptionError(f"kind_weights must be like {{'like': 0.2}}, got {show(kind_weights)}")
    weights = dict(kind_weights or {})
    for kind in weights:
        check_choice("kind_weights", kind, KINDS)
    not_negative = {"reciprocity_weight": reciprocity_weight, "attention_weight": attention_weight}
    not_negative |= {f"kind_weights[{kind!r}]": weight for kind, weight in weights.items()}
    for name, value in not_negative.items():
        _check_not_negative(name, value)
    return AffinityTerms(
        logarithm=bool(logarithm),
        normalization=normalization,
        reciprocity_weight=reciprocity_weight,
        attention_weight=attention_weight,
        kind_weights=weights,
    )


def name_candidates(affinity: str, terms: AffinityTerms) -> dict[str, AffinityTerms]:
    """Return the affinities to choose from, by name; the first is the default."""
    check_choice("affinity", affinity, [AUTO, *AFFINITIES])
    named = name_affinities(terms)
    is_changed = terms != AffinityTerms(kind_weights=terms.kind_weights)
    if affinity == AUTO:
        return {BALANCED: terms} if is_changed else named
    if is_changed and affinity != BALANCED:
        raise OptionError(
            f"affinity={affinity!r} has no options; logarithm, normalization, reciprocity_weight and "
            f"attention_weight belong to affinity={BALANCED!r}"
        )
    return {affinity: named[affinity]}


def list_options(terms: AffinityTerms) -> dict[str, bool | float]:
    """Return the options of the affinity as `build_network` takes them."""
    if terms.name != BALANCED:
        return {}
    return {
        "logarithm": terms.logarithm,
        "normalization": terms.normalization,
        "reciprocity_weight": terms.reciprocity_weight,
        "attention_weight": terms.attention_weight,
    }


def _check_not_negative(name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, _NUMBERS) or not 0 <= value < math.inf:
        raise OptionError(f"{name} must be a finite number of 0 or more, got {show(value)}")
