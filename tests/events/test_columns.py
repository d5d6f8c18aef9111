from __future__ import annotations

import pytest

from tribus.errors import ColumnError
from tribus.events.columns import Columns, check_names


def test_the_items_are_the_parts_that_the_table_has():
    columns = Columns(source="from", target="to", time="at")
    assert columns.items() == [("source", "from"), ("target", "to"), ("time", "at")]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([0, "to"], "column 0 has a name that is not text"),
        (["", "to"], "column '' has a name that is not text"),
        (["To", "to"], "columns 'To' and 'to' differ only in case"),
    ],
)
def test_a_name_that_the_database_cannot_hold_is_an_error(names, message):
    with pytest.raises(ColumnError, match=message):
        check_names(names)
