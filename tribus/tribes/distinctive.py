"""Attributes that distinguish a tribe from all other users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tribus._core.checks import check_choice, check_share
from tribus.tribes.attributes import NO_VALUE, attributes_of, code_values, count_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tribus._core.arrays import Floats, Ints64
    from tribus.tribes.described import DescribedTribes

MAX_VALUES = 1_000  # of an attribute; one with more is a name or a text
MIN_NUMBERS = 20  # different numbers from which an attribute is a quantity
HIGHER, LOWER = "higher", "lower"


class AttributeTests(NamedTuple):
    """One-sided tests of the values of one attribute in each tribe."""

    tribe: Ints64
    value: list[Any]
    users: Ints64
    share: Floats
    elsewhere: Floats
    p_value: Floats


def find_distinctive_attributes(
    tribes: DescribedTribes, columns: Sequence[str] | None, *, significance: float
) -> pd.DataFrame:
    """Return the attributes that distinguish each tribe; see `Tribes.distinctive_attributes`.

    Raises
    ------
    OptionError
        If the tribes have no attributes, there is no such column, or `significance` is out of range.
    """
    import pandas as pd
    from scipy.stats import false_discovery_control

    check_share("significance", significance)
    attributes = attributes_of(tribes)
    names = [name for name in attributes.columns if name != attributes.label]
    for name in columns or []:
        check_choice("columns", name, attributes.columns)
    tables = []
    for name in columns or names:
        numbers = attributes.values(name)
        tests = _test_quantity(tribes, numbers) if _is_quantity(numbers) else _test_values(tribes, name)
        if tests is not None:
            table = pd.DataFrame(tests._asdict()).assign(attribute=name)
            tables.append(table.astype({"tribe": np.int32, "value": object}))
    order = ["tribe", "attribute", "value", "users", "share", "elsewhere", "p_value"]
    if not tables:
        return pd.DataFrame({name: [] for name in order}).astype({"tribe": np.int32, "users": np.int64})
    found = pd.concat(tables, ignore_index=True)[order]
    if len(found):
        found["p_value"] = false_discovery_control(found["p_value"])
    found = found[found["p_value"] <= significance]
    order_of_rows = np.lexsort((-found["share"], found["p_value"], found["tribe"]))
    return found.iloc[order_of_rows].reset_index(drop=True)


def _is_quantity(values: pd.Series[Any]) -> bool:
    is_number = values.dtype.kind in "iuf"
    return is_number and values.nunique() >= MIN_NUMBERS


def _test_values(tribes: DescribedTribes, name: str) -> AttributeTests | None:
    """Test whether a value is more frequent in a tribe than a random draw of users would give.

    The p-value is the upper tail of the hypergeometric distribution (Fisher's exact test, one-sided).
    Return None for an attribute with too many values, such as a name.
    """
    from scipy.stats import hypergeom

    values, codes = code_values(tribes, name)
    n_known = int(np.count_nonzero(codes != NO_VALUE))
    if len(values) < 2 or len(values) > min(MAX_VALUES, n_known / 2):  # noqa: PLR2004  to tell apart
        return None
    counts = count_values(tribes, codes, len(values))
    of_tribe, of_value = counts[: len(tribes)].sum(axis=1), counts.sum(axis=0)
    tribe, value = (index.ravel() for index in np.indices((len(tribes), len(values))))
    users = counts[tribe, value]
    p_value = hypergeom.sf(users - 1, n_known, of_value[value], of_tribe[tribe])
    others = np.maximum(n_known - of_tribe[tribe], 1)
    return AttributeTests(
        tribe=tribe,
        value=[values[code] for code in value],
        users=users,
        share=users / np.maximum(of_tribe[tribe], 1),
        elsewhere=(of_value[value] - users) / others,
        p_value=np.clip(p_value, 0.0, 1.0),
    )


def _test_quantity(tribes: DescribedTribes, numbers: pd.Series[Any]) -> AttributeTests | None:
    """Test whether the numbers of a tribe are higher or lower than those of all other users.

    The p-value is that of the two-sided rank test of Mann and Whitney. `share` is the probability that
    a user of the tribe has the larger number of the two, and `elsewhere` its complement.
    """
    from scipy.stats import mannwhitneyu

    values = numbers.to_numpy(np.float64)
    known = np.isfinite(values)
    rows = []
    for number in range(len(tribes)):
        inside = tribes.labels == number
        mine, others = values[inside & known], values[~inside & known]
        if len(mine) and len(others):
            test = mannwhitneyu(mine, others)
            larger = float(test.statistic / (len(mine) * len(others)))
            rows.append((number, len(mine), larger, float(test.pvalue)))
    if not rows:
        return None
    tribe, users, share, p_value = (np.array(part) for part in zip(*rows, strict=True))
    return AttributeTests(
        tribe=tribe,
        value=[HIGHER if part >= 0.5 else LOWER for part in share],  # noqa: PLR2004  even
        users=users,
        share=share,
        elsewhere=1 - share,
        p_value=p_value,
    )
