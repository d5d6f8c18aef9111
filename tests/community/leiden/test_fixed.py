import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp

from tribus.community.leiden import leiden
from tribus.errors import OptionError


@pytest.fixture(scope="module")
def two_cliques():
    """Return cliques of users 0 to 5 and 6 to 11, with a tie between 5 and 6."""
    return nx.to_scipy_sparse_array(nx.barbell_graph(6, 0), format="csr", dtype=float)


def fix(*users, of=12):
    return np.isin(np.arange(of), users)


@pytest.mark.parametrize("polish", [False, True])
def test_a_fixed_user_stays_away_from_its_clique(two_cliques, polish):
    # User 0 has ties to 1-5 only, but is fixed in the community of user 6.
    initial = [1, *range(2, 7), 1, *range(7, 12)]
    labels = leiden(two_cliques, initial=initial, fixed=fix(0, 6), polish=polish)
    assert labels.tolist() == [0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("polish", [False, True])
def test_users_fixed_apart_split_a_clique(two_cliques, polish):
    labels = leiden(two_cliques, initial=range(12), fixed=fix(0, 1), polish=polish)
    assert labels[0] != labels[1]
    assert len(set(labels[2:6].tolist())) == 1  # the others join one of the two
    assert labels[2] in labels[:2]
    assert labels[6:].tolist() == [labels[6]] * 6


@pytest.mark.parametrize("polish", [False, True])
def test_fixed_users_of_one_label_stay_together_without_a_tie(polish):
    without_ties = sp.csr_array((4, 4))
    labels = leiden(without_ties, initial=[5, 6, 5, 5], fixed=[True, True, True, False], polish=polish)
    assert labels.tolist() == [0, 1, 0, 2]


def test_free_users_join_the_communities_of_fixed_users(two_cliques):
    labels = leiden(two_cliques, initial=[0] * 11 + [1], fixed=fix(0, 11))
    assert labels.tolist() == [0] * 6 + [1] * 6


def test_without_fixed_users_the_option_has_no_effect(two_cliques):
    free = leiden(two_cliques, initial=[0] * 12)
    assert leiden(two_cliques, initial=[0] * 12, fixed=fix()).tobytes() == free.tobytes()


def test_the_input_labels_are_not_changed(two_cliques):
    initial, fixed = np.arange(12), fix(3)
    initial.flags.writeable = fixed.flags.writeable = False
    leiden(two_cliques, initial=initial, fixed=fixed, polish=True)
    assert initial.tolist() == list(range(12))


def test_a_network_without_users_accepts_fixed():
    assert leiden(sp.csr_array((0, 0)), initial=[], fixed=[]).tolist() == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fixed": fix(0)}, "fixed must be True or False for each of 12 users.*got no initial"),
        (
            {"initial": range(12), "fixed": fix(0, of=11)},
            r"each of 12 users.*got shape \(11,\) of bool",
        ),
        ({"initial": range(12), "fixed": [0] * 12}, r"each of 12 users.*got shape \(12,\) of int64"),
        ({"initial": range(12), "fixed": [0, 3]}, r"each of 12 users.*got shape \(2,\) of int64"),
        ({"initial": range(12), "fixed": True}, r"each of 12 users.*got shape \(\) of bool"),
        (
            {"initial": [], "fixed": fix(0)},
            r"initial must hold one label .* of 12 users, got shape \(0,\)",
        ),
    ],
)
def test_invalid_fixed_users_are_an_error(two_cliques, options, message):
    with pytest.raises(OptionError, match=message):
        leiden(two_cliques, **options)
