import pandas as pd
import pytest

from tests.explore.reading import content_of, unpack
from tribus._command.main import main


@pytest.fixture
def replies(tmp_path):
    """Two groups of four, with replies in both directions."""
    pairs = [
        (f"{group}{i}", f"{group}{j}") for group in "ab" for i in range(4) for j in range(4) if i != j
    ]
    path = tmp_path / "replies.csv"
    pd.DataFrame(pairs, columns=["source", "target"]).to_csv(path, index=False)
    return path


def test_map_writes_a_page_with_everybody(replies, tmp_path, capsys):
    people, out = tmp_path / "people.csv", tmp_path / "map.html"
    pd.DataFrame({"id": ["a0", "b1"], "name": ["Ana", "Ben"]}).to_csv(people, index=False)
    arguments = ["map", str(replies), "--out", str(out), "--attributes", str(people), "--quiet"]
    assert main([*arguments, "--kind", "reply"]) == 0
    header, _ = unpack(content_of(out.read_text(encoding="utf-8")))
    assert set(header["names"]) == {"Ana", "a1", "a2", "a3", "b0", "Ben", "b2", "b3"}
    assert f"map: {out}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("map.png", "the ending of --out must be one of 'html', 'htm'; got 'png'"),
        ("nowhere/map.html", "--out needs an existing folder"),
    ],
)
def test_a_wrong_path_is_an_error_before_the_search(replies, tmp_path, capsys, out, message):
    assert main(["map", str(replies), "--out", str(tmp_path / out), "--quiet"]) == 2
    assert message in capsys.readouterr().err


def test_a_missing_file_is_an_error(tmp_path, capsys):
    assert main(["map", str(tmp_path / "no.csv"), "--out", str(tmp_path / "map.html"), "--quiet"]) == 2
    assert "no.csv" in capsys.readouterr().err
