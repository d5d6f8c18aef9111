import pandas as pd
import pyarrow as pa
import pytest

from tribus.errors import ReadError
from tribus.reading import read_people


def test_columns_of_numbers_are_numbers_and_zeros_stay(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("id;name;age;height;zip\n007;Ana;40;1.5;01001\n8;;41;2;28001\n", encoding="utf-8")
    table = read_people(path)
    assert table.column_names == ["id", "name", "age", "height", "zip"]
    assert table["id"].to_pylist() == ["007", "8"]
    assert table["name"].to_pylist() == ["Ana", None]
    assert table["age"].type == pa.int64()
    assert table["height"].to_pylist() == [1.5, 2.0]
    assert table["zip"].to_pylist() == ["01001", "28001"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "jsonl"])
def test_people_are_read_from_any_table(tmp_path, ending):
    frame, path = pd.DataFrame({"handle": ["ana", "ben"], "party": ["x", "y"]}), tmp_path / f"p.{ending}"
    if ending == "csv":
        frame.to_csv(path, index=False, encoding="utf-16")
    elif ending == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_json(path, orient="records", lines=ending == "jsonl")
    assert read_people(path).to_pylist() == frame.to_dict("records")


def test_a_file_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="no file"):
        read_people(tmp_path / "people.csv")
