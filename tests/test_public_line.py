"""The public line: every name that a user may import is listed here and in the reference."""

import importlib
import inspect
import pkgutil
import re
from functools import reduce
from pathlib import Path

import pytest

import tribus as tb

PUBLIC_NAMES = {
    "tribus": [
        "Account",
        "Coherence",
        "Events",
        "Network",
        "People",
        "Returns",
        "Sowing",
        "Stability",
        "Timeline",
        "Topics",
        "Tribe",
        "Tribes",
        "__version__",
        "build_network",
        "check_stability",
        "collect_bluesky",
        "community",
        "datasets",
        "errors",
        "find_topics",
        "find_tribes",
        "follow_bluesky",
        "from_edges",
        "from_networkx",
        "from_scipy",
        "load",
        "measure_coherence",
        "measure_people",
        "measure_return",
        "measure_sowing",
        "metrics",
        "plan_bluesky",
        "plot",
        "read_coverage",
        "read_events",
        "set_language",
        "set_memory_limit",
        "trace_tribes",
        "write_list",
        "write_report",
    ],
    "tribus.community": ["leiden", "louvain"],
    "tribus.datasets": ["Society", "make_society"],
    "tribus.errors": [
        "CollectError",
        "ColumnError",
        "EventsError",
        "NetworkError",
        "OptionError",
        "ReadError",
        "TribusError",
        "TribusWarning",
        "UserError",
    ],
    "tribus.metrics": [
        "TribeCuts",
        "adjusted_mutual_information",
        "constant_potts_model",
        "minimum_cut",
        "modularity",
        "tribe_cuts",
    ],
    "tribus.plot": [
        "draw_answer_rates",
        "draw_answers",
        "draw_balance",
        "draw_belonging",
        "draw_churn",
        "draw_circuits",
        "draw_flows",
        "draw_followers",
        "draw_hours",
        "draw_journey",
        "draw_mixing",
        "draw_over_time",
        "draw_personal_tribe",
        "draw_personal_tribes",
        "draw_phases",
        "draw_returns",
        "draw_sizes",
        "draw_sowing",
        "draw_stability",
        "draw_topics",
        "draw_tribes",
        "draw_waiting",
        "draw_waves",
        "draw_words",
    ],
}
RESULT_CLASSES = [  # returned by public functions, and documented at these paths
    "events.Cleaning",
    "events.Reading",
    "facets.Facet",
    "facets.Facets",
    "facets.PersonalFacet",
    "facets.PersonalFacets",
    "inference.AgreementCurve",
    "inference.Level",
    "inference.Levels",
    "inference.Verdict",
    "live.CollectionPlan",
    "network.Attributes",
    "network.Explanation",
    "network.Reciprocity",
    "network.Thinning",
    "stability.PersonStability",
    "timeline.PersonalTimeline",
    "timeline.TimelineWindow",
    "topics.TribeWords",
    "tribes.AttributeAgreement",
    "tribes.Comparison",
    "tribes.Mixing",
    "tribes.PersonalLevel",
    "tribes.PersonalTribe",
]
PACKAGES = [name for name in PUBLIC_NAMES if name != "tribus"]
REFERENCE = Path(__file__).parent.parent / "docs" / "reference" / "index.md"


def public_submodules(package):
    found = pkgutil.iter_modules(getattr(package, "__path__", []))
    return [
        importlib.import_module(f"{package.__name__}.{module.name}")
        for module in found
        if not module.name.startswith("_")
    ]


def defined_names(module):
    """Classes and functions without an underscore that the package of the module defines."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isroutine(value))
        and value.__module__.startswith(module.__name__)
    }


def documented_names():
    return re.findall(r"^   ([A-Za-z_][\w.]*)$", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", PUBLIC_NAMES)
def test_dir_shows_exactly_the_public_names(name):
    module = importlib.import_module(name)
    shown = dir(module) if name == "tribus" else [name for name in dir(module) if name[0] != "_"]
    assert shown == PUBLIC_NAMES[name]
    assert all(hasattr(module, name) for name in shown)


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_class_or_function_is_reachable(name):
    package = importlib.import_module(name)
    public_submodules(package)  # once imported, they are attributes of the package
    assert defined_names(package) == set(PUBLIC_NAMES[name])


@pytest.mark.parametrize("name", ["tribus.datasets", "tribus.plot"])
def test_helper_modules_are_private(name):
    package = importlib.import_module(name)
    for module in public_submodules(package):
        assert defined_names(module) <= set(PUBLIC_NAMES[name]), module.__name__


def test_every_public_name_is_in_the_reference():
    names = [name for name in PUBLIC_NAMES["tribus"] if inspect.isroutine(getattr(tb, name))]
    names += [name for name in PUBLIC_NAMES["tribus"] if inspect.isclass(getattr(tb, name))]
    for package in PACKAGES:
        if package != "tribus.errors":  # documented as a whole module
            names += [f"{package.removeprefix('tribus.')}.{name}" for name in PUBLIC_NAMES[package]]
    assert set(names + RESULT_CLASSES) <= set(documented_names())


def test_every_name_in_the_reference_exists():
    for name in documented_names():
        first, *rest = name.split(".")
        start = getattr(tb, first, None) or importlib.import_module(f"tribus.{first}")
        assert reduce(getattr, rest, start).__doc__, name


def test_the_reference_documents_no_private_name():
    public = {
        f"{package.removeprefix('tribus.')}.{name}"
        for package in PACKAGES
        for name in PUBLIC_NAMES[package]
    }
    public |= {*PUBLIC_NAMES["tribus"], *RESULT_CLASSES}
    methods = {name for name in documented_names() if name.rpartition(".")[0] in public}
    assert set(documented_names()) - methods <= public
