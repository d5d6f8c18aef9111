"""Waves: streaks of silent followers who share other followed accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.counts import count_by, mark_first
from tribus._core.durations import SECONDS_PER_DAY
from tribus._core.frozen import freeze_fields
from tribus.people.streaks import MIN_ARRIVALS, Arrivals, Streaks, find_streaks, list_arrivals

if TYPE_CHECKING:
    from tribus._core.arrays import Bools, Floats, Ints64
    from tribus.people.tables import EventTables

SESSION_SECONDS = 600  # follows of one person with shorter gaps are made at once
MIN_SESSION = 3  # profiles
MIN_PACK_DAYS = 3  # on which somebody who speaks followed a profile together with others
MIN_SHARED = 3  # members of a wave who follow the same other profile
MIN_SHARING_SHARE = 0.5  # of the members of a wave
N_PLACEBOS = 120  # shifts of the streaks in time
MAX_EXPECTED_ERRORS = 0.08  # people accused in shifted streaks, on average
MIN_SHARE_OF_BEST = 0.95  # of the people that the best rule finds; stricter rules are taken down to it
RULES = tuple(  # least number of streaks of a person, and least share of all follows that are in streaks
    (n_streaks, share) for n_streaks in (1, 2, 3, 4) for share in (0.0, 0.15, 0.3, 0.5, 0.75)
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Waves:
    """Waves of silent followers, one row for each follower of each wave.

    Attributes
    ----------
    person, profile
        The follower, and the user who is followed, as rows of people, int64, shape `(n_members,)`.
    wave
        Number of the wave, 0 for the largest, int64.
    time
        When the follower arrived, in microseconds since 1970 UTC, int64.
    expected, p_value
        Of each wave: the number of silent followers at the profile's own rate, and the probability of as
        many by chance, float64, shape `(n_waves,)`.
    base_rate
        Number of people who would be in waves if the streaks were at other times, on average.
    """

    person: Ints64
    profile: Ints64
    wave: Ints64
    time: Ints64
    expected: Floats
    p_value: Floats
    base_rate: float


def find_waves(tables: EventTables, *, is_ego: bool = False) -> Waves:
    """Return the waves of followers of all profiles.

    Parameters
    ----------
    tables
        The events.
    is_ego
        Whether the events are exports of single accounts. Then it is unknown who speaks, as it is
        without messages, and there are no waves.

    Notes
    -----
    A follower who writes or posts, towards whom anybody acts, whom somebody who writes follows, or who
    ever acted towards the profile is in no wave. Neither is one who followed the profile at once with
    others as part of a *starter pack*: profiles that people who speak follow together with others, on
    three days or more.

    A wave is a streak of the others (`find_streaks`), in which half or more follow another account that
    at least two others of the wave follow too, or follow nobody else where the profile's other
    followers do. To protect silent followers who arrive by accident during a wave, the streaks are
    shifted in time. People must be in as many streaks, and have as large a share of their follows in
    streaks, as leaves less than 0.08 people in shifted streaks. Of the rules that do, the strictest is
    taken that finds 95 % of the followers that the best of them finds.
    """
    arrivals = list_arrivals(tables)
    if is_ego or not tables.acts.talks.any():
        arrivals = arrivals._replace(silent=np.zeros(len(arrivals.key), np.bool_))
    arrivals = arrivals._replace(silent=arrivals.silent & ~_came_by_pack(arrivals))
    streaks = find_streaks(arrivals)
    row, streak = _rows_in(arrivals, streaks.start, streaks.end)
    rule, base_rate = _choose_rule(arrivals, streaks, row)
    if rule is None:
        row, streak = row[:0], streak[:0]
    else:
        kept = _fulfils(arrivals, row, rule)[arrivals.person[row]]
        row, streak = row[kept], streak[kept]
    shares = _share_others(arrivals, row, streak, len(streaks.profile))
    row, streak = row[shares[streak]], streak[shares[streak]]
    return _number_waves(arrivals, streaks, row, streak, base_rate)


def _came_by_pack(arrivals: Arrivals) -> Bools:
    """Return whether each arrival is one of a session of follows of a starter pack."""
    n_rows = len(arrivals.key)
    order = np.lexsort((arrivals.profile, arrivals.second, arrivals.person))
    person, second = arrivals.person[order], arrivals.second[order]
    starts = mark_first(person)
    starts[1:] |= second[1:] - second[:-1] > SESSION_SECONDS
    session = np.empty(n_rows, np.int64)
    session[order] = np.cumsum(starts) - 1
    size = np.bincount(session) if n_rows else session
    speaks = ~arrivals.silent & (size[session] >= MIN_SESSION)
    n_profiles, day = int(arrivals.profile.max(initial=-1)) + 1, arrivals.second // SECONDS_PER_DAY
    days = np.unique(arrivals.profile[speaks] * (arrivals.span // SECONDS_PER_DAY + 1) + day[speaks])
    in_pack = count_by(days // (arrivals.span // SECONDS_PER_DAY + 1), n_profiles) >= MIN_PACK_DAYS
    packed = in_pack[arrivals.profile] if n_rows else np.zeros(0, np.bool_)
    n_packed = np.bincount(session, packed, len(size)) if n_rows else size
    is_session = (size >= MIN_SESSION) & (2 * n_packed >= size)
    came: Bools = packed & is_session[session] if n_rows else packed
    return came


def _rows_in(arrivals: Arrivals, start: Ints64, end: Ints64) -> tuple[Ints64, Ints64]:
    """Return the silent arrivals in ranges of rows, and the range of each."""
    length = end - start
    which = np.repeat(np.arange(len(start)), length)
    row = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + start[which]
    silent = arrivals.silent[row]
    return row[silent], which[silent]


def _choose_rule(
    arrivals: Arrivals, streaks: Streaks, row: Ints64
) -> tuple[tuple[int, float] | None, float]:
    """Return the rule that finds most people with few errors in shifted streaks, and its errors."""
    placebos = [_shift(arrivals, streaks, row, number) for number in range(N_PLACEBOS)]
    allowed = {}
    for rule in RULES:
        errors = float(np.mean([_fulfils(arrivals, rows, rule).sum() for rows in placebos]))
        if errors <= MAX_EXPECTED_ERRORS:
            allowed[rule] = int(_fulfils(arrivals, row, rule).sum()), errors
    most = max((n_found for n_found, _ in allowed.values()), default=0)
    good = [rule for rule, (n_found, _) in allowed.items() if n_found >= MIN_SHARE_OF_BEST * most > 0]
    if not good:
        return None, 0.0
    strictest = min(good, key=lambda rule: (allowed[rule][1], allowed[rule][0]))
    return strictest, allowed[strictest][1]


def _shift(arrivals: Arrivals, streaks: Streaks, row: Ints64, number: int) -> Ints64:
    """Return the silent arrivals in the streaks, shifted in time and wrapped at the end of the data."""
    stride = arrivals.span + 1
    offset = int((number + 0.5) / N_PLACEBOS * arrivals.span)
    first = (arrivals.second[streaks.start] + offset) % stride
    last = first + arrivals.second[streaks.end - 1] - arrivals.second[streaks.start]
    starts = np.searchsorted(arrivals.key, streaks.profile * stride + first)
    limit = streaks.profile * stride + np.minimum(last, arrivals.span)
    rows, _ = _rows_in(
        arrivals, starts, np.maximum(np.searchsorted(arrivals.key, limit, "right"), starts)
    )
    accused = np.isin(arrivals.person[rows], arrivals.person[row])  # they are no accident
    return rows[~accused]


def _fulfils(arrivals: Arrivals, row: Ints64, rule: tuple[int, float]) -> Bools:
    """Return whether each person has enough arrivals among some rows."""
    n_people = int(arrivals.person.max(initial=-1)) + 1
    total, inside = count_by(arrivals.person, n_people), count_by(arrivals.person[row], n_people)
    enough: Bools = (inside >= rule[0]) & (inside >= rule[1] * total)
    return enough


def _share_others(arrivals: Arrivals, row: Ints64, streak: Ints64, n_streaks: int) -> Bools:
    """Return whether the followers of each streak share other followed accounts."""
    n_people = int(arrivals.person.max(initial=-1)) + 1
    total = count_by(arrivals.person, n_people)
    order = np.argsort(arrivals.person, kind="stable")
    indptr = np.concatenate([[0], np.cumsum(total)])
    person, profile = arrivals.person[row], arrivals.profile[row]
    length = total[person]
    member = np.repeat(np.arange(len(row)), length)
    place = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    other = arrivals.profile[order[indptr[person[member]] + place]]
    is_other = other != profile[member]
    member, other = member[is_other], other[is_other]
    width = int(arrivals.profile.max(initial=-1)) + 2
    _codes, code, counts = np.unique(
        streak[member] * width + other, return_inverse=True, return_counts=True
    )
    shares = np.zeros(len(row), np.bool_)
    shares[member[counts[code] >= MIN_SHARED]] = True
    shares |= (total[person] == 1) & _others_follow_more(arrivals, row)
    size = np.maximum(count_by(streak, n_streaks), 1)
    enough: Bools = count_by(streak[shares], n_streaks) >= MIN_SHARING_SHARE * size
    return enough & (count_by(streak, n_streaks) >= MIN_ARRIVALS / 2)


def _others_follow_more(arrivals: Arrivals, row: Ints64) -> Bools:
    """Return whether most followers of the profile outside of streaks follow others too."""
    n_people = int(arrivals.person.max(initial=-1)) + 1
    n_profiles = int(arrivals.profile.max(initial=-1)) + 1
    total = count_by(arrivals.person, n_people)
    outside = np.ones(len(arrivals.key), np.bool_)
    outside[row] = False
    profile = arrivals.profile[outside]
    several = profile[total[arrivals.person[outside]] > 1]
    most = 2 * count_by(several, n_profiles) > count_by(profile, n_profiles)
    found: Bools = most[arrivals.profile[row]] if len(row) else np.zeros(0, np.bool_)
    return found


def _number_waves(
    arrivals: Arrivals, streaks: Streaks, row: Ints64, streak: Ints64, base_rate: float
) -> Waves:
    """Return the members of the waves, the largest wave first."""
    size = count_by(streak, len(streaks.profile))
    order = np.lexsort((streaks.start, -size))
    order = order[size[order] > 0]
    number = np.full(len(size), -1)
    number[order] = np.arange(len(order))
    members = np.lexsort((arrivals.person[row], arrivals.second[row], number[streak]))
    row, streak = row[members], streak[members]
    return freeze_fields(
        Waves(
            person=arrivals.person[row],
            profile=arrivals.profile[row],
            wave=number[streak],
            time=arrivals.time[row],
            expected=streaks.expected[order],
            p_value=np.minimum(streaks.p_value[order], 1.0),
            base_rate=base_rate,
        )
    )
