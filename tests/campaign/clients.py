"""Many clients in one process, each in a long poll: `python -m tests.campaign.clients`.

Hand-made HTTP over asyncio, so that they cost little of the cores. On standard input comes one
line, an `Order`; then `end` once no more is to be written. The answer is one line, a `Told`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import statistics
import sys
import time
import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from workbench.sync.patience import SERVER_S, Patience
from workbench.wire import WAIT_S

PATIENCE_S = 60.0
"""How long to wait in the end for what was written and not heard of yet."""
PROBES, AT_ONCE_S, TRIES = 8, 0.05, 100
"""All wait once so many who ask in between are answered at once; none is asked for ever."""
FAILURES = (OSError, EOFError, ValueError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Order:
    """`people`: token and lead of each. `a_second`: writes of all together."""

    port: int
    people: list[tuple[str, str]]
    a_second: float
    seed: int = 0


@dataclass(slots=True)
class Told:
    """Times are in seconds of the system's monotonic clock, lengths in ms.

    `took`: from the first byte of a write until its lead's client has it. `unheard`: written, and
    not come to its client. `acked`: mutations that the server took. `back_at`: when the last client
    that was cut off was answered again.
    """

    took: list[float] = field(default_factory=list)
    unheard: int = 0
    acked: list[str] = field(default_factory=list)
    back_at: float = 0.0
    cut_off: int = 0


class Connection:
    """One that is kept, and made anew after a failure."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._head = f"Host: campaign\r\nAuthorization: Bearer {token}\r\n".encode()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, line: str, body: bytes = b"", more: str = "") -> dict[str, Any]:
        """Raises one of FAILURES for anything but a 200."""
        try:
            async with asyncio.timeout(WAIT_S + 20):
                return await self._ask(line, body, more)
        except FAILURES:
            if self._streams is not None:
                self._streams[1].close()
                self._streams = None
            raise

    async def _ask(self, line: str, body: bytes, more: str) -> dict[str, Any]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        head = f"{line} HTTP/1.1\r\n{more}Content-Length: {len(body)}\r\n".encode()
        writer.write(head + self._head + b"\r\n" + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
        told = await reader.readexactly(length)
        if not answer.startswith(b"http/1.1 200"):
            raise ValueError(told.decode())
        found: dict[str, Any] = json.loads(told)
        return found


class Client:
    """Somebody who waits for news of one lead, and writes on it."""

    def __init__(self, order: Order, place: int, told: Told) -> None:
        token, self._lead = order.people[place]
        self._poll, self._push = Connection(order.port, token), Connection(order.port, token)
        self._told = told
        self._rng = random.Random(f"{order.seed} {place}")
        self._since: int | None = None
        self._claim = ""
        self.begun: dict[str, float] = {}
        """Writes that are not heard of yet → since when."""
        self.is_cut_off = False
        self.ready = asyncio.Event()

    async def listen(self) -> None:
        patience = Patience(self._rng, SERVER_S)
        while True:
            try:
                await self._listen_once()
            except FAILURES:
                if self._since is not None and not self.is_cut_off:
                    self.is_cut_off = True
                    self._told.cut_off += 1
                await asyncio.sleep(patience.after_failure())
            else:
                patience.reset()
                if self.is_cut_off:
                    self.is_cut_off = False
                    self._told.back_at = time.monotonic()

    async def _listen_once(self) -> None:
        if self._since is None:
            answer = await self._poll.ask("GET /v1/sync")
        else:
            wait = 0 if self.is_cut_off else WAIT_S
            asked = f"since={self._since}&base={self._since}&limit=500&wait={wait}"
            claim = f"Sync-Claim: {self._claim}\r\n"
            answer = await self._poll.ask(f"GET /v1/sync?{asked}", more=claim)
        now = time.monotonic()
        for item in answer["items"]:
            for entry in item.get("activities", ()):
                begun = self.begun.pop(entry.get("mutation") or "", None)
                if begun is not None:
                    self._told.took.append((now - begun) * 1000)
        self._since, self._claim = answer["since"], answer["as_of"]
        self.ready.set()

    async def probe(self) -> float:
        """In how many seconds the server answers what need not wait."""
        began = time.monotonic()
        await self._push.ask("GET /v1/sync")
        return time.monotonic() - began

    async def write(self) -> None:
        """Until the server has taken it, as often as it takes."""
        id, patience = str(uuid.uuid4()), Patience(self._rng, SERVER_S)
        noted = {"activity_id": str(uuid.uuid4()), "kind": "note", "note": f"Said {id}"}
        plain = {
            "id": id, "type": "touch_logged", "v": 1, "lead": self._lead,
            "occurred_at": int(time.time() * 1000), "args": noted,
            "clock": {"offset_ms": 0, "age_s": 0},
        }  # fmt: skip
        body = json.dumps({"mutations": [plain]}).encode()
        self.begun[id] = time.monotonic()
        while True:
            try:
                answer = await self._push.ask("POST /v1/push", body)
            except FAILURES:
                await asyncio.sleep(patience.after_failure())
                continue
            [result] = answer["results"]
            assert result["s"] == "ok", result
            self._told.acked.append(id)
            return


async def run(order: Order) -> Told:
    told = Told()
    clients = [Client(order, place, told) for place in range(len(order.people))]
    listening = [asyncio.create_task(client.listen()) for client in clients]
    await asyncio.gather(*(client.ready.wait() for client in clients))
    await _all_wait(clients)
    print("ready", flush=True)
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    await _write(order, clients, ended)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if not any(client.begun or client.is_cut_off for client in clients):
            break
        await asyncio.sleep(0.05)
    for task in listening:
        task.cancel()
    told.unheard = sum(len(client.begun) for client in clients)
    return told


async def _all_wait(clients: list[Client]) -> None:
    """Their first polls come together, and until each was looked at the crowd does not wait yet."""
    for _ in range(TRIES):
        took = await asyncio.gather(*(client.probe() for client in clients[:PROBES]))
        if max(took) < AT_ONCE_S:
            return
        await asyncio.sleep(AT_ONCE_S)


async def _write(order: Order, clients: list[Client], ended: asyncio.Future[str]) -> None:
    """At the rate that is ordered, however long one takes; at any client's turn."""
    rng, writing, began = random.Random(order.seed), set(), time.monotonic()
    free = {client: asyncio.Lock() for client in clients}

    async def one(client: Client) -> None:
        async with free[client]:  # their second write waits for the first, as a desk's does
            await client.write()

    for n in itertools.count(1):
        if ended.done():
            break
        if order.a_second:
            writing.add(asyncio.create_task(one(rng.choice(clients))))
        await asyncio.sleep(max(0.0, began + n / (order.a_second or 10) - time.monotonic()))
        writing = {task for task in writing if not task.done()}
    await asyncio.gather(*writing)


def percentile(took: list[float], hundredth: int) -> float:
    return statistics.quantiles(took, n=100)[hundredth - 1]


def main() -> None:
    order = Order(**json.loads(sys.stdin.readline()))
    print(json.dumps(asdict(asyncio.run(run(order)))), flush=True)


if __name__ == "__main__":
    main()
