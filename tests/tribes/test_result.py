from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from tribus import Events, build_network, find_tribes
from tribus.errors import OptionError, UserError
from tribus.metrics import modularity
from tribus.tribes.roles.assign import ROLES

# Two who reply to each other, a third who is only read by them, and two followers of a guru.
ROWS = [
    ("ana", "ben", "reply", 4),
    ("ben", "ana", "reply", 2),
    ("ana", "carla", "reply", 1),
    ("carla", "ben", "like", 1),
    ("fan", "guru", "follow", 1),
    ("lurker", "guru", "follow", 1),
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


def test_people_who_deal_with_nobody_have_nothing(tribes):
    nobody = tribes.to_frame().tail(2)
    assert not nobody[["belonging", "bond", "ties", "given", "received"]].to_numpy().any()
    assert set(nobody["role"]) == {"none"}
    assert tribes.without_tribe == ["loner", "silent"]


def test_standing_by_hand(small):
    # Tribe 0 holds ana, ben and carla; all their dealings stay inside.
    frame = small.to_frame().set_index("user")
    network = small.network
    assert frame.loc["ana", "bond"] == pytest.approx(
        network.bond("ana", "ben") + network.bond("ana", "carla")
    )
    assert frame.loc["ana", ["given", "received", "ties"]].tolist() == [5, 2, 2]
    assert frame.loc["carla", ["given", "received", "ties"]].tolist() == [1, 1, 2]
    assert frame["role"].to_dict() == {
        **dict.fromkeys(["ana", "ben"], "core"),
        **dict.fromkeys(["carla", "fan", "lurker"], "audience"),  # carla gives as much as she gets
        "guru": "heard",
        "loner": "none",
    }


def test_belonging_is_the_share_of_dealings_that_is_mutual_and_inside(tribes, network):
    replies = network.to_scipy("reply").toarray()
    for kind in ("like", "mention"):
        replies += network.to_scipy(kind).toarray()
    strength, row = np.log1p(replies), network.row_of("cook0")
    cooks = [network.row_of(f"cook{number}") for number in range(1, 5)]
    mutual = np.sqrt(strength[row, cooks] * strength[cooks, row]).sum()
    expected = 2 * mutual / (strength[row].sum() + strength[:, row].sum())
    assert tribes.to_frame().set_index("user").loc["cook0", "belonging"] == pytest.approx(expected)
    assert tribes.of("cook0").belonging == pytest.approx(expected)


def test_a_summary_has_one_row_a_tribe(small):
    # Links inside tribe 0: ana>ben, ben>ana, ana>carla, carla>ben; two of four are mutual.
    summary = small.summary()
    numbers = {
        name: values.tolist() for name, values in summary.drop(columns=["p_value", "core"]).items()
    }
    assert numbers == {
        "tribe": [0, 1],
        "users": [3, 3],
        "members": [2, 0],
        "heard": [0, 1],
        "audience": [1, 2],
        "inside": [1, 1],
        "mutual": [0.5, 0],
    }
    assert set(summary["core"][0].split(", ")) == {"ana", "ben"}  # carla is only heard
    assert summary["core"][1].split(", ")[0] == "guru"
    assert (summary.dtypes[["tribe", "users", "members", "heard", "audience"]] == np.int64).all()
    assert "(an audience)" in small._repr_html_()


def test_where_there_is_no_tribe_a_summary_has_columns_and_no_rows(network):
    summary = find_tribes(network, resolution=1000.0).summary()
    assert summary.shape == (0, 9)
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


@pytest.mark.parametrize("number", [-1, 3, 99, "baker0", None, 1.5])
def test_a_number_that_no_tribe_has_is_an_error(tribes, number):
    message = "tribes are numbered from 0 to 2, got .*; tribes.of"
    with pytest.raises(OptionError, match=message):
        tribes[number]


def test_where_there_is_no_tribe_no_number_is_one(network):
    with pytest.raises(OptionError, match="there are no tribes, got 0"):
        find_tribes(network, resolution=1000.0)[0]


@pytest.mark.parametrize(
    ("user", "message"),
    [
        ("baker", "no user 'baker' in this network of 17 users.* - did you mean 'baker"),
        ("xyz", "no user 'xyz' in this network of 17 users named by str$"),
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
    assert tribes != find_tribes(network, resolution=1000.0)
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
    for values in (tribes.labels, tribes[0].rows, tribes.of("baker0").rows, *vars(assignment).values()):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 9
    with pytest.raises(FrozenInstanceError, match="resolution"):
        tribes.resolution = 2.0


def test_the_repr_counts_users_tribes_and_those_without(tribes, network):
    assert repr(tribes) == "<Tribes: 15 users in 3 tribes, 2 without tribe, resolution 1>"
    inferred = find_tribes(network, resamples=3)
    assert repr(inferred).endswith("(inferred)>")


def test_a_card_of_many_tribes_says_how_many_more_there_are(make_network):
    pairs = [(f"a{number}", f"b{number}", "reply", number + 1) for number in range(15)]
    back = [(f"b{number}", f"a{number}", "reply", 1) for number in range(15)]
    card = find_tribes(make_network(pairs + back), resolution=1.0, significance=None)._repr_html_()
    assert "and 5 smaller tribes" in card


def test_the_csv_of_tribes_has_everybody_and_no_formula(tmp_path):
    frame = pd.DataFrame({"source": ["=cmd()", "ana", "ben"], "target": ["ana", "=cmd()", "ben"]})
    tribes = find_tribes(build_network(Events.from_frame(frame, kind="reply")), significance=None)
    tribes.to_csv(tmp_path / "tribes.csv")
    written = pd.read_csv(tmp_path / "tribes.csv")
    assert sorted(written["user"]) == ["'=cmd()", "ana", "ben"]
    assert list(written.columns) == list(tribes.to_frame().columns)
