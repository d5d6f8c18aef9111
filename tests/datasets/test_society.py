"""A made society keeps what its docstring promises."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from tribus.datasets import Society, make_society
from tribus.datasets._names import ROLES, share_out
from tribus.errors import OptionError
from tribus.events import KINDS

END = pd.Timestamp("2025-01-01", tz="UTC")


@pytest.fixture(scope="module")
def society():
    return make_society()


@pytest.fixture(scope="module")
def told(society):
    """Events with role and tribe of both ends."""
    return tell(society)


def tell(society):
    frame, truth = society.to_frame(), society.groups.set_index("user")
    for end in ("source", "target"):
        for column in ("role", "tribe"):
            frame[f"{end}_{column}"] = truth[column].reindex(frame[end]).to_numpy()
    return frame


def among_members(told):
    return told[(told["source_tribe"] >= 0) & (told["target_tribe"] >= 0)]


def share_outside(told):
    events_with = among_members(told)
    return (events_with["source_tribe"] != events_with["target_tribe"]).mean()


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


def test_no_two_users_have_one_name():
    crowd = make_society(n_people=3000, n_tribes=30, n_ties=2, n_gurus=20, n_ghosts=500, n_lurkers=400)
    assert crowd.groups["user"].is_unique
    assert crowd.groups["user"].str.fullmatch(r"[^\W\dA-Z]\w+").all()
    assert crowd.people.tribe_names[12] == "panaderías de Sevilla (2)"


def test_some_names_are_spanish_and_some_plain_ascii(society):
    names = society.groups["user"]
    assert names.str.contains("[ñáéíóú]").any()
    assert names.map(str.isascii).mean() > 0.5
    assert names[society.groups["role"] == "ghost"].str.fullmatch(r"user\d{8}").all()


def test_the_columns_are_those_of_the_docstring(society):
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
def test_sizes_fall_with_rank_and_lose_nobody(n_people, n_tribes):
    sizes = share_out(n_people, n_tribes)
    assert sizes.sum() == n_people
    assert sizes.min() >= 3
    assert (np.diff(sizes) <= 0).all()


def test_there_are_as_many_of_each_role_as_were_asked_for():
    asked = {"guru": 2, "ghost": 15, "lurker": 5, "loner": 3}
    society = make_society(n_people=30, n_tribes=3, **{f"n_{role}s": n for role, n in asked.items()})
    assert society.groups["role"].value_counts().to_dict() == {"member": 30, "brand": 1, **asked}


def test_a_society_can_do_without_gurus_ghosts_lurkers_and_loners():
    plain = make_society(n_people=30, n_tribes=3, n_gurus=0, n_ghosts=0, n_lurkers=0, n_loners=0)
    assert set(plain.groups["role"]) == {"member", "brand"}
    assert plain.events.cleaning.self_interactions == 0


def test_one_guru_has_nobody_to_quote():
    told = tell(make_society(n_people=30, n_tribes=3, n_gurus=1))
    assert not (told["source_role"] == "guru").any()


def test_gurus_never_answer(told):
    said = told[told["source_role"] == "guru"]
    assert set(said["kind"]) == {"follow", "quote"}
    assert set(said["target_role"]) == {"guru"}


def test_gurus_are_heard_by_all_tribes(told):
    heard = told[(told["target_role"] == "guru") & (told["source_role"] == "member")]
    tribes = heard.groupby("target")["source_tribe"].nunique()
    assert tribes.to_list() == [6, 6, 6]
    assert set(heard["kind"]) == {"follow", "reply", "mention", "repost", "like"}


def test_nobody_answers_the_brand(told):
    said = told[told["source_role"] == "brand"]
    assert said["target"].nunique() > 0.9 * 240
    assert set(told.loc[told["target_role"] == "brand", "kind"]) == {"follow"}


def test_ghosts_follow_and_do_nothing_else(told):
    bought = told[told["source_role"] == "ghost"]
    assert set(bought["kind"]) == {"follow"}
    assert set(bought["target_role"]) == {"brand", "guru", "member"}
    assert (told["target_role"] != "ghost").all()


def test_three_members_bought_followers_within_days(told):
    bought = told[told["source_role"] == "ghost"]
    assert bought.loc[bought["target_role"] == "member", "target"].nunique() == 3
    assert bought["time"].max() - bought["time"].min() < pd.Timedelta(days=8)  # 2 % of 365 days


def test_lurkers_follow_in_silence(told):
    assert set(told.loc[told["source_role"] == "lurker", "kind"]) == {"follow"}
    assert (told["target_role"] != "lurker").all()


def test_loners_deal_with_nobody_but_themselves(society, told):
    alone = told[(told["source_role"] == "loner") | (told["target_role"] == "loner")]
    assert (alone["source"] == alone["target"]).all()
    assert alone["source"].nunique() == 4
    assert society.events.cleaning.self_interactions == len(alone)


def test_nothing_but_replies_to_oneself_is_left_out(society):
    cleaning = society.events.cleaning
    assert cleaning.rows - cleaning.kept == cleaning.self_interactions
    assert not society.to_frame().query("kind == 'follow'").duplicated(["source", "target"]).any()


def test_the_default_society_mixes_a_fifth_to_a_quarter_of_its_events(society, told):
    assert 0.2 <= share_outside(told) <= 0.25
    assert 15_000 <= len(society.events) <= 25_000


def test_without_mixing_tribes_do_not_deal_with_each_other():
    assert share_outside(tell(make_society(mixing=0))) == 0


def test_with_full_mixing_nobody_deals_with_the_own_tribe():
    assert share_outside(tell(make_society(mixing=1))) == 1


def test_one_tribe_has_no_outside():
    society = make_society(n_people=30, n_tribes=1, mixing=1)
    assert share_outside(tell(society)) == 0
    assert set(society.groups["tribe"]) == {0, -1}


def test_people_deal_with_about_ten_tribe_mates_and_some_with_many_more(told):
    own = told[(told["source_tribe"] == told["target_tribe"]) & (told["source_tribe"] >= 0)]
    own = own[own["kind"] != "follow"]
    both = pd.concat([own, own.rename(columns={"source": "target", "target": "source"})])
    mates = both.groupby("source")["target"].nunique()
    assert 8 <= mates.median() <= 15
    assert mates.max() > 2.5 * mates.median()


def test_more_ties_make_more_events(society):
    assert len(make_society(n_ties=30).events) > len(society.events)


def test_a_few_people_do_most_of_the_talking(told):
    acts = among_members(told)["source"].value_counts()
    assert acts[: len(acts) // 5].sum() > 0.4 * acts.sum()


def test_answering_makes_replies_mutual(society):
    def answered(society):
        replies = among_members(tell(society)).query("kind == 'reply'")
        pairs = set(zip(replies["source"], replies["target"], strict=True))
        return np.mean([(target, source) in pairs for source, target in pairs])

    assert answered(society) > answered(make_society(answering=0)) + 0.15


def test_the_own_tribe_is_answered_more_than_others(told):
    follows = among_members(told).query("kind == 'follow'")
    pairs = set(zip(follows["source"], follows["target"], strict=True))
    mutual = np.array(
        [(b, a) in pairs for a, b in zip(follows["source"], follows["target"], strict=True)]
    )
    own = (follows["source_tribe"] == follows["target_tribe"]).to_numpy()
    assert mutual[own].mean() > mutual[~own].mean() + 0.2


@pytest.mark.parametrize("days", [1, 90, 10_000])
def test_the_story_lasts_the_days_asked_for_and_ends_with_2024(days):
    time = make_society(n_people=30, n_tribes=3, days=days).to_frame()["time"]
    assert END - pd.Timedelta(days=days) <= time.min() <= time.max() < END
    assert time.is_monotonic_increasing
    assert time.max() - time.min() > 0.9 * pd.Timedelta(days=days)


def test_every_tribe_grows_livelier(told):
    events_with = among_members(told)
    late = events_with["time"] >= END - pd.Timedelta(days=182)
    share_late = late.groupby(events_with["source_tribe"]).mean()
    assert (share_late > 0.6).all()


def test_a_change_to_the_groups_does_not_reach_the_society(society):
    groups = society.groups
    groups.loc[0, ["user", "tribe"]] = ["nobody", 99]
    assert society.groups.loc[0, "tribe"] == 0
    assert "nobody" not in set(society.groups["user"])


def test_a_society_is_frozen(society):
    with pytest.raises(FrozenInstanceError, match="events"):
        society.events = None
    for values in (*society.acts, society.people.tribe, society.people.role, society.people.handles):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0


def test_a_society_shows_itself_in_one_line(society):
    assert isinstance(society, Society)
    assert repr(society) == (
        f"<Society: 240 people in 6 tribes, 3 gurus, 120 ghosts, {len(society.events):,} events>"
    )
    assert len(repr(society)) <= 88


def test_the_card_names_tribes_and_how_it_was_made(society):
    card = society._repr_html_()
    assert "turismo rural" in card
    assert "make_society(n_people=240" in card
    assert "<script" not in card


def test_made_by_repeats_the_society():
    society = make_society(n_people=30, n_tribes=3, days=90, answering=0.5, seed=7)
    again = make_society(**society.made_by.parameters, seed=society.made_by.seed)
    assert again.made_by == society.made_by


def test_roles_are_those_of_the_docstring():
    assert ROLES == ("member", "guru", "brand", "ghost", "lurker", "loner")


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
