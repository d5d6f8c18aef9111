"""A server on this machine for a network in memory, and faults between it and its clients."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.live.world import RefusedError


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self):
        address = urlsplit(self.path)
        self._reply(address.path, parse_qs(address.query))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self._reply(self.path, json.loads(body) if body else {})

    def _reply(self, path, params):
        server = self.server
        with server.lock:
            fault = server.fault(path, params) if server.fault else None
            if fault is not None and fault.instead(self):
                return
            try:
                status, answer = 200, server.world.answer(path, params)
            except RefusedError as refusal:
                status, answer = refusal.status, {"error": refusal.error, "message": refusal.message}
            if fault is not None:
                answer = fault.change(answer)
        self.send(status, json.dumps(answer).encode(), cut=fault is not None and fault.cuts)

    def send(self, status, body, *, headers=(), cut=False):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.wfile.flush()
        if cut:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, world):
        super().__init__(("127.0.0.1", 0), Handler)
        self.world, self.lock, self.fault = world, threading.RLock(), None
        world.url = f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serve(world):
    """Serve a network on this machine while the block runs."""
    server = Server(world)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
