"""A receiver on this machine: what it was sent, and what it answers."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sent:
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    @property
    def lead(self) -> str:
        return str(self.told["data"].get("lead", ""))

    @property
    def kind(self) -> str:
        return str(self.told["type"]).removeprefix("lead.")


class Listening(ThreadingHTTPServer):
    """`answer`: the status for what was sent; `taken`: what was answered with 2xx, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.sent: list[Sent] = []
        self.taken: list[Sent] = []
        self.answer: Callable[[Sent], int] = lambda _sent: 204
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}/crm?from=desk"


class _Answering(BaseHTTPRequestHandler):
    server: Listening
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sent = Sent({name.lower(): value for name, value in self.headers.items()}, body)
        self.server.sent.append(sent)
        status = self.server.answer(sent)
        if 200 <= status < 300:
            self.server.taken.append(sent)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def listening(certificate: Path | None = None) -> Iterator[Listening]:
    server = Listening()
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.scheme = "https"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
