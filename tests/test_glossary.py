"""Every public name, option, role and column is a term of docs/glossary.md."""

import inspect
import re
from pathlib import Path

import pytest

import tribus as tb
from tribus.events import KINDS
from tribus.tribes.roles.assign import ROLES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"
STANDARD_NAMES = {
    "__version__",
    "events",
    "network",
}  # `events` and `network` are terms without code marks


@pytest.fixture(scope="module")
def first_cells():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line.split("|")[1].strip() for line in lines if re.match(r"\| (?!term|-)", line)]


@pytest.fixture(scope="module")
def terms(first_cells):
    return {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}


@pytest.fixture(scope="module")
def tribes():
    society = tb.datasets.make_society(n_people=60, n_tribes=3, seed=0)
    network = tb.build_network(society.events, progress=False)
    return tb.find_tribes(network, significance=None, progress=False)


def test_every_term_is_defined_once(first_cells):
    assert sorted(first_cells) == sorted(set(first_cells))


def test_every_exported_name_is_a_term(terms):
    assert set(tb.__all__) - STANDARD_NAMES - terms == set()


@pytest.mark.parametrize("function", [tb.build_network, tb.find_tribes, tb.Events.from_frame])
def test_the_options_of_the_main_functions_are_terms(terms, function):
    options = set(inspect.signature(function).parameters)
    # of `from_frame`, not ideas of the domain
    reading = {"frame", "kinds", "time_zone", "fold_case", "parent", "day_first", "time_format"}
    reading |= {"directed", "mentions_from_text"}
    assert options - STANDARD_NAMES - reading - terms == set()


def test_roles_and_kinds_are_terms(terms):
    assert {*ROLES, *KINDS} - terms == set()


def test_columns_of_the_tables_of_tribes_are_terms(terms, tribes):
    someone = tribes.of(tribes.network.users[0])
    assert {*tribes.to_frame(), *someone.to_frame()} - terms == set()
