"""A TCP proxy between a desk and its server, which does one bad thing to the next such call."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Deed: TypeAlias = Literal["cut", "reset", "stall", "half_open", "trickle", "double", "late_double"]
Way: TypeAlias = Literal["request", "answer"]
PIECE = 65536
LATE_S = 0.2
DROP_BYTES, DROP_S = 8, 0.008
"""A kilobyte a second."""


@dataclass(slots=True)
class Trouble:
    """Done once, after `after` bytes of the request, or of the answer, of the next `call`."""

    deed: Deed
    way: Way
    after: int
    call: bytes = b"POST /v1/push"
    done: threading.Event = field(default_factory=threading.Event)


class Proxy:
    """Lives in a thread of its own. `trouble` is what is to happen next."""

    def __init__(self, port: int) -> None:
        self.trouble: Trouble | None = None
        self.silence = asyncio.Event()  # held here: nobody else holds who waits for it
        self.lengths: dict[Way, int] = {"request": 0, "answer": 0}
        self._behind = port
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.create_task(asyncio.start_server(self._met, sock=self._listener))
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _met(self, desk: asyncio.StreamReader, to_desk: asyncio.StreamWriter) -> None:
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:  # it is down: so are we
            to_desk.transport.abort()
            return
        with contextlib.suppress(asyncio.CancelledError):  # as it ends, which asyncio would tell
            await _Pair(self, desk, to_desk, server, to_server).run()

    @contextmanager
    def open(self) -> Iterator[Proxy]:
        self._thread.start()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._listener.close()

    def take(self, call: bytes) -> Trouble | None:
        """The trouble that is meant for a request which begins so."""
        trouble = self.trouble
        if trouble is None or not call.startswith(trouble.call):
            return None
        self.trouble = None
        return trouble

    async def send_again(self, request: bytes) -> None:
        """As a network may that keeps what it carried; nobody reads the answer."""
        server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
        to_server.write(request)
        await server.read(PIECE)
        to_server.close()


class _Ended(Exception):
    """The connection is over, one way or the other."""


class _Pair:
    """One connection of a desk, and the one to the server that belongs to it."""

    def __init__(
        self,
        proxy: Proxy,
        desk: asyncio.StreamReader,
        to_desk: asyncio.StreamWriter,
        server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        self._proxy = proxy
        self._desk, self._to_desk = desk, to_desk
        self._server, self._to_server = server, to_server
        self._trouble: Trouble | None = None
        self._is_push = False
        self._request = b""
        self._answered = 0

    async def run(self) -> None:
        ways = (
            asyncio.create_task(self._carry("request", self._desk, self._to_server)),
            asyncio.create_task(self._carry("answer", self._server, self._to_desk)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for writer in (self._to_desk, self._to_server):
                with contextlib.suppress(OSError):
                    writer.close()

    async def _carry(
        self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError, _Ended):
            while piece := await reader.read(PIECE):
                before = self._count(way, piece)
                trouble = self._trouble
                if trouble is None or trouble.way != way:
                    writer.write(piece)
                elif trouble.deed in ("double", "late_double"):
                    await self._doubled(trouble, piece, writer)
                else:
                    await self._harm(trouble, piece, before, writer)
                await writer.drain()

    def _count(self, way: Way, piece: bytes) -> int:
        """How much of this request or answer came before."""
        if way == "answer":
            before, self._answered = self._answered, self._answered + len(piece)
            if self._is_push:
                self._proxy.lengths["answer"] = self._answered
            return before
        if self._answered or not self._request:  # a new one
            if self._trouble is not None:  # the one before was over before that
                self._trouble.done.set()
            self._request, self._answered = b"", 0
            self._is_push = piece.startswith(b"POST /v1/push")
            self._trouble = self._proxy.take(piece)
        before = len(self._request)
        self._request += piece
        if self._is_push:
            self._proxy.lengths["request"] = len(self._request)
        return before

    async def _doubled(self, trouble: Trouble, piece: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(piece)
        head, found, body = self._request.partition(b"\r\n\r\n")
        if found and len(body) >= _length(head):
            self._trouble = None
            again, late = self._request, trouble.deed == "late_double"
            if late:
                await asyncio.sleep(LATE_S)
            await self._proxy.send_again(again)
            trouble.done.set()

    async def _harm(
        self, trouble: Trouble, piece: bytes, before: int, writer: asyncio.StreamWriter
    ) -> None:
        if before + len(piece) < trouble.after:
            writer.write(piece)
            return
        let_through, rest = piece[: trouble.after - before], piece[trouble.after - before :]
        writer.write(let_through)
        await writer.drain()
        trouble.done.set()
        match trouble.deed:
            case "cut":
                raise _Ended
            case "reset":
                for end in (self._to_desk, self._to_server):
                    _reset(end)
                raise _Ended
            case "stall":
                await self._proxy.silence.wait()
            case "half_open":
                self._to_server.close()
                await self._proxy.silence.wait()
            case _:
                for n in range(0, len(rest), DROP_BYTES):
                    writer.write(rest[n : n + DROP_BYTES])
                    await asyncio.sleep(DROP_S)
                if self._trouble is trouble:  # with the last drop the next call may have come
                    self._trouble = None


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
