"""Account: the audience of one user."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display import (
    Card,
    Drawing,
    HasCard,
    HasPlot,
)
from tribus.community.numbering import NO_TRIBE
from tribus.people.account_measures import card_of_account, frame_of_account
from tribus.people.beside import compare_account
from tribus.people.circuits import measure_circuits
from tribus.people.departures import list_departures
from tribus.people.followers import compare_followers
from tribus.people.hours import measure_hours
from tribus.people.listening import list_customers, suggest_listening
from tribus.people.periods import measure_periods
from tribus.people.presence import compare_mix
from tribus.people.referrals import measure_referrals
from tribus.people.sentences import describe_account
from tribus.people.single_posts import list_posts
from tribus.people.survival import AnswerCurves, fit_curves
from tribus.people.uses import score_uses
from tribus.people.waiting import list_waiting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    import pandas as pd

    from tribus._core.provenance import Provenance
    from tribus.people.result import People


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Account(HasCard, HasPlot):
    """One user: who is answered, who waits, and how far posts reach.

    Make it with `people.of(user)`. `account.sentences` has the measures in plain words.

    Attributes
    ----------
    people
        The measures of all users.
    user
        The user, as given.

    Examples
    --------
    >>> import tribus as tb
    >>> society = tb.datasets.make_society(seed=0)
    >>> account = tb.measure_people(society.events).of("obrador_de_hector")
    >>> print(account.sentences[0])
    51 people wrote to obrador_de_hector, and 45 got an answer.
    """

    people: People
    user: Any

    @property
    def row(self) -> int:
        """Row of the user in the arrays of `people`."""
        return self.people.row_of(self.user)

    @property
    def hears_nobody(self) -> bool:
        """Whether the events are an export of the user without anything that others do."""
        return self.user in self.people.egos and not self.people.reach.people[self.row]

    @property
    def tribe(self) -> int:
        """Number of the user's tribe; -1 for none, or without tribes."""
        view = self.people.tribe_view
        return NO_TRIBE if view is None else int(view.labels[self.row])

    @property
    def made_by(self) -> Provenance:
        """The call that measured the people."""
        return self.people.made_by

    @property
    def waiting(self) -> pd.DataFrame:
        """Messages to the user without an answer, the closest people and the longest waits first.

        Returns
        -------
        DataFrame
            `user`, who wrote; `since`, when the first unanswered message came (UTC; NaT without times);
            `hours` from then to the end of the data; `messages`, the number of messages that wait
            together (float64); `exchanges` of both so far (int64); `bond` of both (NaN without tribes);
            with texts, `asks`, whether a message has a question mark. Sorted by bond, then by
            exchanges, both descending, then by `since`.
        """
        return list_waiting(self.people, self.row)

    @property
    def answer_curve(self) -> pd.DataFrame:
        """Share of messages without an answer over time, by Kaplan-Meier.

        Returns
        -------
        DataFrame
            `hours` since the message, ascending; `waiting`, the share without an answer by then; and the
            limits of its 95 % interval, `low` and `high` (NaN where no message is left). Empty without
            answers or times.
        """
        import pandas as pd

        curve = self._curve
        columns = {name: getattr(curve, name) for name in ("hours", "waiting", "low", "high")}
        return pd.DataFrame(columns).copy()

    @cached_property
    def _curve(self) -> AnswerCurves:
        return self._fit_curve(questions_only=False)

    def _fit_curve(self, *, questions_only: bool) -> AnswerCurves:
        messages, tables = self.people.messages, self.people.tables
        own = messages.received_by(self.row)
        rows = np.arange(own.start, own.stop if tables.has_times else own.start)
        if questions_only and messages.asks is not None:
            rows = rows[messages.asks[rows]]
        wait, answered = messages.wait(tables.end)[rows], messages.is_answered[rows]
        return fit_curves(np.zeros(len(rows), np.int64), wait, answered, 1)

    def hours_of_week(self) -> pd.DataFrame:
        """Return when the user writes, is addressed and answers, one row for each hour of the week.

        Returns
        -------
        DataFrame
            `weekday` (0 is Monday) and `hour` in the time zone of `measure_people`; `posts` written,
            `messages` received, and how many of them were `answered` at any time (int64);
            `median_answer_hours` of the messages that came in this hour (float64), NaN for fewer than
            five.

        Raises
        ------
        OptionError
            If the events have no times.
        """
        return measure_hours(self.people, self.row)

    def over_time(self, period: str = "week") -> pd.DataFrame:
        """Return reach, conversation and applause in each period, including empty ones.

        Parameters
        ----------
        period
            `"day"`, `"week"` (from Monday), `"month"` or `"year"`. Default `"week"`.

        Returns
        -------
        DataFrame
            `start` of the period; `reach`, the number of people who acted towards the user in it
            (int64); `conversation` and `applause` per post with their limits, shrunk towards the mean of
            all periods, NaN in a period without posts; `posts`, `exchanges` (by the time of the
            answer) and `likes_and_reposts` (float64).

        Raises
        ------
        OptionError
            If the events have no times, or `period` is unknown.
        """
        return measure_periods(self.people, self.row, period)

    def customers(self, customers: Iterable[Any]) -> pd.DataFrame:
        """Return whether the user listens to a list of customers.

        Parameters
        ----------
        customers
            Ids of users. Ids that are not in the events have a row with `known` False.

        Returns
        -------
        DataFrame
            One row for each customer, in the order of the list: `user`; `known`, whether the events have
            the id; `follows` and `followed_by` (bool); `messages` to the user, and how many were
            `answered` (int64); `waiting_since`, the first message that waits (UTC; NaT for none).

        Raises
        ------
        OptionError
            If `customers` is not a list, or empty.
        UserError
            If no id is known; near matches to the first are offered.
        """
        return list_customers(self.people, self.row, customers)

    def followers(self) -> pd.DataFrame:
        """Return the followers by activity, next to similar accounts.

        Returns
        -------
        DataFrame
            `group`: `active` (acted towards the user), `elsewhere` (acted or posted, never towards the
            user), `silent` (never seen to act), `unknown` (the events cannot tell); `followers` (int64);
            their `share`, shrunk, with the limits of its 95 % interval, `low` and `high`, NaN without
            followers; `similar_accounts`, the share in this group of all followers of other accounts
            with at least half and at most twice as many followers, of the same tribe if there are some
            (float64).
        """
        return compare_followers(self.people, self.row)

    def listen_to(self) -> pd.DataFrame:
        """Return people of the user's tribe who wait for an answer, the strongest bond first.

        Returns
        -------
        DataFrame
            One row for each person: `user`, `since`, `hours`, `messages`, `exchanges` and `bond`, as in
            `waiting`, with the first message and the sum of messages.

        Raises
        ------
        OptionError
            If the people were measured without tribes.
        """
        return suggest_listening(self.people, self.row)

    def mix(self) -> pd.DataFrame:
        """Return what the user posts, next to the others of the tribe.

        Returns
        -------
        DataFrame
            `measure`: `original` (neither reply nor repost), `replies`, `reposts`, `links`,
            `working_hours` and `regularity`, as in `People.mix`; `value` with the limits `low` and
            `high` of its 95 % interval; `tribe`, the mean share of the others in the tribe, weighted by
            their posts, NaN without tribe; `differs`, whether it is outside of the interval (bool).
        """
        return compare_mix(self.people, self.row)

    def use(self) -> pd.DataFrame | None:
        """Return how well a personal, a professional and a corporate use fit the user.

        Returns
        -------
        DataFrame or None
            `use`; `score`, 0 to 1, the best first; then the features as ranks among all accounts with
            30 posts or more, 0 to 1: `working_hours`, `links`, `original`, `replies`, `returned`. A use
            scores by the mean rank of its features, reversed where it is known by a low value. It is
            evidence, not proof. None for a user with fewer posts, or fewer than ten such accounts.
        """
        return score_uses(self.people.presence, self.people.conversation, self.row)

    def brought_by(self, window: str | timedelta = "7d") -> pd.DataFrame:
        """Return who brings others: first contacts after somebody named or shared the user.

        Parameters
        ----------
        window
            Time after each mention, quote or repost in which a first contact counts as brought, as
            `"7d"`. A longer window counts more contacts, and more that would have come anyway.

        Returns
        -------
        DataFrame
            One row for each person who named the user: `user`; `named`, how often; `people`, those who
            turned to this person, or follow this person, before they ever acted towards the user;
            `came`, how many of them first acted towards the user within a window (int64); `expected`,
            how many would have, at their rate of first contacts outside of the windows; `ratio` of
            both rates, shrunk towards 1, with the limits of its 95 % interval, `low` and `high` (NaN if
            less than 2 % of the time is inside, or outside, of the windows). Sorted by `low`,
            descending.

        Raises
        ------
        OptionError
            If the events have no times, or `window` is not a duration.
        """
        return measure_referrals(self.people, self.row, window)

    def circuits(self, *, rewirings: int = 99, seed: int = 0) -> pd.DataFrame:
        """Return how much of the user's support comes back round, and stays in the tribe.

        Support is a reply, mention, quote, repost or like to somebody of the tribe. It is passed on in
        proportion to everybody's acts, and support that leaves the tribe is lost.

        Parameters
        ----------
        rewirings
            Number of rewired networks, 19 or more. More give smaller p-values.
        seed
            Seed of the rewiring, 0 or more.

        Returns
        -------
        DataFrame
            `length`: `3`, `4` and `5` acts, and `all`; `returned`, the share that is back at the user by
            a closed walk of this length (for `all` the sum); `returned_expected`, its mean in rewired
            networks in which everybody has the same activity and number of ties; `returned_low` and
            `returned_high`, which hold 95 % of them; `returned_p_value`, the probability of as much by
            chance; and the same five for `inside`, the share that is in the tribe after so many acts
            (for `all` the mean). NaN for a user without a tribe.

        Raises
        ------
        OptionError
            If the people were measured without tribes, or an option is out of range.

        Notes
        -----
        Triangles alone promote nothing: only what exceeds the rewired networks is a circuit of support.

        References
        ----------
        Masuda (2011), Clustering in large networks does not promote
        upstream reciprocity, doi:10.1371/journal.pone.0025190.
        """
        return measure_circuits(self.people, self.row, rewirings=rewirings, seed=seed)

    def posts(self) -> pd.DataFrame:
        """Return reach, conversation and applause of each post of the user, the oldest first.

        Returns
        -------
        DataFrame
            The columns of `People.by_post` without `user`.
        """
        return list_posts(self.people, self.row).drop(columns="user")

    def beside(self) -> pd.DataFrame:
        """Return the user beside other accounts of the same tribe and size.

        Returns
        -------
        DataFrame
            `measure`: `answer_rate`, `median_answer_hours`, `monologue`, `conversation`, `applause` and
            `active_follower_share`; `value` with the limits `low` and `high` of its 95 % interval;
            `similar_accounts`, the median of accounts with at least half and at most twice as many
            followers (as much reach, in events without follows), of the same tribe if there are some;
            `below`, the share of these accounts with a smaller value (float64); `accounts`, their
            number (int64); `differs`, whether the median is outside of the interval (bool).
        """
        return compare_account(self.people, self.row)

    def departures(self) -> pd.DataFrame:
        """Return who left the user, the latest first.

        Returns
        -------
        DataFrame
            `user`; `what`: `stopped answering` or `unfollowed`; `since` (UTC), the last answer, or the
            end of the follow; `answers` before, and messages `unanswered` since (int64); `p_value`, the
            probability ``1 / (answers + 1)`` that the present wait is the longest of all by chance, NaN
            for follows. Somebody stopped answering who answered three times or more, and has a message
            that waits longer than each of those did.
        """
        return list_departures(self.people, self.row)

    @property
    def sentences(self) -> list[str]:
        """The account in plain sentences, and the gaps in the events."""
        return [*describe_account(self), *self.people.gaps]

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each measure.

        Returns
        -------
        DataFrame
            `measure` (text); `value`, `low` and `high`, the limits of the 95 % interval, NaN for counts
            and unknown values; `count`, the number of things that the value is computed from (float64).
        """
        return frame_of_account(self, self._curve)

    def _drawing(self) -> Drawing:
        return Drawing("draw_answers", self)

    def __eq__(self, other: object) -> bool:
        """Return whether both are the same user of equal people."""
        if not isinstance(other, Account):
            return NotImplemented
        return bool(self.user == other.user) and self.people == other.people

    def __hash__(self) -> int:
        return hash((self.user, self.people))

    def _card(self) -> Card:
        return card_of_account(self)
