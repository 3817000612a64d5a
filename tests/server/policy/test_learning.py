"""What a team's own leads teach: which of them say something, and how the table reaches a desk."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_id
from tests.server.served import Team
from workbench.domain.apply import apply
from workbench.domain.chance import ChanceTable
from workbench.domain.lead import Lead, Status
from workbench.domain.mutation import Mutation
from workbench.domain.plain import from_plain
from workbench.server.policy.learning import learn_all, learned, outcome, tries

LATER = MONDAY + timedelta(days=60)


def after(lead: Lead, *mutations: Mutation) -> Lead:
    for mutation in mutations:
        lead = apply(lead, mutation, POLICY)
    return lead


def captured(lead: Lead, points: int | None) -> Lead:
    inquiries = tuple(replace(one, points=points) for one in lead.inquiries)
    return replace(lead, inquiries=inquiries)


def turned_down(points: int | None = 60, **fields: Any) -> Lead:
    lead = captured(a_lead(**fields), points)
    return after(lead, a_call(lead, "NI", reason="no need"))


def was_won(lead: Lead) -> bool | None:
    found = outcome(lead, POLICY, LATER)
    return None if found is None else found[1].won


def test_points_and_type_are_those_of_the_capture() -> None:
    found = outcome(turned_down(73, type="pricing"), POLICY, LATER)
    assert found is not None
    assert (found[1].type, found[1].points, found[1].won) == ("pricing", 73, False)


@pytest.mark.parametrize(("status", "won"), [("won", True), ("lost", False)])
def test_won_and_lost_count_at_once(status: Status, won: bool) -> None:
    ended = replace(captured(a_lead(), 60), status=status)
    found = outcome(ended, POLICY, MONDAY)
    assert found is not None
    assert found[1].won is won


def test_who_was_given_up_counts_as_not_won_only_after_a_while() -> None:
    lead = turned_down()
    days = timedelta(days=POLICY.learning.given_up_days)
    assert outcome(lead, POLICY, MONDAY + days - timedelta(hours=1)) is None
    assert outcome(lead, POLICY, MONDAY + days + timedelta(hours=1)) is not None


@pytest.mark.parametrize("code", ["SPM", "CUS"])
def test_what_is_no_lead_teaches_nothing(code: str) -> None:
    lead = captured(a_lead(), 60)
    reason: dict[str, Any] = {"reason": "spam"} if code == "SPM" else {}
    closed = after(lead, a_mutation(lead, "disposed", activity_id=an_id(), code=code, **reason))
    assert was_won(closed) is None


def test_what_still_runs_or_has_no_points_teaches_nothing() -> None:
    assert was_won(captured(a_lead(), 60)) is None
    assert was_won(turned_down(None)) is None


def test_what_intake_turned_away_was_never_tried() -> None:
    lead = captured(a_lead(), 60)
    away = tuple(replace(one, verdict="nurture") for one in lead.inquiries)
    assert was_won(replace(lead, inquiries=away, status="nurture")) is None


def test_attempts_are_counted_until_somebody_was_reached() -> None:
    lead = a_lead()
    calls = [
        a_call(lead, "NA", after=1),
        a_call(lead, "INT", after=9),
        a_call(lead, "NA", after=20),
    ]
    assert tries(after(lead, *calls), POLICY) == [False, True]
    assert tries(after(lead, *calls[:1]), POLICY) == [False]
    assert tries(lead, POLICY) == []


def test_an_answer_says_that_the_attempt_before_it_reached_them() -> None:
    lead = a_lead()
    email: dict[str, Any] = {"activity_id": an_id(), "kind": "email", "direction": "in"}
    reply = a_mutation(lead, "touch_logged", after=30, **email)
    assert tries(after(lead, a_call(lead, "VM", after=1), reply), POLICY) == [True]
    assert tries(after(lead, reply), POLICY) == []


def store(team: Team, leads: list[Lead]) -> None:
    with team.server.office.ledger.write(team.id, MONDAY) as writing, writing.effect() as effect:
        for lead in leads:
            effect.put(lead)


def known(team: Team) -> ChanceTable | None:
    with team.server.office.store.read() as connection:
        return learned(connection, team.id)


def test_a_night_teaches_each_team_by_its_own_leads(team: Team) -> None:
    boss = team.join("lead")
    mine = [turned_down(90, owner=None) for _ in range(120)]
    mine += [replace(turned_down(90, owner=None), status="won") for _ in range(30)]
    store(team, mine)
    other = Team.new(team.server)
    learn_all(team.server.office.ledger, LATER)
    table = known(team)
    assert table is not None
    [step] = table.steps["demo"]
    assert (step.points, step.leads) == (90, 150)
    assert step.chance == pytest.approx(0.2, abs=0.03)
    assert table.reach[0] > POLICY.reach[0]
    assert known(other) is None
    told = {
        row["key"]: row["doc"] for row in boss.get("/v1/sync")["config"] if row["kind"] == "chance"
    }
    assert from_plain(ChanceTable, told["current"]) == table
    assert told["health"]["leads"] == round(150 * 0.25)


def test_a_night_without_news_tells_nobody(team: Team) -> None:
    store(team, [turned_down(90, owner=None) for _ in range(120)])
    boss, ledger = team.join("lead"), team.server.office.ledger
    learn_all(ledger, LATER)
    since = boss.get("/v1/sync")["since"]
    learn_all(ledger, LATER + timedelta(days=1))
    assert boss.get("/v1/sync")["since"] == since


def test_what_came_too_long_ago_is_forgotten(team: Team) -> None:
    store(team, [turned_down(90, owner=None) for _ in range(120)])
    learn_all(team.server.office.ledger, MONDAY + timedelta(days=POLICY.learning.from_days + 1))
    assert known(team) is None
