from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tribus import Events
from tribus.errors import ColumnError, EventsError


def read(source, target=None, **options):
    """Events from lists of Python values, each list a column as it stands."""
    table = {"source": source, "target": source[::-1] if target is None else target}
    frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in table.items()})
    return Events.from_frame(frame, kind="reply", **options)


def read_counts(counts, type_=None):
    table = pa.table({"source": range(len(counts)), "target": [-1] * len(counts)})
    table = table.append_column("n", [pa.array(counts, type_)])
    return Events.from_frame(table, kind="reply", count="n")


class TestIds:
    @pytest.mark.parametrize(
        ("ids", "message"),
        [
            (["ana", 3], "data row 2, column 'source': 3 is int, but the rows before it hold str"),
            ([3, "ana"], "data row 2, column 'source': 'ana' is str, but the rows before it hold int"),
            ([None, "ana", pd.NA, np.nan, 3], "data row 5, column 'source': 3 is int"),
            ([1, True, "x"], "data row 2, column 'source': True is bool"),
        ],
    )
    def test_mixed_types_in_a_column_are_an_error_that_names_row_and_value(self, ids, message):
        with pytest.raises(EventsError, match=message):
            read(ids, ["x"] * len(ids))

    def test_the_error_of_mixed_types_has_the_remedy(self):
        with pytest.raises(
            EventsError, match=r"make all of one type, .*frame\['source'\].astype\(str\)"
        ):
            read(["ana", 3])

    def test_text_in_one_column_and_integers_in_the_other_are_an_error(self):
        with pytest.raises(
            EventsError, match="mixed id types: column 'target' holds text and column 'so"
        ):
            read([1, 2], ["1", "2"])

    def test_an_id_with_a_surrogate_is_an_error_that_names_the_row(self):
        with pytest.raises(
            EventsError, match=r"data row 2, column 'source': '\\ud800x' holds half a character"
        ):
            read(["ana", "\ud800x"])

    def test_an_id_of_ten_thousand_characters_is_an_error_that_names_the_row(self):
        with pytest.raises(
            EventsError, match=r"data row 2, column 'target': 'xxx.* longer than 1000 characters"
        ):
            read(["ana", "ben"], ["ben", "x" * 10_000])

    def test_an_id_of_a_thousand_characters_is_allowed(self):
        assert read(["ñ" * 1_000], ["ana"]).n_users == 2

    @pytest.mark.parametrize("ids", [[True, False], [b"a", b"b"], [["a"], ["b"]]])
    def test_ids_of_another_type_are_an_error_that_names_it(self, ids):
        with pytest.raises(
            ColumnError, match=r"column 'source' for source has type .*; ids must be text or"
        ):
            Events.from_frame(
                pd.DataFrame({"source": ids, "target": ids[::-1]}),
                source="source",
                target="target",
                kind="reply",
            )

    def test_ids_that_cannot_be_stored_are_an_error_that_shows_one(self):
        with pytest.raises(EventsError, match=r"column 'source' cannot be read: .* with \('a', 1\)"):
            read([("a", 1), ("b", 2)])

    @pytest.mark.parametrize("value", [1.5, float("inf"), 1e16])
    def test_a_float_that_is_not_an_exact_whole_number_is_an_error(self, value):
        with pytest.raises(
            EventsError, match=r"data row 2, column 'source': .* is not a whole number that a fl"
        ):
            read([1.0, value])

    @pytest.mark.parametrize("value", [2**63, 2**70, -(2**63) - 1])
    def test_an_integer_beyond_64_bits_is_an_error_that_names_the_row(self, value):
        with pytest.raises(
            EventsError, match=f"data row 2, column 'source': {value} does not fit 64 bits"
        ):
            read([1, value])

    def test_an_unsigned_integer_beyond_63_bits_is_an_error_that_names_the_row(self):
        table = pa.table({"source": pa.array([2**64 - 1], pa.uint64()), "target": [1]})
        with pytest.raises(
            EventsError, match="data row 1, column 'source': 18446744073709551615 does not fit"
        ):
            Events.from_frame(table, kind="reply")

    @pytest.mark.parametrize(
        "value", ["a\0b", "   ", "José\u0301", "漢字🙂", "NULL", "nan", "'; --", '"']
    )
    def test_any_other_text_is_an_id_and_comes_back_unchanged(self, value):
        assert read([value], ["ana"]).to_frame()["source"].tolist() == [value]

    @pytest.mark.parametrize("value", [0, -1, 2**63 - 1, -(2**63)])
    def test_any_integer_of_64_bits_is_an_id_and_comes_back_unchanged(self, value):
        assert read([value], [7]).to_frame()["source"].tolist() == [value]


class TestCounts:
    @pytest.mark.parametrize(
        ("counts", "type_", "value"),
        [
            ([1.0, np.nan], pa.float64(), "nan"),
            ([1.0, None], pa.float64(), "None"),
            ([1.0, np.inf], pa.float64(), "inf"),
            ([1, -1], pa.int64(), "-1"),
            ([1, 2_000_000_000], pa.int64(), "2000000000"),
            ([1, 1e9 + 1], pa.float64(), "1000000001.0"),
            (["1", "x"], pa.string(), "'x'"),
            (["1", ""], pa.string(), "''"),
        ],
    )
    def test_an_invalid_count_is_an_error_with_row_and_value(self, counts, type_, value):
        message = (
            rf"data row 2, column 'n': {value} is not a count from 0 to 1e\+09; fix the row or leave it"
        )
        with pytest.raises(EventsError, match=message):
            read_counts(counts, type_)

    def test_counts_of_another_type_are_an_error_that_names_it(self):
        with pytest.raises(ColumnError, match="column 'n' for count has type BOOLEAN; counts are num"):
            read_counts([True, False])

    @pytest.mark.parametrize(
        "counts", [[2, 1], ["2", " 1 "], [2.0, 1.0], [Decimal("2.0"), Decimal("1.0")]], ids=str
    )
    def test_counts_are_read_from_numbers_of_any_type_and_from_text(self, counts):
        assert read_counts(counts).to_frame()["count"].tolist() == [2.0, 1.0]

    def test_parts_of_an_event_are_kept_to_the_millionth(self):
        assert read_counts([0.25, 1e-6]).to_frame()["count"].tolist() == [0.25, 2**-20]

    def test_the_largest_count_is_a_billion(self):
        assert read_counts([1e9]).counts == {"reply": 1e9}

    def test_a_sum_of_counts_beyond_the_limit_is_an_error_with_the_remedy(self):
        with pytest.raises(EventsError, match="add up to over 8e\\+12; divide all by a thousand"):
            read_counts([0.0] + [1e9] * 8_001)

    def test_a_table_without_counts_counts_every_row_once(self):
        assert read(["ana", "ben"]).counts == {"reply": 2.0}


class TestWords:
    def test_words_of_another_type_are_written_as_text(self):
        table = pa.table({"source": ["ana"], "target": ["ben"], "text": [3], "talk": [[1, 2]]})
        frame = Events.from_frame(table, kind="reply", text="text", thread="talk").to_frame()
        assert frame[["text", "thread"]].to_numpy().tolist() == [["3", "[1, 2]"]]

    def test_a_post_keeps_every_digit_of_its_id(self):
        table = pa.table({"source": ["ana"], "target": ["ben"], "id": [2**62 + 1]})
        frame = Events.from_frame(table, kind="reply", post="id").to_frame()
        assert frame["post"].tolist() == [str(2**62 + 1)]

    def test_a_post_that_is_a_part_of_a_number_is_kept_as_it_is(self):
        table = pa.table({"source": ["ana"] * 2, "target": ["ben"] * 2, "id": [1.5, 2.0]})
        frame = Events.from_frame(table, kind="reply", post="id").to_frame()
        assert frame["post"].tolist() == ["1.5", "2"]
