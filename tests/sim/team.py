"""What goes on around the desks: leads come, people and rules change, time rings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from tests.sim.house import House
from tests.sim.world import World
from workbench.domain.plain import to_ms
from workbench.server.ledger.audiences import user_audience

Happening: TypeAlias = tuple[float, Callable[[], None]]
"""How likely beside the others, and what."""
FEW = 4
"""With no more leads than that nobody asks to be forgotten, or nothing would be left to do."""


class Team:
    def __init__(self, house: House, world: World, tell: Callable[..., None]) -> None:
        self.house = house
        self.world = world
        self.rng = world.rng
        self.tell = tell
        self.rescopes: Counter[str] = Counter()
        """How often what somebody may see became another thing."""
        self.erased: dict[str, str] = {}
        """The addresses of leads that were to be forgotten; a restore may bring them back."""
        self._count = 0

    def happenings(self, o: Mapping[str, float]) -> list[Happening]:
        """What may happen now, each with its weight."""
        return [
            (0.6, self._inquire), (0.8 * o["reassigned"], self._reassign),
            (0.4 * o["pools"], self._share), (0.15 * o["promoted"], self._promote),
            (0.2 * o["policy"], self._change_policy), (0.5 * o["alarms"], self._ring),
            (0.2 * o["alarms"], self._wait_for_alarm), (0.15 * o["covers"], self._cover),
            (0.9 * o["guests"], self._invite), (0.2 * o["erased"], self._erase),
        ]  # fmt: skip

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.world.wall(), UTC)

    def _inquire(self) -> None:
        self._count += 1
        n = self._count
        answer = self.house.ask(
            "source", "POST", "/v1/inquiries",
            {"type": "demo", "name": f"Asks {n}", "email": f"asks{n}@new{n}.example",
             "phone": f"+49 30 5550{n:04d}"},
        )  # fmt: skip
        self.tell("inquired", answer.status)

    def _leads(self) -> list[str]:
        found = self.house.look().execute("SELECT id FROM lead ORDER BY id")
        return [row[0] for row in found]

    def _reassign(self) -> None:
        leads = self._leads()
        ids = self.rng.sample(leads, min(2, len(leads)))
        to = self.rng.choice(
            [self.house.users["ann"].id, self.house.users["bob"].id, *self._pools()]
        )
        answer = self.house.ask(
            "lena", "POST", "/v1/leads/reassign",
            {"ids": ids, "to": to, "reason": "balance", "preview": False},
        )  # fmt: skip
        self.tell("reassigned", answer.status)

    def _invite(self) -> None:
        """As a handoff does: somebody sees a lead beside those whose it is, or no longer."""
        known = "SELECT audience, lead FROM guest ORDER BY audience, lead"
        guests = self.house.look().execute(known).fetchall()
        if guests and self.rng.random() < 0.3:
            leaves, (who, lead) = True, self.rng.choice(guests)
        else:
            user = self.house.users[self.rng.choice(["ann", "ann", "bob"])]
            leaves, who = False, user_audience(user.id)
            others = "SELECT id FROM lead WHERE owner IS NOT NULL AND home <> ? ORDER BY id"
            strange = [row[0] for row in self.house.look().execute(others, (who,))]
            if not strange:
                return
            lead = self.rng.choice(strange)
        ledger = self.house.office.ledger
        with ledger.write(self.house.users["olga"].team, self._now()) as writing:
            writing.lock([lead])
            with writing.effect() as effect:
                (effect.evict if leaves else effect.grant)(who, lead)
        self.tell("guests", f"{who[:13]} {'leaves' if leaves else 'sees'} {lead[:8]}")

    def _erase(self) -> None:
        """Somebody asks to be forgotten."""
        addresses = dict(self.house.look().execute("SELECT id, email FROM lead").fetchall())
        if len(addresses) <= FEW:
            return
        wanted = {"lead": self.rng.choice(sorted(addresses)), "reason": "asked for it"}
        answer = self.house.ask("olga", "POST", "/v1/privacy/erase", wanted)
        self.erased |= {id: addresses[id] for id in answer.told["leads"]}
        self.tell("erased", f"{wanted['lead'][:8]} {answer.status}")

    def _pools(self) -> list[str]:
        found = self.house.look().execute("SELECT id FROM pool ORDER BY name")
        return [row[0] for row in found]

    def _share(self) -> None:
        name = self.rng.choice(["ann", "bob"])
        chosen = [{"pool": pool} for pool in self._pools() if self.rng.random() < 0.5]
        self._rescoped(name, "pools", {"pools": chosen})

    def _promote(self) -> None:
        name = self.rng.choice(["ann", "bob"])
        self._rescoped(name, "promoted", {"role": self.rng.choice(["rep", "lead", "viewer"])})

    def _rescoped(self, name: str, what: str, change: dict[str, object]) -> None:
        id = self.house.users[name].id
        before = self._scope(id)
        answer = self.house.ask("olga", "PATCH", f"/v1/users/{id}", change)
        self.rescopes[name] += self._scope(id) - before
        self.tell(what, f"{name} {answer.status}")

    def _scope(self, id: str) -> int:
        chosen = "SELECT scope_version FROM users WHERE id = ?"
        return int(self.house.look().execute(chosen, (id,)).fetchone()[0])

    def _change_policy(self) -> None:
        held = self.house.ask("olga", "GET", "/v1/policy").told
        text = f"{held['text']}\n# {self._count}\n"
        change = {"text": text, "reason": "try", "expected_version": held["newest"]}
        answer = self.house.ask("olga", "PUT", "/v1/policy", change)
        self.tell("policy", answer.status)

    def _ring(self) -> None:
        self.house.office.timers.look()
        self.tell("alarms")

    def _wait_for_alarm(self) -> None:
        self.world.pass_by(self.rng.choice([60.0, 300.0]))
        self._ring()

    def _cover(self) -> None:
        change = {
            "user": self.house.users["bob"].id, "cover": self.house.users["ann"].id,
            "until": to_ms(self._now() + timedelta(minutes=self.rng.choice([1, 60]))),
        }  # fmt: skip
        answer = self.house.ask("lena", "POST", "/v1/covers", change)
        self.tell("covers", answer.status)
        self.house.office.handovers.look()
