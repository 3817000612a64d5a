"""The sample team: invented people, and inquiries that look like a Tuesday.

The same seed makes the same team, down to each call that was made; only ids differ.
"""

from __future__ import annotations

import functools
import heapq
import json
import random
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from workbench.domain.handed import handed_at_hand
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.resources import resource_path
from workbench.server import schema
from workbench.server.intake.arrivals import arrival
from workbench.server.intake.entering import Intake
from workbench.server.ledger.documents import lead_text
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import Moment
from workbench.server.policy import policies
from workbench.server.sample_handoffs import LEFT_TO_LIE, handed_on, next_word_at, told_by_ae
from workbench.server.store import Store
from workbench.server.team import people
from workbench.server.team.sessions import Caller
from workbench.server.work.pushing import push, read_push
from workbench.wire import read_lead

HISTORY = timedelta(days=60)
LAST_DAYS = timedelta(days=4)
JUST_NOW = timedelta(minutes=16)
ANSWERED = {"NA": 34, "VM": 18, "VMN": 6, "BSY": 5, "GK": 5, "INT": 12, "CB": 8, "NOW": 4, "NI": 4,
            "NF": 3, "MTG": 4, "QLT": 1, "DSC": 2, "SPM": 1}  # fmt: skip
"""How calls of the sample team end, in shares; not measured, only plausible."""

ELSEWHERE = 0.3
"""The share of handoffs that the second AE gets."""


@functools.cache
def sample() -> dict[str, Any]:
    return tomllib.loads(resource_path("demo.toml").read_text(encoding="utf-8"))


def inquiries(rng: random.Random, *, hot: bool = False) -> Iterator[dict[str, Any]]:
    """Inquiries without an end, as a web form would post them; `hot`: hand-raisers only."""
    parts = sample()["inquiries"]
    types = parts["types"]
    if hot:
        types = {name: types[name] for name in ("demo", "pricing", "contact_sales", "chat")}
    weights = [item["weight"] for item in types.values()]
    while True:
        [kind] = rng.choices(list(types), weights)
        yield _inquiry(rng, parts, kind, rng.choice(types[kind]["messages"]))


def _inquiry(rng: random.Random, parts: dict[str, Any], kind: str, message: str) -> dict[str, Any]:
    company = rng.choice(parts["companies"])
    first, last = rng.choice(parts["first_names"]), rng.choice(parts["last_names"])
    title = rng.choice(parts["titles"])
    phone = "".join(str(rng.randint(0, 9)) if c == "#" else c for c in company["phone"])
    said = {
        "type": kind,
        "name": f"{first} {last}",
        "title": title,
        "email": f"{first}.{last}@{company['domain']}".lower(),
        "phone": phone if rng.random() < 0.85 or kind == "call" else None,
        "company": company["name"],
        "country": company["country"],
        "employees": company["employees"] if rng.random() < 0.8 else None,
        "industry": company["industry"],
        "profile_url": f"https://social.example/{first}-{last}".lower()
        if rng.random() < 0.4
        else None,
        "message": message,
        "page": rng.choice(parts["pages"]),
        "campaign": rng.choice(parts["campaigns"]),
        "heard_from": rng.choice(parts["heard_from"]) if rng.random() < 0.5 else None,
    }
    return {name: value for name, value in said.items() if value}


def arrivals(rng: random.Random, now: datetime, count: int) -> list[datetime]:
    """When `count` leads came: most in office hours of the last weeks, a handful just now."""
    fresh = min(24, count // 8)
    moments = [now - timedelta(seconds=rng.uniform(5, 600)) for _ in range(fresh)]
    while len(moments) < count:
        at = now - rng.random() ** 1.6 * HISTORY
        office = at.weekday() < 5 and 7 <= at.hour < 17
        if office or rng.random() < 0.15:
            moments.append(at)
    return sorted(moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """`key` is the source's, for inquiries to come."""

    key: str
    emails: dict[str, str]
    """The first person of each role → their address."""
    password: str


def fill(store: Store, *, leads: int, now: datetime, seed: int = 7) -> Filled:
    """Make the sample team in an empty store, with `leads` leads as they would stand at `now`."""
    team = sample()
    rng = random.Random(seed)
    callers = [_enter(store, person, team) for person in team["people"]]
    key = people.add_source(store, name="website", type="demo", team=team["team"])
    days = _Days(store, callers, rng)
    for at, said in zip(arrivals(rng, now, leads), inquiries(rng), strict=False):
        days.expect(at, said)
    days.run(until=now)
    emails: dict[str, str] = {}
    for person in team["people"]:
        emails.setdefault(person["role"], person["email"])
    return Filled(key=key, emails=emails, password=team["password"])


def _enter(store: Store, person: dict[str, str], team: dict[str, Any]) -> Caller:
    user = people.add_user(
        store, **person, team=team["team"], tz=team["zone"], password=team["password"]
    )
    return Caller(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role,
        team=user.team,
        team_name=user.team_name,
        device="sample",
        scope_version=1,
        scope_seq=0,
        disabled_at=None,
    )


class _Days:
    """The weeks before now, event by event: who came, who was called, what it came to."""

    def __init__(self, store: Store, callers: list[Caller], rng: random.Random) -> None:
        self._ledger = Ledger(store)
        self._store = store
        self._callers = {caller.id: caller for caller in callers}
        self._aes = [caller for caller in callers if caller.role == "ae"]
        self._team = callers[0].team
        self._rng = rng
        self._events: list[tuple[datetime, int, dict[str, Any] | str]] = []
        self._with_ae: set[str] = set()
        """Leads of which the next word is an AE's."""

    def expect(self, at: datetime, what: dict[str, Any] | str) -> None:
        """An inquiry that comes, or the id of a lead whose turn it is."""
        heapq.heappush(self._events, (at, len(self._events), what))

    def run(self, *, until: datetime) -> None:
        while self._events and self._events[0][0] <= until:
            at, _, what = heapq.heappop(self._events)
            lead = self._work(what, at) if isinstance(what, str) else self._arrive(what, at)
            # Of the last days' steps some were left to lie; who came just now waits for the desk.
            is_recent = at > until - LAST_DAYS
            if lead.step and not (is_recent and lead.attempts and self._rng.random() < 0.25):
                delay = timedelta(minutes=self._rng.lognormvariate(1.2, 1.1))
                worked_at = max(at, lead.step.due_at) + delay
                if worked_at < until - JUST_NOW:
                    self.expect(worked_at, lead.id)
            self._expect_ae(lead, at, until)

    def _expect_ae(self, lead: Lead, at: datetime, until: datetime) -> None:
        told_at = next_word_at(lead, at, self._rng)
        is_left = at > until - LAST_DAYS and self._rng.random() < LEFT_TO_LIE
        if told_at is not None and not is_left and told_at < until - JUST_NOW:
            self._with_ae.add(lead.id)
            self.expect(told_at, lead.id)

    def _arrive(self, said: dict[str, Any], at: datetime) -> Lead:
        with self._ledger.write(self._team, at) as writing:
            held = policies.in_force(writing.connection, self._team)
            intake = Intake(writing, held)
            said = {**said, "received_at": to_ms(at)}
            one = arrival(said, held.current, source="website", now=at)
            intake.expect([one])
            with writing.effect() as effect:
                taken = intake.take(one, effect)
            intake.close()
            return writing.leads[taken.lead_id].lead

    def _work(self, lead_id: str, at: datetime) -> Lead:
        lead = self._look(lead_id)
        if lead_id in self._with_ae:
            self._with_ae.discard(lead_id)
            return self._tell(lead, at)
        if lead.owner is None:
            rep = self._rng.choice([c for c in self._callers.values() if c.role == "rep"])
            self._push(rep, lead_id, at, ("claimed", {}))
            lead = self._look(lead_id)
        if lead.owner is not None and lead.step is not None:
            channel = lead.step.channel
            args = self._call(at) if channel == "call" else _message(channel, at)
            kind = "disposed" if channel == "call" else "touch_logged"
            heard = self._heard(lead, args["code"]) if channel == "call" else ()
            self._push(self._callers[lead.owner], lead_id, at, *heard, (kind, args))
        return self._look(lead_id)

    def _tell(self, lead: Lead, at: datetime) -> Lead:
        """What the AE who was handed it says of it."""
        handed = handed_at_hand(lead)
        if handed is not None:
            made = told_by_ae(lead, self._rng, sample()["handoffs"])
            self._push(self._callers[handed.ae], lead.id, at, *made)
        return self._look(lead.id)

    def _look(self, lead_id: str) -> Lead:
        """As it stands; read without waiting for a disk."""
        with self._store.read() as connection:
            row = connection.execute(select(schema.lead).where(schema.lead.c.id == lead_id)).one()
        return read_lead(json.loads(lead_text(row._mapping)))

    def _push(
        self, caller: Caller, lead: str, at: datetime, *made: tuple[str, dict[str, Any]]
    ) -> None:
        mutations = [{"id": str(uuid.uuid4()), "type": kind, "v": 1, "lead": lead,
                      "occurred_at": to_ms(at), "args": args} for kind, args in made]  # fmt: skip
        results = json.loads(
            push(
                self._ledger,
                Moment(at, 0.0, at),
                caller,
                read_push(json.dumps({"mutations": mutations}).encode()),
            )
        )["results"]
        if any(result["s"] != "ok" for result in results):
            raise ValueError(f"The sample cannot be: {results}")

    def _heard(self, lead: Lead, code: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """What they said on the call: of who was handed on all, of who listened the half."""
        told = sample()["answers"]
        for number, (question, answers) in enumerate(told.items()):
            if code in ("MTG", "QLT") or (code in ("INT", "CB") and number % 2 == 0):
                answer = answers[(lead.attempts + number) % len(answers)]
                args = {"form": "bant", "question": question, "answer": answer}
                yield "qualification_answered", args

    def _call(self, at: datetime) -> dict[str, Any]:
        """The args of a `disposed` call that ended somehow."""
        rng = self._rng
        [code] = rng.choices(list(ANSWERED), list(ANSWERED.values()))
        spoke = code in {"INT", "CB", "NOW", "NI", "NF", "MTG", "QLT"}
        args: dict[str, Any] = {
            "activity_id": str(uuid.uuid4()),
            "code": code,
            "touch": {
                "activity_id": str(uuid.uuid4()),
                "kind": "call",
                "at": to_ms(at),
                "duration_s": round(rng.uniform(60, 540) if spoke else rng.uniform(15, 45)),
            },
        }
        match code:
            case "NOW":
                revisit = (at + timedelta(days=90)).date().isoformat()
                args |= {"reason": "no budget", "revisit_on": revisit}
            case "NI":
                args["reason"] = rng.choice(["no need", "no budget", "no timeline"])
            case "NF":
                args["reason"] = "too small"
            case "SPM":
                args["reason"] = "vendor"
            case "CB":
                args["callback_at"] = to_ms(at + timedelta(hours=rng.choice([2, 20, 26, 44])))
            case "MTG" | "QLT":
                ae = self._aes[rng.random() < ELSEWHERE].id
                args |= handed_on(code, at, ae, rng, sample()["handoffs"])
        return args


def _message(channel: str, at: datetime) -> dict[str, Any]:
    return {"activity_id": str(uuid.uuid4()), "kind": channel, "at": to_ms(at)}
