"""Who is talked to: only a server that proves who it is, and nobody that it points to."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from workbench.sync.errors import Offline
from workbench.sync.team_api import TeamApi

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is not installed (Debian: apt install openssl)"
)


class Listener(ThreadingHTTPServer):
    """A server that remembers the headers of what it was asked."""

    daemon_threads = True

    def __init__(self, location: str = "") -> None:
        self.asked: list[dict[str, str]] = []
        self.location = location
        super().__init__(("127.0.0.1", 0), Answering)

    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake that the client breaks off is what some of these tests are about."""


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Listener)
        self.server.asked.append(dict(self.headers))
        self.send_response(302 if self.server.location else 200)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def listening(listener: Listener, certificate: Path | None = None) -> Iterator[Listener]:
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listener.socket = context.wrap_socket(listener.socket, server_side=True)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield listener
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def a_certificate(folder: Path, name: str) -> Path:
    """Signed by itself, key and all in one file."""
    path = folder / f"{name}.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-keyout", path, "-out", f"{path}.part", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName=DNS:{name}",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + Path(f"{path}.part").read_bytes())
    return path


def ask(address: str) -> object:
    api = TeamApi(address, client_id="me")
    try:
        return api.call("GET", "/v1/me", token="secret")
    finally:
        api.close()


@needs_openssl
def test_a_server_that_the_system_trusts_is_talked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = a_certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with listening(Listener(), certificate) as server:
        assert ask(f"https://localhost:{server.server_port}") == {}
        assert server.asked[0]["Authorization"] == "Bearer secret"


@needs_openssl
@pytest.mark.parametrize(("name", "trusted"), [("localhost", False), ("team.example", True)])
def test_nothing_is_sent_to_who_cannot_prove_who_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool
) -> None:
    certificate = a_certificate(tmp_path, name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with listening(Listener(), certificate) as server:
        with pytest.raises(Offline, match="could not prove who it is, so nothing was sent"):
            ask(f"https://localhost:{server.server_port}")
        assert server.asked == []


def test_where_a_server_points_nobody_goes(tmp_path: Path) -> None:
    with listening(Listener()) as thief:
        there = f"http://127.0.0.1:{thief.server_port}/v1/me"
        with listening(Listener(location=there)) as server:
            with pytest.raises(Offline):
                ask(f"http://127.0.0.1:{server.server_port}")
            assert len(server.asked) == 1
        assert thief.asked == []


def test_a_netrc_replaces_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    with listening(Listener()) as server:
        ask(f"http://127.0.0.1:{server.server_port}")
        assert server.asked[0]["Authorization"] == "Bearer secret"
