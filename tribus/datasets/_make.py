"""Synthetic societies: a degree-corrected planted partition with roles and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._core.checks import check_count, check_seed, check_share, show
from tribus._core.provenance import Provenance, digest_arrays
from tribus._display import plural_in_english
from tribus.datasets._population import Population, make_population
from tribus.datasets._simulation import Simulation, SyntheticEvents, frame_events, join_by_time
from tribus.datasets.society import Society
from tribus.errors import OptionError
from tribus.events import Events
from tribus.events.kinds import FOLLOW_CODE

if TYPE_CHECKING:
    from tribus.datasets._evolution import Evolution

MAX_DAYS = 10_000  # `Events` refuses times before 1990
ADDED_STREAM = 1  # second word of the seed of pushy and ring accounts


def make_society(
    *,
    n_people: int = 240,
    n_tribes: int = 6,
    n_gurus: int = 3,
    n_ghosts: int = 120,
    n_lurkers: int = 12,
    n_loners: int = 4,
    n_pushy: int = 0,
    n_ring: int = 0,
    n_ties: int = 18,
    mixing: float = 0.25,
    answering: float = 0.65,
    days: int = 365,
    churn: float = 0.0,
    merge: int = 0,
    split: int = 0,
    seed: int = 0,
) -> Society:
    """Make a synthetic society of Spanish small businesses and freelancers with known tribes.

    Some users belong to no tribe. Members of all tribes follow and applaud the gurus, who never answer.
    One brand follows and mentions most members, and nobody answers it. Ghosts are bought followers of
    the brand, of two gurus and of three members, and do nothing else. Lurkers follow six members each.
    Loners reply only to themselves. Two roles test reciprocity between persons: pushy accounts send
    many events to one member who hardly answers, and the accounts of a follow-back ring follow each
    other and never talk.

    Parameters
    ----------
    n_people
        Number of members, 3 or more for each tribe. The number of events is proportional to it.
    n_tribes
        Number of tribes, 1 or more. Their sizes differ clearly.
    n_gurus, n_ghosts, n_lurkers, n_loners
        Number of users of each of these roles, 0 or more.
    n_pushy
        Number of pushy accounts, 0 or more. Each sends 250 to 350 replies and mentions to one member
        (to a different one each, as long as there are enough) and receives one reply from that member.
        The rest of the society stays the same.
    n_ring
        Number of accounts of the follow-back ring, 0, or 2 or more. Each follows all the others. They
        have no other events. The rest of the society stays the same.
    n_ties
        Mean number of ties of a member, 2 or more; two ties to the same person count twice. With larger
        values tribes are denser and easier to find.
    mixing
        Share of the ties that lead out of the tribe, 0 to 1; the share of events is close to it. With
        larger values tribes are harder to find, and more friends are in different tribes
        (`Society.friends`). Without effect if there is one tribe.
    answering
        Probability that a reply or mention within a tribe is answered, 0 to 1; half of it between
        tribes.
    days
        Length of the simulated time, 1 to 10,000 days. It ends with the year 2024, UTC.
    churn
        Share of the members who move to another tribe, once, at a time between 40 and 80 % of the days,
        0 to 1; members of tribes that merge or split do not. `Society.moves` names them.
    merge, split
        Number of merges of two tribes, and of tribes that split in two, at times between 40 and 80 % of
        the days, 0 or more; each takes tribes of its own. `Society.changes` names them.
    seed
        Seed of the random numbers, ≥ 0. The same options and seed make the same society.

    Returns
    -------
    Society
        `events`, and the truth: `groups`, with one row for each user of the events, and `friends()`.

    Raises
    ------
    OptionError
        If an option is out of range, or there are fewer than three people for each tribe.

    Notes
    -----
    The model is the degree-corrected planted partition, drawn tie by tie. Person i has the activity
    θ_i, lognormal with a standard deviation of 0.8 of the logarithm. There are
    `n_people · n_ties / 2` ties. Each member opens one, and i opens each of the others with probability
    θ_i / Σ_k θ_k. A tie leads out of the tribe with probability `mixing` (μ). Its partner j is drawn by
    activity:

    `P(j | i) = (1 - μ) θ_j / (Θ_t - θ_i)` for j in the tribe t of i, else `μ θ_j / (Θ - Θ_t)`,

    with the total activity Θ_t of a tribe and Θ of all. A tie carries a geometric number of events with
    mean 5, each in either direction. Each side follows the other with probability 0.85, between tribes
    with half of it. Sizes of tribes are proportional to `r^-0.8` at rank r. Each tribe starts in the
    first 40 % of the days, its ties start in the first 70 % of the remaining time, and each tie lasts to
    the end, so activity rises. Answers after the end are missing, as in any export.

    With `churn`, `merge` or `split`, a tie inside a tribe is replaced when one of its users moves, or
    the tribe merges or splits: the user who moves, or else the opener, has a new partner from then on,
    drawn by activity in the tribe after the change. Follows of old partners are undone at that time.

    References
    ----------
    Karrer & Newman (2011), Stochastic blockmodels and community structure in networks,
    doi:10.1103/PhysRevE.83.016107.

    Examples
    --------
    >>> from tribus.datasets import make_society
    >>> society = make_society(n_people=60, n_tribes=3, n_ghosts=20, n_pushy=2, seed=1)
    >>> society
    <Society: 60 people in 3 tribes, 3 gurus, 20 ghosts, 5,491 events>
    >>> society.groups["tribe"].value_counts().to_dict()
    {-1: 42, 0: 29, 1: 18, 2: 13}
    >>> society.groups[["user", "tribe", "tribe_name"]].head(2)
               user  tribe             tribe_name
    0  andres_horno      0  panaderías de Sevilla
    1      ines_pan      0  panaderías de Sevilla
    >>> sorted(set(society.groups.query("tribe == -1")["role"]))
    ['brand', 'ghost', 'guru', 'loner', 'lurker', 'pushy']
    >>> society.friends().head(2)
               user            other  given  received  same_tribe
    0  andres_horno      migas_mirlo     10        10        True
    1  andres_horno  ines_masa_madre      2         6        True
    """
    check_count("n_ties", n_ties, at_least=2)
    check_count("days", days)
    if days > MAX_DAYS:
        raise OptionError(f"days must be at most {MAX_DAYS:,}, got {show(days)}")
    check_share("mixing", mixing)
    check_share("answering", answering)
    check_seed(seed)
    counts = {"n_gurus": n_gurus, "n_ghosts": n_ghosts, "n_lurkers": n_lurkers, "n_loners": n_loners}
    counts |= {"n_pushy": n_pushy, "n_ring": n_ring}
    rng, added_rng = np.random.default_rng(seed), np.random.default_rng([seed, ADDED_STREAM])
    population = make_population(rng, added_rng, n_people, n_tribes, counts)
    simulation = Simulation(rng, added_rng, population, days)
    ties = simulation.draw_ties(n_ties, mixing)
    evolution = _plan_changes(simulation, n_tribes, churn=churn, merge=merge, split=split)
    raw_events = join_by_time(
        *simulation.follow_partners(ties),
        *simulation.exchange_events(ties, answering),
        *simulation.follow_new_partners(ties),
        *simulation.applaud_gurus(),
        *simulation.broadcast(),
        *simulation.buy_followers(),
        *simulation.lurk(),
        *simulation.reply_to_oneself(),
        *simulation.push(),
        *simulation.follow_in_a_ring(),
    )
    parameters: dict[str, Any] = {"n_people": n_people, "n_tribes": n_tribes, **counts}
    parameters |= {"n_ties": n_ties, "mixing": mixing, "answering": answering, "days": days}
    if evolution is not None:
        parameters |= {"churn": churn, "merge": merge, "split": split}
    for values in (*raw_events, population.handles, population.tribe, population.role):
        values.flags.writeable = False
    handles = ",".join(population.handles)
    digest = digest_arrays(*raw_events, population.tribe, population.role, text=handles)
    return Society(
        events=_clean_events(raw_events, population, evolution),
        population=population,
        raw_events=raw_events,
        evolution=evolution,
        made_by=Provenance(function="make_society", parameters=parameters, seed=seed, digest=digest),
    )


def _plan_changes(
    simulation: Simulation, n_tribes: int, *, churn: float, merge: int, split: int
) -> Evolution | None:
    """Check the options of changes, and plan them; None without any."""
    check_share("churn", churn)
    check_count("merge", merge, at_least=0)
    check_count("split", split, at_least=0)
    n_needed = 2 * merge + split
    if n_needed > n_tribes:
        raise OptionError(
            f"{plural_in_english(merge, 'merge')} and {plural_in_english(split, 'split')} need "
            f"{n_needed} tribes, got n_tribes={n_tribes}; make more tribes"
        )
    if not (churn or merge or split):
        return None
    return simulation.evolve(churn=float(churn), merge=int(merge), split=int(split))


def _clean_events(
    raw_events: SyntheticEvents, population: Population, evolution: Evolution | None
) -> Events:
    """Return the events; follows inside a tribe end when one of the two users leaves it."""
    import pandas as pd

    frame = frame_events(raw_events, population)
    if evolution is None:
        return Events.from_frame(frame, time="time")
    source, target, kind, time = raw_events
    change = evolution.first_change(source, target)
    together, apart = (
        evolution.tribe_at(source, moment) == evolution.tribe_at(target, moment)
        for moment in (time, np.maximum(change, time))
    )
    is_member = (evolution.first_tribe[source] >= 0) & (evolution.first_tribe[target] >= 0)
    ends = (kind == FOLLOW_CODE) & is_member & (change > time) & together & ~apart
    until = pd.Series(pd.to_datetime(change, unit="us", utc=True)).where(ends)
    return Events.from_frame(frame.assign(until=until), time="time", until="until")
