"""Reciprocity: share of links and events that are returned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tribus._core.checks import check_choice
from tribus._display import Bar, Card, HasCard, percent
from tribus._display.language import format_decimals, format_whole, translate
from tribus._display.terms import translate_term

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from tribus._core.arrays import Floats
    from tribus._core.provenance import Provenance
    from tribus.ties.evidence import Evidence
    from tribus.ties.structure import TieStructure

RECIPROCITY_COLUMNS = (
    "links",
    "reciprocity",
    "reciprocity_beyond_chance",
    "events",
    "weighted_reciprocity",
)


@dataclass(frozen=True, kw_only=True, repr=False)
class Reciprocity(HasCard):
    """Reciprocity of a network, for all kinds of events together (`all`) and for each kind.

    Iteration yields the kinds; `reciprocity["reply"]` is a dict with the measures of one kind.

    Attributes
    ----------
    links
        Number of links L: directed pairs with at least one event.
    reciprocity
        Share of the links that are mutual, `r = L↔ / L`, 0 to 1; NaN without links.
    reciprocity_beyond_chance
        `ρ = (r - ā) / (1 - ā)` with the density `ā = L / (n (n - 1))` of n users, at most 1. It is 0 in
        a random network with the same number of links, 1 if all links are mutual, and negative if fewer
        links are mutual than in the random network; NaN if all pairs are linked.
    events
        Number of events W, not faded.
    weighted_reciprocity
        Share of the events that are returned, `r_w = Σ_ij min(w_ij, w_ji) / W`, 0 to 1; NaN without
        events.
    made_by
        The call that made the network.

    References
    ----------
    Garlaschelli & Loffredo (2004), doi:10.1103/PhysRevLett.93.268701, eq. 1 and 3, for r and ρ;
    Squartini, Picciolo, Ruzzenenti & Garlaschelli (2013), doi:10.1038/srep02729, eq. 8, for r_w.
    """

    by_kind: tuple[tuple[str, tuple[float, ...]], ...]
    made_by: Provenance = field(compare=False)

    def to_frame(self) -> pd.DataFrame:
        """Return one row for all kinds together, and one row per kind.

        Returns
        -------
        DataFrame
            Index `kind` (text: all, then the kinds of the network); `links` (int64); `reciprocity`,
            `reciprocity_beyond_chance`, `events` and `weighted_reciprocity` (float64).
        """
        import pandas as pd

        kinds = pd.Index([kind for kind, _ in self.by_kind], name="kind")
        frame = pd.DataFrame(
            [row for _, row in self.by_kind], index=kinds, columns=list(RECIPROCITY_COLUMNS)
        )
        return frame.astype({"links": np.int64})

    def __len__(self) -> int:
        return len(self.by_kind)

    def __iter__(self) -> Iterator[str]:
        return (kind for kind, _ in self.by_kind)

    def __getitem__(self, kind: str) -> dict[str, float]:
        check_choice("kind", kind, self)
        return dict(zip(RECIPROCITY_COLUMNS, dict(self.by_kind)[kind], strict=True))

    def _card(self) -> Card:
        everything = self["all"]
        facts = [
            translate("{share} of links are mutual", share=percent(everything["reciprocity"])),
            translate(
                "{share} of events are returned", share=percent(everything["weighted_reciprocity"])
            ),
        ]
        rows = [
            (
                translate_term(kind),
                format_whole(row[0]),
                percent(row[1]),
                Bar.of(row[1]),
                format_decimals(row[2], ".2f"),
                percent(row[4]),
            )
            for kind, row in self.by_kind
        ]
        header = ("kind", "links", "mutual", "", "beyond chance", "events returned")
        return Card(
            title="Reciprocity", facts=facts, header=header, rows=rows, made_by=str(self.made_by)
        )


def measure_reciprocity(evidence: Evidence, made_by: Provenance) -> Reciprocity:
    """Return the reciprocity of all events and of each kind, from counts without decay."""
    tables = {"all": evidence.total(faded=False), **evidence.counts}
    rows = [(kind, _measure(evidence.structure, counts)) for kind, counts in tables.items()]
    return Reciprocity(by_kind=tuple(rows), made_by=made_by)


def measure_users(structure: TieStructure, counts: Floats) -> dict[str, Floats]:
    """Return the out-strength, in-strength and reciprocated strength of each user.

    `given = Σ_j w_ij`, `received = Σ_j w_ji` and `returned = Σ_j min(w_ij, w_ji)` (Squartini et al.
    2013, eq. 3), each float64 of shape `(n_users,)`.
    """
    w_ji = counts[structure.reverse]
    sums = {"given": counts, "received": w_ji, "returned": np.minimum(counts, w_ji)}
    return {name: structure.sum_rows(values) for name, values in sums.items()}


def _measure(structure: TieStructure, counts: Floats) -> tuple[float, ...]:
    back = counts[structure.reverse]
    smaller = np.minimum(counts, back)
    n_links, n_mutual = int(np.count_nonzero(counts)), int(np.count_nonzero(smaller))
    events, returned = float(counts.sum()), float(smaller.sum())
    mutual = n_mutual / n_links if n_links else np.nan
    density = n_links / (structure.n_users * (structure.n_users - 1))
    beyond_chance = (mutual - density) / (1 - density) if density < 1 else np.nan
    weighted = returned / events if events else np.nan
    return n_links, mutual, beyond_chance, events, weighted
