"""Role assignment: who is a member of a group, and who only talks to it or is heard by it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, find_tribes
from tribus.datasets import make_society
from tribus.ties.bond import weigh_bonds
from tribus.ties.evidence import Evidence
from tribus.ties.structure import TieStructure
from tribus.tribes.roles.assign import CORE, MEMBER, NEWCOMER, ROLES, assign_roles
from tribus.tribes.roles.evenness import median_by_group


def turn(*pairs, count=1):
    """Replies from the first to the second of each pair."""
    return [(one, other, "reply", count) for one, other in pairs]


def both_ways(*pairs, count=1):
    return turn(*pairs, *((other, one) for one, other in pairs), count=count)


def ring(n_people, reach=3, count=4):
    """People who each exchange replies with their nearest neighbours on a ring."""
    pairs = [
        (f"p{one}", f"p{(one + step) % n_people}")
        for one in range(n_people)
        for step in range(1, reach + 1)
    ]
    return both_ways(*pairs, count=count)


@pytest.fixture
def assign(make_network):
    """Roles and belonging, by user, with everybody in one group."""

    def run(rows):
        network = make_network(rows)
        admission = assign_roles(
            network.evidence, np.zeros(network.n_users, np.int32), network.bond_values
        )
        roles = {user: ROLES[role] for user, role in zip(network.users, admission.role, strict=True)}
        return roles, dict(zip(network.users, admission.belonging.tolist(), strict=True))

    return run


def test_belonging_matches_a_case_by_hand(assign):
    # Ana and Ben exchange 4 and 2: 2 x 2 of 6 are returned. Ana gives Carla 1 more: 4 of 7.
    rows = [("ana", "ben", "reply", 4), ("ben", "ana", "reply", 2), ("ana", "carla", "reply", 1)]
    _, belonging = assign(rows)
    assert belonging == {
        "ana": pytest.approx(4 / 7),
        "ben": pytest.approx(4 / 6),
        "carla": 0.0,
    }


def test_belonging_counts_exchange_outside_the_group(make_network):
    network = make_network(both_ways(("ana", "ben"), ("ana", "dan"), ("dan", "eva")))
    labels = np.array([0 if user in {"ana", "ben"} else 1 for user in network.users], np.int32)
    admission = assign_roles(network.evidence, labels, network.bond_values)
    assert admission.belonging[network.row_of("ana")] == pytest.approx(1 / 2)
    assert admission.belonging[network.row_of("ben")] == pytest.approx(1)


def test_old_exchange_weighs_less_in_belonging():
    # Both wrote long ago; since then only Ana does.
    rows = [("ana", "ben"), ("ben", "ana"), *[("ana", "ben")] * 3]
    frame = pd.DataFrame(rows, columns=["source", "target"])
    days = pd.to_timedelta([0, 0, 100, 100, 100], "D")
    frame["time"] = pd.Timestamp("2024-01-01", tz="UTC") + days
    events = Events.from_frame(frame, kind="reply", time="time")
    fixed, faded = (
        assign_roles(network.evidence, np.zeros(2, np.int32), network.bond_values).belonging[0]
        for network in (build_network(events, half_life=half_life) for half_life in (None, "10d"))
    )
    assert fixed == pytest.approx(2 * 1 / 5)  # 4 given, 1 received
    assert faded == pytest.approx(2 * 2**-10 / (3 + 2 * 2**-10), rel=1e-3)


def test_eight_acts_with_one_answer_make_no_member(assign):
    pushy = [("pushy", "p0", "reply", 8), ("p0", "pushy", "reply", 1)]
    roles, _ = assign([*ring(30), *pushy])
    assert roles.pop("pushy") in {"newcomer", "audience"}
    assert set(roles.values()) <= {"core", "member"}


def test_acts_spread_over_a_tribe_with_one_answer_make_no_member(assign):
    pushy = turn(*(("pushy", f"p{number}") for number in range(5)), ("p0", "pushy"))
    roles, _ = assign([*ring(30), *pushy])
    assert roles["pushy"] in {"newcomer", "audience"}


@pytest.mark.parametrize("answers", [0, 1, 4])
def test_a_popular_account_that_answers_few_is_heard(assign, answers):
    fans = turn(*((f"p{number}", "star") for number in range(28)), count=2)
    replies = turn(*(("star", f"p{number}") for number in range(answers)))
    roles, _ = assign([*ring(30), *fans, *replies])
    assert roles["star"] == "heard"


@pytest.mark.parametrize("answers", [0, 1, 4])
def test_a_pushy_account_whom_few_answer_is_audience(assign, answers):
    acts = turn(*(("pushy", f"p{number}") for number in range(28)), count=2)
    replies = turn(*((f"p{number}", "pushy") for number in range(answers)))
    roles, _ = assign([*ring(30), *acts, *replies])
    assert roles["pushy"] == "audience"


@pytest.mark.parametrize("acts", [10, 1_000, 10**6, 10**9])
def test_however_much_one_side_acts_it_becomes_no_member(assign, acts):
    people = [f"p{number}" for number in range(6)]
    rows = turn(*(("pushy", user) for user in people), count=acts)
    rows += turn(*((user, "pushy") for user in people))
    roles, belonging = assign([*ring(30), *rows])
    assert roles["pushy"] == "audience"
    assert belonging["pushy"] <= 2 / (acts + 1) + 1e-12


def test_a_flood_of_messages_takes_nobody_out_of_their_tribe(assign):
    flood = [("pushy", "p0", "reply", 10_000), ("p0", "pushy", "reply", 1)]
    roles, belonging = assign([*ring(30), *flood])
    assert roles["p0"] in {"core", "member"}
    assert belonging["p0"] > 0.7
    assert roles["pushy"] == "audience"


def test_fans_of_a_star_who_answers_nobody_stay_members(assign):
    # the fan exchanges 4 x 2 and gives 40 that nobody would have had an answer to
    fans = turn(*((f"p{number}", "star") for number in range(30)), count=1)
    fan = [*both_ways(("fan", "p0"), ("fan", "p1"), count=2), ("fan", "star", "reply", 40)]
    roles, _ = assign([*ring(30), *fans, *fan])
    assert roles["fan"] in {"core", "member"}
    # the same events to people who answer others make an account pushy
    spread = turn(*(("fan", f"p{number}") for number in range(5, 25)), count=2)
    roles, _ = assign([*ring(30), *fan[:-1], *spread])
    assert roles["fan"] == "audience"


def test_accounts_that_nobody_answers_take_nobody_out_of_their_tribe(assign):
    spam = [(f"s{number}", f"p{other}", "reply", 20) for number in range(8) for other in range(8)]
    roles, _ = assign([*ring(30), *spam])
    assert {roles[f"p{number}"] for number in range(30)} <= {"core", "member"}
    assert {roles[f"s{number}"] for number in range(8)} == {"audience"}


def test_a_guru_is_heard_in_the_tribe_that_was_answered_most(make_network):
    # 2 of 4 fans in the first ring got an answer, and nobody of 60 in the other two
    rows = [*ring(30), *((f"q{one[1:]}", f"q{two[1:]}", kind, n) for one, two, kind, n in ring(60))]
    rows += turn(*((f"p{number}", "guru") for number in range(4)), count=2)
    rows += turn(*((f"q{number}", "guru") for number in range(60)), count=2)
    rows += turn(*(("guru", f"p{number}") for number in range(2)), count=2)
    network = make_network(rows)
    labels = np.array([0 if user[0] in "pg" else 1 for user in network.users], np.int32)
    role = assign_roles(network.evidence, labels, network.bond_values).role
    assert ROLES[role[network.row_of("guru")]] == "heard"


def test_somebody_with_a_single_friend_is_a_newcomer(assign):
    roles, _ = assign([*ring(30), *both_ways(("new", "p0"), count=4)])
    assert roles["new"] == "newcomer"


def test_mutual_follows_beside_one_friend_make_a_member(assign):
    rows = both_ways(("new", "p0"), count=4)
    rows += [(one, other, "follow", 1) for one, other in (("new", "p1"), ("p1", "new"))]
    roles, _ = assign([*ring(30), *rows])
    assert roles["new"] == "member"


def test_a_ring_of_follow_backs_without_talk_has_no_members(make_network):
    ring_rows = [(one, other, "follow", 1) for one, other, *_ in ring(12)]
    talk = [("a", "b", "reply", 2), ("b", "a", "reply", 2), ("b", "c", "reply", 2)]
    network = make_network([*ring_rows, *talk, ("c", "b", "reply", 2)])
    admission = assign_roles(network.evidence, np.zeros(network.n_users, np.int32), network.bond_values)
    roles = dict(zip(network.users, admission.role.tolist(), strict=True))
    assert all(roles[user] > NEWCOMER for user in roles if user.startswith("p"))


@pytest.mark.parametrize(
    "rows",
    [
        both_ways(*((f"p{one}", f"p{other}") for one in range(9) for other in range(one))),
        ring(20, reach=9),
        ring(10, reach=1),
    ],
    ids=["a clique", "nearly a clique", "a cycle"],
)
def test_where_all_exchange_is_even_all_are_members(assign, rows):
    roles, belonging = assign(rows)
    assert set(roles.values()) <= {"core", "member"}
    assert list(belonging.values()) == pytest.approx([1] * len(belonging))


def test_a_hub_who_answers_everybody_is_the_core_of_newcomers(assign):
    roles, _ = assign(both_ways(*(("hub", f"p{number}") for number in range(20))))
    assert roles.pop("hub") == "core"
    assert set(roles.values()) == {"newcomer"}


def test_nobody_is_a_member_where_nobody_answers(assign):
    roles, belonging = assign(turn(("ana", "ben"), ("ben", "carla"), ("carla", "dan"), ("eva", "dan")))
    assert roles == {
        **dict.fromkeys(["ana", "ben", "carla", "eva"], "audience"),  # ben and carla give as they get
        "dan": "heard",
    }
    assert not any(belonging.values())


def test_the_core_are_the_fewest_members_with_half_of_the_bonds(assign):
    # Two hubs exchange with each other and with six others, who exchange in pairs as well.
    others = [f"p{number}" for number in range(6)]
    rows = both_ways(("a", "b"), *((hub, user) for hub in "ab" for user in others), count=20)
    rows += both_ways(*((f"p{number}", f"p{number + 1}") for number in range(0, 6, 2)))
    roles, _ = assign(rows)
    assert {user for user, role in roles.items() if role == "core"} >= {"a", "b"}
    roles, _ = assign(ring(10, reach=2))
    assert set(roles.values()) == {"core"}  # all alike


def test_medians_of_groups_match_a_case_by_hand():
    values, labels = np.array([1.0, 5.0, 3.0, 9.0, 4.0, 7.0]), np.array([0, 0, 0, 1, 1, -1], np.int32)
    chosen = np.array([True, True, True, True, True, False])
    assert median_by_group(values, labels, chosen).tolist() == [3, 3, 3, 6.5, 6.5, 0]


SOCIETIES = [
    *({"seed": seed} for seed in range(6)),
    {"seed": 6, "mixing": 0.4},
    {"seed": 7, "answering": 0.3},
    {"seed": 8, "n_gurus": 2},  # who follow each other
    {"seed": 9, "n_gurus": 12, "n_tribes": 12},
    {"seed": 10, "n_ties": 6},
    {"seed": 11, "n_ties": 40, "days": 20},
]


@pytest.mark.parametrize("options", SOCIETIES, ids=str)
def test_in_a_synthetic_society_only_members_are_admitted(options):
    society = make_society(**options)
    network = build_network(society.events)
    frame = find_tribes(network, resolution=0.7, significance=None).to_frame().set_index("user")
    truth = society.groups.set_index("user")["role"].reindex(frame.index)
    admitted = frame["role"].isin(["core", "member"])
    assert (truth[admitted] == "member").all()
    friends, labels = network.evidence.friends, frame["tribe"].reindex(network.users).to_numpy()
    structure = network.evidence.structure
    inside = friends & (labels[structure.rows] == labels[structure.indices])
    has_friend = pd.Series(structure.sum_rows(inside * 1.0) > 0, network.users).reindex(frame.index)
    admitted |= frame["role"] == "newcomer"
    assert admitted[(truth == "member") & has_friend].mean() > 0.93
    assert set(frame.loc[truth == "guru", "role"]) <= {"heard", "none"}
    assert set(frame.loc[truth.isin(["ghost", "lurker"]), "role"]) <= {"audience", "none"}
    assert set(frame.loc[truth == "loner", "role"]) == {"none"}


links = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 40)).filter(
        lambda row: row[0] != row[1]
    ),
    min_size=1,
    max_size=50,
)


def build(rows, names=tuple(range(10))):
    frame = pd.DataFrame(
        [(names[one], names[other], count) for one, other, count in rows],
        columns=["source", "target", "count"],
    )
    return build_network(Events.from_frame(frame, kind="reply", count="count"))


def evidence_of(rows):
    """Evidence without events, which takes less time to make."""
    counts = {(one, other): float(count) for one, other, count in rows}
    source, target = np.array(list(counts), np.int32).T
    structure = TieStructure.from_pairs(10, source, target)
    scattered = {"reply": structure.scatter(source, target, np.array(list(counts.values())))}
    return Evidence(None, structure, scattered, scattered)


@given(links, st.lists(st.integers(-1, 2), min_size=10, max_size=10))
@settings(max_examples=40, deadline=None)
def test_everybody_has_a_role_and_members_have_friends_in_their_group(rows, groups):
    evidence, labels = evidence_of(rows), np.array(groups, np.int32)
    role, belonging = assign_roles(evidence, labels, weigh_bonds(evidence))
    assert ((role == ROLES.index("none")) == (labels < 0)).all()
    assert ((belonging >= 0) & (belonging <= 1)).all()
    assert not belonging[labels < 0].any()
    friends = evidence.structure.to_csr(evidence.friends.astype(float)).toarray() > 0
    friends &= labels[:, None] == labels
    assert friends[role <= NEWCOMER].any(axis=1).all()
    assert friends[role == NEWCOMER][:, role <= MEMBER].any(axis=1).all()
    for label in set(labels[role <= MEMBER].tolist()):
        assert (role[labels == label] == CORE).any()


@given(links, st.permutations(range(10)), st.randoms())
@settings(max_examples=8, deadline=None)
def test_roles_depend_on_neither_names_nor_row_order(rows, names, random):
    shuffled = random.sample(rows, len(rows))
    plain, renamed = build(rows), build(shuffled, names)

    def roles(network, of):
        labels = np.zeros(network.n_users, np.int32)
        admission = assign_roles(network.evidence, labels, network.bond_values)
        places = [network.row_of(of[user]) for user in range(10) if of[user] in network]
        return admission.role[places].tolist(), admission.belonging[places]

    assert roles(renamed, names)[0] == roles(plain, range(10))[0]
    np.testing.assert_allclose(roles(renamed, names)[1], roles(plain, range(10))[1])
