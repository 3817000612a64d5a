"""G14: intake over HTTP against the same rows by raw SQLite, a commit a request; eight clients."""

from __future__ import annotations

import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.pairs import Figure, compared
from tests.bench.running import running
from workbench.server.sample import inquiries
from workbench.server.store import open_store
from workbench.server.team import people

PATH = "/v1/inquiries"
REQUESTS = 1500
PAIRS = 7
SOURCES = 20
"""One source may send 200 a second; together they are no limit here."""


def figures() -> Iterator[Figure]:
    rng = random.Random(14)
    people_said = inquiries(rng)

    def bodies() -> list[dict[str, object]]:
        """Each a person of their own, so that each makes a lead."""
        said = [next(people_said) for _ in range(REQUESTS)]
        return [
            {**one, "email": f"{rng.randrange(10**12)}@{n % 900}.example", "phone": None}
            for n, one in enumerate(said)
        ]

    with _server() as (port, keys), _floor() as raw_port:
        ours, raw = Door(port, keys), Door(raw_port, ["none"])
        yield compared(
            "G14",
            f"inquiries a second: matched, scored, routed, clocked, durable; {REQUESTS} a run",
            lambda: ours.rate(bodies()),
            lambda: raw.rate(bodies()),
            unit="1/s",
            budget=0.35,
            at_least=True,
            pairs=PAIRS,
        )
        yield _slowest(ours, raw)


@dataclass(frozen=True, slots=True)
class Door:
    """Where inquiries are sent to, and of each run the P99 of its answers."""

    port: int
    keys: list[str]
    p99_ms: list[float] = field(default_factory=list)

    def rate(self, bodies: list[dict[str, object]]) -> float:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.load", "127.0.0.1", str(self.port), PATH],
            input=json.dumps(list(zip(itertools.cycle(self.keys), bodies, strict=False))),
            capture_output=True,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout)
        self.p99_ms.append(float(told["p99_ms"]))
        return float(told["rate"])


def _slowest(ours: Door, raw: Door) -> Figure:
    mine, bases = ours.p99_ms[1:], raw.p99_ms[1:]  # the first warmed up
    return Figure(
        name="G14",
        what="P99 of an answer in these runs",
        value=statistics.median(mine),
        unit="ms",
        floor=statistics.median(bases),
        ratio=statistics.median(one / base for one, base in zip(mine, bases, strict=True)),
        budget=5.0,
    )


@contextmanager
def _server() -> Iterator[tuple[int, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        for name in ("Robin", "Sam", "Mia"):
            email = f"{name.lower()}@bench.example"
            people.add_user(store, email=email, name=name, role="rep", password="bench " * 4)
        keys = [people.add_source(store, name=f"form {n}") for n in range(SOURCES)]
        store.close()
        with running("workbench", "serve", "--data", folder, "--port", "0") as server:
            yield int(server.line().rpartition(":")[2]), keys


@contextmanager
def _floor() -> Iterator[int]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running("tests.bench.raw_server", f"{folder}/floor.db") as server,
    ):
        yield int(server.line())
