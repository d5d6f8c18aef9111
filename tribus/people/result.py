"""People: the measures of all users of some events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from tribus._core.checks import MAX_NAMES_TO_MATCH, describe_ids, show, suggest
from tribus._display import Card, Drawing, HasCard, HasPlot, plural_in_english
from tribus._export.csv_results import HasCsv
from tribus.errors import UserError
from tribus.people.account import Account
from tribus.people.card import card_of_people
from tribus.people.circuits import measure_tribe_circuits
from tribus.people.coverage import describe_gaps
from tribus.people.followers import Followers, measure_followers
from tribus.people.frames import (
    frame_of_listening,
    frame_of_mix,
    frame_of_people,
    frame_of_wave_evidence,
    frame_of_waves,
)
from tribus.people.inside import InsideTribe, measure_inside
from tribus.people.listening import Listening, measure_listening
from tribus.people.missed import list_missed
from tribus.people.positions import Positions, find_positions
from tribus.people.presence import Presence, measure_presence
from tribus.people.single_posts import list_posts
from tribus.people.waves import Waves, find_waves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    import pyarrow as pa

    from tribus._core.provenance import Provenance
    from tribus.events import Events
    from tribus.people.answering import Answering
    from tribus.people.complaints import Complaints
    from tribus.people.conversation import Conversation
    from tribus.people.messages import Messages
    from tribus.people.posts import OwnPosts
    from tribus.people.reach import Reach
    from tribus.people.seen import Seen
    from tribus.people.tables import EventTables
    from tribus.people.tribe_view import TribeView
    from tribus.tribes import Tribes


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class People(HasCard, HasPlot, HasCsv):
    """Who answers, who listens and who waits, for every user of some events.

    Make it with `measure_people`. `people.of("ana")` is one account, `len(people)` is the number of
    users, iteration yields them in the order of their ids, and `"ana" in people` tests for a user. All
    arrays of users are in this order.

    Attributes
    ----------
    events
        The events.
    ids
        Ids of the users, sorted, as Arrow.
    tables
        The events as arrays.
    messages
        All messages with their answers.
    posts
        All posts that users wrote.
    answering, conversation, reach
        The measures of all users.
    questions
        How each user answers messages with a question mark; None without texts.
    complaints
        Share of complaints, and how each user answers them (`Complaints`); None if they are not marked.
    tribe_view
        Tribes of the users; None without tribes.
    seen
        Whose acts were collected (`Seen`); None without coverage.
    egos
        People whose exports the events are, as `Events.egos`.
    time_zone
        Zone of the hours of the week.
    made_by
        The call that made it.
    """

    events: Events
    ids: pa.Array
    tables: EventTables
    messages: Messages
    posts: OwnPosts
    answering: Answering
    conversation: Conversation
    reach: Reach
    questions: Answering | None
    complaints: Complaints | None
    tribe_view: TribeView | None
    seen: Seen | None
    egos: tuple[str, ...]
    time_zone: str
    made_by: Provenance

    @property
    def users(self) -> list[Any]:
        """Ids of the users as they were given, sorted."""
        return list(self._users)

    @property
    def tribes(self) -> Tribes | None:
        """The tribes; None without tribes."""
        return None if self.tribe_view is None else self.tribe_view.tribes

    @cached_property
    def _users(self) -> tuple[Any, ...]:
        return tuple(self.ids.to_pylist())

    @cached_property
    def _rows_by_user(self) -> dict[Any, int]:
        return {user: row for row, user in enumerate(self._users)}

    def in_zone(self, moment: Any) -> Any:
        """Return a moment in the time zone of `measure_people`."""
        return moment.astimezone(ZoneInfo(self.time_zone))

    def users_of_rows(self, rows: Iterable[int]) -> list[Any]:
        """Return the ids of the users of some rows, as they were given."""
        return [self._users[row] for row in rows]

    def row_of(self, user: Any) -> int:
        """Return the row of a user.

        Raises
        ------
        UserError
            If the user is not in the events; near matches are offered.
        """
        try:
            return self._rows_by_user[user]
        except (KeyError, TypeError):
            near = suggest(user, self._users[:MAX_NAMES_TO_MATCH])
            known = f"these events of {plural_in_english(len(self), 'user')}"
            if self._users:
                known += f", whose ids are {describe_ids(self._users[0])}"
            raise UserError(f"no user {show(user)} in {known}{near}") from None

    def of(self, user: Any) -> Account:
        """Return one account: its measures, the messages that wait, its curves and sentences.

        Parameters
        ----------
        user
            A user of the events; one without acts too.

        Raises
        ------
        UserError
            If the user is not in the events; near matches are offered.
        """
        return Account(people=self, user=self._users[self.row_of(user)])

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._users)

    def __contains__(self, user: object) -> bool:
        try:
            return user in self._rows_by_user
        except TypeError:
            return False

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same users, events, tribes and time zone."""
        if not isinstance(other, People):
            return NotImplemented
        if not (self.ids.equals(other.ids) and self.made_by == other.made_by):
            return False
        mine, theirs = self.tribe_view, other.tribe_view
        if mine is None or theirs is None:
            return mine is theirs
        return bool(np.array_equal(mine.labels, theirs.labels))

    def __hash__(self) -> int:
        return hash((len(self), self.made_by.digest))

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each user, in the order of ids.

        Returns
        -------
        DataFrame
            `user`, as given; `tribe` (int32, -1 for none), only with tribes; `seen`, the state of
            `read_coverage`, only with `coverage`. Then, each with the limits of its 95 % interval in
            `..._low` and `..._high` (float64):

            - `answer_rate`, the share of the people who sent the user a message and got an answer,
              shrunk: ``(people_answered + a) / (people_addressing + a + b)`` with the Beta distribution
              of the rates of all users (`answering.prior`); NaN if nobody did;
            - `median_answer_hours`, the median time to the first answer by Kaplan-Meier, in which
              messages that still wait are censored; infinite if less than half is answered;
            - `monologue`, the share of the user's posts that neither are an answer nor have one, 0 to 1;
            - `conversation`, exchanges per post, and `applause`, likes and reposts per post.

            And the counts: `reach`, the number of people who acted towards the user other than by a
            follow (int64); `people_addressing`, `people_answered`, `messages`, `waiting` (messages
            without an answer), `sent`, `sent_answered`, `talks_with`, `talks_about` (int64); `posts`,
            `exchanges`, `likes_and_reposts` (float64). Then `active_follower_share` with its limits, the
            share of the followers who ever acted towards the user, shrunk (the only column that depends
            on followers); and `position` (text: `hub`, `connector`, `bridge`, `newcomer`, `periphery`,
            `none` without a tribe, `unknown` if the people were measured without tribes). With tribes,
            `reach_inside` (int64) and `answer_rate_inside` with its limits count the user's own tribe
            only.
        """
        return frame_of_people(self)

    def circuits(self, tribe: int, *, rewirings: int = 99, seed: int = 0) -> pd.DataFrame:
        """Return how much of the support in a tribe comes back to its givers, and stays in the tribe.

        Parameters
        ----------
        tribe
            Number of a tribe.
        rewirings
            Number of rewired networks, 19 or more. More give smaller p-values.
        seed
            Seed of the rewiring, 0 or more.

        Returns
        -------
        DataFrame
            The columns of `Account.circuits`: the shares are means over all people of the tribe,
            weighted by what they give.

        Raises
        ------
        OptionError
            If the people were measured without tribes, there is no tribe with this number, or an option
            is out of range.
        """
        return measure_tribe_circuits(self, tribe, rewirings=rewirings, seed=seed)

    def missed(self) -> pd.DataFrame:
        """Return who would be missed: what the exchange of each tribe loses without each user.

        Returns
        -------
        DataFrame
            One row for each user with a tribe: `user`; `tribe` (int32); `exchange_share`, the share of
            the answered exchange of the tribe in which the user takes part, 0 to 1; `even_share`, the
            same if all exchanged alike, ``2 / n`` (float64); `left_alone`, the number of people of the
            tribe whose only friend in it is the user (int64). Sorted by tribe, then by `exchange_share`,
            descending.

        Raises
        ------
        OptionError
            If the people were measured without tribes.
        """
        return list_missed(self)

    def by_post(self) -> pd.DataFrame:
        """Return reach, conversation and applause of every single post.

        Returns
        -------
        DataFrame
            One row for each post, by author and time: `user`, the author; `post`, its id (text; missing
            if unknown); `time` (UTC); `addressed`, the number of people it addresses; `reach`, the
            number of people who acted on it (int64); `exchanges`, the number of messages with an answer
            that it began or answered, NaN without times; `likes`, `reposts` and `quotes` of it
            (float64), NaN if the user got some and none names a post. Posts without an id are one for
            each author and time. Reposts are no posts, and followers count for nothing.

        Notes
        -----
        An act is on the post of its target whose id it has, as likes and reposts in exports do. If there
        is none, it is on the last post of the target before it in its thread. If threads are unknown, an
        answer is on the message that it answers. Other acts are on no known post, so the sum over posts
        can be less than the measures of the user.
        """
        return list_posts(self)

    @cached_property
    def inside(self) -> InsideTribe | None:
        """Measures that count only the own tribe of each user; None without tribes."""
        if self.tribe_view is None:
            return None
        return measure_inside(self.tables, self.messages, self.tribe_view.labels, self.seen)

    @cached_property
    def listens(self) -> Listening:
        """Whom each user follows of those who write and of those who follow (`Listening`)."""
        listens = measure_listening(self.tables, self.messages)
        return listens if self.seen is None else self.seen.keep_known(listens)

    @cached_property
    def presence(self) -> Presence:
        """Amount and content of each user's posts (`Presence`)."""
        presence = measure_presence(self.tables, self.posts, self.time_zone)
        return presence if self.seen is None else self.seen.keep_known(presence)

    @cached_property
    def follower_activity(self) -> Followers:
        """Activity of the followers of each user (`Followers`)."""
        return measure_followers(self.tables, is_ego=bool(self.egos), seen=self.seen)

    @cached_property
    def positions(self) -> Positions | None:
        """Position of each user in and between tribes (`Positions`); None without tribes."""
        return None if self.tribe_view is None else find_positions(self.tribe_view)

    @cached_property
    def found_waves(self) -> Waves:
        """Waves of silent followers of all profiles (`Waves`)."""
        return find_waves(self.tables, is_ego=bool(self.egos))

    def waves(self) -> pd.DataFrame:
        """Return waves of silent followers: streaks of arrivals, as bought followers make them.

        Returns
        -------
        DataFrame
            One row for each follower of each wave: `user`; `wave`, its number, 0 for the largest
            (int64); `profile`, whom the wave follows; `since`, when the user arrived (UTC). Sorted by
            wave and arrival. A user may be in several waves. It is evidence, with the numbers in
            `wave_evidence`. Empty without times of follows or without messages, and for the export of a
            single account, because then nobody can tell; `gaps` says so.

        See Also
        --------
        tribus.people.waves.find_waves : The definition.
        """
        return frame_of_waves(self)

    def wave_evidence(self) -> pd.DataFrame:
        """Return one row for each wave, with its base rate.

        Returns
        -------
        DataFrame
            `wave`; `profile`; `start` and `end`, the first and the last arrival (UTC); `followers` in
            the wave (int64); `expected`, the number of silent followers in this time at the profile's
            own rate; `p_value`, the probability of as many, corrected for all times that were tried; and
            `base_rate`, the number of people who would be in any wave if the streaks were at other
            times, on average (float64).
        """
        return frame_of_wave_evidence(self)

    def listening(self) -> pd.DataFrame:
        """Return whether each user follows and answers those who turn to the user.

        Returns
        -------
        DataFrame
            `user`; `followers` and `following`, the follows that hold (int64); then, each with the
            limits of its 95 % interval, `follows_writers`, the share of the people who sent a message
            whom the user follows; `follows_back`, the share of the followers whom the user follows;
            `followed_back`, the share of those the user follows who follow back; and `answer_rate`, as
            in `to_frame` (float64). The other shares are ``(n + 1) / (N + 2)``. NaN without anybody.
        """
        return frame_of_listening(self)

    def mix(self) -> pd.DataFrame:
        """Return amount, regularity and content of each user's posts.

        Returns
        -------
        DataFrame
            `user`; `posts`, the number of posts and reposts; then, each with the limits of its 95 %
            interval, `posts_per_day` from the first post to the end of the data; `regularity`, the share
            of the weeks since the first post with a post; `working_hours`, the share of posts from 9:00
            to 18:00, Monday to Friday, in the time zone; and the shares of the posts that are
            `original` (neither reply nor repost), `replies`, `reposts`, or have `links` (float64). NaN
            without posts, without times, or without texts.
        """
        return frame_of_mix(self)

    def _drawing(self) -> Drawing:
        return Drawing("draw_answer_rates", self)

    @property
    def gaps(self) -> list[str]:
        """Sentences on gaps in the events, such as times to an answer without times."""
        return describe_gaps(self.tables, self.egos, self.seen)

    def _card(self) -> Card:
        return card_of_people(self)
