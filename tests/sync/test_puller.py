"""In which order the puller asks, of a server that tells an empty slice page by page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.bench.pages import Pages
from tests.desk.seats import ROBIN, StoppedClock
from workbench.desk.desk import open_desk
from workbench.sync.line import Line
from workbench.sync.puller import LIVE_EVERY_S

NEWEST = 5
BELOW = range(2, NEWEST + 2)
PAGE = b'{"as_of":"5.1f","below":%d,"items":[]}'


class Asked(Pages):
    """Remembers what it was asked: `live`, or under which seq a page of the backfill lies."""

    newest = NEWEST
    log: list[str]

    def do_GET(self) -> None:
        self.log.append(parse_qs(urlsplit(self.path).query).get("below", ["live"])[0])
        super().do_GET()


@contextmanager
def asked_of(log: list[str]) -> Iterator[str]:
    """The address of such a server."""
    backfill = {below: PAGE % (below - 1 if below > BELOW[0] else 0) for below in BELOW}
    handler = type("Logged", (Asked,), {"log": log, "backfill": backfill, "due": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_page_of_the_backfill_comes_ahead_but_never_across_a_live_one(tmp_path: Path) -> None:
    desk, clock = open_desk(tmp_path), StoppedClock()
    log: list[str] = []
    with asked_of(log) as address:
        session = desk._session(address, ROBIN.email)
        session.sign_in(ROBIN.email, "password")
        line = Line(desk._outbox, desk._caches, session, clock, desk._ear)
        for _ in range(3):
            line.go_round("puller")
        clock.pass_by(seconds=LIVE_EVERY_S)
        while not desk._caches.shown.cursor.complete:
            assert line.go_round("puller") == 0
        line.stop()
    # The third round asked for 5, and for 4 ahead; a live look was due before 3 could be.
    assert log == ["live", "6", "live", "5", "4", "live", "3", "2", "live"]
