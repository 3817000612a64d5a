"""A clock that nobody answers makes something happen, step by step, and each step can be read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.builders import MONDAY, a_call, a_mutation
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.clocks.timers import ring

CAME = MONDAY - timedelta(minutes=60)


def a_demo(team: Team, owner: Person | None = None, **fields: Any) -> Lead:
    """A demo inquiry that came at CAME; it is promised an answer within five minutes."""
    return team.a_lead(owner, waited=60, **fields)


def minute(number: float) -> datetime:
    return CAME + timedelta(minutes=number)


def ring_after(team: Team, minutes: float) -> int:
    """Let what is due so long after CAME ring; returns how many alarms that were."""
    ledger = team.server.office.ledger
    return ring(ledger, team.id, minute(minutes))[1]


def told(person: Person, lead: Lead) -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"/v1/leads/{lead.id}")
    return found


def said(person: Person, lead: Lead, kind: str) -> list[str]:
    """The reasons of its entries of a kind, oldest first."""
    entries = person.get(f"/v1/leads/{lead.id}/activities")["activities"]
    return [entry["reason"] for entry in reversed(entries) if entry["kind"] == kind]


def sees(person: Person, lead: Lead) -> bool:
    return person.call("GET", f"/v1/leads/{lead.id}").status_code == 200


def missed_by(team: Team, person: Person) -> int:
    chosen = select(schema.users.c.missed).where(schema.users.c.id == person.id)
    with team.server.office.store.read() as connection:
        return int(connection.execute(chosen).scalar_one())


def test_a_warning_is_an_entry_of_the_timeline(team: Team) -> None:
    ann = team.join(name="Ann")
    lead = a_demo(team, ann)
    assert [ring_after(team, m) for m in (2, 2.5, 2.6, 4, 4.9)] == [0, 1, 0, 1, 0]
    assert said(ann, lead, "warned") == [
        "2:30 of 5:00 left, and no attempt yet.",
        "1:00 of 5:00 left, and no attempt yet.",
    ]


def test_the_backup_sees_the_lead_as_an_offer_beside_its_owner(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = a_demo(team, ann)
    ring_after(team, 5)
    assert told(bob, lead)["offer"]["to"] == bob.id
    assert told(bob, lead)["owner"] == ann.id
    assert said(bob, lead, "offered") == [
        "Ann made no attempt within 5:00. It is offered to Bob, too."
    ]


def test_who_takes_an_offer_up_has_the_lead_and_the_old_owner_sees_it_no_more(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = a_demo(team, ann)
    ring_after(team, 5)
    bob.do(a_mutation(lead, "claimed", user=bob.id, expected_owner=ann.id))
    assert told(bob, lead)["owner"] == bob.id
    assert "offer" not in told(bob, lead)
    assert not sees(ann, lead)
    boss = team.join("lead")
    boss.do(a_mutation(lead, "reassigned", user=boss.id, to=ann.id, expected_owner=bob.id))
    assert not sees(bob, lead)


def test_an_offer_that_nobody_took_up_ends_with_the_next_step(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    lead = a_demo(team, ann)
    for minutes in (5, 10):
        ring_after(team, minutes)
    assert not sees(bob, lead)
    assert said(ann, lead, "offer_ended") == ["Bob did not take it up."]
    assert said(ann, lead, "told") == [
        "Ann made no attempt within 10 min. The team leads were told."
    ]
    assert {fired["kind"] for fired in told(boss, lead)["fired"]} >= {"tell", "offer_ends"}


def test_an_offer_ends_when_the_owner_works_the_lead(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = a_demo(team, ann)
    ring_after(team, 5)
    ann.do(a_call(lead, "NA", after=1))
    assert not sees(bob, lead)
    assert said(ann, lead, "offer_ended") == ["It was worked meanwhile."]
    assert ring_after(team, 120) == 0


def test_in_the_end_it_goes_to_the_next_who_can_and_the_ladder_begins_anew(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = a_demo(team, ann)
    for minutes in (2.5, 4, 5, 10, 15):
        ring_after(team, minutes)
    assert told(bob, lead)["owner"] == bob.id
    assert not sees(ann, lead)
    assert said(bob, lead, "reassigned") == [
        "Ann made no attempt within 15 min. It is the turn of Bob."
    ]
    assert [ring_after(team, m) for m in (15, 17, 17.5, 19)] == [0, 0, 1, 1]


def test_it_never_goes_back_to_who_had_it_and_after_them_to_the_team_leads(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    boss = team.join("lead")
    lead = a_demo(team)
    boss.do(a_mutation(lead, "reassigned", user=boss.id, to=ann.id, at=CAME, reason="hers"))
    owners = []
    for minutes in (15, 30, 45, 60, 100):
        ring_after(team, minutes)
        owners.append(told(boss, lead).get("owner"))
    assert owners == [bob.id, None, None, None, None]
    assert "pool" not in told(boss, lead)
    assert not sees(ann, lead)
    assert said(boss, lead, "reassigned")[-1] == (
        "Bob made no attempt within 15 min. Nobody else is in its pool: the team leads have it."
    )


def test_it_waits_for_the_pool_where_others_cannot_take_it_now(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    bob.do(a_mutation(None, "availability_set", user=bob.id, state="away"))
    lead = a_demo(team, ann)
    ring_after(team, 15)
    assert (told(boss, lead).get("owner"), told(boss, lead)["pool"]) == (None, team.pool)
    assert ring_after(team, 44) == 0
    ring_after(team, 45)
    assert "pool" not in told(boss, lead)
    assert said(boss, lead, "reassigned")[-1] == (
        "Nobody took it within 30 min: the team leads have it."
    )


def test_clocks_missed_in_a_row_set_a_rep_away_and_a_touch_breaks_the_row(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    first, *others = (a_demo(team, ann) for _ in range(4))
    third = others[-1]
    ring_after(team, 15)
    assert missed_by(team, ann) == 4
    people = {item["key"]: item["doc"] for item in config(bob) if item["kind"] == "user"}
    assert (people[ann.id]["availability"], people[ann.id]["missed"]) == ("away", 3)
    assert sum(len(said(team.join("lead"), lead, "set_away")) for lead in (first, *others)) == 1
    bob.do(a_call(third, "NA", after=1))
    ann.do(a_mutation(first, "touch_logged", user=ann.id, activity_id="read by a desk",
                      kind="email", direction="in", message_id="<a@b.example>"))  # fmt: skip
    assert missed_by(team, ann) == 4  # nobody need sit there
    ann.do(a_mutation(None, "availability_set", user=ann.id, state="available"))
    assert missed_by(team, ann) == 0


def config(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get("/v1/sync")["config"]
    return found


def test_a_call_that_runs_keeps_the_lead_until_it_is_wrapped_up(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    lead = a_demo(team, ann)
    started = a_mutation(lead, "call_started", user=ann.id, at=minute(4), call_id="c1")
    ann.do(started)
    assert [ring_after(team, m) for m in (4, 15)] == [2, 1]
    assert told(boss, lead)["owner"] == ann.id
    assert [fired["kind"] for fired in told(boss, lead)["fired"]] == ["warn", "warn", "tell"]
    assert ring_after(team, 64) == 2
    assert told(boss, lead)["owner"] == bob.id


def test_nobody_takes_a_lead_away_from_a_call(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    lead = a_demo(team, ann)
    moved = {"to": bob.id, "ids": [lead.id], "reason": "leave"}
    preview = boss.post("/v1/leads/reassign", {**moved, "preview": True})["preview_id"]
    ann.do(a_mutation(lead, "call_started", user=ann.id, call_id="c2"))
    on_call = "Ann is on a call with this lead until the wrap-up."
    single = a_mutation(lead, "reassigned", user=boss.id, to=bob.id, expected_owner=ann.id)
    assert [result["message"] for result in boss.push(single)] == [on_call]
    again = boss.post("/v1/leads/reassign", {**moved, "preview": True})
    assert again["waiting"] == [{"id": lead.id, "why": on_call}]
    ann.do(a_mutation(lead, "snoozed", user=ann.id, until=to_ms(minute(70))))
    carried = {**moved, "preview": False, "preview_id": preview}
    assert boss.post("/v1/leads/reassign", carried)["moved"] == 0
    ann.do(a_mutation(lead, "reassigned", user=ann.id, to=bob.id, expected_owner=ann.id))
    assert told(boss, lead)["owner"] == bob.id


def test_a_touch_logged_late_takes_the_reassignment_back(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = a_demo(team, ann)
    for minutes in (5, 10, 15):
        ring_after(team, minutes)
    assert (told(bob, lead)["owner"], missed_by(team, ann)) == (bob.id, 1)
    touch = a_call(lead, "NA", at=minute(3))
    ann.do(touch)
    assert told(ann, lead)["owner"] == ann.id
    assert not sees(bob, lead)
    assert told(ann, lead)["clocks"][0]["logged_late"]
    assert said(ann, lead, "reassigned")[-1] == (
        "Logged late: the clock was met at 09:03. It is Ann's again."
    )
    assert missed_by(team, ann) == 0
    ann.do(a_mutation(lead, "undone", user=ann.id, after=1, mutation=touch.id))
    ring_after(team, 60 + 16)
    assert told(team.join("lead"), lead).get("owner") != ann.id


def test_what_the_new_owner_has_worked_stays_theirs(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = a_demo(team, ann)
    ring_after(team, 15)
    bob.do(a_call(lead, "NA", at=minute(20)))
    ann.do(a_call(lead, "VM", at=minute(3)))
    assert told(bob, lead)["owner"] == bob.id
    assert told(bob, lead)["clocks"][0]["logged_late"]
    assert said(bob, lead, "made_good") == [
        "Logged late: the clock was met at 09:03. It stays where it is worked."
    ]
    assert missed_by(team, ann) == 0


def test_a_touch_logged_late_ends_an_offer(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    lead = a_demo(team, ann)
    ring_after(team, 5)
    ann.do(a_call(lead, "NA", at=minute(3)))
    assert not sees(bob, lead)
    assert [f["withdrawn"] for f in told(ann, lead)["fired"] if f["kind"] == "offer"] == [True]


def test_nothing_rings_for_who_may_not_be_contacted(team: Team) -> None:
    ann = team.join(name="Ann")
    lead = a_demo(team, ann)
    channels = ["call", "email", "social", "sms", "chat"]
    ann.do(a_mutation(lead, "opted_out", user=ann.id, channels=channels))
    closed = a_demo(team, ann)
    ann.do(a_call(closed, "NI", reason="no need", after=1))
    assert ring_after(team, 120) == 0


def test_a_lead_on_hold_comes_back_by_itself(team: Team) -> None:
    ann = team.join(name="Ann")
    lead = team.a_lead(ann)
    ann.do(a_mutation(lead, "held", user=ann.id, until=to_ms(minute(90)), reason="on leave"))
    assert told(ann, lead)["status"] == "on_hold"
    assert [ring_after(team, minutes) for minutes in (89, 90, 91)] == [0, 1, 0]
    assert told(ann, lead)["status"] == "assigned"
    assert said(ann, lead, "hold_ended") == ["The hold is over."]


def test_a_nurtured_lead_comes_back_on_its_day(team: Team) -> None:
    ann = team.join(name="Ann")
    lead = a_demo(team, ann)
    ann.do(a_call(lead, "NOW", after=1, reason="no timeline", revisit_on="2026-12-01"))
    day = 8 * 24 * 60  # minutes from Monday, 9:00
    assert [ring_after(team, m) for m in (day - 1, day, day + 1)] == [0, 1, 0]
    assert (told(ann, lead)["status"], told(ann, lead)["owner"]) == ("recycled", ann.id)
    assert said(ann, lead, "recycled") == ["It was to be looked at again on 01 Dec 2026."]


def test_after_a_bulk_move_the_ladder_begins_anew(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    lead = a_demo(team, ann)
    for minutes in (15, 30, 60):
        ring_after(team, minutes)
    assert ring_after(team, 1_000) == 0
    moved = {"to": bob.id, "ids": [lead.id], "reason": "leave", "preview": False}
    assert boss.post("/v1/leads/reassign", moved)["moved"] == 1
    seq = told(bob, lead)["seq"]
    assert ring_after(team, 61.5) == 0
    assert told(bob, lead)["seq"] == seq
    assert ring_after(team, 63.5) == 1
