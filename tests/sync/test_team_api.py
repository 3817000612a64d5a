"""What a server, or something that is none, may answer, and what it becomes at our border."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.sync.errors import (
    Busy,
    Locked,
    Offline,
    RefusedByServer,
    Resync,
    SignedOut,
    SyncError,
    TooMuch,
    TooOld,
)
from workbench.sync.team_api import TeamApi, checked_address
from workbench.wire import Position


class Answering(BaseHTTPRequestHandler):
    """Answers what the path says, `/409/{"code":…}`; holds `/hold` until the server closes."""

    protocol_version = "HTTP/1.1"
    released = threading.Event()
    asked: list[dict[str, str]] = []  # noqa: RUF012  # shared: the server makes one handler a call

    def do_GET(self) -> None:
        Answering.asked.append(dict(self.headers))
        _, what, *rest = self.path.split("/", 2)
        if what == "hold":
            Answering.released.wait(30)
            self.close_connection = True
            return
        body = bytes.fromhex(rest[0]) if rest else b""
        self.send_response(int(what))
        if what in ("429", "503"):
            self.send_header("Retry-After", "7")
        if what == "302":
            self.send_header("Location", "/200/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[TeamApi]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Answering.released.clear()
    api = TeamApi(f"http://127.0.0.1:{server.server_port}", client_id="me")
    yield api
    Answering.released.set()
    api.close()
    server.shutdown()
    thread.join()
    server.server_close()


def asked(api: TeamApi, status: int, body: object = None, raw: bytes | None = None) -> object:
    told = raw if raw is not None else json.dumps(body).encode()
    return api.call("GET", f"/{status}/{told.hex()}")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"code": "expired", "message": "Over."}, SignedOut),
        (403, {"code": "account_disabled", "message": "Over."}, Locked),
        (403, {"code": "not_yours", "message": "Over."}, RefusedByServer),
        (409, {"code": "resync", "reason": "cursor_expired", "message": "Over."}, Resync),
        (409, {"code": "used", "message": "Over."}, RefusedByServer),
        (413, {"code": "too_large", "message": "Over."}, TooMuch),
        (422, {"code": "invalid", "message": "Over.", "field": "x"}, RefusedByServer),
        (426, {"code": "client_too_old", "message": "Over."}, TooOld),
        (429, {"code": "too_many", "message": "Over."}, Busy),
        (500, {"code": "internal", "message": "Over."}, Offline),
        (502, None, Busy),
        (404, None, Offline),
        (200, ["no", "object"], Offline),
        (302, None, Offline),
    ],
)
def test_every_answer_becomes_an_error_of_ours(
    api: TeamApi, status: int, body: object, kind: type[SyncError]
) -> None:
    with pytest.raises(kind) as caught:
        asked(api, status, body)
    assert str(caught.value).endswith(".")
    if isinstance(caught.value, Busy):
        assert caught.value.retry_after == (7 if status == 429 else None)
    if isinstance(caught.value, Resync):
        assert caught.value.reason == "cursor_expired"


def test_a_page_of_a_hotel_is_no_server(api: TeamApi) -> None:
    with pytest.raises(Offline, match="no workbench server"):
        asked(api, 200, raw=b"<html>Welcome to our guest network")


def test_who_we_are_and_what_we_have_seen_is_told_and_nothing_of_the_environment(
    api: TeamApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    Answering.asked.clear()
    claims = (Position(9, "a1"), Position(7, "b2"))
    told = b"{}".hex()
    assert api.call("GET", f"/200/{told}", token="secret", claims=lambda: claims) == {}
    [headers] = Answering.asked
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Sync-Claim"] == "9.a1,7.b2"
    assert headers["Client"].startswith("workbench/")
    assert headers["Client"].endswith("; proto=1; id=me")


def test_closing_ends_a_held_poll_at_once_and_nothing_is_asked_after(api: TeamApi) -> None:
    ended: list[BaseException] = []

    def poll() -> None:
        try:
            api.call("GET", "/hold", wait_s=25)
        except SyncError as error:
            ended.append(error)

    Answering.asked.clear()
    thread = threading.Thread(target=poll)
    thread.start()
    while not Answering.asked:
        pass
    api.close()
    thread.join(timeout=5)
    assert not thread.is_alive()
    assert isinstance(ended[0], Offline)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("team.example", "https://team.example"),
        (" https://team.example/ ", "https://team.example"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost:8080", "http://localhost:8080"),
    ],
)
def test_an_address_may_be_typed_short(typed: str, address: str) -> None:
    assert checked_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["http://team.example", "ftp://team.example", "", "https://", "https://team.example:port"],
)
def test_an_address_that_is_none_or_that_everybody_could_listen_to_is_refused(typed: str) -> None:
    with pytest.raises(RefusedByServer) as caught:
        checked_address(typed)
    assert caught.value.problem.field == "server"


def test_a_name_that_does_not_exist_is_said_to_be_that() -> None:
    api = TeamApi("https://no-such-name.invalid", client_id="me")
    with pytest.raises(Offline, match=r"No server of the name no-such-name\.invalid|reached"):
        api.call("GET", "/")
    api.close()
