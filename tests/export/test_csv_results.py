import pandas as pd
import pytest

from tribus._export.csv_results import HasCsv


class OneRow(HasCsv):
    def to_frame(self):
        return pd.DataFrame({"user": ["=ana"]})


def test_a_result_is_written_with_formulas_escaped(tmp_path):
    OneRow().to_csv(tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == '"user"\n"\'=ana"\n'


def test_a_result_must_have_a_table_of_its_own(tmp_path):
    with pytest.raises(NotImplementedError, match=r"^$"):
        HasCsv().to_csv(tmp_path / "out.csv")
