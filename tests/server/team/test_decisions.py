"""What a review decided, whose outcome is asked for once the number's lag is over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.served import Person, Team


def a_decision(by: Person, **more: Any) -> dict[str, Any]:
    return {"metric": "work.contact_rate", "says": "Ring before ten", "owner": by.id,
            "due": "2026-11-27", "expects": "5 points more", **more}  # fmt: skip


def told(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get("/v1/decisions")["decisions"]
    return found


def test_the_outcome_of_a_decision_is_asked_for_after_the_lag_of_what_it_should_move(
    team: Team,
) -> None:
    boss, ann = team.join("lead", "Mara"), team.join(name="Ann")
    due = boss.post("/v1/decisions", a_decision(ann), status=201)
    assert due["outcome_on"] == "2026-12-07", "ten days after it is due, as work's numbers move"
    soon = boss.post("/v1/decisions", a_decision(ann, metric="promises.response"), status=201)
    assert soon["outcome_on"] == "2026-11-27", "a promise has no lag"
    [one] = [row for row in told(boss) if row["id"] == due["id"]]
    assert (one["owner_name"], one["author"], one["label"]) == ("Ann", "Mara", "Contact rate")
    assert (one["overdue"], one["outcome"]) == (False, None)


def test_a_decision_without_its_outcome_is_overdue_until_it_is_told_once(team: Team) -> None:
    boss = team.join("lead", "Mara")
    past = a_decision(boss, metric="promises.response", due="2026-11-20")
    id = boss.post("/v1/decisions", past, status=201)["id"]
    assert [row["overdue"] for row in told(boss)] == [True]
    for status in (200, 409):
        answer = boss.call("PATCH", f"/v1/decisions/{id}", json={"outcome": "Half of it"})
        assert answer.status_code == status
    [one] = told(boss)
    assert (one["overdue"], one["outcome"], one["outcome_by"]) == (False, "Half of it", boss.id)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"metric": "work.leads"}, "metric"), ({"metric": "no.such"}, "metric"),
     ({"metric": ""}, "metric"), ({"owner": "nobody"}, "owner"), ({"says": " "}, "says"),
     ({"due": "soon"}, "due")],
)  # fmt: skip
def test_a_decision_needs_a_number_an_owner_and_a_day(
    team: Team, change: dict[str, str], field: str
) -> None:
    boss = team.join("lead")
    answer = boss.call("POST", "/v1/decisions", json=a_decision(boss, **change))
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert told(boss) == []


def test_another_team_neither_reads_a_decision_nor_tells_its_outcome(team: Team) -> None:
    boss, stranger = team.join("lead"), Team.new(team.server).join("lead")
    id = boss.post("/v1/decisions", a_decision(boss), status=201)["id"]
    assert told(stranger) == []
    answer = stranger.call("PATCH", f"/v1/decisions/{id}", json={"outcome": "x"})
    assert answer.status_code == 404
    owned = stranger.call("POST", "/v1/decisions", json=a_decision(boss))
    assert owned.json()["field"] == "owner"


def test_each_number_has_an_owner_its_inputs_and_a_baseline_beside_its_guard_and_lag(
    team: Team,
) -> None:
    boss = team.join("lead", "Mara")
    kept = {"owner": boss.id, "inputs": "Calls: the reps. Codes: Mara.", "baseline": 0.41}
    path = "/v1/metrics/work.contact_rate"
    assert boss.call("PUT", path, json=kept).status_code == 200
    metrics = {one["metric"]: one for one in boss.get("/v1/metrics")["metrics"]}
    one = metrics["work.contact_rate"]
    assert {name: one[name] for name in kept} == kept
    assert (one["owner_name"], one["lag_days"]) == ("Mara", 10)
    assert metrics["promises.response"]["guard"] == "contact_rate"
    assert metrics["promises.response"]["owner"] is None
    assert all(one["definition"] for one in metrics.values())
    assert boss.call("PUT", "/v1/metrics/work.leads", json=kept).status_code == 422
