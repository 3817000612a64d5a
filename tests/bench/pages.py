"""A server that has its pages ready: it tells one person's leads and nothing else.

`python -m tests.bench.pages LEADS` prints its port. What judges and stores is no part of it, so
that a pull takes as long as whoever pulls.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.bench.running import running
from tests.bench.stock import DUE, ME, config, some_leads
from tests.builders import MONDAY
from workbench.domain.plain import to_ms, to_plain
from workbench.sync.puller import PAGE
from workbench.wire import lead_json

SIGNED_IN = {
    "user": to_plain(ME), "access": "a", "refresh": "r", "expires_in": 3600,
    "clock": {"at": to_ms(MONDAY), "speed": 1.0},
}  # fmt: skip


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    backfill: dict[int, bytes]
    due: list[Any]
    newest: int

    def handle(self) -> None:
        with suppress(ConnectionError):  # who has it all hangs up
            super().handle()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(json.dumps(SIGNED_IN).encode())

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if "below" in asked:
            self._answer(self.backfill[int(asked["below"][0])])
            return
        time.sleep(float(asked.get("wait", ["0"])[0]))
        told: dict[str, Any] = {"since": self.newest, "more": False, "items": [], "config": []}
        if "since" not in asked:
            told |= {"config": config(), "items": self.due[: int(asked.get("due", ["0"])[0])]}
        now = to_ms(MONDAY)
        self._answer(json.dumps({"as_of": f"{self.newest}.1f", "now": now, **told}).encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(leads: int) -> Iterator[str]:
    """The address of such a server, in a process of its own."""
    with running("tests.bench.pages", str(leads)) as server:
        yield f"http://127.0.0.1:{int(server.line())}"


def _items(leads: int) -> list[str]:
    """By rising seq: those that are due are the oldest, so that the backfill comes to them last."""
    return [
        f'{{"op":"put","lead":{lead_json(replace(lead, seq=n))},"activities":[],"older":0}}'
        for n, lead in enumerate(some_leads(leads, DUE, MONDAY), start=1)
    ]


def _due(texts: list[str]) -> list[Any]:
    """As a server chooses them: what fell due last."""
    items = [json.loads(text) for text in texts[:DUE]]
    return sorted(items, key=lambda item: -item["lead"]["standing"]["queue_from"])


def _backfill(texts: list[str]) -> dict[int, bytes]:
    """By what they lie under, the newest first."""
    pages, leads = {}, len(texts)
    for below in range(leads + 1, 1, -PAGE):
        lowest = max(1, below - PAGE)
        items = ",".join(reversed(texts[lowest - 1 : below - 1]))
        end = lowest if lowest > 1 else 0
        pages[below] = f'{{"as_of":"{leads}.1f","below":{end},"items":[{items}]}}'.encode()
    return pages


def main() -> None:
    Pages.newest = int(sys.argv[1])
    texts = _items(Pages.newest)
    Pages.backfill, Pages.due = _backfill(texts), _due(texts)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
