import pytest

from tribus.plot.numbers import mark_counts, shorten


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (2.5, "2.5"),
        (999, "999"),
        (999.6, "1k"),
        (1_000, "1k"),
        (1_234, "1.2k"),
        (12_345, "12k"),
        (999_400, "999k"),
        (999_600, "1M"),
        (3_400_000, "3.4M"),
        (5e9, "5G"),
    ],
)
def test_numbers_are_short(count, text):
    assert shorten(count) == text


def test_marks_show_zero_and_go_up_to_the_most():
    assert mark_counts(25) == [0, 1, 2, 5, 10, 20]


def test_a_long_scale_has_powers_of_ten():
    assert mark_counts(1e5) == [0, 1, 10, 100, 1_000, 10_000, 100_000]
