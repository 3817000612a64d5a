"""“batch”: a leaver's 5,000 leads shared out over 20 reps: looked at, moved, and taken back.

Over HTTP, on SQLite and on PostgreSQL; the floor is the time that is allowed. “reach”: from the
server's answer to the move until the last of the 20 reps' desks has its last lead. Those rounds are
by themselves, for the desks take these cores from the server and from one another, which 20
computers do not: the figure is more than a team waits. The desks are real ones with their pulls and
files; as many processes as there are cores share them, so that none waits for another's interpreter
while a core is free.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import select, update

from tests.bench.pairs import Figure, NotRun, timed
from tests.bench.running import Running, running
from tests.bench.stores import on_each
from tests.builders import MONDAY
from tests.server.hashing import cheap_passwords
from tests.server.served import Person, Served, served
from workbench.domain.lead import OPEN
from workbench.server import schema
from workbench.server.intake.reception import Reception, Waiting
from workbench.server.ledger.audiences import user_audience
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment
from workbench.server.sample import inquiries
from workbench.server.store import Store
from workbench.server.team import people
from workbench.server.team.sources import Source

LEADS = 5_000
INQUIRIES = 7_000
"""Some are outside the ICP and worked by nobody."""
REPS = 20
EMAILS = [f"rep{n}@bench.example" for n in range(REPS)]
PASSWORD = "a long enough password"
TIMES = 3
ALLOWED_MS = {"preview": 1000, "apply": 3000, "reach": 2000}
"""An undo is told without a budget."""


def figures() -> Iterator[Figure | NotRun]:
    return on_each("batch", _figures)


def _figures(store: Store) -> Iterator[Figure]:
    leaver = _stock(store)
    with served(store, Moment.starting(MONDAY)) as server:
        boss = _boss(server)
        rounds = [_round(boss, leaver) for _ in range(TIMES + 1)][1:]
        with _open_desks(server.address) as desks:
            reached = [_round(boss, leaver, desks) for _ in range(TIMES)]
    steps = {step: [round[step] for round in rounds] for step in rounds[0]}
    steps["reach"] = [round["reach"] for round in reached]
    for step, times in steps.items():
        took = statistics.median(times)
        allowed = ALLOWED_MS.get(step, took)
        yield Figure(
            name="batch",
            what=f"{step} of {LEADS:,} leads over {REPS} reps on {store.kind}",
            value=took,
            unit="ms",
            floor=allowed,
            ratio=took / allowed,
            budget=1 if step in ALLOWED_MS else None,
        )


class _Desks:
    """Those of the 20 reps, in processes of their own."""

    def __init__(self, processes: Sequence[Running]) -> None:
        self._processes = processes
        self._before, _ = self._now()

    def have(self, leads: int) -> float:
        """Wait until so many came to them; returns when the last one did (monotonic, s)."""
        while True:
            held, changed_at = self._now()
            if held == self._before + leads:
                return changed_at
            time.sleep(0.02)

    def _now(self) -> tuple[int, float]:
        for process in self._processes:
            process.ask()
        told = [process.line().split() for process in self._processes]
        return sum(int(held) for held, _ in told), max(float(at) for _, at in told)


@contextmanager
def _open_desks(address: str) -> Iterator[_Desks]:
    cores = os.cpu_count() or 1
    with ExitStack() as stack:
        desks = "tests.bench.desks", address, PASSWORD
        shares = [running(*desks, *EMAILS[n::cores]) for n in range(cores)]
        yield _Desks([stack.enter_context(share) for share in shares])


def _round(boss: Person, leaver: str, desks: _Desks | None = None) -> dict[str, float]:
    """Milliseconds of each step; at the end all is as it was."""
    asked = {"filter": {"owner": leaver}, "to": "balance", "reason": "leaves", "preview": True}
    took: dict[str, float] = {}
    with _step(took, "preview"):
        preview = boss.post("/v1/leads/reassign", asked)
    assert sum(move["leads"] for move in preview["moves"]) == LEADS
    assert len(preview["moves"]) == REPS
    chosen = {**asked, "preview": False, "preview_id": preview["preview_id"]}
    with _step(took, "apply"):
        done = boss.post("/v1/leads/reassign", chosen)
    answered = time.monotonic()
    assert done["moved"] == LEADS
    if desks is not None:
        took["reach"] = max(0.0, (desks.have(LEADS) - answered) * 1000)
    with _step(took, "undo"):
        back = boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    assert back["moved"] == LEADS
    if desks is not None:
        desks.have(0)
    return took


@contextmanager
def _step(took: dict[str, float], name: str) -> Iterator[None]:
    with timed() as passed:
        yield
    took[name] = passed()


def _stock(store: Store) -> str:
    """A team, and the leads that came in lately, all with one rep who is away; returns who."""
    team = people.ensure_team(store, None)
    with cheap_passwords():
        for email in EMAILS:
            people.add_user(store, email=email, name=email, role="rep", password=PASSWORD)
    _take_in(store, team)
    leaver = people.add_user(store, email="leaver@bench.example", name="Lea Ver", role="rep").id
    away = {"availability": "away"}
    held = {"owner": leaver, "home": user_audience(leaver)}
    with store.write() as connection:
        table = schema.users
        connection.execute(update(table).where(table.c.id == leaver).values(**away))
        open_ones = select(schema.lead.c.id).where(schema.lead.c.status.in_(OPEN)).limit(LEADS)
        mine = connection.execute(open_ones).scalars().all()
        connection.execute(update(schema.lead).where(schema.lead.c.id.in_(mine)).values(**held))
    return leaver


def _take_in(store: Store, team: str) -> None:
    """By the reception, so that their documents are those of any other lead."""
    rng = random.Random(5)
    said = inquiries(rng)
    reception = Reception(Ledger(store), Moment.starting(MONDAY))
    source = Source(id="bench", team=team, name="bench", type=None, redirects=())

    def one(n: int) -> dict[str, Any]:
        email = f"visitor{n}@{n % 900}.example"
        types = ["demo", "pricing", "trial", "webinar", "content", "content", "content"]
        return {**next(said), "type": rng.choice(types), "email": email, "phone": None}

    async def all_at_once() -> None:
        waiting = (Waiting(source=source, data=one(n)) for n in range(INQUIRIES))
        await asyncio.gather(*(reception.receive(item) for item in waiting))

    asyncio.run(all_at_once())
    reception.close()


def _boss(server: Served) -> Person:
    store = server.office.store
    user = people.add_user(store, email="boss@bench.example", name="Ada Boss", role="lead")
    boss = Person(server, user.id, "lead")
    # The server closes a connection that is idle for long, as this one is while desks are waited
    # for; one that is closed just as it is used again fails.
    boss.session.headers["Connection"] = "close"
    return boss
