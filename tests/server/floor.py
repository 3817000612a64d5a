"""A team on which anything may be moved, and what each of its people may then see."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.builders import MONDAY, a_call, a_mutation, an_id
from tests.server.door import Door
from tests.server.served import Person, Served, Team
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.server import roles
from workbench.server.clocks.timers import ring

_numbers = itertools.count(1)
ROLES = ("rep", "ae", "viewer", "lead", "rep")


class Desk:
    """What somebody has been sent so far, page by page, and nothing but that."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.start_over()

    def start_over(self) -> str:
        """The answers as they came."""
        began = self.person.get("/v1/sync")
        filled = self.person.get("/v1/sync/backfill", below=2**61, limit=1000)
        self.since: int = began["since"]
        self.held = {item["lead"]["id"] for item in filled["items"]}
        return str(began) + str(filled)

    def pull(self) -> str:
        """The answers as they came, without what they take away."""
        came, more = "", True
        while more:
            answer = self.person.call("GET", "/v1/sync", params={"since": self.since})
            if answer.status_code == 409:
                return came + self.start_over()
            told = answer.json()
            for item in told["items"]:
                if item["op"] == "evict":
                    self.held.discard(item["id"])
                else:
                    self.held.add(item["lead"]["id"])
                    came += str(item)
            came += str(told["config"])
            self.since, more = told["since"], told["more"]
        return came


class Floor:
    """A team with all roles and two pools, beside another team of which it must not hear."""

    def __init__(self, server: Served) -> None:
        self.team, self.other = Team.new(server), Team.new(server)
        self.door, self.stranger = Door(self.team), Door(self.other)
        self.ops = self.team.join("ops")
        self.people = [self.team.join(role) for role in ("rep", "rep", "rep", "ae", "viewer")]
        self.people += [self.team.join("lead")]
        self.outsiders = [self.other.join("ops"), self.other.join()]
        self.pool = self.ops.post("/v1/pools", {"name": "East"}, status=201)["id"]
        self.desks = [Desk(person) for person in (*self.people, self.ops, *self.outsiders)]
        self.secrets: dict[str, str] = {}
        self.told_by: dict[str, set[str]] = {}
        self.minutes = 0
        self.covers: list[str] = []
        self.batches: list[str] = []
        for _ in range(4):
            self.arrive(0, 0, 0)
        self._take(self.stranger)

    # ---- what may happen; each takes three whole numbers and picks by them

    def arrive(self, *_: int) -> None:
        self._take(self.door)

    def reassign(self, a: int, b: int, c: int) -> None:
        lead, by, to = self._lead(a), self._person(b), self._person(c)
        owner = self._facts(lead).get("owner")
        self._try(by, lead, "reassigned", to=to.id, expected_owner=owner, reason="so")

    def move(self, a: int, b: int, c: int) -> None:
        ids = [self._lead(a + n).id for n in range(1 + b % 3)]
        to = [self._person(c).id, self.pool, self.team.pool, "balance"][b % 4]
        asked = {"ids": ids, "to": to, "reason": "so", "preview": False}
        answer = self.ops.call("POST", "/v1/leads/reassign", json=asked)
        if answer.ok and "batch_id" in answer.json():
            self.batches.append(answer.json()["batch_id"])

    def take_back(self, *_: int) -> None:
        if self.batches:
            self.ops.call("POST", f"/v1/batches/{self.batches.pop()}/undo")

    def cover(self, a: int, b: int, c: int) -> None:
        until = to_ms(MONDAY + timedelta(days=3))
        asked = {"user": self._person(a).id, "cover": self._person(b).id, "until": until}
        answer = self.ops.call("POST", "/v1/covers", json=asked)
        if answer.ok:
            self.covers.append(answer.json()["cover_id"])

    def end_cover(self, *_: int) -> None:
        if self.covers:
            self.ops.call("DELETE", f"/v1/covers/{self.covers.pop()}")

    def hand_over(self, a: int, b: int, c: int) -> None:
        handed = {"handoff_id": an_id(), "ae": self._person(b).id, "summary": "Ready"}
        self._try(self._person(c), self._lead(a), "handed_off", **handed)

    def decide(self, a: int, b: int, c: int) -> None:
        lead = self._lead(a)
        for handed in self._facts(lead).get("handoffs", ()):
            said = {"decision": ("rejected", "accepted")[b % 2], "code": "no pain"}
            id = handed["id"]
            self._try(self._of(handed["ae"]), lead, "handoff_decided", handoff_id=id, **said)

    def wait(self, a: int, *_: int) -> None:
        """Until the timers warn, offer and give away by themselves."""
        self.minutes += a % 90
        ring(self.team.server.office.ledger, self.team.id, self._now)

    def work(self, a: int, b: int, c: int) -> None:
        code = ("NA", "VM", "INT", "NI")[c % 4]
        lead, person = self._lead(a), self._person(b)
        if person.role != "viewer":
            noted: dict[str, Any] = {"note": self.secrets[lead.id], "reason": "no need"}
            person.push(a_call(lead, code, at=self._now, **noted))

    def claim(self, a: int, b: int, c: int) -> None:
        owner = self._facts(self._lead(a)).get("owner")
        kind, args = (("claimed", {"expected_owner": owner}), ("released", {}))[c % 2]
        self._try(self._person(b), self._lead(a), kind, **args)

    def merge(self, a: int, b: int, c: int) -> None:
        lead, master = self._lead(a).id, self._lead(c).id
        code = {"activity_id": an_id(), "code": "DUP", "master": master}
        if self._try(self._person(b), self._lead(a), "disposed", **code):
            # From here on the master tells what was told of the other, and of who joined that.
            self.told_by[master] |= self.told_by[lead]

    def add(self, a: int, b: int, c: int) -> None:
        """Somebody adds the lead of another as one of their own."""
        lead = self._lead(a)
        email = self._facts(lead).get("email")
        if email:
            inquiry = {"type": "demo", "name": "Mo Ray", "email": email}
            self._try(self._person(b), None, "lead_added", lead_id=an_id(), inquiry=inquiry)

    def regroup(self, a: int, b: int, c: int) -> None:
        pool = (self.pool, self.team.pool)[a % 2]
        chosen = [person for n, person in enumerate(self.people) if (b >> n) % 2]
        members = [{"user": person.id} for person in chosen if person.role == "rep"]
        self.ops.call("PATCH", f"/v1/pools/{pool}", json={"members": members})

    def promote(self, a: int, b: int, *_: int) -> None:
        person, role = self._person(a), ROLES[b % len(ROLES)]
        if self.ops.call("PATCH", f"/v1/users/{person.id}", json={"role": role}).ok:
            person.role = role  # type: ignore[assignment]  # of ROLES

    # ---- who may see what

    def seen_by(self, person: Person) -> set[str]:
        if person in self.outsiders:
            return {id for id in self.secrets if id not in self._known} & self._foreign(person)
        if person.role in ("lead", "ops"):
            return set(self._known)
        if person.role == "viewer":
            return set()
        pools = self.ops.get("/v1/pools")["pools"]
        mine = {p["id"] for p in pools if person.id in [m["user"] for m in p["members"]]}
        return {id for id, facts in self._known.items() if _is_seen(facts, person.id, mine)}

    def look(self) -> None:
        """The facts as the one who sees all of the team is told them."""
        told = self.ops.get("/v1/leads", limit=500)["leads"]
        self._known: dict[str, dict[str, Any]] = {lead["id"]: lead for lead in told}

    def check(self) -> None:
        self.look()
        for desk in self.desks:
            seen = self.seen_by(desk.person)
            came = desk.pull()
            assert desk.held == seen, (desk.person.role, "desk")
            self._check_text("GET /v1/sync", came, seen)
            again = Desk(desk.person)
            assert again.held == seen, (desk.person.role, "backfill")
            found = desk.person.get("/v1/leads", q="qz@ZQ.example", limit=500)["leads"]
            assert {lead["id"] for lead in found} == seen, (desk.person.role, "search")

    def check_every_call(self) -> None:
        for desk in self.desks:
            seen = self.seen_by(desk.person)
            self._check_lookups(desk.person, seen)
            self._check_lists(desk.person, seen)

    def _check_lookups(self, person: Person, seen: set[str]) -> None:
        for id in self.secrets:
            for path in (f"/v1/leads/{id}", f"/v1/leads/{id}/activities"):
                answer = person.call("GET", path)
                assert answer.ok == (id in seen), (path, person.role)
                self._check_text(path, answer.text, seen)

    def _check_lists(self, person: Person, seen: set[str]) -> None:
        for call in roles.CALLS:
            method, path = call.split()
            if method == "GET" and "{id}" not in path and "/sync" not in path:
                answer = person.call("GET", path.replace("{name}", "fairness"))
                self._check_text(call, answer.text, seen)

    def _check_text(self, call: str, text: str, seen: set[str]) -> None:
        told = set[str]().union(*(self.told_by[id] for id in seen))
        for secret in {*self.secrets.values()} - told:
            assert secret not in text, call

    # ---- parts

    def _take(self, door: Door) -> None:
        n = next(_numbers)
        secret = f"zq{n:05}qz"
        told = door.take(
            name=f"Visitor {n}", email=f"{secret}@zq.example", phone=None,
            company="Halden", message=secret, external_id=secret,
        )  # fmt: skip
        self.secrets[told["lead_id"]] = secret
        self.told_by[told["lead_id"]] = {secret}

    def _foreign(self, person: Person) -> set[str]:
        """All of the other team's, and its rep's: whoever it went to by the one rotation."""
        if person.role == "ops":
            return set(self.secrets) - set(self._known)
        told = self.outsiders[0].get("/v1/leads")["leads"]
        return {lead["id"] for lead in told if lead.get("owner") == person.id}

    def _facts(self, lead: Lead) -> dict[str, Any]:
        """None of a lead of the other team."""
        answer = self.ops.call("GET", f"/v1/leads/{lead.id}")
        facts: dict[str, Any] = answer.json() if answer.ok else {}
        return facts

    def _try(self, person: Person, lead: Lead | None, type: str, **args: Any) -> bool:
        """Whether it was taken; the answer tells nobody what they do not see."""
        if person.role == "viewer":
            return False
        [result] = person.push(a_mutation(lead, type, at=self._now, **args))
        assert not any(secret in str(result) for secret in self.secrets.values())
        return bool(result["s"] == "ok")

    @property
    def _now(self) -> Any:
        return MONDAY + timedelta(minutes=self.minutes)

    def _lead(self, n: int) -> Lead:
        mine = list(self.secrets)
        return replace(_ANY, id=mine[n % len(mine)] if n % 7 else mine[0])

    def _person(self, n: int) -> Person:
        return self.people[n % len(self.people)]

    def _of(self, id: str) -> Person:
        return next((p for p in self.people if p.id == id), self.ops)


_ANY = Lead(id="")
EVENTS = tuple(
    name
    for name, value in vars(Floor).items()
    if callable(value)
    and name[0] != "_"
    and name not in ("check", "check_every_call", "look", "seen_by")
)


def _is_seen(facts: dict[str, Any], person: str, pools: set[str]) -> bool:
    owner, offer = facts.get("owner"), facts.get("offer") or {}
    aes = {h["ae"] for h in facts.get("handoffs", ()) if h.get("decision") != "rejected"}
    with_pool = owner is None and facts.get("pool") in pools
    return person == owner or with_pool or person in aes or person == offer.get("to")
