import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tribus import Events, build_network, find_tribes
from tribus.datasets import make_society
from tribus.ties.evidence import Evidence
from tribus.ties.structure import TieStructure
from tribus.tribes.roles._kernel import count_links, expect_links
from tribus.tribes.roles.assign import CORE, MEMBER, ROLES, assign_roles


def turn(*pairs):
    """One reply from the first to the second of each pair."""
    return [(one, other, "reply", 1) for one, other in pairs]


def both_ways(*pairs):
    return turn(*pairs, *((other, one) for one, other in pairs))


def ring(n_people, reach=3):
    """People who each answer their nearest neighbours on a ring, `reach` to either side."""
    return both_ways(
        *(
            (f"p{one}", f"p{(one + step) % n_people}")
            for one in range(n_people)
            for step in range(1, reach + 1)
        )
    )


@pytest.fixture
def admit(make_network):
    """Roles and belonging, by user, where everybody was grouped into one tribe."""

    def run(rows):
        network = make_network(rows)
        admission = assign_roles(network.evidence, np.zeros(network.n_users, np.int32))
        roles = {user: ROLES[role] for user, role in zip(network.users, admission.role, strict=True)}
        return roles, dict(zip(network.users, admission.belonging.tolist(), strict=True))

    return run


def test_belonging_by_hand(admit):
    # ana gives ben 4 and gets 2, gives carla 1; carla gives ben 1. In logarithms of 1 + n, ana gives and
    # gets log 5 + log 3 + log 2, and so does ben; of that 2 sqrt(log 5 log 3) is mutual.
    rows = [("ana", "ben", "reply", 4), ("ben", "ana", "reply", 2)]
    roles, belonging = admit([*rows, ("ana", "carla", "reply", 1), ("carla", "ben", "like", 1)])
    mutual = 2 * math.sqrt(math.log(5) * math.log(3)) / math.log(5 * 3 * 2)
    assert belonging == {"ana": pytest.approx(mutual), "ben": pytest.approx(mutual), "carla": 0.0}
    assert roles == {"ana": "core", "ben": "core", "carla": "audience"}


def test_belonging_counts_what_is_given_outside_but_how_mutual_one_is_inside_does_not(make_network):
    # ana deals with ben inside and with dan outside, both ways and alike: half of it is inside.
    network = make_network(both_ways(("ana", "ben"), ("ana", "dan"), ("dan", "eva")))
    labels = np.array([0 if user in {"ana", "ben"} else 1 for user in network.users], np.int32)
    admission = assign_roles(network.evidence, labels)
    assert admission.belonging[network.row_of("ana")] == pytest.approx(1 / 2)
    assert admission.belonging[network.row_of("ben")] == pytest.approx(1)
    assert (admission.role == CORE).all()


def test_mutual_links_by_chance_by_hand(make_network):
    # Links a>b, b>a, a>c, c>b: out 2, 1, 1 and in 1, 2, 1 of 4. Chance has a turn to b with 2 x 2 / 4,
    # a to c with 2 x 1 / 4, c to b with 1 x 2 / 4, and b to a, c to a, b to c with 1 / 4 each.
    # a turns to b and c, who answer with 1/4 + 1/4, and is turned to by b: 1. b turns to a: 1, and is
    # turned to by a and c: 1/4 + 1/4. c turns to b: 1/4, and is turned to by a: 1/4.
    network = make_network(turn(("a", "b"), ("b", "a"), ("a", "c"), ("c", "b")))
    structure = network.evidence.structure
    link_types = network.evidence.link_types
    links = count_links(structure.indptr, link_types)
    labels = np.zeros(3, np.int32)
    mutual, expected = expect_links(structure.indptr, structure.indices, labels, link_types, *links)
    assert dict(zip(network.users, mutual.tolist(), strict=True)) == {"a": 1.0, "b": 1.0, "c": 0.0}
    assert dict(zip(network.users, expected.tolist(), strict=True)) == {"a": 1.0, "b": 1.0, "c": 0.25}


def test_who_turns_to_all_and_is_answered_as_chance_has_it_is_no_member(admit):
    # 60 people with 6 mutual links each. The brand turns to all, 8 turn to it: 16 of 68 are mutual.
    # L = 428; chance has the brand turn to each of the 8 with 60 x 7 / 428: 7.9 mutual links in all.
    brand = turn(
        *(("brand", f"p{n}") for n in range(60)), *((f"p{n}", "brand") for n in range(0, 60, 8))
    )
    roles, _ = admit([*ring(60), *brand])
    assert roles.pop("brand") == "audience"
    assert set(roles.values()) <= {"core", "member"}


def test_who_is_heard_by_more_than_they_answer_is_a_member_if_chance_would_not_give_that(admit):
    # Ten turn to the poet, who answers three: 6 of 13 are mutual. L = 373; chance would have the three
    # turn to the poet with 7 x 10 / 373 each, 0.56 in all: three come with a probability of .02.
    poet = turn(*((f"p{n}", "poet") for n in range(0, 60, 6)), *(("poet", f"p{n}") for n in (0, 6, 12)))
    roles, _ = admit([*ring(60), *poet])
    assert roles["poet"] == "member"


def test_who_answers_fewer_than_one_in_ten_is_heard_even_by_those_who_are_answered(admit):
    # 2 x 3 of 3 + 60 links: .095. The three have nobody else, and are no members either.
    roles, _ = admit(
        turn(*((f"fan{n}", "star") for n in range(60)), *(("star", f"fan{n}") for n in range(3)))
    )
    assert roles.pop("star") == "heard"
    assert set(roles.values()) == {"audience"}


@pytest.mark.parametrize(
    "rows",
    [
        both_ways(("ana", "ben")),
        both_ways(*((f"p{one}", f"p{other}") for one in range(9) for other in range(one))),
        ring(20, reach=9),
        both_ways(*(("hub", f"p{n}") for n in range(20))),
    ],
    ids=["a couple", "a clique", "nearly a clique", "a hub whom all answer"],
)
def test_where_all_deals_are_mutual_all_are_members_though_chance_gives_no_less(admit, rows):
    roles, belonging = admit(rows)
    assert set(roles.values()) <= {"core", "member"}
    assert list(belonging.values()) == pytest.approx([1] * len(belonging))


def test_nobody_is_a_member_where_nobody_answers(admit):
    roles, belonging = admit(turn(("ana", "ben"), ("ben", "carla"), ("carla", "dan"), ("eva", "dan")))
    assert roles == {
        **dict.fromkeys(["ana", "ben", "carla", "eva"], "audience"),  # ben and carla give as they get
        "dan": "heard",
    }
    assert not any(belonging.values())


def test_the_core_are_the_fewest_who_hold_half_of_the_mutual_bonds_and_their_equals(admit):
    # The hub holds 4 of 8 mutual parts. Two hubs hold 3 of 12 each, and six others 1 each.
    roles, _ = admit(both_ways(*(("hub", f"p{n}") for n in range(4))))
    assert [user for user, role in roles.items() if role == "core"] == ["hub"]
    hubs = both_ways(*((hub, f"{hub}{n}") for hub in ("a", "b") for n in range(3)))
    roles, _ = admit(hubs)
    assert sorted(user for user, role in roles.items() if role == "core") == ["a", "b"]
    roles, _ = admit(ring(10, reach=2))
    assert set(roles.values()) == {"core"}  # all alike


def test_what_is_long_past_weighs_less():
    # Once both wrote; since then only ana does. Of faded dealings, less is mutual.
    days = [0, 0, 100, 100, 100]
    frame = pd.DataFrame(turn(("ana", "ben"), ("ben", "ana"), *[("ana", "ben")] * 3)).set_axis(
        ["source", "target", "kind", "count"], axis=1
    )
    frame["time"] = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(days, "D")
    events = Events.from_frame(frame, time="time", count="count")
    belonging = [
        assign_roles(
            build_network(events, half_life=half_life).evidence, np.zeros(2, np.int32)
        ).belonging[0]
        for half_life in (None, "10d")
    ]
    assert belonging[0] == pytest.approx(2 * math.sqrt(math.log(5) * math.log(2)) / math.log(5 * 2))
    there, back = math.log(1 + 3 + 2**-10), math.log(1 + 2**-10)
    assert belonging[1] == pytest.approx(2 * math.sqrt(there * back) / (there + back))


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
def test_in_a_made_society_members_are_members_and_no_gurus_ghosts_or_broadcasters(options):
    society = make_society(**options)
    network = build_network(society.events)
    frame = find_tribes(network, resolution=0.7, significance=None).to_frame().set_index("user")
    truth = society.groups.set_index("user")["role"].reindex(frame.index)
    admitted = frame["role"].isin(["core", "member"])
    assert (truth[admitted] != "member").mean() < 0.05
    mutual, labels = network.evidence.mutual(), frame["tribe"].reindex(network.users).to_numpy()
    structure = network.evidence.structure
    inside = mutual & (labels[structure.rows] == labels[structure.indices])
    has_tie = pd.Series(structure.sum_rows(inside * 1.0) > 0, network.users).reindex(frame.index)
    assert admitted[(truth == "member") & has_tie].mean() > 0.95
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
    spread = {"reply": structure.spread(source, target, np.array(list(counts.values())))}
    return Evidence(None, structure, spread, spread)


@given(links, st.lists(st.integers(-1, 2), min_size=10, max_size=10))
@settings(max_examples=100, deadline=None)
def test_everybody_has_a_role_and_members_have_mutual_links_with_members(rows, groups):
    evidence, labels = evidence_of(rows), np.array(groups, np.int32)
    role, belonging = assign_roles(evidence, labels)
    assert ((role == ROLES.index("none")) == (labels < 0)).all()
    assert ((belonging >= 0) & (belonging <= 1)).all()
    assert not belonging[labels < 0].any()
    mutual = evidence.structure.to_csr(evidence.counts["reply"]).toarray() > 0
    mutual &= mutual.T & (labels[:, None] == labels)
    assert mutual[role <= MEMBER][:, role <= MEMBER].any(axis=1).all()
    for label in set(labels[role <= MEMBER].tolist()):
        assert (role[labels == label] == CORE).any()


@given(links, st.permutations(range(10)), st.randoms())
@settings(max_examples=15, deadline=None)
def test_neither_new_names_nor_another_order_of_rows_change_a_role(rows, names, random):
    shuffled = random.sample(rows, len(rows))
    plain, renamed = build(rows), build(shuffled, names)

    def roles(network, of):
        admission = assign_roles(network.evidence, np.zeros(network.n_users, np.int32))
        places = [network.row_of(of[user]) for user in range(10) if of[user] in network]
        return admission.role[places].tolist(), admission.belonging[places]

    assert roles(renamed, names)[0] == roles(plain, range(10))[0]
    np.testing.assert_allclose(roles(renamed, names)[1], roles(plain, range(10))[1])
