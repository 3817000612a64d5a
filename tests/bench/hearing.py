"""G8: from the first byte of an inquiry until it is in another person's queue; and with a crowd.

The floor of the median: raw asyncio writes the same rows by raw SQLite, durably, and pushes the
lead through an open socket to a process that keeps it in a SQLite file. Nothing is painted on
either side: that is measured by G3. With 1,000 clients in a long poll the floor is what is allowed.
"""

from __future__ import annotations

import itertools
import json
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.pairs import Figure, NotRun, compared
from tests.bench.running import running
from tests.builders import MONDAY, an_inquiry
from tests.campaign.clients import percentile
from tests.campaign.crowd import CLIENTS, crowd
from tests.campaign.serving import serving
from tests.server.cluster import programs
from tests.server.hashing import cheap_passwords
from workbench.server.store import open_store
from workbench.server.team import people

EMAIL, PASSWORD = "rep@bench.example", "a long enough password"
PAIRS = 41
FOR_S = 20.0
ALLOWED_P99_MS = 300.0
_numbers = itertools.count(1)


def figures() -> Iterator[Figure | NotRun]:
    with _desk() as ours, _pushed() as floor:
        yield compared(
            "G8", "new lead: POST durable → in another's queue, one desk", ours, floor,
            budget=5, pairs=PAIRS,
        )  # fmt: skip
    yield from _of_a_crowd()
    if programs() is None:
        yield NotRun("G8", "two workers on PostgreSQL", "it is not installed")
    else:
        yield from _of_a_crowd(workers=2, on_postgresql=True)


def _of_a_crowd(*, workers: int = 1, on_postgresql: bool = False) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        crowd(Path(folder), workers=workers, on_postgresql=on_postgresql) as there,
    ):
        there.heard(20, 5)  # the first answers of all are behind them
        for a_second in (20, 80):
            told = there.heard(a_second, FOR_S)
            assert there.outcome(told, 0).lost == 0
            p99 = percentile(told.took, 99)
            yield Figure(
                name="G8",
                what=f"write → client P99, {CLIENTS:,} clients, {a_second} writes a second, "
                f"{there.store.kind} (median {percentile(told.took, 50):.0f} ms)",
                value=p99,
                unit="ms",
                floor=ALLOWED_P99_MS,
                ratio=p99 / ALLOWED_P99_MS,
                budget=1,
            )


@contextmanager
def _desk() -> Iterator[Callable[[], float]]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        store = open_store(Path(folder))
        with cheap_passwords():
            people.add_user(store, email=EMAIL, name="Robin", role="rep", password=PASSWORD)
        key = people.add_source(store, name="form")
        store.close()
        at = ("--clock", MONDAY.isoformat())
        server = stack.enter_context(serving("--data", folder, *at))
        listener = ("tests.bench.desks", server.address, PASSWORD, EMAIL)
        yield stack.enter_context(_heard(server.port, key, listener))


@contextmanager
def _pushed() -> Iterator[Callable[[], float]]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server = stack.enter_context(running("tests.bench.pushing", f"{folder}/floor.db"))
        port = int(server.line())
        listener = ("tests.bench.pushed", str(port), f"{folder}/heard.db")
        yield stack.enter_context(_heard(port, "none", listener))


@contextmanager
def _heard(port: int, key: str, listener: tuple[str, ...]) -> Iterator[Callable[[], float]]:
    """Milliseconds from a post until the listener has it."""
    with running(*listener) as there:

        def heard() -> tuple[int, float]:
            """How many there are, and since when."""
            there.ask()
            held, at = there.line().split()
            return int(held), float(at)

        held, _ = heard()

        def one() -> float:
            n = next(_numbers)
            said = an_inquiry(name=f"Visitor {n}", email=f"visitor{n}@{n}.example", phone=None)
            body = json.dumps({**said, "company": f"Company {n}"}).encode()
            headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            address = f"http://127.0.0.1:{port}/v1/inquiries"
            began = time.monotonic()
            urllib.request.urlopen(urllib.request.Request(address, body, headers)).close()
            nonlocal held
            held += 1
            while (now := heard())[0] < held:
                time.sleep(0.001)
            return (now[1] - began) * 1000

        yield one
