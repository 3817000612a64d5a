"""The floor of intake: bare asyncio, one raw SQLite commit (WAL, FULL) for each request.

`python -m tests.bench.raw_server FILE` prints its port.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import uuid


class Floor(asyncio.Protocol):
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(body) < length:
            return
        self._buffer = body[length:]
        lead = json.loads(body[:length])
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(
            "INSERT INTO lead VALUES (?, ?, ?)", (uuid.uuid4().hex, lead["email"], body[:length])
        )
        self._connection.execute("COMMIT")
        answer = b'{"ok":true}'
        self._transport.write(
            b"HTTP/1.1 202 Accepted\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
        )


async def serve(file: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS lead (id TEXT PRIMARY KEY, email TEXT, doc TEXT)"
    )
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Floor(connection), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
