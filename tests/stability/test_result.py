import re
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

import tribus as tb
from tribus.errors import UserError

HOSTILE = {
    "plain": "user{}",
    "markup": "<script>alert({})</script>",
    "very long": "{}" + "x" * 900,
    "control": "{}\n\x1b[31m\u202e",
}


@pytest.fixture(scope="module", params=HOSTILE)
def stability(request, make_events):
    """Return the stability of two tribes of four; the last user has no ties."""
    names = [HOSTILE[request.param].format(number) for number in range(9)]
    pairs = [(a, b) for tribe in (names[:4], names[4:8]) for a in tribe for b in tribe if a != b]
    rows = [{"source": a, "target": b, "count": 4} for a, b in [*pairs, (names[8], names[8])]]
    return tb.check_stability(
        make_events(rows), runs=3, resolution=1.0, significance=None, progress=False
    )


def test_the_repr_is_one_short_line(stability):
    person = stability.of(stability.tribes.network.users[0])
    for result in (stability, person):
        line = repr(result)
        assert len(line) <= 88
        assert line.isprintable()
        assert line.startswith("<Stability")


def test_the_card_is_safe_and_shows_the_call(stability):
    for result in (stability, stability.of(stability.tribes.network.users[0])):
        html = result._repr_html_()
        assert not re.search(r"http|url\(|<script|<img", html, re.IGNORECASE)
        assert "check_stability(runs=3" in html
    assert "resampled: 96 events" in stability._repr_html_()


def test_it_is_frozen_and_its_arrays_are_read_only(stability):
    assert stability.between.dtype == stability.n_tribes.astype(bool).dtype
    for name in (field.name for field in fields(stability)):
        with pytest.raises(FrozenInstanceError, match="cannot assign"):
            setattr(stability, name, None)
    arrays = [value for value in vars(stability).values() if isinstance(value, np.ndarray)]
    assert len(arrays) == 10
    assert not any(array.flags.writeable for array in arrays)


def test_the_frames_have_the_documented_columns(stability):
    frame, summary = stability.to_frame(), stability.summary()
    dtypes = {name: str(dtype) for name, dtype in frame.dtypes.items() if name != "user"}
    assert dtypes == {
        "tribe": "int32",
        "certainty": "float64",
        "probability": "float64",
        "second": "int32",
        "second_probability": "float64",
        "seen": "float64",
        "consensus": "int32",
        "between": "bool",
    }
    assert frame["tribe"].tolist() == [0] * 4 + [1] * 4 + [-1]
    assert list(summary.columns) == ["tribe", "users", "survival", "certainty", "between"]
    assert summary["users"].tolist() == [4, 4]


def test_the_stability_of_a_user_equals_the_row_of_the_frame(stability):
    for row in stability.to_frame().itertuples(index=False):
        person = stability.of(row.user)
        values = [person.tribe, person.probability, person.second, person.second_probability]
        values += [person.seen, person.consensus, person.is_between]
        expected = [row.tribe, row.probability, row.second, row.second_probability]
        assert values == [*expected, row.seen, row.consensus, row.between]
        assert person.certainty == row.certainty or np.isnan([person.certainty, row.certainty]).all()


def test_an_unknown_user_is_an_error(stability):
    with pytest.raises(UserError, match="no user 'nobody'"):
        stability.of("nobody")


def test_users_between_two_are_those_of_the_tribes(stability):
    users = set(stability.to_frame().query("between")["user"])
    assert users == set(stability.tribes.between["user"])


def test_each_run_has_a_number_of_tribes(stability):
    assert stability.n_tribes.tolist() == [2, 2, 2]
    assert stability.runs == 3


def test_companions_are_sorted_by_certainty(stability):
    network, labels = stability.tribes.network, stability.tribes.labels
    user = next(user for user, label in zip(network.users, labels, strict=True) if label >= 0)
    frame = stability.of(user).to_frame()
    row = network.row_of(user)
    assert len(frame) == np.count_nonzero(labels == labels[row]) - 1
    assert frame["together"].is_monotonic_decreasing
    own = stability.run_labels[:, row]
    for companion, together in frame.itertuples(index=False):
        theirs = stability.run_labels[:, network.row_of(companion)]
        assert together == np.mean((own == theirs) & (own >= 0))
