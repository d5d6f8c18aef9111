"""A made society of small businesses and freelancers whose tribes are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_count, check_seed, check_share, show
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display import Card, HasCard, list_names, plural
from tribus.datasets._names import ROLES, People, cast_people
from tribus.datasets._story import Acts, Story, put_in_order
from tribus.errors import OptionError
from tribus.events import KINDS, Events

if TYPE_CHECKING:
    import pandas as pd

MOST_DAYS = 10_000  # keeps clear of 1990, before which `Events` believes no clock


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Society(HasCard):
    """A made society: its events, and to which tribe everybody truly belongs.

    Attributes
    ----------
    events
        What happened, cleaned, ready for `build_network`.
    people
        Everybody's name, tribe and role as arrays; `groups` has them as a table.
    acts
        What happened as arrays, self-interactions included; `to_frame` has it as a table.
    made_by
        The call; its digest is of what was made.
    """

    events: Events
    people: People
    acts: Acts
    made_by: Provenance

    @property
    def groups(self) -> pd.DataFrame:
        """One row a user of the events and no other: the truth that a method should find.

        Returns
        -------
        DataFrame
            `user` (text), `tribe` (int64, 0 the largest, -1 none), `tribe_name` (text), `role` (text:
            member, guru, brand, ghost, lurker or loner). Members come first, by tribe.
        """
        return self.people.to_frame()

    def to_frame(self) -> pd.DataFrame:
        """One row an event as an export would have it, ordered by time.

        Returns
        -------
        DataFrame
            `source`, `target`, `kind` (text), `time` (UTC). Loners' replies to themselves are in it.
        """
        return _frame_acts(self.acts, self.people)

    def _card(self, at_most: int = 12) -> Card:
        people = self.people
        size = {role: len(people.of(role)) for role in ROLES}
        facts = [f"{plural(size['member'], 'person')} in {plural(len(people.tribe_names), 'tribe')}"]
        facts += [plural(size[role], role) for role in ("guru", "ghost") if size[role]]
        named = enumerate(people.tribe_names[:at_most])
        tribes = [(tribe, name, people.handles[people.tribe == tribe]) for tribe, name in named]
        return Card(
            title="Society",
            facts=[*facts, plural(len(self.events), "event")],
            header=("tribe", "name", "people", "among them"),
            rows=[(tribe, name, len(users), list_names(users)) for tribe, name, users in tribes],
            made_by=str(self.made_by),
        )


def make_society(
    *,
    n_people: int = 240,
    n_tribes: int = 6,
    n_gurus: int = 3,
    n_ghosts: int = 120,
    n_lurkers: int = 12,
    n_loners: int = 4,
    n_ties: int = 18,
    mixing: float = 0.25,
    answering: float = 0.65,
    days: int = 365,
    seed: int = 0,
) -> Society:
    """Make a society of Spanish small businesses and freelancers, with known tribes.

    Besides the members of tribes there are those who belong to none: gurus, whom all tribes hear and
    who never answer; one brand, which follows and mentions everybody and is answered by nobody; ghosts,
    bought by the brand, by gurus and by a few members, who follow and do nothing else; lurkers, who
    follow people here and there in silence; loners, who only reply to themselves.

    Parameters
    ----------
    n_people
        Members of tribes, 3 or more for each tribe. Events grow in proportion.
    n_tribes
        Tribes, 1 or more, of clearly different sizes; more of them are smaller.
    n_gurus, n_ghosts, n_lurkers, n_loners
        How many there are of each, 0 or more.
    n_ties
        Ties a member has on average, 2 or more, two that lead to the same person counted twice.
        Larger values make tribes denser and easier to find.
    mixing
        Share of the ties that lead out of the own tribe, 0 to 1, and nearly that of the events.
        Larger values hide the tribes; one tribe alone has no outside.
    answering
        Chance that a reply or mention is answered in the own tribe, 0 to 1; elsewhere half of it.
    days
        Length of the story, 1 to 10,000 days. It ends with the year 2024, UTC.
    seed
        Everything is drawn from it, ≥ 0: one seed, one society.

    Returns
    -------
    Society
        `events`, and `groups`, the truth, with one row for each user of the events.

    Raises
    ------
    OptionError
        If an option is out of range, or there are fewer than three people to a tribe.

    Notes
    -----
    The degree-corrected planted partition, drawn tie by tie. Person i has the activity θ_i, lognormal
    with a standard deviation of 0.8 of the logarithm. Of `n_people · n_ties / 2` ties each member opens
    one, and i opens each of the rest with probability θ_i / Σ_k θ_k. A tie leads out of the tribe with
    probability `mixing` (μ), and its other end j is drawn by activity, so that

    `P(j | i) = (1 - μ) θ_j / (Θ_t - θ_i)` for j in i's tribe t, else `μ θ_j / (Θ - Θ_t)`,

    with the total activity Θ_t of a tribe and Θ of all. A tie carries a geometric number of acts with
    mean 5, begun by either end. Each end follows the other with probability 0.85, between tribes with
    half that. Sizes of tribes fall with rank r as `r^-0.8`. Each tribe is sown in the first 40 % of the
    days, its ties start during the first 70 % of what is left, and each then lasts to the end: activity
    rises. Answers that would come after the end are missing, as in any export.

    References
    ----------
    Karrer & Newman (2011), Stochastic blockmodels and community structure in networks,
    doi:10.1103/PhysRevE.83.016107.

    Examples
    --------
    >>> from tribus.datasets import make_society
    >>> society = make_society(n_people=60, n_tribes=3, n_ghosts=20, seed=1)
    >>> society
    <Society: 60 people in 3 tribes, 3 gurus, 20 ghosts, 4,934 events>
    >>> society.groups["tribe"].value_counts().to_dict()
    {-1: 40, 0: 29, 1: 18, 2: 13}
    >>> society.groups[["user", "tribe", "tribe_name"]].head(2)
               user  tribe             tribe_name
    0  andres_horno      0  panaderías de Sevilla
    1      ines_pan      0  panaderías de Sevilla
    >>> sorted(set(society.groups.query("tribe == -1")["role"]))
    ['brand', 'ghost', 'guru', 'loner', 'lurker']
    """
    check_count("n_ties", n_ties, at_least=2)
    check_count("days", days)
    if days > MOST_DAYS:
        raise OptionError(f"days must be at most {MOST_DAYS:,}, got {show(days)}")
    check_share("mixing", mixing)
    check_share("answering", answering)
    check_seed(seed)
    rng = np.random.default_rng(seed)
    counts = {"n_gurus": n_gurus, "n_ghosts": n_ghosts, "n_lurkers": n_lurkers, "n_loners": n_loners}
    people = cast_people(rng, n_people, n_tribes, counts)
    story = Story(rng, people, days)
    ties = story.draw_ties(n_ties, mixing)
    acts = put_in_order(
        *story.follow_along(ties),
        *story.converse(ties, answering),
        *story.hear_gurus(),
        *story.broadcast(),
        *story.buy_followers(),
        *story.lurk(),
        *story.mutter(),
    )
    parameters: dict[str, Any] = {"n_people": n_people, "n_tribes": n_tribes, **counts}
    parameters |= {"n_ties": n_ties, "mixing": mixing, "answering": answering, "days": days}
    for values in (*acts, people.handles, people.tribe, people.role):
        values.flags.writeable = False
    digest = digest_arrays(*acts, people.tribe, people.role, text=",".join(people.handles))
    return Society(
        events=Events.from_frame(_frame_acts(acts, people), time="time"),
        people=people,
        acts=acts,
        made_by=Provenance(function="make_society", parameters=parameters, seed=seed, digest=digest),
    )


def _frame_acts(acts: Acts, people: People) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "source": people.handles[acts.source],
            "target": people.handles[acts.target],
            "kind": np.array(KINDS, dtype=object)[acts.kind],
            "time": pd.to_datetime(acts.time, unit="us", utc=True),
        }
    )
