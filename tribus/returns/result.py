"""Returns: the outcomes of an account by its relations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tribus._core.checks import check_choice
from tribus._core.frozen import FrozenMapping
from tribus._display import Bar, Card, Drawing, HasCard, HasPlot, display_name, percent, plain, plural
from tribus._display.language import format_decimals, format_whole, translate
from tribus._display.terms import translate_term
from tribus._export.csv_results import HasCsv
from tribus._storage import (
    FLAG,
    NUMBER,
    PROVENANCE,
    TEXT,
    WHOLE,
    FreeTable,
    MappingOf,
    Saveable,
    require,
    stored,
)
from tribus.returns.contacts import PHASE_NAMES, RELATIONS, TOUCHES
from tribus.returns.sentences import describe_returns
from tribus.returns.shares import PersonTotals, estimate_shares
from tribus.returns.tables import ROW, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    import pyarrow as pa

    from tribus._core.arrays import Floats
    from tribus._core.provenance import Provenance

TABLES = {  # columns of each table, after the number of the row
    "outcomes": (
        "person",
        "user",
        "time",
        "kind",
        "amount",
        "relation",
        "phase",
        "first_touch",
        "last_touch",
        "first_contact",
        "last_contact",
        "days",
    ),
    "test": ("relation", "share", "expected", "low", "high", "p_value"),
    "delay": ("days", "share", "low", "high"),
    "after": (
        "contact",
        "people",
        "recommended",
        "recommended_low",
        "recommended_high",
        "returned",
        "returned_low",
        "returned_high",
    ),
    "ratios": ("cost", "spent", "relation", "amount", "ratio", "low", "high"),
}
GROUPINGS = ("relation", "phase", "kind", "first_touch", "last_touch")
MAX_RESAMPLES, MAX_SEED = 10**6, 2**63  # of a saved file
UNKNOWN_NAME = RELATIONS[-1]
ALWAYS_SHOWN = {"relation": RELATIONS[:-1], "phase": PHASE_NAMES}
ORDERS = {"first_touch": TOUCHES, "last_touch": TOUCHES}


@stored(
    tables=MappingOf(FreeTable(ROW), FrozenMapping),
    account=TEXT,
    currency=TEXT,
    measures_amounts=FLAG,
    confidence=NUMBER,
    resamples=WHOLE,
    seed=WHOLE,
    made_by=PROVENANCE,
)
@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Returns(HasCard, HasPlot, HasCsv, Saveable):
    """The outcomes of an account by the relations that they come from.

    Make it with `measure_return`, which has the definitions.

    Attributes
    ----------
    tables
        Tables as Arrow; the methods return them as frames.
    account
        The account, as text.
    currency
        Currency of the amounts; an empty text if unknown.
    measures_amounts
        Whether shares are shares of the amounts, else of the number of outcomes.
    confidence
        Confidence of the intervals, 0.5 to below 1.
    resamples, seed
        Number of bootstrap resamples of the people for `ratios`, and the seed.
    made_by
        The call that made it.

    Examples
    --------
    >>> import pandas as pd, tribus as tb
    >>> society = tb.datasets.make_society(n_people=30, n_tribes=2, n_ghosts=0, seed=0)
    >>> timeline = tb.trace_tribes(society.events, window="180d", step="90d", progress=False)
    >>> account, *others = timeline.users
    >>> sales = pd.DataFrame({"user": others[:30], "time": "2024-12-01", "amount": 10.0})
    >>> returns = tb.measure_return(sales, timeline, account=account)
    >>> returns.to_frame("phase").columns.tolist()
    ['phase', 'outcomes', 'amount', 'share', 'low', 'high']
    """

    tables: Mapping[str, pa.Table]
    account: str
    currency: str
    measures_amounts: bool
    confidence: float
    resamples: int
    seed: int
    made_by: Provenance

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", FrozenMapping(self.tables))

    @classmethod
    def _restore(cls, **saved: Any) -> Self:
        """Return a saved result; `DamageError` if its tables do not fit."""
        returns = cls(**saved)
        require(set(returns.tables) == set(TABLES), "its tables are wrong")
        for name, columns in TABLES.items():
            found = tuple(returns.tables[name].column_names[1:])
            require(found == columns, f"its table {name} has wrong columns")
        is_possible = 0 < returns.confidence < 1 and 0 < returns.resamples <= MAX_RESAMPLES
        require(is_possible and 0 <= returns.seed < MAX_SEED, "its intervals have no options")
        return returns

    def __len__(self) -> int:
        return len(self.tables["outcomes"])

    def __eq__(self, other: object) -> bool:
        """Return whether both have the same outcomes with the same relations, shares and tests."""
        if not isinstance(other, Returns):
            return NotImplemented
        return self.made_by == other.made_by and all(
            unpack(self.tables[name]).equals(unpack(other.tables[name])) for name in TABLES
        )

    def __hash__(self) -> int:
        return hash((self.account, len(self), self.made_by.digest))

    def to_frame(self, by: str = "relation") -> pd.DataFrame:
        """Return the share of each relation, phase, kind, or first or last contact.

        Parameters
        ----------
        by
            `"relation"`, the default, to the account right before each outcome; `"phase"` of the tie;
            `"kind"` of outcome; `"first_touch"` or `"last_touch"`, the first or last act between both
            before the outcome.

        Returns
        -------
        DataFrame
            A column with the name `by`: *friend, tribe, audience, stranger*; *sowing, consolidation,
            return, dormant, none*; a kind; or *reply received*, *like given*, and so on, where *given*
            is by the account. `outcomes`, their number (int64); `amount`, the sum of their amounts;
            `share` of all amounts, or of all outcomes if none has an amount, 0 to 1; `low` and `high`,
            the limits of its interval (float64). Outcomes of unknown relation are in the last row,
            *unknown*, with NaN for a share, unless `by` is `"kind"`.

        Raises
        ------
        OptionError
            If `by` is none of these.
        """
        import pandas as pd

        check_choice("by", by, GROUPINGS)
        frame = self.outcomes
        is_known = frame["relation"].ne(UNKNOWN_NAME).to_numpy() | (by == "kind")
        value = frame[by].where(is_known, UNKNOWN_NAME)
        names = self._order_names(by, value)
        group = pd.Index(names).get_indexer(pd.Index(value))
        weight = self._weights()
        rows = np.flatnonzero(is_known)
        person = self.tables["outcomes"]["person"].to_numpy().astype(np.int64)
        totals = PersonTotals.of_rows(person[rows], group[rows], weight[rows], len(names))
        shares = estimate_shares(totals, confidence=self.confidence)
        is_shown = np.array(names) != UNKNOWN_NAME
        is_shown |= by == "kind"
        columns = {name: np.where(is_shown, part, np.nan) for name, part in shares._asdict().items()}
        return pd.DataFrame(
            {
                by: names,
                "outcomes": np.bincount(group, minlength=len(names)),
                "amount": np.bincount(group, np.nan_to_num(frame["amount"]), len(names)),
                "share": columns["value"],
                "low": columns["low"],
                "high": columns["high"],
            }
        )

    def by_phase(self) -> pd.DataFrame:
        """Return the outcomes of each relation in each phase of the tie.

        Returns
        -------
        DataFrame
            One row for each pair with an outcome: `phase`, `relation`, `outcomes` (int64), `amount`, and
            `share` of the amounts of the phase, or of its outcomes (float64). Sorted by phase, then by
            relation.
        """
        frame = self.outcomes.assign(weight=self._weights())
        frame = frame[frame["relation"] != UNKNOWN_NAME]
        summed = frame.groupby(["phase", "relation"], as_index=False).agg(
            outcomes=("weight", "size"), amount=("amount", "sum"), weight=("weight", "sum")
        )
        summed["share"] = summed["weight"] / summed.groupby("phase")["weight"].transform("sum")
        order = np.lexsort(
            ([RELATIONS.index(one) for one in summed["relation"]],
             [PHASE_NAMES.index(one) for one in summed["phase"]])
        )  # fmt: skip
        return summed.iloc[order].drop(columns="weight").reset_index(drop=True)

    @cached_property
    def _outcomes(self) -> pd.DataFrame:
        return unpack(self.tables["outcomes"]).drop(columns="person")

    @property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes with the contact before them, one row for each.

        Returns
        -------
        DataFrame
            `user`, as given, missing where unknown; `time` (UTC); `kind`; `amount`, NaN where missing;
            `relation` and `phase` right before the outcome; `first_touch` and `last_touch`, the first
            and the last act before it, such as *reply received*, *none* without one; `first_contact`
            and `last_contact`, their times (UTC); `days` from the first contact to the outcome
            (float64). Sorted by time.
        """
        return self._outcomes.copy()

    def test(self) -> pd.DataFrame:
        """Return the permutation test of outcomes over people of equal activity.

        Returns
        -------
        DataFrame
            `relation`; `share` of the outcomes of people of the timeline; `expected`, its mean if the
            outcomes were of other people of equal activity; `low` and `high`, the 5 % and 95 % quantiles
            of these; `p_value`, the probability of a share as large (float64). NaN without outcomes of
            people of the timeline.

        See Also
        --------
        tribus.returns.permutation.permute_outcomes : The definition.
        """
        return unpack(self.tables["test"])

    def time_to_outcome(self) -> pd.DataFrame:
        """Return the share of all contacts of the account with an outcome, by time since first contact.

        Returns
        -------
        DataFrame
            `days` since the first act between both; `share`, one minus the Kaplan-Meier estimate of
            people without an outcome; `low` and `high`, the limits of its 95 % interval (float64).
            People without an outcome are censored at the end of the data. People with an outcome before
            the first contact are left out.
        """
        return unpack(self.tables["delay"])

    def after(self) -> pd.DataFrame:
        """Return whether contact after an outcome goes with recommendation and another outcome.

        Returns
        -------
        DataFrame
            Three rows, `contact` *yes*, *no* and *difference*: whether the account acted towards the
            person in the window length after their first outcome. `people`, their number (int64);
            `recommended`, the share who mention, repost or quote the account in the window length after
            that; `returned`, the share with another outcome in it; each with the limits `_low` and
            `_high` of its interval (float64). People whose two window lengths are not over are left out.

        See Also
        --------
        tribus.returns.follow_up.measure_after : The definition.
        """
        return unpack(self.tables["after"])

    def ratios(self) -> pd.DataFrame:
        """Return the amount for each hour or unit of money spent.

        Returns
        -------
        DataFrame
            `cost`, hours or money; `spent`; `relation`, or *all*; `amount`, the sum of the amounts, or
            the number of outcomes if none has an amount; `ratio`, amount by spent, with the limits `low`
            and `high` of its interval over people (float64). No rows without costs. All costs are
            compared with each relation, because nobody knows which cost was for whom.
        """
        return unpack(self.tables["ratios"])

    @property
    def sentences(self) -> list[str]:
        """The result in plain words."""
        return describe_returns(self)

    def _drawing(self) -> Drawing:
        return Drawing("draw_returns", self)

    def _weights(self) -> Floats:
        amount = self._outcomes["amount"].to_numpy()
        return np.nan_to_num(amount) if self.measures_amounts else np.ones(len(amount))

    def _order_names(self, by: str, value: pd.Series[Any]) -> list[str]:
        """Return the names of the rows of `to_frame`."""
        found = set(value)
        if by in ALWAYS_SHOWN:
            names = list(ALWAYS_SHOWN[by])
        elif by in ORDERS:
            names = [name for name in ORDERS[by] if name in found]
        else:
            return sorted(found)
        return [*names, UNKNOWN_NAME] if UNKNOWN_NAME in found else names

    def _count_outcomes(self, frame: pd.DataFrame) -> str:
        """Return the number of outcomes, their amount, and the number of people, as a fact."""
        people = plural(len(set(self._outcomes["user"].dropna())), "person")
        outcomes = plural(len(self), "outcome")
        if not self.measures_amounts:
            return translate("{outcomes} by {people}", outcomes=outcomes, people=people)
        amount = format_amount(frame["amount"].sum(), self.currency)
        return translate(
            "{outcomes} of {amount} by {people}", outcomes=outcomes, amount=amount, people=people
        )

    def _card(self) -> Card:
        frame = self.to_frame()
        first = frame.iloc[0]
        facts = [
            self._count_outcomes(frame),
            translate("{share} from friends", share=percent(first["share"])),
        ]
        columns = [
            frame[name].tolist() for name in ("relation", "outcomes", "amount", "share", "low", "high")
        ]
        rows = [
            (
                translate_term(relation),
                format_whole(outcomes),
                format_amount(amount) if self.measures_amounts else "–",
                percent(share),
                translate("{first} to {last}", first=percent(low), last=percent(high))
                if np.isfinite(low)
                else "–",
                Bar.of(share) if np.isfinite(share) else "",
            )
            for relation, outcomes, amount, share, low, high in zip(*columns, strict=True)
        ]
        return Card(
            title=translate("Returns of {name}", name=display_name(self.account)),
            facts=[*facts, *self.sentences[1:]],
            in_line=facts,
            header=("relation", "outcomes", "amount", "share", "interval", ""),
            rows=rows,
            made_by=plain(str(self.made_by)),
        )


def format_amount(amount: float, currency: str = "") -> str:
    """Return an amount as `1,200 EUR`, with decimals only where there are any."""
    number = format_decimals(amount, ",.0f" if float(amount).is_integer() else ",.2f")
    return f"{number} {plain(currency)}".strip()
