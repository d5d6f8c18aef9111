"""Addresses, hosts, limits, passwords, plan, coverage and lists, on their own."""

import json
import pickle
import sys

import pytest

from tests.live.running import collect, run
from tribus.errors import CollectError, OptionError, ReadError, UserError
from tribus.live import plan_bluesky, read_coverage, write_list
from tribus.live.addresses import read_address
from tribus.live.client import Client, Manners, UnreachableError
from tribus.live.credentials import PASSWORD_VARIABLE, AppPassword, find_app_password
from tribus.live.extra import load_extra
from tribus.live.hosts import is_allowed
from tribus.live.limits import RateLimit, read_retry_after

DID = "did:plc:" + "a" * 24


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("@Ana.bsky.social", ("person", "ana.bsky.social", "")),
        (DID, ("person", DID, "")),
        ("https://bsky.app/profile/ana.bsky.social", ("person", "ana.bsky.social", "")),
        (f"https://bsky.app/profile/{DID}/lists/3k", ("list", DID, "3k")),
        ("https://bsky.app/starter-pack/ana.bsky.social/3k", ("starter pack", "ana.bsky.social", "3k")),
        ("https://bsky.app/profile/ana.bsky.social/feed/tech", ("feed", "ana.bsky.social", "tech")),
        (f"at://{DID}/app.bsky.graph.list/3k", ("list", DID, "3k")),
    ],
)
def test_names_and_links_are_understood(text, address):
    assert tuple(read_address(text)) == address


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ana", r"did you mean 'ana\.bsky\.social'"),
        ("@ana@mastodon.social", r"'ana\.mastodon\.social\.ap\.brid\.gy'"),
        ("https://x.com/ana", "leads to X, and not to Bluesky"),
        ("https://go.bsky.app/abc", "is a short link"),
        ("at://ana.bsky.social/app.bsky.feed.post/3k", "is no list, starter pack or feed"),
        ("an a.bsky.social", "is no handle of Bluesky"),
        ("https://bsky.app/settings", "is no link to a person"),
        (7, "must be text, got 7"),
    ],
)
def test_other_names_are_errors_with_a_hint(text, message):
    with pytest.raises(OptionError, match=message):
        read_address(text)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://pds.example.com", True),
        ("http://pds.example.com", False),
        ("https://10.0.0.1", False),
        ("https://127.0.0.1", False),
        ("https://[::1]", False),
        ("https://169.254.169.254", False),
        ("https://0x7f.1", False),
        ("https://router.local", False),
        ("https://localhost", False),
        ("https://pds.example.com:8080", False),
        ("https://user@pds.example.com", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_public_servers_are_asked(url, allowed):
    assert is_allowed(url, allows_loopback=False) is allowed


def test_a_limit_is_waited_for_once():
    limit = RateLimit()
    limit.read({"ratelimit-remaining": "0", "ratelimit-reset": "1700000100"}, 1_700_000_000.0)
    assert limit.wait_seconds(1_700_000_000.0) == 100.0
    assert limit.wait_seconds(1_700_000_000.0) == 0.0
    assert read_retry_after({"retry-after": "7"}, 0.0) == 7.0
    assert read_retry_after({"ratelimit-reset": "1700000100"}, 1_700_000_000.0) == 100.0
    assert read_retry_after({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 0.0) == 60.0
    assert read_retry_after({"retry-after": "soon"}, 0.0) is None


def test_waits_grow_with_a_random_part():
    client = Client(budget=1, manners=Manners(first_wait=2.0, longest_wait=10.0))
    for attempt, longest in ((1, 2.0), (2, 4.0), (3, 8.0), (4, 10.0), (9, 10.0)):
        waits = {client._find_wait(attempt, RateLimit()) for _ in range(20)}
        assert longest / 2 <= min(waits) < max(waits) <= longest
    client.close()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://127.0.0.1:9/x", "gave no answer in 2 attempts: .*refused"),
        ("http://no-such-host.invalid/x", "gave no answer in 2 attempts"),
    ],
)
def test_no_network_is_a_clear_error(url, message):
    client = Client(budget=9, manners=Manners(attempts=2), pause=lambda _: None)
    with pytest.raises(UnreachableError, match=message):
        client.get(url, dict)
    client.close()


def test_a_certificate_that_cannot_be_verified_is_an_error_at_once(world):
    client = Client(budget=9, pause=lambda _: None)
    with pytest.raises(
        UnreachableError, match=r"the certificate of '127\.0\.0\.1:\d+' cannot be verified"
    ):
        client.get(world.url.replace("http", "https"), dict)
    assert client.n_requests == 1
    client.close()


def test_the_client_names_itself():
    client = Client(budget=9, contact="ana@example.org")
    assert client._http.headers["user-agent"].startswith("tribus-graph/")
    assert "ana@example.org" in client._http.headers["user-agent"]
    client.close()


def test_a_missing_library_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(CollectError, match=r'pip install "tribus-graph\[live\]"'):
        load_extra("httpx")


def test_a_password_is_never_shown_or_stored(monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "abcd-efgh-ijkl-mnop")
    password = find_app_password("ana.bsky.social")
    assert password.reveal() == "abcd-efgh-ijkl-mnop"
    assert "abcd" not in f"{password!r} {password} {vars(AppPassword)}"
    with pytest.raises(TypeError, match="a password is not stored"):
        pickle.dumps(password)


def test_no_password_names_the_places_for_it(monkeypatch):
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr("tribus.live.credentials._ask_keyring", lambda _: None)
    with pytest.raises(
        CollectError, match=f"environment variable {PASSWORD_VARIABLE}, or into the keyring"
    ):
        find_app_password("ana.bsky.social")


def test_a_plan_counts_the_people_around(world):
    plan = plan_bluesky("ana.test.social", service=world.url, directory=world.url)
    assert (plan.people, plan.calls) == (3, 1)
    assert plan.requests == 36
    assert "about 3 people, about 36 requests" in str(plan)
    with pytest.raises(UserError, match=r"'anna\.test\.social'"):
        plan_bluesky("anna.test.social", service=world.url, directory=world.url)


def test_coverage_has_the_state_of_everybody(world, tmp_path):
    world.of("cai").labels = ("!no-unauthenticated",)
    world.of("dan").home = "http://127.0.0.1:9"
    manners = Manners(attempts=1)
    run(world.url, tmp_path / "ana", manners=manners)
    states = read_coverage(tmp_path / "ana").set_index("user")["state"].to_dict()
    assert states == {
        "ana.test.social": "all seen",
        "ben.test.social": "all seen",
        "cai.test.social": "hidden",
        "dan.test.social": "unreachable",
        "eva.test.social": "all seen",
    }
    run(world.url, tmp_path / "short", budget=22)
    states = read_coverage(tmp_path / "short").set_index("user")["state"]
    assert set(states) - {"hidden"} <= {"all seen", "cut off", "not reached"}
    assert (states == "not reached").any()
    with pytest.raises(ReadError, match="there is no folder"):
        read_coverage(tmp_path / "none")


def test_a_list_has_the_ids_of_the_people(world, tmp_path):
    collect(world.url, tmp_path / "ana")
    people = ["ben.test.social", "cai.test.social"]
    path = tmp_path / "list.json"
    write_list(people, path, collection=tmp_path / "ana", name="Ana's people")
    written = json.loads(path.read_text())
    assert written["handles"] == people
    assert written["list"]["$type"] == "app.bsky.graph.list"
    assert [item["subject"] for item in written["items"]] == [world.of(n).did for n in ("ben", "cai")]
    before = path.read_bytes()
    write_list(people, path, collection=tmp_path / "ana", name="Ana's people")
    assert path.read_bytes() == before
    with pytest.raises(UserError, match=r"'zed\.test\.social' is not in the collection"):
        write_list(["zed.test.social"], path, collection=tmp_path / "ana", name="x")
    with pytest.raises(OptionError, match="name must have 1 to 64 letters"):
        write_list(people, path, collection=tmp_path / "ana", name="")
