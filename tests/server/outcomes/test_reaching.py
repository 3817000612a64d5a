"""Whom the server tells of leads: addresses of the internet over https, for a short time each."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.outcomes.listening import listening
from workbench.cli import main
from workbench.server.outcomes import reaching
from workbench.server.outcomes.reaching import Unreached, checked, is_public, post

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is not installed (Debian: apt install openssl)"
)


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/hook",
        "ftp://crm.example/hook",
        "crm.example/hook",
        "https://",
        "https://crm.example:99999/",
        "https://user:secret@crm.example/",
        "https://crm.example/a b",
        "https://crm.example/a\r\nX-Evil: 1",
        "https://crm.exämple/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[2002:0a00:0001::]/",
        "https://[64:ff9b::a00:1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
    ],
)
def test_what_is_no_safe_address_of_the_internet_is_refused(url: str) -> None:
    with pytest.raises(Unreached):
        checked(url, private=False)


def test_http_is_for_this_machine_where_the_operator_allows_it() -> None:
    assert checked("http://127.0.0.1:9/", private=True).port == 9
    for url, private in (("http://127.0.0.1:9/", False), ("http://10.0.0.1/", True)):
        with pytest.raises(Unreached):
            checked(url, private=private)


@given(st.ip_addresses(v=4))
def test_an_address_wrapped_in_another_is_judged_as_itself(address: object) -> None:
    inner = ip_address(str(address))
    for wrapped in (f"::ffff:{inner}", f"64:ff9b::{inner}"):
        assert is_public(ip_address(wrapped)) == is_public(inner)


def test_a_name_that_leads_into_our_own_network_is_refused_when_it_is_told() -> None:
    with pytest.raises(Unreached, match="no address of the internet"):
        post("https://localhost:9/", b"{}", {}, private=False)


def test_a_redirect_is_not_followed() -> None:
    with listening() as server:
        server.answer = lambda _sent: 302
        answer = post(server.url, b"{}", {"webhook-id": "m"}, private=True)
        assert (answer.status, answer.is_taken, len(server.sent)) == (302, False, 1)


@needs_openssl
def test_only_who_proves_to_be_the_host_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "own.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-keyout", certificate, "-out", f"{certificate}.part", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    shown = Path(f"{certificate}.part")
    certificate.write_text(certificate.read_text() + shown.read_text())
    with listening(certificate) as server:
        by_name = server.url.replace("127.0.0.1", "localhost")
        with pytest.raises(Unreached, match="certificate"):
            post(by_name, b"{}", {"webhook-id": "m"}, private=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
        assert post(by_name, b"{}", {"webhook-id": "m"}, private=True).is_taken
        with pytest.raises(Unreached, match="certificate"):  # another name than it proves
            post(server.url, b"{}", {"webhook-id": "m"}, private=True)
        assert len(server.sent) == 1


@contextmanager
def dripping(first: bytes, drop: bytes) -> Iterator[str]:
    """Somebody who answers at once and then never comes to an end."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        line, _ = listener.accept()
        with line:
            line.recv(65536)
            try:
                line.sendall(first)
                while True:
                    line.sendall(drop)
                    time.sleep(0.02)
            except OSError:
                return

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.close()
        thread.join()


def test_whoever_drips_an_answer_for_ever_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "MOST_S", 0.3)
    with dripping(b"HTTP", b"/") as url, pytest.raises(Unreached):
        post(url, b"{}", {}, private=True)


def test_of_an_endless_answer_only_the_beginning_is_read() -> None:
    endless = b"HTTP/1.1 400 No\r\nContent-Length: 99999999\r\n\r\nno\x00 such field "
    with dripping(endless, b"x" * 4096) as url:
        answer = post(url, b"{}", {}, private=True)
    assert answer.status == 400
    assert answer.said.startswith("no  such field xxx")
    assert len(answer.said) <= reaching.SAID


def test_nobody_there_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreached, match=r"127\.0\.0\.1 was not reached: Connection refused"):
        post(f"http://127.0.0.1:{port}/", b"{}", {}, private=True)


def test_hooks_are_added_tried_listed_and_removed_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    with listening() as server:
        add = ["hook", "add", server.url, "--events", "touch,meeting", *data]
        assert main(add) == 2
        assert "http is for this machine alone" in capsys.readouterr().err
        assert main([*add, "--private"]) == 0
        said = capsys.readouterr().out
        assert said.split()[-1].startswith("whsec_")
        assert main(["hook", "test", server.url, *data]) == 0
        assert server.taken[0].told["type"] == "test"
        server.answer = lambda _sent: 401
        assert main(["hook", "test", server.url, *data]) == 1
        assert "did not take it: 401" in capsys.readouterr().out
    assert main(["hook", "list", *data]) == 0
    listed = capsys.readouterr().out
    assert "touch, meeting: nothing waiting" in listed
    assert "whsec_" not in listed
    assert main(["hook", "remove", listed.split()[0], *data]) == 0
    assert main(["hook", "remove", "nobody", *data]) == 2
    assert main(["hook", "add", "https://crm.example/", "--events", "births", *data]) == 2
    assert "is no event; use touch," in capsys.readouterr().err
