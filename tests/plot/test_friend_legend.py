import numpy as np
import pytest

from tribus._display.colours import tribe_colour
from tribus.plot._friend_legend import MAX_LEGEND_TRIBES, legend_of_friends


def test_every_tribe_has_its_colour_in_the_order_of_numbers():
    key = legend_of_friends(np.array([5, 2, 5, -1]), ())
    assert list(key) == ["friend in tribe 2", "friend in tribe 5", "friend without a tribe"]
    assert key["friend in tribe 5"].get_markerfacecolor() == tribe_colour(5)


@pytest.mark.parametrize(
    ("n_more", "others"),
    [
        (1, "friend in 1 more tribe, of another colour"),
        (3, "friends in 3 more tribes, of other colours"),
    ],
)
def test_tribes_with_few_friends_are_counted_where_there_is_no_room(n_more, others):
    # Tribe 0 has one friend, tribe 1 two, and so on: the first ones are not named.
    tribes = np.repeat(np.arange(MAX_LEGEND_TRIBES + n_more), np.arange(MAX_LEGEND_TRIBES + n_more) + 1)
    key = list(legend_of_friends(tribes, ()))
    assert key == [
        *(f"friend in tribe {number}" for number in range(n_more, MAX_LEGEND_TRIBES + n_more)),
        others,
    ]


def test_without_friends_there_is_no_entry():
    assert legend_of_friends(np.array([], np.int64), ()) == {}
