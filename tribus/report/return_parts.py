"""The section on the return: from which relations the outcomes of the account come."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tribus._display.language import format_decimals, format_share, format_whole, translate
from tribus.people.rates import MIN_CASES
from tribus.report.page import Block, Cell, DataTable, Paragraph, Section
from tribus.report.words import number

if TYPE_CHECKING:
    from tribus.report.subject import Subject
    from tribus.returns import Returns


def describe_return(subject: Subject) -> Section:
    """Return the section: the share of each relation, the test, and what it does not prove."""
    returns = subject.returns
    if returns is None:
        return Section("return", "", [])
    blocks: list[Block] = [_tabulate(returns), *_describe_test(returns)]
    caution = translate(
        "This is an association, not a cause: outcomes and friendship may have a common reason."
    )
    return Section("return", translate("The return"), [*blocks, Paragraph(caution)])


def _tabulate(returns: Returns) -> DataTable:
    names = {
        "friend": translate("friends"),
        "tribe": translate("others of the tribe"),
        "audience": translate("the audience"),
        "stranger": translate("strangers"),
        "unknown": translate("not known"),
    }
    header = [translate("From"), translate("Outcomes")]
    header += [translate("Amount")] if returns.measures_amounts else []
    header += [translate("Share"), translate("Likely between")]
    rows, frame = [], returns.to_frame()
    n_known = int(frame.loc[np.isfinite(frame["share"]), "outcomes"].sum())
    for row in frame.to_dict("records"):
        cells = [Cell(names[row["relation"]]), number(row["outcomes"])]
        cells += [_write_amount(row["amount"], returns.currency)] if returns.measures_amounts else []
        rows.append([*cells, *_write_share(row, n_known, measures_amounts=returns.measures_amounts)])
    note = translate("The relation is the one right before each outcome, such as a visit or a sale.")
    return DataTable(translate("Where the outcomes come from"), header, rows, note=note)


def _describe_test(returns: Returns) -> list[Block]:
    """Return the comparison of friends with other people of equal activity; empty if it is unknown."""
    friend = returns.test().iloc[0]
    if not math.isfinite(friend["share"]) or len(returns) < MIN_CASES:
        return []
    return [
        Paragraph(
            translate(
                "Friends have {share} of the outcomes of people in the data. Other people of equal "
                "activity would have {expected} by chance (p = {p}).",
                share=format_share(friend["share"]),
                expected=format_share(friend["expected"]),
                p=format_decimals(friend["p_value"], ".3f"),
            )
        )
    ]


def _write_amount(amount: float, currency: str) -> Cell:
    return Cell(f"{format_whole(amount)} {currency}".strip(), is_number=True)


def _write_share(row: dict[Any, Any], n_known: int, *, measures_amounts: bool) -> list[Cell]:
    """Return the share with its limits; of few outcomes, their number."""
    share, low, high = row["share"], row["low"], row["high"]
    if not math.isfinite(share):
        return [Cell("–", is_number=True), Cell("–")]
    if n_known < MIN_CASES:
        cases = translate("{n} of {all}", n=format_whole(row["outcomes"]), all=format_whole(n_known))
        return [Cell("–" if measures_amounts else cases, is_number=True), Cell("–")]
    limits = translate("{low} to {high}", low=format_share(low), high=format_share(high))
    return [Cell(format_share(share), is_number=True), Cell(limits if math.isfinite(low) else "–")]
