"""Collections from a small network in memory."""

import pytest

import tribus as tb
from tests.live.running import acts_of, collect, read_acts, run, seeded_events
from tribus.errors import CollectError, OptionError, ReadError, TribusWarning, UserError
from tribus.live import collect_bluesky


def test_the_events_are_exactly_those_of_the_network(world, tmp_path):
    path = tmp_path / "ana"
    events = collect_bluesky("@Ana.test.social", to=path, service=world.url, directory=world.url)
    assert acts_of(events) == sorted(seeded_events(world))
    assert set(events.ids.to_pylist()) == {
        f"{n}.test.social" for n in ("ana", "ben", "cai", "dan", "eva")
    }
    assert tb.read_events(path, progress=False) == events
    assert read_acts(path).acts == acts_of(events)


def test_without_hops_only_the_person_is_read(world, tmp_path):
    events = collect(world.url, tmp_path / "ana", hops=0)
    read = {params["repo"][0] for path, params in world.requests if path.endswith("listRecords")}
    assert read == {world.of("ana").did}
    assert events.ego == "ana.test.social"
    known = {(kind, source, target) for kind, source, target, _ in events.acts}
    assert ("reply", "ben.test.social", "ana.test.social") in known
    assert ("mention", "ben.test.social", "cai.test.social") not in known


def test_a_second_run_asks_for_little_when_nothing_has_changed(world, tmp_path):
    first = collect(world.url, tmp_path / "ana")
    n_first = len(world.requests)
    assert collect(world.url, tmp_path / "ana") == first
    assert len(world.requests) - n_first < n_first / 3


def test_a_second_run_sees_what_is_new_and_what_was_deleted(world, tmp_path):
    collect(world.url, tmp_path / "ana")
    world.post("cai", "late answer", to=world.hello, ago=0.5)
    world.delete(world.answer_of_ben)
    events = collect(world.url, tmp_path / "ana")
    assert events.acts == sorted(seeded_events(world))
    assert not any(post == world.answer_of_ben for *_, post in events.acts)


def test_records_before_the_period_are_not_kept(world, tmp_path):
    world.post("ana", "long ago", mentions=["ben"], ago=300)
    events = collect(world.url, tmp_path / "ana", days=90)
    assert events.acts == sorted(
        a for a in seeded_events(world) if a[0] != "mention" or a[1][:3] != "ana"
    )
    stored = "".join(file.read_text() for file in (tmp_path / "ana").glob("steps-*"))
    assert "long ago" not in stored


def test_texts_are_stored_only_if_asked_for(world, tmp_path):
    collect(world.url, tmp_path / "ana")
    assert "thanks" not in "".join(file.read_text() for file in (tmp_path / "ana").glob("steps-*"))
    run(world.url, tmp_path / "with", texts=True)
    assert "thanks" in "".join(file.read_text() for file in (tmp_path / "with").glob("steps-*"))


def test_what_passed_between_people_who_block_is_left_out(world, tmp_path):
    world.block("ana", "ben")
    events = collect(world.url, tmp_path / "ana")
    assert events.acts == sorted(seeded_events(world))
    assert events.skipped["between people of whom one blocks the other"] == 3


def test_people_who_hide_from_strangers_are_left_out(world, tmp_path):
    world.of("ben").labels = ("!no-unauthenticated",)
    events = collect(world.url, tmp_path / "ana")
    assert "ben.test.social" not in events.users
    assert events.acts == sorted(seeded_events(world, missing=["ben"]))
    assert events.skipped["of or to people who are hidden"] > 0
    asked = [params for path, params in world.requests if path.endswith("listRecords")]
    assert world.of("ben").did not in {params["repo"][0] for params in asked}


def test_people_on_the_list_of_opt_outs_are_left_out(world, tmp_path):
    events = collect(world.url, tmp_path / "ana", leave_out=["cai.test.social"])
    assert events.acts == sorted(seeded_events(world, missing=["cai"]))
    opted = world.make_list("zoe", "3kopt", ["ben", "dan"])
    events = collect(world.url, tmp_path / "ana", leave_out=[opted])
    assert events.acts == sorted(seeded_events(world, missing=["ben", "cai", "dan"]))


def test_an_opt_out_whose_account_is_gone_is_a_warning(world, tmp_path):
    with pytest.warns(TribusWarning, match="nobody on Bluesky has the handle 'xeno.test.social'"):
        collect(world.url, tmp_path / "ana", leave_out=["xeno.test.social"])


@pytest.mark.parametrize("status", ["takendown", "deactivated"])
def test_people_whose_accounts_end_between_runs_are_left_out(world, tmp_path, status):
    collect(world.url, tmp_path / "ana")
    world.of("ben").status = status
    events = collect(world.url, tmp_path / "ana")
    assert events.acts == sorted(seeded_events(world))
    world.of("ben").status = "active"
    assert collect(world.url, tmp_path / "ana").acts == sorted(seeded_events(world))


def test_an_account_that_ends_midway_is_left_out(world, tmp_path):
    def end(path, params):
        if path.endswith("listRecords") and params["repo"] == [world.of("ben").did]:
            world.of("ben").status = "suspended"

    world.server.fault = end
    events = collect(world.url, tmp_path / "ana")
    assert events.acts == sorted(seeded_events(world))
    assert "ben.test.social" not in events.users


def test_a_new_handle_is_the_same_person(world, tmp_path):
    collect(world.url, tmp_path / "ana")
    world.of("ben").handle = "benjamin.test.social"
    events = collect(world.url, tmp_path / "ana")
    assert "benjamin.test.social" in events.users
    assert "ben.test.social" not in events.users
    assert len(events.acts) == len(seeded_events(world))


def test_members_of_a_list_a_starter_pack_and_a_feed(world, tmp_path):
    uri = world.make_list("zoe", "3klist", ["ana", "ben"])
    world.packs[f"at://{world.of('zoe').did}/app.bsky.graph.starterpack/3kpack"] = uri
    expected = sorted(seeded_events(world, ["ana", "ben"]))
    link = "https://bsky.app/profile/zoe.test.social/lists/3klist"
    assert collect(world.url, tmp_path / "list", link).acts == expected
    pack = "https://bsky.app/starter-pack/zoe.test.social/3kpack"
    assert collect(world.url, tmp_path / "pack", pack).acts == expected
    feed = f"at://{world.of('zoe').did}/app.bsky.feed.generator/3kfeed"
    everybody = seeded_events(world, ["ana", "ben", "cai", "zoe"])  # the authors in the feed
    assert collect(world.url, tmp_path / "feed", feed).acts == sorted(everybody)


def test_a_list_that_is_not_there_is_an_error(world, tmp_path):
    with pytest.raises(UserError, match=r"there is no such list: .*List not found"):
        collect(world.url, tmp_path / "x", "https://bsky.app/profile/zoe.test.social/lists/3knone")


def test_a_misspelt_handle_offers_similar_ones(world, tmp_path):
    with pytest.raises(UserError, match=r"'anna\.test\.social' - did you mean 'ana\.test\.social'"):
        collect(world.url, tmp_path / "x", "anna.test.social")


def test_a_hidden_or_deleted_person_cannot_be_asked_for(world, tmp_path):
    world.of("ana").labels = ("!no-unauthenticated",)
    with pytest.raises(CollectError, match="asks not to be shown to people without an account"):
        collect(world.url, tmp_path / "x")
    world.of("ana").labels, world.of("ana").status = (), "deactivated"
    with pytest.raises(CollectError, match="deleted, deactivated or suspended"):
        collect(world.url, tmp_path / "y")


def test_a_spent_budget_warns_and_the_next_calls_go_on(world, tmp_path):
    options = {"to": tmp_path / "ana", "service": world.url, "directory": world.url, "progress": False}
    with pytest.warns(TribusWarning, match="the budget of 12 requests was spent"):
        collect_bluesky("ana.test.social", budget=12, **options)
    assert len(world.requests) == 12
    for _ in range(20):
        whole, _ = run(world.url, tmp_path / "ana", budget=8)
        if whole:
            break
    assert read_acts(tmp_path / "ana").acts == sorted(seeded_events(world))


def test_those_with_most_exchange_are_read_first(world, tmp_path):
    run(world.url, tmp_path / "ana")
    read = [params["repo"][0] for path, params in world.requests if path.endswith("listRecords")]
    order = list(dict.fromkeys(read))
    assert order[:2] == [world.of("ana").did, world.of("ben").did]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("days", 0, "days must be a finite number above 0"),
        ("hops", 2, "hops must be 0"),
        ("budget", 0, "budget must be a whole number of 1 or more"),
        ("service", "ftp://x", "service must be the address of a server"),
        ("service", "http://example.com", "service must be the address of a server"),
        ("account", "x", "'x' is no handle of Bluesky"),
        ("leave_out", ["y"], "'y' is no handle of Bluesky"),
    ],
)
def test_wrong_options_are_errors_before_any_request(tmp_path, option, value, message):
    options = {"to": tmp_path / "x", option: value}
    with pytest.raises(OptionError, match=message):
        collect_bluesky("ana.bsky.social", **options)


def test_a_folder_of_another_collection_is_an_error(world, tmp_path):
    run(world.url, tmp_path / "ana")
    with pytest.raises(OptionError, match=r"was collected with who=\['ana.test.social'\], not"):
        run(world.url, tmp_path / "ana", "ben.test.social")
    with pytest.raises(OptionError, match=r"days=90\.0, not 30\.0"):
        run(world.url, tmp_path / "ana", days=30)


def test_a_damaged_record_is_counted(world, tmp_path):
    world.write("ben", "app.bsky.feed.post", {"text": 7})
    world.write("ben", "app.bsky.feed.like", {"subject": {"uri": ["x"]}})
    events = collect(world.url, tmp_path / "ana")
    assert events.skipped["records that cannot be read"] == 2


def test_a_record_dated_in_the_future_is_counted(world, tmp_path):
    world.post("ben", "from tomorrow", mentions=["ana"], ago=-30)
    events = collect(world.url, tmp_path / "ana")
    assert events.skipped["records dated after they were collected"] == 1


def test_a_damaged_collection_is_an_error_with_the_remedy(world, tmp_path):
    run(world.url, tmp_path / "ana")
    file = tmp_path / "ana" / "steps-000001.ndjson"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:5], lines[5].replace(b"round", b"rouns"), *lines[6:]]))
    with pytest.raises(ReadError, match=r"line 6 is damaged: its checksum does not match. Delete this"):
        run(world.url, tmp_path / "ana")
    file.write_bytes(b"".join(lines[:5]))
    assert collect(world.url, tmp_path / "ana").acts == sorted(seeded_events(world))
