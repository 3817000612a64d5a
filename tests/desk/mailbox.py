"""A real mail server on loopback: what came through it, and what it answers first."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

PASSWORD = b"four words in a row"


@dataclass
class Mailbox:
    """`refuse`: its answers to the next recipients. `cut`: how many mails it takes and then hangs
    up on, without a word. `goes_on`: cleared, it reads a mail and does not answer. `went_to`: to
    whom the envelope of each mail that came was addressed.
    """

    port: int = 0
    refuse: list[str] = field(default_factory=list)
    cut: int = 0
    goes_on: threading.Event = field(default_factory=threading.Event)
    came: list[EmailMessage] = field(default_factory=list)
    went_to: list[str] = field(default_factory=list)

    async def handle_RCPT(  # aiosmtpd's own name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuse:
            return self.refuse.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.went_to.append(envelope.rcpt_tos[0])
        self.came.append(read)
        await asyncio.to_thread(self.goes_on.wait)
        if self.cut:
            self.cut -= 1
            server.transport.abort()
        return "250 OK"

    def wait_for(self, count: int) -> list[EmailMessage]:
        deadline = time.monotonic() + 30
        while len(self.came) < count:
            assert time.monotonic() < deadline, f"{len(self.came)} of {count} mails came"
            time.sleep(0.02)
        return self.came

    def wait_for_one_to(self, address: str) -> EmailMessage:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for to, mail in zip(self.went_to, self.came, strict=False):  # one may just be coming
                if to == address:
                    return mail
            time.sleep(0.02)
        raise AssertionError(f"Nothing came for {address}.")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class _Server(Controller):
    """Leaves no connection open behind it, whoever hangs on."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._spoken: list[SMTP] = []

    def factory(self) -> SMTP:
        self._spoken.append(super().factory())  # type: ignore[no-untyped-call]  # aiosmtpd's
        return self._spoken[-1]

    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for smtp in self._spoken:
            if isinstance(smtp.transport, asyncio.WriteTransport):
                smtp.transport.abort()
        await asyncio.sleep(0.02)


@contextmanager
def a_mailbox(
    port: int = 0, *, certificate: Path | None = None, password: bool = False
) -> Iterator[Mailbox]:
    """With a `certificate` it speaks STARTTLS; with `password` it asks for PASSWORD."""
    box = Mailbox(port=port or free_port())
    box.goes_on.set()
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options = {"tls_context": context, "require_starttls": True}
    if password:
        options |= {"authenticator": _judge, "auth_required": True, "auth_require_tls": False}
    controller = _Server(box, "127.0.0.1", box.port, ready_timeout=10, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _judge(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    knows = isinstance(data, LoginPassword) and data.password == PASSWORD
    return AuthResult(success=knows, handled=False)
