"""The floor of hearing: the raw server of intake, which pushes each lead to whoever listens.

`python -m tests.bench.pushing FILE` prints its port; who sends `LISTEN` is pushed lines.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys

from tests.bench.raw_server import SCHEMA, Floor

LISTEN = b"LISTEN\n"


class Pushing(Floor):
    listeners: list[asyncio.Transport] = []  # noqa: RUF012  # one server, one list

    def data_received(self, data: bytes) -> None:
        if data == LISTEN:
            self.listeners.append(self._transport)
        else:
            super().data_received(data)

    def _store(self, lead: dict[str, str], text: str) -> None:
        super()._store(lead, text)
        for listener in self.listeners:
            listener.write(text.encode() + b"\n")


async def serve(file: str) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(SCHEMA)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Pushing(connection), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
