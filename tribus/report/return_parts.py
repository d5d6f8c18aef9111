"""The section on the return: from which relations the outcomes of the account come."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tribus._display.language import format_decimals, format_share, format_whole, translate
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
    rows = []
    for row in returns.to_frame().to_dict("records"):
        cells = [Cell(names[row["relation"]]), number(row["outcomes"])]
        cells += [_write_amount(row["amount"], returns.currency)] if returns.measures_amounts else []
        rows.append([*cells, _write_share(row["share"]), _write_limits(row["low"], row["high"])])
    note = translate("The relation is the one right before each outcome, such as a visit or a sale.")
    return DataTable(translate("Where the outcomes come from"), header, rows, note=note)


def _describe_test(returns: Returns) -> list[Block]:
    """Return the comparison of friends with other people of equal activity; empty if it is unknown."""
    friend = returns.test().iloc[0]
    if not math.isfinite(friend["share"]):
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


def _write_share(share: float) -> Cell:
    return Cell(format_share(share) if math.isfinite(share) else "–", is_number=True)


def _write_limits(low: float, high: float) -> Cell:
    if not math.isfinite(low):
        return Cell("–")
    return Cell(translate("{low} to {high}", low=format_share(low), high=format_share(high)))
