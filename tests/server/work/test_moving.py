"""A batch that is moved while other things happen: a crash, another worker, other hands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import MONDAY, a_call, a_mutation
from tests.server.served import Person, Team
from tests.server.work.test_reassigning import give, owner_of
from workbench.domain.lead import Lead
from workbench.server import schema
from workbench.server.work import batches, reassigning
from workbench.server.work.moves import plan


def left_open(team: Team, boss: Person, leads: list[Lead], to: Person, state: Any) -> str:
    """A batch that was entered and not moved."""
    with team.server.office.store.write() as connection:
        chosen = schema.lead.c.id.in_([lead.id for lead in leads])
        planned = plan(connection, team.id, chosen, [], to.id, MONDAY)
        return batches.enter(connection, team.id, boss.id, planned, state, "leave", MONDAY)


def test_a_preview_whose_move_broke_off_is_carried_on_when_it_is_asked_for_again(
    team: Team,
) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    leads = [team.a_lead(ann) for _ in range(3)]
    preview = left_open(team, boss, leads, bob, "preview")
    with team.server.office.store.write() as connection:
        batches.begin(connection, team.id, preview, "leave", MONDAY)
    done = give(boss, ids=[lead.id for lead in leads], to=bob.id, preview_id=preview)
    assert (done["moved"], done["refused"]) == (3, [])


def test_what_a_crash_left_open_leaves_alone_what_somebody_else_has_by_now(team: Team) -> None:
    ann, bob, cem, boss = team.join(), team.join(), team.join(), team.join("lead")
    still, gone = team.a_lead(ann), team.a_lead(ann)
    batch = left_open(team, boss, [still, gone], bob, "open")
    boss.do(a_mutation(gone, "reassigned", to=cem.id, expected_owner=ann.id, reason="urgent"))
    office = team.server.office
    told = reassigning.move(office.ledger, team.id, batch, office.moment.now())
    assert told["refused"] == [{"id": gone.id, "why": "Somebody else has it by now."}]
    assert [owner_of(boss, lead) for lead in (still, gone)] == [bob.id, cem.id]


@pytest.mark.parametrize("workers", [3])
def test_two_workers_that_carry_on_one_batch_move_each_lead_once(
    team: Team, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reassigning, "MOST_LEADS", 5)
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    leads = [team.a_lead(ann) for _ in range(40)]
    batch = left_open(team, boss, leads, bob, "preview")
    office = team.server.office
    with office.store.write() as connection:
        batches.begin(connection, team.id, batch, "leave", MONDAY)
    with ThreadPoolExecutor(workers) as pool:
        moving = [
            pool.submit(reassigning.move, office.ledger, team.id, batch, office.moment.now())
            for _ in range(workers)
        ]
    for told in moving:
        assert (told.result()["moved"], told.result()["refused"]) == (40, [])


def test_a_batch_that_is_taken_back_twice_at_once_is_taken_back_once(team: Team) -> None:
    ann, bob, boss = team.join(), team.join(), team.join("lead")
    leads = [team.a_lead(ann) for _ in range(20)]
    done = give(boss, ids=[lead.id for lead in leads], to=bob.id)
    bob.do(a_call(leads[0], "NA", at=MONDAY + timedelta(minutes=1)))
    twin = Person(team.server, boss.id, "lead")
    path = f"/v1/batches/{done['batch_id']}/undo"
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda person: person.call("POST", path), (boss, twin)))
    assert sum(a.json()["moved"] for a in answers if a.status_code == 200) == 19
    assert [owner_of(boss, lead) for lead in leads] == [bob.id] + [ann.id] * 19
