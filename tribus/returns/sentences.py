"""The results of outcomes in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import display_name, percent, plural

if TYPE_CHECKING:
    from tribus.returns.result import Returns

ASSOCIATION = "This is an association, not a cause: outcomes and friendship may have a common reason."


def describe_returns(returns: Returns) -> list[str]:
    """Return sentences on the shares, the test, the delay and the contact after; see `Returns`."""
    sentences = [_describe_shares(returns), *_describe_test(returns), *_describe_delay(returns)]
    return [*sentences, *_describe_after(returns), *_describe_gaps(returns), ASSOCIATION]


def _describe_shares(returns: Returns) -> str:
    friend = returns.to_frame().iloc[0]
    what = "amount" if returns.measures_amounts else "outcomes"
    if not np.isfinite(friend["share"]):
        return "No outcome is of a known person, so no share can be measured."
    interval = f"{percent(friend['low'])} to {percent(friend['high'])}"
    share, account = percent(friend["share"]), display_name(returns.account)
    return f"{share} of the {what} comes from friends of {account} (interval {interval})."


def _describe_test(returns: Returns) -> list[str]:
    friend = returns.test().iloc[0]
    if not np.isfinite(friend["share"]):
        return []
    share, expected = percent(friend["share"]), percent(friend["expected"])
    sentence = f"Among people of the events, friends have {share}; other people of equal activity would "
    return [f"{sentence}give {expected} (p = {friend['p_value']:.3f})."]


def _describe_delay(returns: Returns) -> list[str]:
    days = returns.outcomes["days"].dropna()
    if not len(days):
        return []
    low, middle, high = np.quantile(days, (0.25, 0.5, 0.75))
    sentence = f"Half of the outcomes after a contact come within {middle:,.0f} days of the first one "
    return [f"{sentence}(the middle half after {low:,.0f} to {high:,.0f} days)."]


def _describe_after(returns: Returns) -> list[str]:
    frame = returns.after().set_index("contact")
    if not frame.loc[["yes", "no"], "people"].all():
        return []
    yes, no, gap = (frame.loc[name].to_dict() for name in ("yes", "no", "difference"))
    limits = f"{gap['returned_low']:+.0%} to {gap['returned_high']:+.0%}"
    sentence = f"With contact after the first outcome, {percent(yes['returned'])} have another later; "
    return [f"{sentence}without, {percent(no['returned'])} (difference {limits})."]


def _describe_gaps(returns: Returns) -> list[str]:
    outcomes = returns.outcomes
    n_unknown = int((outcomes["relation"] == "unknown").sum())
    n_missing = int(outcomes["amount"].isna().sum()) if returns.measures_amounts else 0
    sentences = []
    if n_unknown:
        sentences.append(f"{plural(n_unknown, 'outcome')} of unknown relation count in no share.")
    if n_missing:
        sentences.append(f"{plural(n_missing, 'outcome')} without an amount add nothing to the amounts.")
    return sentences
