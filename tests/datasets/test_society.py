"""The synthetic society has the properties in its docstring."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from tribus.datasets import Society, make_society
from tribus.datasets._population import SOCIETY_ROLES, divide_members
from tribus.errors import OptionError
from tribus.events import KINDS

END = pd.Timestamp("2025-01-01", tz="UTC")


@pytest.fixture(scope="module")
def society():
    return make_society()


@pytest.fixture(scope="module")
def events(society):
    """Events with the role and tribe of their source and target."""
    return add_truth(society)


def add_truth(society):
    frame, truth = society.to_frame(), society.groups.set_index("user")
    for end in ("source", "target"):
        for column in ("role", "tribe"):
            frame[f"{end}_{column}"] = truth[column].reindex(frame[end]).to_numpy()
    return frame


def among_members(events):
    return events[(events["source_tribe"] >= 0) & (events["target_tribe"] >= 0)]


def share_outside(events):
    events = among_members(events)
    return (events["source_tribe"] != events["target_tribe"]).mean()


def test_the_same_seed_makes_the_same_society(society):
    again = make_society(seed=0)
    pd.testing.assert_frame_equal(again.to_frame(), society.to_frame())
    pd.testing.assert_frame_equal(again.groups, society.groups)
    assert again.made_by == society.made_by


def test_another_seed_makes_another_society(society):
    other = make_society(seed=1)
    assert other.made_by.digest != society.made_by.digest
    assert not other.to_frame().equals(society.to_frame())


def test_every_user_is_in_the_groups(society):
    frame = society.to_frame()
    assert set(society.groups["user"]) == {*frame["source"], *frame["target"]}
    assert len(society.groups) == society.events.n_users


@pytest.mark.parametrize("seed", range(3))
def test_every_user_is_in_the_groups_of_the_smallest_societies(seed):
    tiny = make_society(n_people=6, n_tribes=2, n_ties=2, n_gurus=5, days=1, seed=seed)
    assert len(tiny.groups) == tiny.events.n_users == 6 + 5 + 1 + 120 + 12 + 4


def test_handles_are_unique():
    crowd = make_society(n_people=3000, n_tribes=30, n_ties=2, n_gurus=20, n_ghosts=500, n_lurkers=400)
    assert crowd.groups["user"].is_unique
    assert crowd.groups["user"].str.fullmatch(r"[^\W\dA-Z]\w+").all()
    assert crowd.population.tribe_names[12] == "panaderías de Sevilla (2)"


def test_some_handles_are_not_ascii(society):
    names = society.groups["user"]
    assert names.str.contains("[ñáéíóú]").any()
    assert names.map(str.isascii).mean() > 0.5
    assert names[society.groups["role"] == "ghost"].str.fullmatch(r"user\d{8}").all()


def test_the_columns_match_the_docstring(society):
    assert list(society.groups.columns) == ["user", "tribe", "tribe_name", "role"]
    assert society.groups["tribe"].dtype == np.int64
    assert list(society.to_frame().columns) == ["source", "target", "kind", "time"]
    assert set(society.to_frame()["kind"]) == set(KINDS)


def test_members_come_first_and_tribe_0_is_the_largest(society):
    sizes = society.groups.query("tribe >= 0")["tribe"].value_counts(sort=False)
    assert sizes.to_list() == [82, 48, 36, 29, 24, 21]
    assert society.groups["tribe"][:240].is_monotonic_increasing
    assert (society.groups["tribe"][240:] == -1).all()


@pytest.mark.parametrize(("n_people", "n_tribes"), [(3, 1), (9, 3), (10, 3), (240, 6), (1000, 333)])
def test_sizes_fall_with_rank_and_add_up(n_people, n_tribes):
    sizes = divide_members(n_people, n_tribes)
    assert sizes.sum() == n_people
    assert sizes.min() >= 3
    assert (np.diff(sizes) <= 0).all()


def test_the_number_of_users_of_each_role_is_the_option():
    counts = {"guru": 2, "ghost": 15, "lurker": 5, "loner": 3}
    society = make_society(n_people=30, n_tribes=3, **{f"n_{role}s": n for role, n in counts.items()})
    assert society.groups["role"].value_counts().to_dict() == {"member": 30, "brand": 1, **counts}


def test_gurus_ghosts_lurkers_and_loners_can_be_left_out():
    plain = make_society(n_people=30, n_tribes=3, n_gurus=0, n_ghosts=0, n_lurkers=0, n_loners=0)
    assert set(plain.groups["role"]) == {"member", "brand"}
    assert plain.events.cleaning.self_interactions == 0


def test_a_single_guru_sends_no_events():
    events = add_truth(make_society(n_people=30, n_tribes=3, n_gurus=1))
    assert not (events["source_role"] == "guru").any()


def test_gurus_never_answer(events):
    sent = events[events["source_role"] == "guru"]
    assert set(sent["kind"]) == {"follow", "quote"}
    assert set(sent["target_role"]) == {"guru"}


def test_gurus_are_heard_by_all_tribes(events):
    heard = events[(events["target_role"] == "guru") & (events["source_role"] == "member")]
    tribes = heard.groupby("target")["source_tribe"].nunique()
    assert tribes.to_list() == [6, 6, 6]
    assert set(heard["kind"]) == {"follow", "reply", "mention", "repost", "like"}


def test_nobody_answers_the_brand(events):
    sent = events[events["source_role"] == "brand"]
    assert sent["target"].nunique() > 0.9 * 240
    assert set(events.loc[events["target_role"] == "brand", "kind"]) == {"follow"}


def test_ghosts_only_follow(events):
    bought = events[events["source_role"] == "ghost"]
    assert set(bought["kind"]) == {"follow"}
    assert set(bought["target_role"]) == {"brand", "guru", "member"}
    assert (events["target_role"] != "ghost").all()


def test_three_members_bought_followers_within_days(events):
    bought = events[events["source_role"] == "ghost"]
    assert bought.loc[bought["target_role"] == "member", "target"].nunique() == 3
    assert bought["time"].max() - bought["time"].min() < pd.Timedelta(days=8)  # 2 % of 365 days


def test_lurkers_only_follow(events):
    assert set(events.loc[events["source_role"] == "lurker", "kind"]) == {"follow"}
    assert (events["target_role"] != "lurker").all()


def test_loners_reply_only_to_themselves(society, events):
    alone = events[(events["source_role"] == "loner") | (events["target_role"] == "loner")]
    assert (alone["source"] == alone["target"]).all()
    assert alone["source"].nunique() == 4
    assert society.events.cleaning.self_interactions == len(alone)


def test_cleaning_drops_only_replies_to_oneself(society):
    cleaning = society.events.cleaning
    assert cleaning.rows - cleaning.kept == cleaning.self_interactions
    assert not society.to_frame().query("kind == 'follow'").duplicated(["source", "target"]).any()


def test_a_fifth_to_a_quarter_of_the_default_events_cross_tribes(society, events):
    assert 0.2 <= share_outside(events) <= 0.25
    assert 15_000 <= len(society.events) <= 25_000


def test_without_mixing_no_event_crosses_tribes():
    assert share_outside(add_truth(make_society(mixing=0))) == 0


def test_with_full_mixing_all_events_cross_tribes():
    assert share_outside(add_truth(make_society(mixing=1))) == 1


def test_one_tribe_has_no_outside():
    society = make_society(n_people=30, n_tribes=1, mixing=1)
    assert share_outside(add_truth(society)) == 0
    assert set(society.groups["tribe"]) == {0, -1}


def test_the_median_member_has_about_ten_contacts_in_the_tribe(events):
    own = events[(events["source_tribe"] == events["target_tribe"]) & (events["source_tribe"] >= 0)]
    own = own[own["kind"] != "follow"]
    both = pd.concat([own, own.rename(columns={"source": "target", "target": "source"})])
    mates = both.groupby("source")["target"].nunique()
    assert 8 <= mates.median() <= 15
    assert mates.max() > 2.5 * mates.median()


def test_more_ties_make_more_events(society):
    assert len(make_society(n_ties=30).events) > len(society.events)


def test_a_fifth_of_the_members_send_most_events(events):
    acts = among_members(events)["source"].value_counts()
    assert acts[: len(acts) // 5].sum() > 0.4 * acts.sum()


def test_answering_makes_replies_mutual(society):
    def answered(society):
        replies = among_members(add_truth(society)).query("kind == 'reply'")
        pairs = set(zip(replies["source"], replies["target"], strict=True))
        return np.mean([(target, source) in pairs for source, target in pairs])

    assert answered(society) > answered(make_society(answering=0)) + 0.15


def test_follows_within_a_tribe_are_mutual_more_often(events):
    follows = among_members(events).query("kind == 'follow'")
    pairs = set(zip(follows["source"], follows["target"], strict=True))
    mutual = np.array(
        [(b, a) in pairs for a, b in zip(follows["source"], follows["target"], strict=True)]
    )
    own = (follows["source_tribe"] == follows["target_tribe"]).to_numpy()
    assert mutual[own].mean() > mutual[~own].mean() + 0.2


@pytest.mark.parametrize("days", [1, 90, 10_000])
def test_events_span_the_days_and_end_with_2024(days):
    time = make_society(n_people=30, n_tribes=3, days=days).to_frame()["time"]
    assert END - pd.Timedelta(days=days) <= time.min() <= time.max() < END
    assert time.is_monotonic_increasing
    assert time.max() - time.min() > 0.9 * pd.Timedelta(days=days)


def test_activity_rises_in_every_tribe(events):
    events = among_members(events)
    late = events["time"] >= END - pd.Timedelta(days=182)
    share_late = late.groupby(events["source_tribe"]).mean()
    assert (share_late > 0.6).all()


def test_changing_the_groups_frame_leaves_the_society_unchanged(society):
    groups = society.groups
    groups.loc[0, ["user", "tribe"]] = ["stranger", 99]
    assert society.groups.loc[0, "tribe"] == 0
    assert "stranger" not in set(society.groups["user"])


def test_a_society_is_frozen(society):
    with pytest.raises(FrozenInstanceError, match="events"):
        society.events = None
    population = society.population
    for values in (*society.raw_events, population.tribe, population.role, population.handles):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0


def test_the_repr_shows_people_tribes_and_events(society):
    assert isinstance(society, Society)
    assert repr(society) == (
        f"<Society: 240 people in 6 tribes, 3 gurus, 120 ghosts, {len(society.events):,} events>"
    )
    assert len(repr(society)) <= 88


def test_the_card_shows_tribe_names_and_the_call(society):
    card = society._repr_html_()
    assert "turismo rural" in card
    assert "make_society(n_people=240" in card
    assert "<script" not in card


def test_made_by_repeats_the_society():
    society = make_society(n_people=30, n_tribes=3, days=90, answering=0.5, seed=7)
    again = make_society(**society.made_by.parameters, seed=society.made_by.seed)
    assert again.made_by == society.made_by


def test_the_roles_match_the_docstring():
    roles = ("member", "guru", "brand", "ghost", "lurker", "loner", "pushy", "ring")
    assert roles == SOCIETY_ROLES


@pytest.fixture(scope="module")
def difficult():
    return make_society(n_people=60, n_tribes=3, n_pushy=5, n_ring=8)


def test_pushy_and_ring_accounts_leave_the_rest_of_the_society_unchanged(difficult):
    plain = make_society(n_people=60, n_tribes=3).to_frame()
    events, added = add_truth(difficult), {"pushy", "ring"}
    rest = events[~(events["source_role"].isin(added) | events["target_role"].isin(added))]
    pd.testing.assert_frame_equal(rest[list(plain)].reset_index(drop=True), plain)


def test_a_pushy_account_sends_300_events_to_one_member_and_gets_one_answer(difficult):
    events = add_truth(difficult)
    sent = events[events["source_role"] == "pushy"]
    answers = events[events["target_role"] == "pushy"]
    assert sent.groupby("source").size().between(250, 350).all()
    assert set(sent["kind"]) == {"reply", "mention"}
    targets = sent.groupby("source")["target"].unique().map(list)
    assert set(sent["target_role"]) == {"member"}
    assert [[user] for user in answers.set_index("target").loc[targets.index, "source"]] == [*targets]
    assert len(answers) == len(targets) == 5
    assert sent["target"].nunique() == 5


def test_more_pushy_accounts_than_members_share_their_targets():
    events = add_truth(make_society(n_people=6, n_tribes=2, n_pushy=8))
    sent = events[events["source_role"] == "pushy"]
    assert sent["source"].nunique() == 8
    assert sent["target"].nunique() == 6


def test_all_ring_accounts_follow_one_another_and_never_talk(difficult):
    events = add_truth(difficult)
    of_ring = events[(events["source_role"] == "ring") | (events["target_role"] == "ring")]
    assert set(of_ring["kind"]) == {"follow"}
    assert set(of_ring["source_role"]) == set(of_ring["target_role"]) == {"ring"}
    assert len(of_ring) == 8 * 7


def test_friends_are_the_members_with_events_in_both_directions(difficult):
    events = add_truth(difficult)
    talk = among_members(events[events["kind"] != "follow"])
    count = talk.groupby(["source", "target"]).size().to_dict()
    expected = {
        (user, other): (given, count[other, user])
        for (user, other), given in count.items()
        if (other, user) in count
    }
    friends = difficult.friends()
    assert list(friends.columns) == ["user", "other", "given", "received", "same_tribe"]
    assert len(friends) == len(expected) / 2
    for user, other, given, received, _ in friends.itertuples(index=False):
        assert expected[user, other] == (given, received)


def test_friends_are_in_the_order_of_the_groups(difficult):
    position = {user: row for row, user in enumerate(difficult.groups["user"])}
    pairs = [(position[a], position[b]) for a, b in difficult.friends()[["user", "other"]].to_numpy()]
    assert pairs == sorted(pairs)
    assert all(a < b for a, b in pairs)


def test_mixing_makes_friends_across_tribes(society):
    assert 0.2 < 1 - society.friends()["same_tribe"].mean() < 0.35
    assert make_society(mixing=0).friends()["same_tribe"].all()
    assert not make_society(mixing=1).friends()["same_tribe"].any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_tribes": 0}, "n_tribes must be a whole number of 1 or more, got 0"),
        ({"n_people": 2.5}, "n_people must be a whole number of 1 or more, got 2.5"),
        ({"n_people": 17}, "3 or more for each of 6 tribes, got 17; add people, or make fewer tribes"),
        ({"n_gurus": -1}, "n_gurus must be a whole number of 0 or more, got -1"),
        ({"n_ghosts": "many"}, "n_ghosts must be a whole number of 0 or more, got 'many'"),
        ({"n_lurkers": None}, "n_lurkers must be a whole number of 0 or more, got None"),
        ({"n_loners": True}, "n_loners must be a whole number of 0 or more, got True"),
        ({"n_pushy": -1}, "n_pushy must be a whole number of 0 or more, got -1"),
        ({"n_ring": 1}, "n_ring must be 0, or 2 or more, got 1; each account of a ring follows"),
        ({"n_ties": 1}, "n_ties must be a whole number of 2 or more, got 1"),
        ({"mixing": 1.5}, "mixing must be a number from 0 to 1, got 1.5"),
        ({"answering": -0.1}, "answering must be a number from 0 to 1, got -0.1"),
        ({"days": 0}, "days must be a whole number of 1 or more, got 0"),
        ({"days": 20_000}, "days must be at most 10,000, got 20000"),
        ({"seed": -1}, "seed must be a whole number of 0 or more, got -1"),
    ],
)
def test_an_option_out_of_range_is_shown(options, message):
    with pytest.raises(OptionError, match=message):
        make_society(**options)
