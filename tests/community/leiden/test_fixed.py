import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden
from tribus.errors import OptionError


@pytest.fixture(scope="module")
def two_cliques():
    """Users 0 to 5, and 6 to 11; 5 and 6 are tied."""
    return nx.to_scipy_sparse_array(nx.barbell_graph(6, 0), format="csr", dtype=float)


def fix(*users, of=12):
    return np.isin(np.arange(of), users)


@pytest.mark.parametrize("polish", [False, True])
def test_a_fixed_user_stays_away_from_its_clique(two_cliques, polish):
    # User 0 is tied to 1-5 only, but keeps the label of 6.
    initial = [1, *range(2, 7), 1, *range(7, 12)]
    labels = leiden(two_cliques, initial=initial, fixed=fix(0, 6), polish=polish)
    assert labels.tolist() == [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("polish", [False, True])
def test_fixed_users_apart_keep_a_clique_in_two(two_cliques, polish):
    labels = leiden(two_cliques, initial=range(12), fixed=fix(0, 1), polish=polish)
    assert labels[0] != labels[1]
    assert len(set(labels[2:6].tolist())) == 1  # the others choose one side, whichever
    assert labels[2] in labels[:2]
    assert labels[6:].tolist() == [labels[6]] * 6


@pytest.mark.parametrize("polish", [False, True])
def test_fixed_users_of_one_label_stay_together_without_a_tie(polish):
    nobody_tied = sp.csr_array((4, 4))
    labels = leiden(nobody_tied, initial=[5, 6, 5, 5], fixed=[True, True, True, False], polish=polish)
    assert labels.tolist() == [0, 1, 0, 2]


def test_free_users_find_the_communities_of_those_who_are_fixed(two_cliques):
    labels = leiden(two_cliques, initial=[0] * 11 + [1], fixed=fix(0, 11))
    assert labels.tolist() == [0] * 6 + [1] * 6


def test_nobody_fixed_is_as_if_nothing_were_said(two_cliques):
    free = leiden(two_cliques, initial=[0] * 12)
    assert leiden(two_cliques, initial=[0] * 12, fixed=fix()).tobytes() == free.tobytes()


def test_the_labels_given_are_left_as_they_were(two_cliques):
    initial, fixed = np.arange(12), fix(3)
    initial.flags.writeable = fixed.flags.writeable = False
    leiden(two_cliques, initial=initial, fixed=fixed, polish=True)
    assert initial.tolist() == list(range(12))


def test_nobody_at_all_may_be_fixed():
    assert leiden(sp.csr_array((0, 0)), initial=[], fixed=[]).tolist() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fixed": fix(0)}, "fixed must say True or False of each of 12 users.*got no initial"),
        ({"initial": range(12), "fixed": fix(0, of=11)}, r"each of 12 users.*got shape \(11,\) of bool"),
        ({"initial": range(12), "fixed": [0] * 12}, r"each of 12 users.*got shape \(12,\) of int64"),
        ({"initial": range(12), "fixed": [0, 3]}, r"each of 12 users.*got shape \(2,\) of int64"),
        ({"initial": range(12), "fixed": True}, r"each of 12 users.*got shape \(\) of bool"),
        (
            {"initial": [], "fixed": fix(0)},
            r"initial must hold one label .* of 12 users, got shape \(0,\)",
        ),
    ],
)
def test_a_wrong_choice_of_fixed_users_is_an_error_that_shows_it(two_cliques, options, message):
    with pytest.raises(OptionError, match=message):
        leiden(two_cliques, **options)
