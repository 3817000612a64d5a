"""Whatever the policy and whoever comes: no open lead without somebody, a next step and a clock.

Each try is a team of its own with a policy at random, reps with caps, hours and absences, and a
stream of arrivals, touches and holds, while the timers ring through days of it.
"""

from __future__ import annotations

import random
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from sqlalchemy import select, update

from tests.builders import MONDAY
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation, Refusal
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.resources import resource_path
from workbench.server import schema
from workbench.server.clocks.timers import ring
from workbench.server.intake.arrivals import arrival
from workbench.server.intake.entering import Intake
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.ledger.writing import Ledger
from workbench.server.policy import policies
from workbench.server.policy.policy_versions import Draft, change
from workbench.server.routing.capacity import counts_of
from workbench.server.routing.refilling import refill
from workbench.server.store import Store, open_store
from workbench.server.team import accounts, people, pools
from workbench.server.team.accounts import NewUser

SAMPLE = resource_path("policy.toml").read_text(encoding="utf-8")
TYPES = ("demo", "pricing", "trial", "partner", "webinar", "content", "newsletter", "list")
CODES = ("NA", "VM", "BSY", "INT", "WRN", "DSC", "DNC", "UTR")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("any"), serving=True)
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", range(20))
def test_every_open_lead_has_somebody_a_step_and_a_clock(store: Store, seed: int) -> None:
    _Try(store, seed).run()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20, 200))
def test_two_hundred_policies(store: Store, seed: int) -> None:
    _Try(store, seed).run()


def a_policy(chance: random.Random, names: list[str]) -> str:
    """The sample policy with other hours, targets, ladders, caps and routes."""
    plain = tomllib.loads(SAMPLE)
    plain["calendar"]["zone"] = chance.choice(["UTC", "Europe/Berlin", "America/New_York"])
    hours = chance.choice([["9:00-17:00"], ["8:00-12:00", "13:00-18:00"], ["0:00-23:59"]])
    for day in ("mon", "tue", "wed", "thu", "fri"):
        plain["calendar"]["hours"][day] = hours
    plain["runs_on"] = chance.choice(["team", "pool", "rep", "lead"])
    plain["answered_by"] = chance.choice(["attempt", "contact"])
    plain["caps"]["untouched_hand_raisers"] = chance.choice([0, 1, 2, 5])
    plain["caps"]["worked_a_month"] = chance.choice([3, 80])
    for name in TYPES:
        kind = plain["types"][name]
        if "target_min" in kind:
            target = chance.choice([1, 5, 30, 240])
            kind["target_min"] = target
            kind["warn_min"] = [target / 2, target * 0.8]
            kind["escalate_min"] = [target * n for n in (1, 2, 3)][: chance.randrange(4)]
    routing = plain["routing"]
    routing["mode"] = chance.choice(["assign", "offer"])
    routing["former_owners"] = chance.randrange(4)
    routing["away_after_missed"] = chance.choice([0, 1, 3])
    routing["alarm_min"] = chance.choice([5, 30])
    routing["rules"] = [
        {
            "name": f"rule {number}",
            "pool": chance.choice(names),
            chance.choice(["types", "sources"]): [chance.choice(TYPES)],
        }
        for number in range(chance.randrange(3))
    ]
    return tomlkit.dumps(plain)


@dataclass
class _Try:
    store: Store
    seed: int
    chance: random.Random = field(init=False)
    ledger: Ledger = field(init=False)
    team: str = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.ledger = Ledger(self.store)
        self.now = MONDAY - timedelta(hours=self.chance.randrange(60))
        self.team = people.ensure_team(self.store, f"try {uuid.uuid4()}")
        names = ["Everybody"]
        with self.ledger.write(self.team, self.now) as writing, writing.effect() as effect:
            self.people = [
                accounts.enter_user(writing, effect, self._somebody("rep", n))
                for n in range(self.chance.randrange(4))
            ]
            accounts.enter_user(writing, effect, self._somebody("lead", 9))
            if self.chance.random() < 0.5:
                names.append("Second")
                second = pools.enter_pool(writing, effect, "Second")
                pools.set_members(writing, effect, second, dict.fromkeys(self.people[:2], 1))
        text = a_policy(self.chance, names)
        draft = Draft(text=text, reason="a try")
        change(self.ledger, self.team, draft, expected_version=1, now=self.now)

    def _somebody(self, role: Any, number: int) -> NewUser:
        return NewUser(email=f"{uuid.uuid4()}@try.example", name=f"{role} {number}", role=role)

    def run(self) -> None:
        for _ in range(14):
            self.chance.choice([self.arrive, self.arrive, self.touch, self.absent, self.hold])()
            self.now += timedelta(minutes=self.chance.choice([0, 2, 7, 45, 400, 3000]))
            while ring(self.ledger, self.team, self.now)[0]:
                pass
            refill(self.ledger, self.team, self.now)
            self.check()

    # ---- what happens

    def arrive(self) -> None:
        n = self.chance.randrange(6)
        body = {
            "type": self.chance.choice(TYPES), "email": f"v{n}@c{n}.example", "name": f"V {n}",
            "country": self.chance.choice(["DE", "US", "IN", None]), "source": "demo",
        }  # fmt: skip
        if self.chance.random() < 0.7:
            body["phone"] = f"+4930555010{n}"
        with self.ledger.write(self.team, self.now) as writing:
            held = policies.in_force(writing.connection, self.team)
            policy = held.current
            one = arrival(body, policy, source="web", now=self.now)
            intake = Intake(writing, held)
            intake.expect([one])
            before = counts_of(writing.connection, self.people, policy, self.now)
            known = {id: stored.lead for id, stored in writing.leads.items()}
            with writing.effect() as effect:
                taken = intake.take(one, effect)
            intake.close()
            lead = writing.leads[taken.lead_id].lead
        if lead.owner is not None and taken.lead_id not in known:
            self._check_assigned(lead, before[lead.owner], policy)

    def _check_assigned(self, lead: Lead, counts: Any, policy: Policy) -> None:
        """A new lead went past no cap, no absence and no opt-out."""
        assert counts.refusal(policy.type(lead.type), policy.caps) is None
        with self.store.read() as connection:
            users = schema.users.c
            state = select(users.availability).where(users.id == lead.owner)
            assert connection.execute(state).scalar() == "available"
        assert not lead.is_barred

    def touch(self) -> None:
        """Somebody calls, and it comes to something."""
        code = self.chance.choice(CODES)
        touch = {"activity_id": str(uuid.uuid4()), "kind": "call", "at": to_ms(self.now)}
        args: dict[str, Any] = {"activity_id": str(uuid.uuid4()), "code": code}
        if code not in ("DNC", "UTR"):
            args["touch"] = touch
        self._do("disposed", args)

    def hold(self) -> None:
        until = self.now + timedelta(days=self.chance.randrange(1, 20))
        self._do("held", {"until": to_ms(until), "reason": "budget"})

    def _do(self, type: str, args: dict[str, Any]) -> None:
        mine = [lead for lead in self.leads() if lead.owner is not None and lead.is_open]
        if not mine:
            return
        lead = self.chance.choice(mine)
        mutation = Mutation(
            id=str(uuid.uuid4()), type=type, lead=lead.id, at=self.now, args=args,
            user=lead.owner, received_at=self.now,
        )  # fmt: skip
        with self.ledger.write(self.team, self.now) as writing:
            policy = policies.current(writing.connection, self.team)
            stored = writing.lock([lead.id])[lead.id]
            try:
                changed = apply(stored.lead, mutation, policy)
            except Refusal as refusal:
                if refusal.code != "too_few_attempts":
                    raise
            else:
                with writing.effect() as effect:
                    effect.put(changed)

    def absent(self) -> None:
        if self.people:
            change = update(schema.users).where(
                schema.users.c.id == self.chance.choice(self.people)
            )
            state = self.chance.choice(["available", "away", "busy"])
            with self.ledger.write(self.team, self.now) as writing, writing.effect() as effect:
                writing.connection.execute(change.values(availability=state))
                effect.config("user", "somebody", {"state": state})

    # ---- what must hold

    def leads(self) -> list[Lead]:
        lead = schema.lead.c
        chosen = select(*(lead[name] for name in STORED)).where(lead.team == self.team)
        with self.store.read() as connection:
            return [Stored(**row._mapping).lead for row in connection.execute(chosen)]

    def check(self) -> None:
        with self.store.read() as connection:
            answers = pools.responsible(connection, self.team)
        for lead in self.leads():
            if not lead.is_open:
                continue
            who = lead.owner or (answers[lead.pool] if lead.pool else "the team leads")
            assert who is not None, lead
            assert lead.step is not None, lead
            stated = lead.held_until is not None or not _reached(lead)
            assert lead.clocks or stated or _is_worked_on(lead), lead
            overdue = lead.alarm_at is not None and lead.alarm_at <= self.now
            assert not overdue, lead


def _reached(lead: Lead) -> bool:
    return bool(lead.email or lead.phone_e164 or lead.profile_url)


def _is_worked_on(lead: Lead) -> bool:
    """An inquiry without a target joined a lead that somebody works."""
    return any(not inquiry.live or inquiry.type == "newsletter" for inquiry in lead.inquiries)


def test_the_tries_differ(tmp_path: Path) -> None:
    texts = {a_policy(random.Random(seed), ["Everybody"]) for seed in range(9)}
    assert len(texts) == 9
