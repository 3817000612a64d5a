"""Who listens to the floor of hearing: `python -m tests.bench.pushed PORT FILE`.

Keeps each lead in a SQLite file, and answers like `tests.bench.desks`: each line on standard input
with how many there are, and the moment at which that last changed.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import sys
import threading
import time

from tests.bench.pushing import LISTEN


class Kept:
    """In a file; `held`: how many, and since when."""

    def __init__(self, port: int, file: str) -> None:
        self.held = (0, time.monotonic())
        self._listens = threading.Event()
        threading.Thread(target=self._listen, args=(port, file), daemon=True).start()
        self._listens.wait()

    def _listen(self, port: int, file: str) -> None:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE lead (id TEXT PRIMARY KEY, doc TEXT)")
        with socket.create_connection(("127.0.0.1", port)) as server, server.makefile("rb") as said:
            server.sendall(LISTEN)
            self._listens.set()
            for n, line in enumerate(said, 1):
                lead = json.loads(line)
                connection.execute("INSERT INTO lead VALUES (?, ?)", (lead["email"], line))
                self.held = (n, time.monotonic())


def main() -> None:
    port, file = sys.argv[1:]
    kept = Kept(int(port), file)
    for _ in sys.stdin:
        print(*kept.held, flush=True)


if __name__ == "__main__":
    main()
