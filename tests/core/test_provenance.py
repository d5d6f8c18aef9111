from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import tribus
from tribus._core.provenance import Provenance, digest_arrays


def test_the_text_is_the_call():
    made_by = Provenance(function="find_tribes", parameters={"method": "leiden"}, seed=3, digest="ab12")
    expected = f"find_tribes(method='leiden', seed=3)  # tribus {tribus.__version__}, input ab12"
    assert str(made_by) == expected


def test_a_call_without_randomness_has_no_seed():
    assert str(Provenance(function="build_network")).startswith("build_network()  # tribus ")


def test_provenance_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field"):
        Provenance(function="f").seed = 1


def test_digests_are_equal_if_and_only_if_inputs_are():
    numbers = np.arange(6)
    assert digest_arrays(numbers, text="a") == digest_arrays(numbers.copy(), text="a")
    others = [
        digest_arrays(numbers, text="b"),
        digest_arrays(numbers[::-1], text="a"),
        digest_arrays(numbers.reshape(2, 3), text="a"),
        digest_arrays(numbers.astype(np.int32), text="a"),
        digest_arrays(numbers[:3], numbers[3:], text="a"),
    ]
    assert len({digest_arrays(numbers, text="a"), *others}) == 6


def test_text_with_surrogates_has_a_digest():
    assert len(digest_arrays(text="\ud800")) == 16
