import pytest

from tribus.plot._numbers import count_ticks, format_count


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
def test_counts_have_at_most_four_characters(count, text):
    assert format_count(count) == text


def test_ticks_start_at_zero():
    assert count_ticks(25) == [0, 1, 2, 5, 10, 20]


def test_ticks_of_a_long_scale_are_powers_of_ten():
    assert count_ticks(1e5) == [0, 1, 10, 100, 1_000, 10_000, 100_000]
