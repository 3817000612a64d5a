"""Connections that can be broken off from another thread, and the system's trust in servers.

`Session.close()` does not end a read that waits; `shutdown` on its socket does, at once.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import Any

import truststore
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class BreakableAdapter(HTTPAdapter):
    """Records the sockets it opens. They may be broken off from any thread."""

    def __init__(self, *, secure: bool) -> None:
        self._sockets: set[socket.socket] = set()
        self._broken = False
        self._secure = secure
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self._secure:
            kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **kwargs)
        adapter = self

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                adapter._opened(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                adapter._opened(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing to add: the context above trusts what the system trusts, and always verifies."""

    def _opened(self, opened: socket.socket | None) -> None:
        if opened is None:
            return
        self._sockets = {known for known in self._sockets if known.fileno() >= 0} | {opened}
        if self._broken:
            _shut(opened)

    def break_off_for_good(self) -> None:
        self._broken = True
        self.break_off()

    def break_off(self) -> None:
        for opened in tuple(self._sockets):
            _shut(opened)


def _shut(opened: socket.socket) -> None:
    with contextlib.suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)
