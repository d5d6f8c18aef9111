from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import tribus
from tribus._core.provenance import Provenance, digest_arrays


def test_the_call_reads_as_it_was_typed():
    made_by = Provenance(function="find_tribes", parameters={"method": "leiden"}, seed=3, digest="ab12")
    said = f"find_tribes(method='leiden', seed=3)  # tribus {tribus.__version__}, input ab12"
    assert str(made_by) == said


def test_a_call_without_randomness_has_no_seed():
    assert str(Provenance(function="build_network")).startswith("build_network()  # tribus ")


def test_the_making_of_a_result_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field"):
        Provenance(function="f").seed = 1


def test_equal_inputs_have_equal_digests_and_others_do_not():
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


def test_ids_with_half_characters_have_a_digest_too():
    assert len(digest_arrays(text="\ud800")) == 16
