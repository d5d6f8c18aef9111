"""The format is what it was: a change of a form is another version."""

import json
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from tribus._storage import Form, Record, form_of, stored
from tribus._storage.forms import TEXT
from tribus._storage.saving import FORMAT_VERSION
from tribus.loading import HOMES

DESCRIPTION = Path(__file__).parent / f"format_{FORMAT_VERSION}.json"


def describe_all():
    """Return the fields of every record that a saved file can have."""
    found, waiting = {}, [form_of(getattr(import_module(home), name)) for name, home in HOMES.items()]
    while waiting:
        form = waiting.pop()
        if isinstance(form, Record) and form.name not in found:
            found[form.name] = form.describe_fields()
            waiting += form.forms.values()
        waiting += [inner for inner in vars(form).values() if isinstance(inner, Form)]
    return dict(sorted(found.items()))


def test_a_change_of_a_form_is_another_version(request):
    if request.config.getoption("--draw-golden"):
        DESCRIPTION.write_text(json.dumps(describe_all(), indent=1) + "\n", encoding="utf-8")
    assert describe_all() == json.loads(DESCRIPTION.read_text(encoding="utf-8")), (
        "the forms have changed: raise FORMAT_VERSION, and draw the description with --draw-golden"
    )


@pytest.mark.parametrize("name", HOMES)
def test_every_field_is_saved(name):
    cls = getattr(import_module(HOMES[name]), name)
    assert set(form_of(cls).forms) == {field.name for field in fields(cls)}


def test_a_field_without_a_form_is_an_error():
    from tribus.ties.affinity import AffinityTerms

    with pytest.raises(TypeError, match=r"AffinityTerms has the fields .*, and forms for"):
        stored(logarithm=TEXT)(AffinityTerms)
