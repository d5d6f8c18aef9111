"""Expressions that the default engine cannot run; Spark casts what it compares."""

import narwhals as nw
import pandas as pd
import pytest

from tribus import Events
from tribus.errors import OptionError


def test_a_kind_that_is_compared_with_a_number_is_an_error():
    events = Events.from_frame(pd.DataFrame({"source": ["ana"], "target": ["ben"]}), kind="reply")
    with pytest.raises(OptionError, match=r"cannot filter rows by .*Cannot compare values"):
        events.where(nw.col("kind") > 3)
