"""A team in a store, its reps' desks, and what has become of all that they ticked."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import func, select

from tests.builders import a_lead
from tests.server.hashing import cheap_passwords
from workbench.desk.desk import Desk, open_desk
from workbench.domain.activity import inquiry_entry
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import real_now
from workbench.server.store import Store
from workbench.server.team import people

PASSWORD = "a long enough password"


@dataclass(frozen=True, slots=True)
class Rep:
    id: str
    email: str
    leads: tuple[str, ...]


def a_team(store: Store, reps: int, *, leads: int = 3) -> list[Rep]:
    """So many reps, each with so many leads of their own."""
    with cheap_passwords():
        return [_rep(store, f"rep{n}@campaign.example", leads) for n in range(reps)]


def _rep(store: Store, email: str, leads: int) -> Rep:
    user = people.add_user(store, email=email, name=email, role="rep", password=PASSWORD)
    now, ledger = real_now(), Ledger(store)
    ids = []
    with ledger.write(user.team, now) as writing:
        for n in range(leads):
            lead = a_lead(owner=user.id, now=now, email=f"lead{n}.{email}")
            ids.append(f"{user.id}-{n}")
            with writing.effect(savepoint=False) as effect:
                effect.put(replace(lead, id=ids[-1]))
                effect.log(ids[-1], [inquiry_entry(lead.inquiries[0])])
    return Rep(user.id, email, tuple(ids))


def a_boss(store: Store, reps: Sequence[Rep]) -> Rep:
    """Their team lead, who sees the leads of all."""
    email = "boss@campaign.example"
    with cheap_passwords():
        user = people.add_user(store, email=email, name=email, role="lead", password=PASSWORD)
    return Rep(user.id, email, tuple(id for rep in reps for id in rep.leads))


@dataclass(slots=True)
class Seat:
    """A rep at a desk of their own; `ticked`: what was filed there, by its id."""

    rep: Rep
    desk: Desk
    ticked: list[str] = field(default_factory=list)
    calls: int = 0

    def tick(self, n: int) -> None:
        """A note, or each fourth time a call; it is durable here once this returns."""
        lead = self.rep.leads[n % len(self.rep.leads)]
        if n % 4:
            filed = self.desk.log_touch(lead, "note", note=f"Said {n}")
        else:
            filed = self.desk.log_touch(lead, "call", duration_s=30)
            self.calls += 1
        self.ticked.append(filed.mutation)

    @property
    def is_live(self) -> bool:
        state = self.desk.sync_state()
        return state.unsent == 0 and state.kind == "online" and state.complete

    def held(self) -> dict[str, int]:
        """Lead → its seq, as this desk has it."""
        cache = self.desk._caches.shown.database.connection
        return dict(cache.execute("SELECT id, seq FROM lead").fetchall())


@contextmanager
def seated(address: str, reps: Sequence[Rep]) -> Iterator[list[Seat]]:
    """Each at a real desk, with its own files and threads, signed in and complete."""
    with ExitStack() as stack:
        seats = []
        for rep in reps:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            desk = open_desk(folder)
            stack.callback(desk.close)
            desk.sign_in(address, rep.email, PASSWORD)
            seats.append(Seat(rep, desk))
        wait_until(lambda: all(seat.is_live for seat in seats), 60)
        yield seats


def wait_until(holds: Callable[[], bool], within_s: float) -> float:
    """How many seconds it took; raises TimeoutError."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > within_s:
            raise TimeoutError(f"It did not come to that within {within_s:g} s.")
        time.sleep(0.01)
    return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Damage:
    """Of what was ticked: how much has no effect on the server, and how much has several."""

    lost: int
    doubled: int


def damage(store: Store, *seats: Seat) -> Damage:
    """Once all is sent: each tick has one entry, and each call counts as one attempt."""
    entry, lead = schema.activity.c, schema.lead.c
    leads = {id for seat in seats for id in seat.rep.leads}
    with store.read() as connection:
        logged = select(entry.mutation).where(entry.lead.in_(leads))
        effects = Counter(connection.execute(logged).scalars())
        tried = select(func.sum(lead.attempts)).where(lead.id.in_(leads))
        attempts = connection.execute(tried).scalar_one()
    counts = [effects[id] for seat in seats for id in seat.ticked]
    more = attempts - sum(seat.calls for seat in seats)
    lost, doubled = counts.count(0), sum(n > 1 for n in counts)
    return Damage(max(lost, -more), max(doubled, more))


def visible(store: Store, rep: Rep) -> dict[str, int]:
    """Lead → its seq, of all that the server would show them."""
    lead = schema.lead.c
    with store.read() as connection:
        theirs = select(lead.id, lead.seq).where(lead.id.in_(rep.leads))
        return dict(connection.execute(theirs).all())


def gaps(store: Store) -> int:
    """Seqs that no effect has; the counter itself included."""
    with store.read() as connection:
        seqs = set(connection.execute(select(schema.history.c.seq)).scalars())
        [newest] = connection.execute(select(schema.team.c.seq)).scalars()
    return len(set(range(1, newest + 1)) ^ seqs)
