"""What nobody asks for any more goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, func, select, update

from tests.builders import MONDAY, a_call
from tests.server.door import Door, inquiry
from tests.server.intake.test_signals import Tracker
from tests.server.served import Team
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.clocks.tidying import HISTORY, tidy
from workbench.server.moment import real_now

YEARS = timedelta(days=800)


def count(team: Team, table: Table) -> int:
    with team.server.office.store.read() as connection:
        mine = select(func.count()).select_from(table).where(table.c.team == team.id)
        return int(connection.execute(mine).scalar_one())


def tidy_up(team: Team, *, later: timedelta = YEARS) -> None:
    while tidy(team.server.office.ledger, MONDAY + later):
        pass


def test_old_history_goes_but_the_last_position_stays_and_desks_still_push(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    rep.do(a_call(lead, "NA"))
    old = update(schema.history).where(schema.history.c.team == team.id)
    with team.server.office.store.write() as connection:
        connection.execute(old.values(at=to_ms(real_now() - HISTORY - timedelta(days=1))))
    assert count(team, schema.history) > 1
    tidy_up(team)
    assert count(team, schema.history) == 1
    rep.do(a_call(lead, "NA", after=1))


def test_young_history_stays(team: Team) -> None:
    team.join()
    before = count(team, schema.history)
    tidy_up(team)
    assert count(team, schema.history) == before


def test_previews_go_after_a_day_and_batches_that_moved_stay(team: Team) -> None:
    rep, boss = team.join(), team.join("lead")
    asked = {"to": rep.id, "reason": "try"}
    shown = {**asked, "ids": [team.a_lead().id], "preview": True}
    moved = {**asked, "ids": [team.a_lead().id], "preview": False}
    boss.post("/v1/leads/reassign", shown)
    boss.post("/v1/leads/reassign", moved)
    assert count(team, schema.batch) == 2
    tidy_up(team, later=timedelta(hours=2))
    assert count(team, schema.batch) == 2
    tidy_up(team)
    assert count(team, schema.batch) == 1


def test_a_repeated_inquiry_is_known_for_a_week(team: Team) -> None:
    team.join()
    door, body = Door(team), inquiry()
    first = door.send(body, Idempotency_Key="once").json()
    tidy_up(team, later=timedelta(days=6))
    assert door.send(body, Idempotency_Key="once").json() == first


def test_the_signal_of_a_stranger_waits_for_a_year(team: Team) -> None:
    assert Tracker(team).tell("nobody@far.example", at=to_ms(MONDAY)) is None
    tidy_up(team, later=timedelta(days=300))
    assert count(team, schema.signal) == 1
    tidy_up(team)
    assert count(team, schema.signal) == 0
