"""What came to nothing is forgotten when the policy says so: no earlier, whole, with a receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests.builders import MONDAY, a_call, an_id
from tests.server.policy.rules import agree
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.clocks.tidying import tidy
from workbench.server.moment import real_ms
from workbench.server.work.retention import TOGETHER, forget_past

YEAR = ("lead_days = 0", "lead_days = 365")


def passed(team: Team, days: int) -> None:
    forget_past(team.server.office.ledger, MONDAY + timedelta(days=days))


def is_there(person: Person, lead: Lead) -> bool:
    return person.call("GET", f"/v1/leads/{lead.id}").status_code == 200


def ended(rep: Person, lead: Lead, code: str = "NI", **more: Any) -> None:
    rep.do(a_call(lead, code, **{"reason": "no need", **more}))


@pytest.fixture
def rep(team: Team) -> Person:
    return team.join()


def test_what_came_to_nothing_goes_from_every_desk_after_the_policys_time(
    team: Team, rep: Person
) -> None:
    agree(team, YEAR)
    ops, lead, open_one = team.join("ops"), team.a_lead(rep), team.a_lead(rep)
    ended(rep, lead)
    since = rep.get("/v1/sync")["since"]
    passed(team, 364)
    assert is_there(rep, lead)
    passed(team, 366)
    assert not is_there(ops, lead)
    assert is_there(rep, open_one)
    [gone] = [
        item for item in rep.get("/v1/sync", since=since, base=since)["items"]
        if item["op"] == "evict"
    ]  # fmt: skip
    assert (gone["id"], gone["told"]) == (lead.id, {"erased": True})
    with team.server.office.store.read() as connection:
        entries = select(schema.activity.c.id).where(schema.activity.c.lead == lead.id)
        assert connection.execute(entries).all() == []
    [receipt] = [e for e in ops.get("/v1/audit")["entries"] if e["what"] == "leads_forgotten"]
    assert receipt["says"] == (
        "The server erased 1 lead that came to nothing,"
        " by lead_days = 365 in version 2 of the policy."
    )
    passed(team, 366)
    told = [e for e in ops.get("/v1/audit")["entries"] if e["what"] == "leads_forgotten"]
    assert told == [receipt]


def test_nothing_is_forgotten_where_the_policy_does_not_say_so(team: Team, rep: Person) -> None:
    lead = team.a_lead(rep)
    ended(rep, lead)
    passed(team, 3650)
    assert is_there(rep, lead)


def test_who_was_heard_of_since_or_must_not_be_called_stays_known(team: Team, rep: Person) -> None:
    agree(team, YEAR)
    looked, barred = team.a_lead(rep), team.a_lead(rep)
    ended(rep, looked)
    rep.do(a_call(barred, "DNC"))
    signal = {
        "team": team.id, "id": an_id(), "kind": "page_view", "value": "x", "lead": looked.id,
        "at": to_ms(MONDAY + timedelta(days=300)), "doc": "{}",
    }  # fmt: skip
    with team.server.office.store.write() as connection:
        connection.execute(insert(schema.signal).values(**signal))
    passed(team, 400)
    assert is_there(rep, looked)
    passed(team, 700)
    assert not is_there(rep, looked)
    assert is_there(rep, barred)


def test_many_go_a_few_at_a_time(team: Team, rep: Person) -> None:
    agree(team, YEAR)
    leads = [team.a_lead(rep) for _ in range(TOGETHER + 2)]
    for lead in leads:
        ended(rep, lead)
    passed(team, 400)
    assert sum(is_there(rep, lead) for lead in leads) == 2
    passed(team, 400)
    assert not any(is_there(rep, lead) for lead in leads)


def test_letters_and_outcomes_that_were_told_are_kept_as_long_as_the_team_says(
    team: Team,
) -> None:
    other = Team.new(team.server)
    agree(team, ("letter_days = 90", "letter_days = 10"), ("outcome_days = 30", "outcome_days = 5"))
    ago = {"letter": real_ms() - 20 * 86_400_000, "outcome": real_ms() - 10 * 86_400_000}
    receiver = {"url": "https://x.example", "kinds": "[]", "secret": "s", "at": 0, "next_at": 0}
    with team.server.office.store.write() as connection:
        for one in (team, other):
            letter = {"id": an_id(), "team": one.id, "lead": "l", "inquiry": an_id(), "doc": "{}"}
            connection.execute(
                insert(schema.letter).values(**letter, tries=1, sent_at=ago["letter"])
            )
            id = an_id()
            connection.execute(insert(schema.receiver).values(id=id, team=one.id, **receiver))
            told = {"receiver": id, "seq": 1, "number": 0, "id": an_id(), "team": one.id}
            more = {"lead": "l", "doc": "{}", "at": ago["outcome"]}
            connection.execute(insert(schema.outcome).values(**told, **more))
    while tidy(team.server.office.ledger, MONDAY):
        pass
    with team.server.office.store.read() as connection:
        for table in (schema.letter, schema.outcome):
            kept = select(table.c.team).where(table.c.team.in_((team.id, other.id)))
            assert connection.execute(kept).scalars().all() == [other.id]
