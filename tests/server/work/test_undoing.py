"""A batch is taken back as one: each lead as it was, but for those worked since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import MONDAY, a_call, a_mutation
from tests.server.served import Person, Team
from tests.server.work.test_reassigning import give, owner_of
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.server.clocks.timers import ring
from workbench.server.work import undoing


def as_it_stands(boss: Person, lead: Lead) -> dict[str, Any]:
    """All of it but how often it was told."""
    told: dict[str, Any] = boss.get(f"/v1/leads/{lead.id}")
    del told["seq"]
    return told


def worked_leads(team: Team, ann: Person) -> list[Lead]:
    """Fresh, tried, to be called back, held, snoozed, closed, of the pool."""
    leads = [team.a_lead(ann, waited=3) for _ in range(6)]
    _fresh, tried, promised, held, snoozed, closed = leads
    later = to_ms(MONDAY + timedelta(days=1))
    ann.do(
        a_call(tried, "NA", after=-1),
        a_call(promised, "CB", after=-1, callback_at=later),
        a_mutation(held, "held", after=-1, until=later, reason="on leave"),
        a_mutation(snoozed, "snoozed", after=-1, until=later),
        a_call(closed, "NI", after=-1, reason="no need"),
    )
    return [*leads, team.a_lead(waited=2)]


@pytest.mark.parametrize("to", ["rep", "pool", "balance"])
def test_owners_clocks_and_steps_are_exactly_what_they_were(team: Team, to: str) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    leads = worked_leads(team, ann)
    before = [as_it_stands(boss, lead) for lead in leads]
    ann.do(a_mutation(None, "availability_set", state="away"))
    target = {"rep": bob.id, "pool": team.pool, "balance": "balance"}[to]
    done = give(boss, ids=[lead.id for lead in leads], to=target)
    assert done["moved"] == (6 if to == "pool" else 7)
    back = boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    assert (back["moved"], back["refused"]) == (done["moved"], [])
    assert [as_it_stands(boss, lead) for lead in leads] == before


def test_what_went_on_to_others_stays_and_is_listed(team: Team) -> None:
    ann, bob, cid, boss = team.join(), team.join(), team.join(), team.join("lead")
    kept, passed_on, worked = (team.a_lead(ann) for _ in range(3))
    done = give(boss, ids=[kept.id, passed_on.id, worked.id], to=bob.id)
    give(boss, ids=[passed_on.id], to=cid.id)
    bob.do(a_call(worked, "NA", after=1))
    back = boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    whys = {one["id"]: one["why"] for one in back["refused"]}
    assert back["moved"] == 1
    assert whys == {
        passed_on.id: "Somebody else has it by now.",
        worked.id: "Somebody has worked it since.",
    }
    assert [owner_of(boss, one) for one in (kept, passed_on, worked)] == [ann.id, cid.id, bob.id]


def test_what_the_former_owner_did_before_and_sent_later_is_no_reason_to_keep_it(
    team: Team,
) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(ann, waited=20)
    done = give(boss, ids=[lead.id], to=bob.id)
    ann.do(a_call(lead, "NA", after=-5))
    assert boss.post(f"/v1/batches/{done['batch_id']}/undo", {})["moved"] == 1
    back = boss.get(f"/v1/leads/{lead.id}")
    assert (back["owner"], back["attempts"]) == (ann.id, 1)


def test_after_a_day_it_stays(team: Team) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    done = give(boss, ids=[team.a_lead(ann).id], to=bob.id)
    office = team.server.office
    late = MONDAY + timedelta(hours=25)
    with pytest.raises(Exception, match="24 hours"):
        undoing.undo(office.ledger, team.id, boss.id, done["batch_id"], late)


def test_an_undo_that_broke_off_goes_on_when_it_is_asked_for_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    leads = [team.a_lead(ann) for _ in range(6)]
    done = give(boss, ids=[lead.id for lead in leads], to=bob.id)
    monkeypatch.setattr(undoing, "MOST_LEADS", 2)
    part, parts = undoing._undo_part, iter(range(6))

    def breaking(*given: Any) -> bool:
        if next(parts) == 1:
            raise OSError("the disk is full")
        return part(*given)

    monkeypatch.setattr(undoing, "_undo_part", breaking)
    ledger = team.server.office.ledger
    with pytest.raises(OSError, match="disk"):
        undoing.undo(ledger, team.id, boss.id, done["batch_id"], MONDAY)
    assert [owner_of(boss, lead) for lead in leads].count(ann.id) == 2
    path = f"/v1/batches/{done['batch_id']}/undo"
    assert boss.post(path, {})["moved"] == 6
    assert {owner_of(boss, lead) for lead in leads} == {ann.id}
    boss.post(path, {}, status=409)


def test_those_who_lose_a_lead_are_told_who_has_it(team: Team) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead", name="Ada")
    lead = team.a_lead(ann)
    since = ann.get("/v1/sync")["since"]
    done = give(boss, ids=[lead.id], to=bob.id, reason="leave")
    [gone] = ann.get("/v1/sync", since=since, base=since)["items"]
    told = {"to": bob.id, "to_name": "Bob", "kind": "reassigned", "by": boss.id, "reason": "leave"}
    assert gone == {"op": "evict", "id": lead.id, "told": told}
    since = bob.get("/v1/sync")["since"]
    boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    [gone] = bob.get("/v1/sync", since=since, base=since)["items"]
    assert (gone["told"]["kind"], gone["told"]["to_name"]) == ("undone", "Ann")


def test_a_batch_and_its_undo_stand_in_the_audit_trail(team: Team) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    boss = team.join("lead", name="Ada Boss")
    leads = [team.a_lead(ann) for _ in range(2)]
    done = give(boss, ids=[lead.id for lead in leads], to=bob.id, reason="leave")
    bob.do(a_call(leads[0], "NA", after=1))
    ring(team.server.office.ledger, team.id, MONDAY)
    boss.post(f"/v1/batches/{done['batch_id']}/undo", {})
    says = [entry["says"] for entry in boss.get("/v1/audit", lead=leads[1].id)["entries"]]
    assert says[:2] == [
        "Ada Boss took a reassignment back: 1 lead went back; 1 lead worked since stayed.",
        "Ada Boss gave 2 leads to Bob: “leave”.",
    ]
