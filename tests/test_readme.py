import re
from pathlib import Path

import matplotlib as mpl
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def test_the_example_prints_what_the_readme_says(readme, capsys):
    mpl.use("Agg")
    (example,) = blocks(readme, "python")
    (output,) = blocks(readme, "text")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own text
    assert capsys.readouterr().out == output


def test_the_example_has_at_most_ten_lines(readme):
    (example,) = blocks(readme, "python")
    assert len([line for line in example.splitlines() if line]) <= 10


def test_the_continuous_integration_runs_the_second_command(readme):
    commands = [command.strip() for command in blocks(readme, "console")]
    assert 'python -m pip install -e ".[dev]" && python -m pytest' in commands
    assert 'python -m pip install -e ".[dev]" && python -m pytest' in (ROOT / ".ci" / "run").read_text()


def test_every_local_link_of_the_readme_leads_somewhere(readme):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", readme)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
