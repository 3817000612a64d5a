"""The floor of hearing: the raw server of intake, which pushes each lead to whoever listens.

`python -m tests.bench.pushing FILE` prints its port; who sends `LISTEN` is pushed lines.
"""

from __future__ import annotations

import asyncio
import sys
from typing import ClassVar

from tests.bench.raw_server import Floor, serve

LISTEN = b"LISTEN\n"


class Pushing(Floor):
    listeners: ClassVar[list[asyncio.Transport]] = []

    def data_received(self, data: bytes) -> None:
        if data == LISTEN:
            self.listeners.append(self._transport)
        else:
            super().data_received(data)

    def _store(self, lead: dict[str, str], text: str) -> None:
        super()._store(lead, text)
        for listener in self.listeners:
            listener.write(text.encode() + b"\n")


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Pushing))
