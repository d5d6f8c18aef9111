import pandas as pd
import pytest

from tribus._export.safe_csv import write_csv
from tribus.errors import OptionError

FRAME = pd.DataFrame({"user": ["ana"]})


@pytest.mark.parametrize("name", ["x.xlsx", "x.parquet", "x.csv.zip"])
def test_a_table_with_another_ending_is_an_error(tmp_path, name):
    with pytest.raises(
        OptionError, match=f"to_csv writes CSV; its name must end in .csv, .*got '{name}'"
    ):
        write_csv(FRAME, tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["x.csv", "X.CSV", "x.2024.csv", "x.csv.gz", "x.txt", "x"])
def test_the_endings_of_a_table_are_written(tmp_path, name):
    write_csv(FRAME, tmp_path / name)
    assert pd.read_csv(tmp_path / name)["user"].tolist() == ["ana"]


@pytest.mark.parametrize(("method", "name"), [("to_gexf", "x.graphml"), ("to_graphml", "x.gexf")])
def test_a_graph_with_another_ending_is_an_error(network, tmp_path, method, name):
    with pytest.raises(OptionError, match=rf"{method} writes G.*; its name must end in .* got '{name}'"):
        getattr(network, method)(tmp_path / name)


def test_a_device_needs_no_ending():
    write_csv(FRAME, "/dev/null")
