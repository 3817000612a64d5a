"""Pushes as a release's desks sent them, each mutation there is; and what they came to.

People are written as @rep, @colleague and @ae: each team has its own ids for them. The bytes are
the outbox's own.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.builders import MONDAY, a_lead, asked
from tests.server.served import Person, Team
from workbench.cache.entry import Offset
from workbench.cache.outbox import Outbox
from workbench.domain.activity import inquiry_entry
from workbench.domain.lead import Lead
from workbench.domain.mutation import BODIES
from workbench.domain.plain import to_ms
from workbench.domain.record import Mutation
from workbench.identity import new_id
from workbench.wire import lead_json, read_lead

SHOWN = ("status", "type", "attempts", "owner", "title", "barred", "callback_at", "master")
"""What is looked at of a lead afterwards, beside its entries."""


def pushes_made() -> dict[str, Any]:
    """`leads`: the documents there were; `pushes`: who sent which bytes."""
    leads = [
        replace(a_lead(waited=120, email=f"{n}@upgrade.example", phone=None), id=new_id())
        for n in range(14)
    ]
    own, decided = _of_rep(leads), _of_ae(leads[9])
    missing = BODIES.keys() - {mutation.type for mutation in (*own, *decided)}
    assert not missing, missing
    return {
        "leads": [json.loads(lead_json(replace(lead, owner="@rep"))) for lead in leads],
        "pushes": [["@rep", _sent(own)], ["@ae", _sent(decided)]],
    }


def did(lead: Lead | None, type: str, minutes_ago: int, **args: Any) -> Mutation:
    at = MONDAY - timedelta(minutes=minutes_ago)
    lead_id = lead.id if lead else None
    return Mutation(id=new_id(), type=type, lead=lead_id, at=at, user="@rep", args=args)


def called(lead: Lead, code: str, minutes_ago: int, **args: Any) -> Mutation:
    at = to_ms(MONDAY - timedelta(minutes=minutes_ago))
    touch = {"activity_id": new_id(), "kind": "call", "at": at, "duration_s": 30}
    return did(lead, "disposed", minutes_ago, activity_id=new_id(), code=code, touch=touch, **args)


def _of_rep(leads: Sequence[Lead]) -> list[Mutation]:
    soon, later = (to_ms(MONDAY + timedelta(hours=hours)) for hours in (1, 48))
    meeting = {"meeting_id": "m1", "at": soon, "length_min": 30, "ae": "@ae"}
    added = {"type": "demo", "name": "Cy Dahl", "email": "cy@upgrade.example", "company": "Dahl"}
    edited = {"title": {"old": None, "new": "VP"}}
    mail = {"activity_id": new_id(), "kind": "email", "at": to_ms(MONDAY - timedelta(minutes=59))}
    taken_back = called(leads[10], "NA", 40)
    return [
        did(leads[0], "call_started", 60, call_id=new_id()),
        did(leads[0], "touch_logged", 59, **mail),
        called(leads[1], "VM", 58, note="left word"),
        did(leads[2], "released", 57, expected_owner="@rep"),
        did(leads[2], "claimed", 56, expected_owner=None),
        did(leads[3], "snoozed", 55, until=soon),
        did(leads[4], "held", 54, until=later, reason="asked for it"),
        did(leads[5], "callback_promised", 53, at=later, note="in the morning"),
        did(None, "lead_added", 52, lead_id=new_id(), inquiry=added),
        did(leads[6], "lead_edited", 51, **edited),
        did(leads[7], "opted_out", 50, channels=["email"]),
        did(leads[8], "merged", 49, master=leads[0].id),
        *(did(leads[9], one.type, 48, **one.args) for one in asked(leads[9])),
        did(leads[9], "meeting_booked", 47, **meeting),
        did(leads[9], "meeting_resolved", 46, meeting_id="m1", result="moved", at=later),
        did(leads[9], "handed_off", 45, handoff_id="h", ae="@ae", summary="ready"),
        taken_back,
        did(leads[10], "undone", 39, mutation=taken_back.id),
        did(leads[11], "reassigned", 38, to="@colleague", expected_owner="@rep", reason="knows"),
        did(leads[12], "a_type_of_no_release", 37),
        did(
            leads[13],
            "disposed",
            36,
            activity_id=new_id(),
            code="NI",
            reason="no need",
            unknown_here=1,
        ),
        did(None, "availability_set", 35, state="busy"),
    ]


def _of_ae(lead: Lead) -> list[Mutation]:
    return [
        did(lead, "handoff_decided", 30, handoff_id="h", decision="accepted", quality=3),
        did(lead, "opportunity_updated", 29, stage="Closed", outcome="won"),
    ]


def _sent(mutations: Sequence[Mutation]) -> str:
    """As the pusher puts it together from what the outbox keeps."""
    with tempfile.TemporaryDirectory() as folder:
        outbox = Outbox(Path(folder) / "outbox.db")
        for mutation in mutations:
            with outbox.writing() as writing:
                writing.append(mutation, Offset(0, 1))
        parts = b",".join(entry.sent for entry in outbox.pending(1000))
        outbox.close()
    return f'{{"mutations":[{parts.decode()}]}}'


class Crew:
    """The people of a recording, in a team that goes by today's server."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._people: dict[str, Person] = {
            "@rep": team.join(), "@colleague": team.join(), "@ae": team.join("ae"),
        }  # fmt: skip
        self._boss = team.join("lead")

    def own(self, docs: Sequence[dict[str, Any]]) -> None:
        """The leads as they were before anything was sent."""
        office = self._team.server.office
        for doc in docs:
            text = self._here(json.dumps(doc))
            for inquiry in doc["inquiries"]:
                # Those recorded are as builders count, and another test's on the same store.
                text = text.replace(inquiry["id"], new_id())
            lead = read_lead(json.loads(text))
            with (
                office.ledger.write(self._team.id, office.moment.now()) as writing,
                writing.effect() as effect,
            ):
                effect.put(lead)
                effect.log(lead.id, [inquiry_entry(lead.inquiries[0])])

    def push(self, pushes: Sequence[Sequence[str]], client: str) -> list[list[dict[str, Any]]]:
        """Each as it was sent, by a desk that says of itself what they said; the results."""
        told = []
        for who, body in pushes:
            answer = self._people[who].call(
                "POST", "/v1/push", data=self._here(body).encode(), headers={"Client": client}
            )
            assert answer.status_code == 200, answer.text
            told.append([self._result(one) for one in answer.json()["results"]])
        return told

    def _result(self, result: dict[str, Any]) -> dict[str, Any]:
        """Without its words, which may get better, and what is this server's alone."""
        return {name: result[name] for name in ("id", "s", "code", "note") if result.get(name)}

    def effects(self, pushes: Sequence[Sequence[str]]) -> dict[str, Any]:
        """By lead: what became of it, and the kinds of its entries."""
        bodies = [json.loads(body)["mutations"] for _, body in pushes]
        named = [(one["lead"] or one["args"].get("lead_id")) for body in bodies for one in body]
        return {id: self._effect(id) for id in dict.fromkeys(filter(None, named))}

    def _effect(self, id: str) -> dict[str, Any]:
        lead = self._boss.get(f"/v1/leads/{id}")
        lead = lead.get("lead", lead)
        entries = self._boss.get(f"/v1/leads/{id}/activities")["activities"]
        shown = {name: lead[name] for name in SHOWN if lead.get(name) is not None}
        kinds = sorted(f"{one['kind']}{' undone' * bool(one.get('undone'))}" for one in entries)
        there: dict[str, Any] = json.loads(self._there(json.dumps({**shown, "entries": kinds})))
        return there

    def _here(self, text: str) -> str:
        for name, person in self._people.items():
            text = text.replace(name, person.id)
        return text

    def _there(self, text: str) -> str:
        for name, person in self._people.items():
            text = text.replace(person.id, name)
        return text
