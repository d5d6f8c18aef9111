"""One result of each type, for users with hostile names, shared by the tests of results.

Tests that use the results of all names are in the group "results" of pytest-xdist: one process makes
them.
"""

from functools import cache

import pandas as pd

from tribus import (
    Events,
    build_network,
    check_stability,
    find_topics,
    find_tribes,
    measure_coherence,
    measure_people,
    measure_return,
    measure_sowing,
    trace_tribes,
)
from tribus.datasets import make_society
from tribus.events.reading import Reading

HOSTILE = {
    "plain": [f"user{number}" for number in range(7)],
    "integers": [7, -3, 2**62, 0, 10, 11, 12],
    "markup": [f"<script>alert({number})</script><img src=x onerror='y'>" for number in range(7)],
    "quotes": [f"\"'><b {number}>&amp;" for number in range(7)],
    "formulas": [f"=cmd|' /C calc'!A{number}" for number in range(7)],
    "mathematics": [f"${number}_{{x}}^\\input{{y}}$ & 5 % #" for number in range(7)],
    "very long": [f"{number}" + "x" * 999 for number in range(7)],
    "control": [
        f"{number}\n\r\t\x00\x1b[31m\u202e\u2066\u2028\x85\x07\U000e0041" for number in range(7)
    ],
    "wide": ["\U0001f600" * 30 + str(number) for number in range(7)],
    "combining": [f"{number}" + "e\u0301\u0323" * 40 for number in range(7)],
}


@cache
def results_of(name):
    """Return one result of each type for users with the hostile names of that name, made once."""
    return make_results(HOSTILE[name])


def make_results(ids):
    """Return one result of each type, for two triangles of mutual replies and a loner."""
    ana, ben, carla, dan, eva, flo, loner = ids
    rows = [
        (source, target, "reply", 2 + number)
        for group in ((ana, ben, carla), (dan, eva, flo))
        for number, source in enumerate(group)
        for target in group
        if source != target
    ]
    rows += [(ana, dan, "like", 1), (loner, loner, "reply", 1)]
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    events = Events.from_frame(frame, count="count")
    network = build_network(events, half_life="90d")
    tribes = find_tribes(network, resamples=3, significance=None, facets=True)
    stability = check_stability(events, runs=3, resolution=1.0, progress=False)
    people = measure_people(events, tribes, progress=False)
    timeline = _trace(rows)
    texts = _add_texts(rows)
    topics = _find_topics(texts, tribes)
    return {
        "Timeline": timeline,
        "TimelineWindow": timeline[1],
        "PersonalTimeline": timeline.of(ana),
        "Returns": _measure_return(timeline, ids),
        "Sowing": _measure_sowing(ids),
        "Topics": topics,
        "TribeWords": topics[0],
        "Coherence": measure_coherence(texts, min_texts=1, min_authors=1, progress=False),
        "Events": events,
        "Network": network,
        "Attributes": network.with_attributes(_describe_users(ana, ben)).attributes,
        "Reciprocity": network.reciprocity,
        "Tribes": tribes,
        "AgreementCurve": tribes.curve,
        "Mixing": tribes.mixing,
        "Comparison": tribes.compare(tribes.at_level(0)),
        "Levels": tribes.levels,
        "AttributeAgreement": _know_names(tribes, ana, ben),
        "Verdict": tribes.verdict,
        "Facets": tribes.facets,
        "Facet": tribes.facets[0],
        "PersonalFacets": tribes.of(ana).facets,
        "Tribe": tribes[0],
        "PersonalTribe": tribes.of(ana),
        "Lonely tribe": tribes.of(loner),
        "Stability": stability,
        "PersonStability": stability.of(ana),
        "Explanation": tribes.of(ana).explain(ben),
        "Cleaning": events.cleaning,
        "Reading": Reading(
            origin=f"{ana}.jsonl",
            format="Mastodon",
            columns=f"{ben}",
            read=3,
            skipped={"ads": 1},
            ego=ana,
        ),
        "People": people,
        "Account": people.of(ana),
        "Society": make_society(n_people=12, n_tribes=2, n_ghosts=2),
    }


def _describe_users(ana, ben):
    """Return a table of people whose names, columns and values are hostile too."""
    names = [f"<b>{ana}</b>", f"{ben}\u202e"]
    return pd.DataFrame({"id": [ana, ben], "name": names, "<i>city": ["=1+1", "$pan$"]})


def _know_names(tribes, ana, ben):
    return tribes.with_attributes(_describe_users(ana, ben)).agreement_with("<i>city")


def _add_texts(rows):
    """Return the events with texts that hold the hostile names as words and as markup."""
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"]).drop(columns="count")
    frame["text"] = "<img src=x onerror=y> $pan$ =cmd " + frame["source"].astype(str)
    return Events.from_frame(frame, text="text")


def _find_topics(events, tribes):
    return find_topics(events, tribes, min_authors=1, topics={"<b>bread": "pan"}, progress=False)


def _measure_return(timeline, ids):
    """Return outcomes of the second day, of kinds with hostile names."""
    ana, ben, carla, dan, _, _, loner = ids
    frame = pd.DataFrame({"user": [ben, ben, carla, dan, loner, None], "amount": [2, 3, 5, 1, 1, None]})
    frame = frame.assign(time="2024-01-02T12:00:00Z", kind=["<b>sale", "$pan$", *["=1+1"] * 4])
    return measure_return(
        frame.astype({"user": object}), timeline, account=ana, costs={"hours": 2}, resamples=100
    )


def _measure_sowing(ids):
    """Return the ties of a user whose one friend answers on the second of two days."""
    ana, ben, carla = ids[:3]
    rows = [(ana, ben, "00:00"), (ana, carla, "24:00"), (carla, ana, "30:00"), (ben, ana, "47:00")]
    frame = pd.DataFrame(rows, columns=["source", "target", "hour"])
    hours = pd.to_timedelta(frame.pop("hour") + ":00")
    frame["time"] = pd.Timestamp("2024-01-01", tz="UTC") + hours
    events = Events.from_frame(frame, kind="reply", time="time")
    options = {"significance": None, "resamples": 2, "progress": False}
    return measure_sowing(trace_tribes(events, window="1d", step="1d", **options), account=ana)


def _trace(rows):
    """Return a timeline of two days with the same events."""
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "count"])
    days = [frame.assign(time=pd.Timestamp(day, tz="UTC")) for day in ("2024-01-01", "2024-01-02")]
    events = Events.from_frame(pd.concat(days), count="count", time="time")
    return trace_tribes(events, window="1d", step="1d", significance=None, resamples=2, progress=False)
