import pickle
import warnings

import numpy as np
import pandas as pd
import pytest

import tribus as tb
from tests.moving import START
from tribus.errors import ColumnError, EventsError, OptionError, TribusWarning, UserError

ROWS = [
    # ana and ben exchange on the first two days; eva likes ana; ana writes to dan; fay and gil are far
    *[("ana", "ben", "reply", day) for day in (0.1, 1.1)],
    *[("ben", "ana", "reply", day) for day in (0.2, 1.2)],
    ("eva", "ana", "like", 0.5),
    ("ana", "dan", "mention", 2.5),
    ("ben", "ana", "repost", 5.1),
    *[("fay", "gil", "reply", day) for day in (0, 1, 2, 3, 9.9)],
    *[("gil", "fay", "reply", day) for day in (0.3, 1.3, 2.3, 3.3)],
]


def make_timeline(rows=ROWS, **options):
    frame = pd.DataFrame(rows, columns=["source", "target", "kind", "day"])
    frame["time"] = START + pd.to_timedelta(frame["day"], unit="D")
    events = tb.Events.from_frame(frame, kind="kind", time="time")
    options = {"window": "2d", "step": "1d", "half_life": "1h", "resamples": 2} | options
    return tb.trace_tribes(events, significance=None, progress=False, **options)


@pytest.fixture(scope="module")
def timeline():
    return make_timeline()


def sales_of(*rows):
    frame = pd.DataFrame(rows, columns=["user", "day", "amount"])
    frame["time"] = START + pd.to_timedelta(frame.pop("day"), unit="D")
    return frame


def measure(sales, timeline, **options):
    options = {"account": "ana", "resamples": 200, "permutations": 19} | options
    return tb.measure_return(sales, timeline, **options)


def test_the_relation_is_that_right_before_the_outcome(timeline):
    rows = [("ben", 0.15, 1), ("ben", 2, 2), ("ben", 9, 3), ("eva", 0.4, 4), ("eva", 3, 5)]
    rows += [("dan", 3, 6), ("gil", 3, 7), ("nobody", 3, 8), (None, 3, 9)]
    found = measure(sales_of(*rows), timeline).outcomes.set_index("amount")["relation"]
    # ben has not answered at .15, and is no friend after days of silence; eva's like is at .5;
    # dan is in ana's tribe in the window that ends at 3
    expected = ["audience", "friend", "audience", "stranger", "audience"]
    expected += ["tribe", "stranger", "stranger", "unknown"]
    assert found.sort_index().tolist() == expected


def test_shares_are_of_the_amounts_of_known_people(timeline):
    returns = measure(sales_of(("ben", 2, 30), ("eva", 5, 10), ("gil", 2, 60), (None, 2, 7)), timeline)
    frame = returns.to_frame()
    assert frame.columns.tolist() == ["relation", "outcomes", "amount", "share", "low", "high"]
    assert frame["relation"].tolist() == ["friend", "tribe", "audience", "stranger", "unknown"]
    assert frame["outcomes"].tolist() == [1, 0, 1, 1, 1]
    assert frame["amount"].tolist() == [30, 0, 10, 60, 7]
    np.testing.assert_allclose(frame["share"], [0.3, 0, 0.1, 0.6, np.nan])
    limits = frame.iloc[:4]
    assert (limits["low"] <= limits["share"]).all()
    assert (limits["share"] <= limits["high"]).all()
    # no outcome of the tribe; 30, 10 and 60 are like 100² / (30² + 10² + 60²) people of equal amounts
    assert frame["high"][1] == pytest.approx(1 - 0.05 ** (4600 / 10_000))


def test_without_amounts_shares_are_of_outcomes(timeline):
    sales = sales_of(("ben", 2, 0), ("ben", 3, 0), ("gil", 2, 0)).drop(columns="amount")
    returns = measure(sales, timeline)
    assert returns.to_frame()["share"].tolist() == [2 / 3, 0, 0, 1 / 3]
    assert not returns.measures_amounts


def test_missing_amounts_are_outcomes_that_add_nothing(timeline):
    returns = measure(sales_of(("ben", 2, 30), ("gil", 2, None)), timeline)
    assert returns.to_frame()["outcomes"].tolist() == [1, 0, 0, 1]
    assert returns.to_frame()["share"].tolist() == [1, 0, 0, 0]
    assert any("1 outcome without an amount" in sentence for sentence in returns.sentences)


def test_touches_are_the_first_and_last_act_before(timeline):
    outcomes = measure(sales_of(("ben", 2, 1), ("ben", 9, 1), ("dan", 3, 1)), timeline).outcomes
    assert outcomes["first_touch"].tolist() == ["reply given", "mention given", "reply given"]
    assert outcomes["last_touch"].tolist() == ["reply received", "mention given", "repost received"]
    # ben at 2 and 9, first contact at .1; dan at 3, contact at 2.5
    np.testing.assert_allclose(outcomes["days"], [1.9, 0.5, 8.9])
    frame = measure(sales_of(("ben", 2, 1), ("gil", 2, 3)), timeline).to_frame("first_touch")
    assert frame["first_touch"].tolist() == ["reply given", "none"]
    assert frame["share"].tolist() == [0.25, 0.75]


def test_the_phase_is_that_of_the_last_window_before(timeline):
    returns = measure(sales_of(("ben", 0.5, 1), ("ben", 2.1, 1), ("gil", 5, 1)), timeline)
    assert returns.outcomes["phase"].tolist() == ["sowing", "consolidation", "none"]
    frame = returns.to_frame("phase")
    assert frame["phase"].tolist() == ["sowing", "consolidation", "return", "dormant", "none"]
    crossed = returns.by_phase()
    assert crossed["relation"].tolist() == ["friend", "friend", "stranger"]


def test_the_order_of_rows_changes_nothing(timeline):
    sales = sales_of(("ben", 2, 30), ("eva", 2, 10), ("gil", 2, 60), ("ben", 4, 5))
    one, other = (measure(rows, timeline) for rows in (sales, sales.iloc[::-1]))
    pd.testing.assert_frame_equal(one.to_frame(), other.to_frame())
    pd.testing.assert_frame_equal(one.test(), other.test())
    assert one == other


def test_a_delay_is_censored_at_the_end_of_the_data(timeline):
    frame = measure(sales_of(("ben", 2.1, 1)), timeline).time_to_outcome()
    # contacts of ana: ben at .1, eva at .5, dan at 2.5; ben's outcome after 2 days, of 3 at risk
    assert frame["days"].tolist() == [2]
    np.testing.assert_allclose(frame["share"], [1 / 3])


def test_contact_after_an_outcome_is_compared_with_none():
    rows = [*ROWS, ("ana", "dan", "reply", 4), ("gil", "fay", "reply", 20)]
    rows += [("eva", "ana", "mention", 5.5)]
    sales = sales_of(("dan", 3, 1), ("dan", 6, 1), ("eva", 3, 1), ("gil", 19, 1))
    frame = measure(sales, make_timeline(rows)).after().set_index("contact")
    # windows of two days: contact in (3, 5], the rest in (5, 7]; gil's time is not over
    assert frame["people"].tolist() == [1, 1, 2]
    assert frame["returned"].tolist() == [1, 0, 1]
    assert frame["recommended"].tolist() == [0, 1, -1]


def test_costs_make_a_ratio_with_an_interval(timeline):
    sales = sales_of(("ben", 2, 30), ("eva", 2, 10))
    frame = measure(sales, timeline, costs={"hours": 4}).ratios().set_index("relation")
    assert frame.loc["all", "ratio"] == 10
    assert frame.loc["friend", "ratio"] == 7.5
    assert (frame["low"] <= frame["ratio"]).all()
    assert measure(sales, timeline).ratios().empty


def test_a_saved_result_is_equal(timeline, tmp_path):
    returns = measure(sales_of(("ben", 2, 30), (None, 2, None)), timeline, costs={"money": 3})
    returns.save(tmp_path / "returns.tribus")
    assert tb.load(tmp_path / "returns.tribus") == returns
    assert pickle.loads(pickle.dumps(returns)) == returns  # noqa: S301 - our own


def test_outcomes_before_the_first_event_are_unknown(timeline):
    with pytest.warns(TribusWarning, match="1 of 2 outcomes are before the first event"):
        returns = measure(sales_of(("ben", -3, 1), ("ben", 2, 1)), timeline)
    assert returns.outcomes["relation"].tolist() == ["unknown", "friend"]


def test_only_unknown_people_have_no_shares(timeline):
    sales = sales_of((None, 2, 1)).drop(columns="user")
    returns = measure(sales, timeline)
    assert returns.to_frame()["share"].isna().all()
    assert "No outcome is of a known person" in returns.sentences[0]
    assert returns.test()["share"].isna().all()
    assert repr(returns).startswith("<Returns of ana: 1 outcome of 1 by 0 people")


def test_integer_ids_with_missing_ones_keep_their_value():
    rows = [(1, 2, "reply", 0), (2, 1, "reply", 1), (1, 2, "reply", 1.5)]
    sales = sales_of((2, 2, 1), (None, 2, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = measure(sales, make_timeline(rows), account=1).outcomes
    assert sorted(found["relation"]) == ["friend", "unknown"]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda sales: sales.drop(columns="time"), ColumnError, "have no column 'time'"),
        (lambda sales: sales.assign(time=[None, sales["time"][1]]), EventsError, "1 of 2 outcomes have"),
        (lambda sales: sales.assign(time=["05/31/24", "2024-06-01"]), EventsError, "'05/31/24'"),
        (lambda sales: sales.assign(amount=[-20.0, 1]), EventsError, "data row 1.*-20.*refund"),
        (lambda sales: sales.assign(amount=["x", "1"]), EventsError, "data row 1.*'x'"),
        (lambda sales: sales.assign(currency=["EUR", "USD"]), EventsError, "2 currencies.*EUR.*USD"),
        (lambda sales: sales.iloc[:0], EventsError, "there are no outcomes"),
        (lambda sales: sales.assign(user="ana"), EventsError, "2 outcomes are of the account 'ana'"),
        (lambda _: [1, 2], OptionError, "dataframe that narwhals knows"),
    ],
)
def test_bad_outcomes_are_errors(timeline, change, error, message):
    sales = sales_of(("ben", 2, 1), ("eva", 3, 1))
    with pytest.raises(error, match=message):
        measure(change(sales), timeline)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"confidence": 1}, "confidence must be from 0.5 to below 1"),
        ({"resamples": 5}, "resamples must be a whole number of 100 or more"),
        ({"resamples": 10**7}, "resamples must be at most 1,000,000"),
        ({"permutations": 1}, "permutations must be a whole number of 19 or more"),
        ({"costs": {"euros": 5}}, "must be one of 'hours', 'money'"),
        ({"costs": {"hours": 0}}, r"costs\['hours'\] must be a finite number above 0"),
        ({"costs": 5}, "costs must be like"),
        ({"seed": -1}, "seed must be"),
    ],
)
def test_bad_options_are_errors(timeline, options, message):
    with pytest.raises(OptionError, match=message):
        measure(sales_of(("ben", 2, 1)), timeline, **options)


def test_an_unknown_account_is_an_error(timeline):
    with pytest.raises(UserError, match=r"no user 'anna'.*did you mean 'ana'"):
        measure(sales_of(("ben", 2, 1)), timeline, account="anna")
    with pytest.raises(OptionError, match="takes a Timeline"):
        measure(sales_of(("ben", 2, 1)), None)


def test_an_unknown_grouping_is_an_error(timeline):
    with pytest.raises(OptionError, match=r"by must be one of 'relation'.*did you mean"):
        measure(sales_of(("ben", 2, 1)), timeline).to_frame("relations")


def test_one_currency_is_shown(timeline):
    returns = measure(sales_of(("ben", 2, 1200)).assign(currency="EUR"), timeline)
    assert repr(returns) == "<Returns of ana: 1 outcome of 1,200 EUR by 1 person, 100% from friends>"
