"""Jetstream: a small server on this machine that speaks the documented protocol, in both versions."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import pytest
from backports import zstd
from websockets.datastructures import Headers
from websockets.http11 import Response
from websockets.sync.server import serve

import tribus as tb
from tests.live.world import did_of
from tribus.errors import CollectError, OptionError
from tribus.live.jetstream import follow_bluesky

ANA, BEN = did_of("ana"), did_of("ben")
START = 1_700_000_000_000_000
SECOND = "network.bsky.jetstream.subscribeEvents"


def make_commits(n):
    """Ana and Ben answer each other in turn."""
    commits = []
    for number in range(n):
        did, other = (ANA, BEN) if number % 2 else (BEN, ANA)
        record = {
            "$type": "app.bsky.feed.post",
            "text": f"answer {number}",
            "createdAt": "2023-11-14T22:13:20Z",
            "reply": {"parent": {"uri": f"at://{other}/app.bsky.feed.post/{number}", "cid": "b"},
                      "root": {"uri": f"at://{other}/app.bsky.feed.post/0", "cid": "b"}},
        }  # fmt: skip
        commits.append((did, f"k{number:06d}", record))
    return commits


def in_first_version(number, did, key, record):
    commit = {"rev": "3k", "operation": "create", "collection": "app.bsky.feed.post", "rkey": key,
              "record": record, "cid": "b"}  # fmt: skip
    return {"did": did, "time_us": START + number, "kind": "commit", "commit": commit}


def in_second_version(number, did, key, record):
    moment = datetime.fromtimestamp((START + number) / 1e6, UTC).isoformat(timespec="microseconds")
    payload = {"$type": f"{SECOND}#commit", "seq": number + 1, "did": did, "rev": "3k", "rkey": key,
               "time": moment.replace("+00:00", "Z"), "operation": "create", "record": record,
               "collection": "app.bsky.feed.post", "cid": "b"}  # fmt: skip
    return {"$type": "message", "payload": payload}


class Jetstream:
    """The server: it hangs up after some messages of each connection."""

    def __init__(self, n, *, hang_up=10**9):
        self.commits, self.hang_up, self.queries = make_commits(n), hang_up, []
        frames = [json.dumps(in_second_version(n, *one)).encode() for n, one in enumerate(self.commits)]
        self.dictionary = zstd.train_dict(frames * max(1, 300 // max(n, 1)), 4_096) if n else None

    def before(self, _connection, request):
        path = urlsplit(request.path).path
        if path.endswith("getZstdDictionary"):
            body = self.dictionary.dict_content
            headers = Headers([("content-length", str(len(body))), ("connection", "close")])
            return Response(HTTPStatus.OK.value, "OK", headers, body)
        return None

    def handle(self, connection):
        address = urlsplit(connection.request.path)
        query = parse_qs(address.query)
        self.queries.append(query)
        is_second = address.path.endswith(SECOND)
        make, first = (in_second_version, 1) if is_second else (in_first_version, START)
        cursor = int(query["cursor"][0]) if "cursor" in query else None
        compressor = (
            zstd.ZstdCompressor(zstd_dict=self.dictionary) if "zstdDictionary" in query else None
        )
        start = 0 if cursor is None else max(cursor - first, 0)  # inclusive
        for number in range(start, min(start + self.hang_up, len(self.commits))):
            text = json.dumps(make(number, *self.commits[number]))
            if compressor is None:
                connection.send(text)
            else:
                connection.send(compressor.compress(text.encode(), mode=compressor.FLUSH_FRAME))
        if start + self.hang_up < len(self.commits):
            return
        for _ in connection:
            pass


@contextmanager
def served(jetstream):
    server = serve(jetstream.handle, "127.0.0.1", 0, process_request=jetstream.before)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("compress", [True, False])
def test_both_versions_give_the_same_events(tmp_path, version, compress):
    jetstream = Jetstream(40)
    with served(jetstream) as url:
        options = {"version": version, "compress": compress, "messages": 40, "seconds": 30}
        events = follow_bluesky(to=tmp_path / "s.jsonl", service=url, dids=[ANA, BEN], **options)
    frame = events.to_frame()
    assert len(frame) == 40
    assert frame["time"].min() == datetime.fromtimestamp(START / 1e6, UTC)
    query = jetstream.queries[0]
    assert query["dids" if version == 2 else "wantedDids"] == [ANA, BEN]
    assert ("zstdDictionary" in query) == (version == 2 and compress)


@pytest.mark.parametrize("version", [1, 2])
def test_a_server_that_hangs_up_loses_and_doubles_nothing(tmp_path, version, monkeypatch):
    monkeypatch.setattr("tribus.live.jetstream.FIRST_WAIT", 0.001)
    jetstream = Jetstream(50, hang_up=7)
    with served(jetstream) as url:
        options = {
            "version": version,
            "messages": 50,
            "seconds": 30,
            "cursor": 1 if version == 2 else START,
        }
        events = follow_bluesky(to=tmp_path / "s.jsonl", service=url, **options)
    assert events.counts == {"reply": 50.0}
    assert len(jetstream.queries) > 5
    assert len((tmp_path / "s.jsonl").read_bytes().splitlines()) == 50


def test_a_later_call_goes_on_after_the_last_message(tmp_path):
    to = tmp_path / "s.jsonl"
    with served(Jetstream(30)) as url:
        first = follow_bluesky(to=to, service=url, messages=10, seconds=30)
        with to.open("ab") as file:
            file.write(b'{"$type":"message","payl')  # a run was killed here
        second = follow_bluesky(to=to, service=url, messages=20, seconds=30)
    assert (len(first), len(second)) == (10, 20)
    assert tb.Events.concat([first, second]).counts == {"reply": 30.0}


def test_events_of_the_stream_extend_a_timeline(tmp_path):
    to = tmp_path / "s.jsonl"
    with served(Jetstream(30)) as url:
        first = follow_bluesky(to=to, service=url, messages=10, seconds=30)
        second = follow_bluesky(to=to, service=url, messages=20, seconds=30)
    timeline = tb.trace_tribes(first, window="1d", progress=False)
    assert timeline.extend(second, progress=False).counts.last_time == START + 29


def test_a_stream_that_is_not_there_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("tribus.live.jetstream.FIRST_WAIT", 0.001)
    with pytest.raises(CollectError, match="cannot be reached"):
        follow_bluesky(to=tmp_path / "s.jsonl", seconds=5, service="http://127.0.0.1:9")
    with pytest.raises(CollectError, match="ends"):
        follow_bluesky(to=tmp_path / "s.jsonl", seconds=5, version=1, service="http://127.0.0.1:9")


def test_wrong_options_are_errors(tmp_path):
    with pytest.raises(OptionError, match=r"to must end in \.jsonl"):
        follow_bluesky(to=tmp_path / "s.txt", seconds=5)
    with pytest.raises(OptionError, match=r"got 'ana\.bsky\.social'"):
        follow_bluesky(to=tmp_path / "s.jsonl", seconds=5, dids=["ana.bsky.social"])
    with pytest.raises(OptionError, match="version must be one of '1', '2'"):
        follow_bluesky(to=tmp_path / "s.jsonl", seconds=5, version=3)
