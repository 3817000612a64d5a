"""Each class of leaks: a lead that leaks is in it, one that does not is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from tests.builders import MONDAY, a_call, a_lead, a_mutation, after_asking, an_id
from tests.server.served import Person, Team
from workbench.domain.activity import inquiry_entry
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.domain.plain import to_ms
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.moment import real_ms
from workbench.server.overview.leaks import LEAKS
from workbench.server.policy import policies


def leaking(boss: Person, name: str, **asked: Any) -> list[str]:
    """The ids of a class, the longest first."""
    [told] = boss.get("/v1/leaks", of=name, limit=500, **asked)["classes"]
    assert told["n"] == len(told["leads"])
    return [lead["id"] for lead in told["leads"]]


def stored(team: Team, lead: Lead) -> Lead:
    office = team.server.office
    with office.ledger.write(team.id, office.moment.now()) as writing, writing.effect() as effect:
        effect.put(lead)
        effect.log(lead.id, [inquiry_entry(lead.inquiries[0])])
    return lead


def rules(team: Team) -> Policy:
    with team.server.office.store.read() as connection:
        return policies.current(connection, team.id)


def worked(team: Team, owner: Person, *done: Mutation, **fields: Any) -> Lead:
    """A lead on which these were done; they name no lead."""
    lead, policy = a_lead(owner=owner.id, email=f"{an_id()}@a.example", **fields), rules(team)
    if any(item.args.get("code") in ("MTG", "QLT") for item in done):
        lead = after_asking(lead)
    for item in done:
        lead = apply(lead, item, policy)
    return stored(team, lead)


SOME = a_lead()


def call(code: str, after: float, **args: Any) -> Mutation:
    return a_call(SOME, code, after=after, **args)


def meeting(ae: Person, at: datetime) -> dict[str, Any]:
    return {"meeting": {"meeting_id": an_id(), "at": to_ms(at), "length_min": 30, "ae": ae.id}}


def lend(team: Team, lead: Lead, to: Person) -> None:
    """Show it to somebody beside whoever has it, as an offer or a handoff does."""
    office = team.server.office
    with office.ledger.write(team.id, office.moment.now()) as writing:
        writing.lock([lead.id])
        with writing.effect() as effect:
            effect.grant(f"user:{to.id}", lead.id)


def seen(team: Team, person: Person, at_ms: int) -> None:
    device = schema.device
    with team.server.office.store.write() as connection:
        mine = device.c.user == person.id
        connection.execute(update(device).where(mine).values(seen_at=at_ms))


@pytest.fixture
def boss(team: Team) -> Person:
    return team.join("lead", "Mara")


def test_unowned(team: Team, boss: Person) -> None:
    ann = team.join(name="Ann")
    leaks, offered = team.a_lead(), team.a_lead()
    team.a_lead(ann)
    lend(team, offered, ann)
    assert leaking(boss, "unowned") == [leaks.id]


def test_owner_away_until_after_the_next_step(team: Team, boss: Person) -> None:
    away, back_soon, here, gone = (team.join(name=name) for name in ("Ann", "Bob", "Cid", "Dee"))
    leads = {one.id: team.a_lead(one) for one in (away, back_soon, here, gone)}
    four, two = (to_ms(MONDAY + timedelta(hours=hours)) for hours in (4, 2))
    later = worked(team, back_soon, a_mutation(SOME, "snoozed", until=four))
    away.do(a_mutation(None, "availability_set", state="away"))
    back_soon.do(a_mutation(None, "availability_set", state="away", until=two))
    boss.call("PATCH", f"/v1/users/{gone.id}", json={"disabled": True})
    found = leaking(boss, "owner_away")
    assert set(found) == {leads[one.id].id for one in (away, back_soon, gone)}
    assert later.id not in found


def test_a_lead_that_was_lent_to_somebody_who_is_here_does_not_leak(
    team: Team, boss: Person
) -> None:
    away, cover = team.join(name="Ann"), team.join(name="Bob")
    lent, other = team.a_lead(away), team.a_lead(away)
    away.do(a_mutation(None, "availability_set", state="away"))
    lend(team, lent, cover)
    assert leaking(boss, "owner_away") == [other.id]
    cover.do(a_mutation(None, "availability_set", state="away"))
    assert set(leaking(boss, "owner_away")) == {lent.id, other.id}


def test_no_next_step(team: Team, boss: Person) -> None:
    ann = team.join()
    leaks, owed = team.a_lead(ann), team.a_lead(ann)
    nothing = update(schema.lead).where(schema.lead.c.id == leaks.id).values(queue_from=None)
    with team.server.office.store.write() as connection:
        connection.execute(nothing)
    assert leaking(boss, "no_next_step") == [leaks.id]
    assert owed.id not in leaking(boss, "no_next_step")


def test_a_step_of_before_today_is_overdue_and_one_of_today_is_not(
    team: Team, boss: Person
) -> None:
    ann, days = team.join(), 24 * 60
    overdue = worked(team, ann, call("NA", -4 * days), waited=4 * days + 5)
    worked(team, ann, call("NA", -40), waited=60)
    team.a_lead(ann, waited=5 * days)  # its first answer is owed: breached
    assert leaking(boss, "overdue_step") == [overdue.id]


def test_breached_is_what_was_promised_by_now_and_not_answered(team: Team, boss: Person) -> None:
    ann = team.join()
    late, later = team.a_lead(ann, waited=30), team.a_lead(ann, waited=20)
    team.a_lead(ann, waited=2)
    worked(team, ann, call("NA", -10), waited=30)
    assert leaking(boss, "breached") == [late.id, later.id]


def test_closed_early_is_without_attempts_enough_and_nobody_reached(
    team: Team, boss: Person
) -> None:
    ann, policy = team.join(), rules(team)
    least = policy.type("demo").attempts
    calls = [call("NA", -2 * 24 * 60 + 10 * n) for n in range(least)]
    unreached = a_mutation(SOME, "disposed", after=-5, activity_id=an_id(), code="UTR")
    enough = worked(team, ann, *calls, unreached, waited=3 * 24 * 60)
    undone = apply(enough, a_mutation(SOME, "undone", mutation=calls[0].id), policy)
    leaks = stored(team, replace(undone, id=an_id()))
    worked(team, ann, call("NI", -5, reason="no need"), waited=60)  # they were reached
    spam = a_mutation(SOME, "disposed", activity_id=an_id(), code="SPM", reason="spam")
    worked(team, ann, spam, waited=60)
    worked(team, ann, *calls[:2], waited=3 * 24 * 60)  # open still
    assert leaking(boss, "closed_early") == [leaks.id]


def test_a_callback_is_missed_ten_minutes_after_it_was_promised(team: Team, boss: Person) -> None:
    ann = team.join()

    def promised(minutes: float) -> Mutation:
        return call("CB", -90, callback_at=to_ms(MONDAY + timedelta(minutes=minutes)))

    missed = worked(team, ann, promised(-30), waited=120)
    worked(team, ann, promised(30), waited=120)
    worked(team, ann, promised(-30), call("NA", -28), waited=120)
    assert leaking(boss, "callback_missed") == [missed.id]


def test_a_meeting_that_is_over_needs_an_outcome(team: Team, boss: Person) -> None:
    ann, ae = team.join(), team.join("ae")
    over, ahead = meeting(ae, MONDAY - timedelta(hours=2)), meeting(ae, MONDAY + timedelta(hours=2))
    leaks = worked(team, ann, call("MTG", -600, **over), waited=700)
    worked(team, ann, call("MTG", -600, **ahead), waited=700)
    told = meeting(ae, MONDAY - timedelta(hours=2))
    held = a_mutation(
        SOME, "meeting_resolved", meeting_id=told["meeting"]["meeting_id"], result="held"
    )
    worked(team, ann, call("MTG", -600, **told), held, waited=700)
    assert leaking(boss, "no_outcome") == [leaks.id]


def test_an_ae_who_has_not_decided_in_time_leaks(team: Team, boss: Person) -> None:
    ann, ae, days = team.join(), team.join("ae"), 24 * 60

    def met(days_ago: float) -> tuple[Mutation, Mutation, str]:
        booked = meeting(ae, MONDAY - timedelta(days=days_ago))
        id = booked["meeting"]["meeting_id"]
        held = a_mutation(SOME, "meeting_resolved", after=-60, meeting_id=id, result="held")
        return call("MTG", -10 * days, **booked), held, id

    old, recent, decided = met(6), met(0.05), met(6)
    leaks = worked(team, ann, *old[:2], waited=11 * days)
    worked(team, ann, *recent[:2], waited=11 * days)
    said = a_mutation(
        SOME, "handoff_decided", handoff_id=decided[2], decision="accepted", user=ae.id
    )
    worked(team, ann, *decided[:2], said, waited=11 * days)
    assert leaking(boss, "undecided") == [leaks.id]


def test_leads_of_a_desk_that_was_not_heard_of_are_unsynced(team: Team, boss: Person) -> None:
    silent, heard, away = (team.join(name=name) for name in ("Ann", "Bob", "Cid"))
    leads = [team.a_lead(one) for one in (silent, heard, away)]
    away.do(a_mutation(None, "availability_set", state="away"))
    week = 7 * 86_400_000
    for one, ago in ((silent, week), (heard, 0), (away, week)):
        seen(team, one, real_ms() - ago)
    assert leaking(boss, "unsynced") == [leads[0].id]


def test_every_class_says_what_it_is_and_counts_as_it_lists(team: Team, boss: Person) -> None:
    ann, bob = team.join(name="Ann"), team.join(name="Bob")
    for n in range(5):
        team.a_lead(ann, waited=30 + n)
    team.a_lead(bob, waited=30)
    told = boss.get("/v1/leaks", limit=2)["classes"]
    assert [one["name"] for one in told] == [leak.name for leak in LEAKS]
    assert all(one["definition"].endswith(".") and one["remedy"] for one in told)
    [breached] = [one for one in told if one["name"] == "breached"]
    assert (breached["n"], len(breached["leads"])) == (6, 2)
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        [told] = boss.get("/v1/leaks", of="breached", limit=2, cursor=cursor)["classes"]
        seen += [lead["id"] for lead in told["leads"]]
        cursor = told["cursor"]
    assert (len(seen), len(set(seen))) == (6, 6)
    assert len(leaking(boss, "breached", owner=ann.id)) == 5


def test_another_teams_leaks_are_not_told(team: Team, boss: Person) -> None:
    other = Team.new(team.server)
    other.a_lead(other.join(), waited=60)
    assert all(one["n"] == 0 for one in boss.get("/v1/leaks")["classes"])
    assert boss.call("GET", "/v1/leaks", params={"of": "nothing"}).status_code == 422
