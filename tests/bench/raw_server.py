"""The floor of intake: bare asyncio, and by raw SQLite the rows that an inquiry leaves behind.

One commit (WAL, FULL) for each request: a lead with its document and indexes, two keys, two
entries, the counter, its history. Nothing is judged. `python -m tests.bench.raw_server FILE`
prints its port.
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
        self._store(json.loads(body[:length]), body[:length].decode())
        answer = b'{"ok":true}'
        self._transport.write(
            b"HTTP/1.1 202 Accepted\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
        )

    def _store(self, lead: dict[str, str], text: str) -> None:
        execute, id = self._connection.execute, uuid.uuid4().hex
        execute("BEGIN IMMEDIATE")
        for kind in ("email", "record"):
            execute("INSERT INTO lead_key VALUES ('t', ?, ?, ?)", (kind, lead["email"] + kind, id))
        [[seq]] = execute("UPDATE team SET seq = seq + 1 RETURNING seq").fetchall()
        domain = lead["email"].rpartition("@")[2]
        row = (id, "t", seq, f"user:{seq % 3}", seq % 3, "assigned", domain, text * DOCUMENTS)
        execute("INSERT INTO lead VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for kind in ("inquiry", "assigned"):
            execute("INSERT INTO activity VALUES (?, ?, ?, ?)", (id + kind, id, seq, text))
        execute("INSERT INTO history VALUES ('t', ?, ?)", (seq, id[:12]))
        execute("COMMIT")


DOCUMENTS = 4
"""A stored lead is about as long as four times what was sent."""
SCHEMA = """
CREATE TABLE team (seq INTEGER);
INSERT INTO team VALUES (0);
CREATE TABLE lead (id TEXT PRIMARY KEY, team TEXT, seq INTEGER, home TEXT, owner TEXT, status TEXT,
    domain TEXT, doc TEXT);
CREATE INDEX by_seq ON lead (team, seq);
CREATE INDEX by_home ON lead (home, seq);
CREATE INDEX by_owner ON lead (owner, status);
CREATE INDEX by_domain ON lead (team, domain);
CREATE TABLE lead_key (team TEXT, kind TEXT, value TEXT, lead TEXT,
    PRIMARY KEY (team, kind, value));
CREATE TABLE activity (id TEXT PRIMARY KEY, lead TEXT, seq INTEGER, doc TEXT);
CREATE INDEX by_lead ON activity (lead, seq);
CREATE TABLE history (team TEXT, seq INTEGER, tag TEXT, PRIMARY KEY (team, seq));
"""


async def serve(file: str, protocol: type[Floor] = Floor) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(SCHEMA)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(connection), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
