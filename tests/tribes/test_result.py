from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, find_tribes
from tribus.errors import OptionError, UserError
from tribus.metrics import modularity
from tribus.tribes.roles.assign import ROLES

# Three who reply to one another, one whom only Ana addresses, and two readers of a guru.
ROWS = [
    ("ana", "ben", "reply", 4),
    ("ben", "ana", "reply", 2),
    ("ben", "eva", "reply", 1),
    ("eva", "ben", "reply", 1),
    ("ana", "eva", "reply", 1),
    ("eva", "ana", "reply", 1),
    ("ana", "carla", "reply", 1),
    ("fan", "guru", "reply", 1),
    ("lurker", "guru", "reply", 1),
    ("loner", "loner", "reply", 1),
]


TEXTS = {"user", "role"}


@pytest.fixture
def tribes(network):
    return find_tribes(network, resolution=1.0, significance=None)


@pytest.fixture
def small(make_network):
    return find_tribes(make_network(ROWS), resolution=0.5, significance=None)


def test_a_frame_has_everybody_by_tribe_with_those_without_last(tribes, network, truth):
    frame = tribes.to_frame()
    assert sorted(frame["user"]) == sorted(network.users)
    assert frame["tribe"].tolist() == [0] * 6 + [1] * 5 + [2] * 4 + [-1] * 2
    assert dict(zip(frame["user"], frame["tribe"], strict=True)) == truth
    assert frame["user"].tolist()[-2:] == ["loner", "silent"]


def test_a_frame_has_the_documented_columns(tribes):
    frame = tribes.to_frame()
    assert {name: str(dtype) for name, dtype in frame.dtypes.items() if name not in TEXTS} == {
        "tribe": "int32",
        "belonging": "float64",
        "certainty": "float64",
        "bond": "float64",
        "ties": "int64",
        "given": "float64",
        "received": "float64",
    }
    assert frame.columns[0] == "user"


def test_within_a_role_of_a_tribe_the_strongest_bonds_come_first(tribes):
    frame = tribes.to_frame()
    for _, of_role in frame.groupby(["tribe", "role"]):
        assert of_role["bond"].is_monotonic_decreasing
    for _, of_tribe in frame.groupby("tribe"):
        assert of_tribe["role"].map(ROLES.index).is_monotonic_increasing


def test_people_without_events_have_no_relations(tribes):
    nobody = tribes.to_frame().tail(2)
    assert not nobody[["belonging", "bond", "ties", "given", "received"]].to_numpy().any()
    assert set(nobody["role"]) == {"none"}
    assert tribes.without_tribe == ["loner", "silent"]


def test_roles_and_sums_match_a_case_by_hand(small):
    # Tribe 0 holds ana, ben, eva and carla; all their exchange stays inside.
    frame = small.to_frame().set_index("user")
    network = small.network
    assert frame.loc["ana", "bond"] == pytest.approx(
        sum(network.bond("ana", other) for other in ("ben", "carla", "eva"))
    )
    assert frame.loc["ana", ["given", "received", "ties"]].tolist() == [6, 3, 3]
    assert frame.loc["carla", ["given", "received", "ties"]].tolist() == [0, 1, 1]
    assert frame["role"].to_dict() == {
        **dict.fromkeys(["ana", "ben"], "core"),
        "eva": "member",
        **dict.fromkeys(["fan", "lurker"], "audience"),
        **dict.fromkeys(["carla", "guru"], "heard"),
        "loner": "none",
    }


def test_belonging_is_the_share_of_exchange_that_is_returned_inside(tribes, network):
    kinds = {"reply": 1.0, "like": 0.2, "mention": 1.0}
    exchange = sum(weight * network.to_scipy(kind).toarray() for kind, weight in kinds.items())
    row = network.row_of("cook0")
    cooks = [network.row_of(f"cook{number}") for number in range(1, 5)]
    returned = np.minimum(exchange[row, cooks], exchange[cooks, row]).sum()
    expected = 2 * returned / (exchange[row].sum() + exchange[:, row].sum())
    assert tribes.to_frame().set_index("user").loc["cook0", "belonging"] == pytest.approx(expected)
    assert tribes.of("cook0").belonging == pytest.approx(expected)


def test_a_summary_has_one_row_a_tribe(small):
    # Six of the seven links inside tribe 0 are mutual. The readers of the guru are an audience.
    summary = small.summary()
    numbers = {
        name: values.tolist()
        for name, values in summary.drop(columns=["certainty", "p_value", "core"]).items()
    }
    assert numbers == {
        "tribe": [0],
        "users": [4],
        "members": [3],
        "newcomers": [0],
        "heard": [1],
        "audience": [0],
        "inside": [1],
        "mutual": [6 / 7],
    }
    assert set(summary["core"][0].split(", ")) == {"ana", "ben"}
    assert (summary.dtypes[["tribe", "users", "members", "heard", "audience"]] == np.int64).all()
    assert "3 users in 1 audience" in small._repr_html_()


def test_without_tribes_a_summary_has_columns_and_no_rows(make_network):
    summary = find_tribes(make_network(ROWS[-3:]), significance=None).summary()
    assert summary.shape == (0, 11)
    assert (summary.dtypes[["users", "members", "heard", "audience"]] == np.int64).all()


def test_where_all_answer_one_another_all_are_members(tribes):
    assert tribes.summary()["members"].tolist() == [6, 5, 4]


def test_modularity_is_that_of_the_labels_on_affinity(tribes, network):
    expected = modularity(network.to_scipy("affinity"), tribes.labels)
    assert tribes.modularity == expected > 0.5


def test_tribes_are_a_container(tribes):
    assert len(tribes) == len(list(tribes)) == 3
    assert [tribe.number for tribe in tribes] == [0, 1, 2]
    assert tribes[1].number == tribes[np.int32(1)].number == 1
    assert "baker0" in tribes
    assert "loner" not in tribes
    assert "stranger" not in tribes


@pytest.mark.parametrize("number", [-4, 3, 99, "baker0", None, 1.5])
def test_a_number_that_no_tribe_has_is_an_error(tribes, number):
    message = "tribes are numbered from 0 to 2, got .*; tribes.of"
    with pytest.raises(OptionError, match=message):
        tribes[number]


def test_without_tribes_every_number_is_an_error(make_network):
    with pytest.raises(OptionError, match="there are no tribes, got 0"):
        find_tribes(make_network(ROWS[-3:]), significance=None)[0]


@pytest.mark.parametrize(
    ("user", "message"),
    [
        ("baker", "no user 'baker' in this network of 17 users.* - did you mean 'baker"),
        ("xyz", "no user 'xyz' in this network of 17 users, whose ids are text$"),
        (3, "no user 3 in this network"),
        (["baker0"], "no user "),
    ],
)
def test_an_unknown_user_is_an_error_with_near_names(tribes, user, message):
    with pytest.raises(UserError, match=message):
        tribes.of(user)


def test_tribes_are_equal_by_value(network, tribes, make_network):
    again = find_tribes(network, resolution=1.0, seed=1)
    assert tribes == again
    assert hash(tribes) == hash(again)
    assert tribes != find_tribes(network, resolution=1.0, min_size=6)
    assert tribes != find_tribes(make_network(ROWS), resolution=1.0)
    assert tribes != "tribes"


def test_tribes_are_equal_whatever_the_order_of_their_users(tribes, make_network, rows):
    # One more like between the groups gives two people more dealings, and so other places.
    other = find_tribes(make_network([*rows, ("dancer3", "cook3", "like", 1)]), resolution=1.0)
    assert other.network.users != tribes.network.users
    assert other == tribes
    assert hash(other) == hash(tribes)


def test_labels_are_read_only_and_tribes_frozen(tribes):
    assignment = tribes.assignment
    for values in (tribes.labels, tribes[0].rows, *vars(assignment).values()):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 9
    with pytest.raises(FrozenInstanceError, match="resolution"):
        tribes.resolution = 2.0


def test_the_repr_counts_users_tribes_and_those_without(tribes, network):
    assert repr(tribes) == "<Tribes: 15 users in 3 tribes, 2 without tribe, resolution 1>"
    inferred = find_tribes(network, resamples=3)
    assert repr(inferred).endswith("(inferred)>")


def test_a_card_of_many_tribes_says_how_many_more_there_are(make_network):
    triangles = [
        (f"{one}{number}", f"{other}{number}", "reply", 1)
        for number in range(15)
        for one, other in ("ab", "ba", "bc", "cb", "ca", "ac")
    ]
    card = find_tribes(make_network(triangles), resolution=1.0, significance=None)._repr_html_()
    assert "and 5 smaller tribes" in card


def test_the_csv_of_tribes_has_everybody_and_no_formula(tmp_path):
    frame = pd.DataFrame({"source": ["=cmd()", "ana", "ben"], "target": ["ana", "=cmd()", "ben"]})
    tribes = find_tribes(build_network(Events.from_frame(frame, kind="reply")), significance=None)
    tribes.to_csv(tmp_path / "tribes.csv")
    written = pd.read_csv(tmp_path / "tribes.csv")
    assert sorted(written["user"]) == ["'=cmd()", "ana", "ben"]
    assert list(written.columns) == list(tribes.to_frame().columns)
