"""Real networks: Spark finds what one machine finds."""

import pyarrow as pa
import pytest

import tribus as tb
from tests.realdata import networks
from tests.realdata.folder import DATA

pytestmark = pytest.mark.realdata


@pytest.mark.parametrize("name", networks.READERS)
def test_a_real_network_is_the_same_on_spark(spark, name):
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent; set TRIBUS_DATA to the folder that holds {name}")
    read, _ = networks.READERS[name](folder)
    table = pa.Table.from_pandas(read.to_frame(), preserve_index=False)
    events = tb.Events.from_frame(table, count="count")
    on_spark = tb.Events.from_frame(spark.createDataFrame(table), count="count")
    options = {"half_life": "30d"} if events.span else {"half_life": None}
    one, other = (tb.build_network(found, **options) for found in (events, on_spark))
    assert one.made_by == other.made_by
    frames = (tb.find_tribes(network, resolution=1.0).to_frame() for network in (one, other))
    assert len({frame.to_csv() for frame in frames}) == 1
