import pandas as pd
import pytest

from tests.topics.planted import plant_topics
from tribus._command.main import main


@pytest.fixture(scope="module")
def posts(tmp_path_factory):
    events, _, _ = plant_topics(seed=0, chance=0.9)
    path = tmp_path_factory.mktemp("topics") / "posts.csv"
    events.to_frame().drop(columns=["count"], errors="ignore").to_csv(path, index=False)
    return str(path)


def test_topics_prints_the_words_of_each_tribe(posts, tmp_path, capsys):
    out = tmp_path / "words.csv"
    assert main(["topics", posts, "--out", str(out), "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "topic0x0" in printed
    assert "of the members" in printed
    assert {"tribe", "word", "score", "p_value", "authors"} <= set(pd.read_csv(out).columns)


def test_unknown_posts_are_an_error_before_the_search(posts, capsys):
    assert main(["topics", posts, "--posts", "all", "--quiet"]) == 2
    assert "--posts must be one of 'own', 'inside', 'broadcast', 'reposts'" in capsys.readouterr().err
