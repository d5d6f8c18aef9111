"""The results of outcomes in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tribus._display import display_name, percent
from tribus._display.language import format_decimals, format_whole, translate, translate_count
from tribus.people.rates import MIN_CASES

if TYPE_CHECKING:
    from tribus.returns.result import Returns


def describe_returns(returns: Returns) -> list[str]:
    """Return sentences on the shares, the test, the delay and the contact after; see `Returns`."""
    sentences = [_describe_shares(returns), *_describe_test(returns), *_describe_delay(returns)]
    return [*sentences, *_describe_after(returns), *_describe_gaps(returns), describe_association()]


def describe_association() -> str:
    """Return the sentence that warns of taking shares for causes."""
    return translate(
        "This is an association, not a cause: outcomes and friendship may have a common reason."
    )


def _describe_shares(returns: Returns) -> str:
    frame = returns.to_frame()
    friend = frame.iloc[0]
    if not np.isfinite(friend["share"]):
        return translate("No outcome is of a known person, so no share can be measured.")
    n_known = int(frame.loc[np.isfinite(frame["share"]), "outcomes"].sum())
    if n_known < MIN_CASES:
        return translate_count(
            "{friends} of {n} outcome comes from friends of {name}.",
            "{friends} of {n} outcomes come from friends of {name}.",
            n_known,
            friends=format_whole(friend["outcomes"]),
            name=display_name(returns.account),
        )
    values = {name: percent(friend[name]) for name in ("share", "low", "high")}
    values["name"] = display_name(returns.account)
    if returns.measures_amounts:
        return translate(
            "{share} of the amount comes from friends of {name} (interval {low} to {high}).", **values
        )
    return translate(
        "{share} of the outcomes comes from friends of {name} (interval {low} to {high}).", **values
    )


def _describe_test(returns: Returns) -> list[str]:
    friend = returns.test().iloc[0]
    if not np.isfinite(friend["share"]) or len(returns) < MIN_CASES:
        return []
    sentence = translate(
        "Among people of the events, friends have {share}; other people of equal activity would give "
        "{expected} (p = {p_value}).",
        share=percent(friend["share"]),
        expected=percent(friend["expected"]),
        p_value=format_decimals(friend["p_value"], ".3f"),
    )
    return [sentence]


def _describe_delay(returns: Returns) -> list[str]:
    days = returns.outcomes["days"].dropna()
    if not len(days):
        return []
    low, middle, high = np.quantile(days, (0.25, 0.5, 0.75))
    sentence = translate(
        "Half of the outcomes after a contact come within {middle} days of the first one (the middle "
        "half after {low} to {high} days).",
        middle=format_whole(middle),
        low=format_whole(low),
        high=format_whole(high),
    )
    return [sentence]


def _describe_after(returns: Returns) -> list[str]:
    frame = returns.after().set_index("contact")
    if frame.loc[["yes", "no"], "people"].min() < MIN_CASES:
        return []
    yes, no, gap = (frame.loc[name].to_dict() for name in ("yes", "no", "difference"))
    sentence = translate(
        "With contact after the first outcome, {share} have another later; without, {other} (difference "
        "{low} to {high}).",
        share=percent(yes["returned"]),
        other=percent(no["returned"]),
        low=_format_difference(gap["returned_low"]),
        high=_format_difference(gap["returned_high"]),
    )
    return [sentence]


def _describe_gaps(returns: Returns) -> list[str]:
    outcomes = returns.outcomes
    n_unknown = int((outcomes["relation"] == "unknown").sum())
    n_missing = int(outcomes["amount"].isna().sum()) if returns.measures_amounts else 0
    sentences = []
    if n_unknown:
        sentences.append(
            translate_count(
                "{n} outcome of unknown relation counts in no share.",
                "{n} outcomes of unknown relation count in no share.",
                n_unknown,
            )
        )
    if n_missing:
        sentences.append(
            translate_count(
                "{n} outcome without an amount adds nothing to the amounts.",
                "{n} outcomes without an amount add nothing to the amounts.",
                n_missing,
            )
        )
    return sentences


def _format_difference(difference: float) -> str:
    """Return a difference of shares with its sign: `+12%`."""
    return f"{'+' if difference >= 0 else '-'}{percent(abs(difference))}"
