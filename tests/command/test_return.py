import pandas as pd
import pytest

from tests.moving import START, make_days, plant
from tribus._command.main import main


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("return")
    make_days([plant((8, 6))] * 2, partners=4, mixing=0.02).assign(kind="reply").to_csv(
        folder / "replies.csv", index=False
    )
    sales = pd.DataFrame({"user": ["g0u01", "g1u01", None], "amount": [30, 10, 5]})
    sales.assign(time=(START + pd.Timedelta(days=1.5)).isoformat()).to_csv(
        folder / "sales.csv", index=False
    )
    return folder


def run(files, *options, outcomes="sales.csv", user="g0u00"):
    paths = [str(files / "replies.csv"), "--outcomes", str(files / outcomes)]
    return main(
        ["return", *paths, "--user", user, "--window", "1d", "--step", "1d", "--quiet", *options]
    )


def test_return_prints_shares_and_writes_files(files, tmp_path, capsys):
    out, picture = tmp_path / "shares.csv", tmp_path / "return.png"
    assert run(files, "--hours", "4", "--out", str(out), "--picture", str(picture)) == 0
    printed = capsys.readouterr().out
    assert "<Returns of g0u00: 3 outcomes of 45 by 2 people" in printed
    assert "an association, not a cause" in printed
    assert "11.25" in printed  # 45 in 4 hours
    frame = pd.read_csv(out)
    assert list(frame.columns) == ["relation", "outcomes", "amount", "share", "low", "high"]
    assert frame["outcomes"].sum() == 3
    assert picture.stat().st_size


def test_columns_can_have_other_names(files, capsys):
    sales = pd.read_csv(files / "sales.csv").rename(columns={"user": "whom", "time": "moment"})
    sales.to_csv(files / "renamed.csv", index=False)
    assert run(files, outcomes="renamed.csv") == 2
    assert "name it with --outcome-columns time=COLUMN" in capsys.readouterr().err
    assert run(files, "--outcome-columns", "user=whom,time=moment", outcomes="renamed.csv") == 0
    assert "3 outcomes of 45" in capsys.readouterr().out


def test_bad_options_are_one_line(files, capsys):
    assert run(files, "--outcome-columns", "customer") == 2
    assert "--outcome-columns must be like user=customer" in capsys.readouterr().err
    (files / "empty.csv").write_text("")
    assert run(files, outcomes="empty.csv") == 2
    assert "is empty; was the export cut off?" in capsys.readouterr().err
    assert run(files, outcomes="absent.csv") == 2
    assert "absent.csv" in capsys.readouterr().err
    assert run(files, user="g0u0") == 2
    assert "no user 'g0u0'" in capsys.readouterr().err


def test_outcomes_of_the_account_itself_are_an_error_before_any_work(files, capsys):
    (files / "own.csv").write_text("user,time\ng0u00,2024-01-02\n")
    assert run(files, outcomes="own.csv") == 2
    printed = capsys.readouterr()
    assert "1 outcome of the account 'g0u00' itself" in printed.err
    assert not printed.out
