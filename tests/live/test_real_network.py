"""Sixty accounts in a real network on this machine: what is collected is what was written."""

import os
from contextlib import closing

import pytest

import tribus as tb
from tests.live import real
from tests.live.mirror import PASSWORD, Mirror
from tests.live.running import acts_of, read_acts, seeded_events
from tests.live.societies import make_society
from tests.live.world import NOW, POST, iso
from tribus.errors import CollectError, UserError
from tribus.live import collect_bluesky
from tribus.live.api import Api
from tribus.live.credentials import PASSWORD_VARIABLE

SWITCH = "TRIBUS_TEST_NETWORK"
pytestmark = pytest.mark.skipif(
    not os.environ.get(SWITCH), reason=f"the real network is not started; set {SWITCH}=1"
)


@pytest.fixture(scope="module")
def mirror():
    missing = real.find_missing()
    assert not missing, f"the real network cannot run: {missing}"
    with (
        real.network() as (addresses, command),
        closing(Mirror(make_society(60), addresses, command)) as mirror,
    ):
        yield mirror


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("collections")


def options_of(mirror, to):
    servers = {"service": mirror.addresses["appview"], "directory": mirror.addresses["plc"]}
    return {**servers, "to": to, "progress": False}


def test_the_events_are_exactly_those_that_were_written(mirror, folder):
    events = collect_bluesky("p00.test", **options_of(mirror, folder / "s"))
    assert acts_of(events) == sorted(seeded_events(mirror, ["p00"]))
    assert len(events) > 300
    assert tb.read_events(folder / "s", progress=False) == events


def test_a_second_run_sees_what_has_changed(mirror, folder):
    assert (folder / "s").exists(), "the test before has to run"
    handle = mirror.of("p00").did
    mention = {"index": {"byteStart": 0, "byteEnd": 1}, "features": [
        {"$type": "app.bsky.richtext.facet#mention", "did": handle}]}  # fmt: skip
    mirror.write("p18", POST, {"text": "new", "createdAt": iso(NOW), "facets": [mention]})
    mirror.delete("p18", POST, min(mirror.of("p18").records[POST]))
    mirror.rename("p10", "ten.test")
    mirror.suspend("p17")
    mirror.command(do="settle")
    events = collect_bluesky("p00.test", **options_of(mirror, folder / "s"))
    assert acts_of(events) == sorted(seeded_events(mirror, ["p00"]))
    assert "ten.test" in events.ids.to_pylist()
    assert "p17.test" not in events.ids.to_pylist()


def test_a_list_of_handles_without_hops(mirror, folder):
    who = ["p01.test", "p02.test", "p03.test"]
    events = collect_bluesky(who, hops=0, **options_of(mirror, folder / "three"))
    own = {act for act in seeded_events(mirror, ["p01", "p02", "p03"]) if act[1] in who}
    assert own <= set(acts_of(events))


def test_an_unknown_handle_is_an_error(mirror, folder):
    with pytest.raises(UserError, match=r"nobody on Bluesky has the handle 'nobody\.test'"):
        collect_bluesky("nobody.test", **options_of(mirror, folder / "none"))


def test_an_account_may_ask_with_its_app_password(mirror, folder, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    to = folder / "account"
    collect_bluesky("p01.test", hops=0, account="p02.test", **options_of(mirror, to))
    assert read_acts(to).acts
    assert PASSWORD not in "".join(file.read_text() for file in to.iterdir())


def test_a_wrong_app_password_is_an_error_that_does_not_show_it(mirror, folder, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "wrong-app-password")
    with pytest.raises(
        CollectError, match=r"the app password of 'p02\.test' is wrong or was revoked"
    ) as e:
        collect_bluesky("p01.test", account="p02.test", **options_of(mirror, folder / "wrong"))
    assert "wrong-app-password" not in str(e.value)


def test_short_pages_give_the_same(mirror, folder, monkeypatch):
    monkeypatch.setattr(Api.__init__, "__kwdefaults__", {"session": None, "page_size": 7})
    events = collect_bluesky("p03.test", **options_of(mirror, folder / "short"))
    assert acts_of(events) == sorted(seeded_events(mirror, ["p03"]))
