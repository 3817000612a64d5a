"""Who called another lead than the one on top, and what became of it; recounted from the pushes."""

from __future__ import annotations

import random
from collections import Counter
from statistics import median
from typing import Any

from tests.builders import a_call, a_mutation, an_id
from tests.server.served import Person, Team
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation

DAYS = {"from": "2026-11-23", "to": "2026-11-24"}


def begins(lead: Lead, over: Lead | None, *, after: float) -> Mutation:
    args: dict[str, Any] = {"over": over.id} if over else {}
    return a_mutation(lead, "call_started", after=after, call_id=an_id(), **args)


def recounted(
    begun: list[tuple[str, float, str | None]], touched: list[tuple[str, float]], won: set[str]
) -> dict[str, Any]:
    """From (who, minute, over whom) of the calls begun, and (lead, minute) of the touches."""
    skipped = [(at, over) for _, at, over in begun if over is not None]
    later = [
        min(
            (minute - at for lead, minute in touched if lead == over and minute >= at), default=None
        )
        for at, over in skipped
    ]
    known = sorted(wait * 60 for wait in later if wait is not None)
    return {
        "calls": len(begun),
        "skips": len(skipped),
        "share": round(len(skipped) / len(begun), 4) if begun else None,
        "later": {
            "n": len(known),
            "median": median(known) if known else None,
            "p90": known[-(-9 * len(known) // 10) - 1] if known else None,
        },
        "untouched": len(skipped) - len(known),
        "won": sum(over in won for _, over in skipped),
    }


def test_a_call_over_the_head_of_another_lead_is_a_skip_and_told_with_what_became_of_it(
    team: Team,
) -> None:
    ann, bob, boss = team.join(name="Ann"), team.join(name="Bob"), team.join("lead")
    top, second, other = team.a_lead(ann), team.a_lead(ann), team.a_lead(bob)
    ann.do(
        begins(second, top, after=-10), begins(second, None, after=-9), a_call(top, "NA", after=-7)
    )
    bob.do(begins(other, None, after=-5))
    told = boss.get("/v1/reports/skips", **DAYS)
    by = {row["name"]: row for row in told["rows"]}
    assert (by["Ann"]["calls"], by["Ann"]["skips"], by["Ann"]["share"]) == (2, 1, 0.5)
    assert by["Ann"]["later"] == {"n": 1, "median": 180.0, "p90": 180.0}
    assert (by["Bob"]["calls"], by["Bob"]["skips"], by["Bob"]["untouched"]) == (1, 0, 0)
    assert told["share"] == round(1 / 3, 4)
    assert told["definition"].startswith("Calls begun while another lead stood on top")
    assert [row["name"] for row in bob.get("/v1/reports/skips", **DAYS)["rows"]] == ["Bob"]


def test_a_skip_of_what_is_erased_is_untouched_and_of_another_day_not_told(team: Team) -> None:
    ann, ops = team.join(name="Ann"), team.join("ops")
    top, second = team.a_lead(ann), team.a_lead(ann)
    ann.do(begins(second, top, after=-10))
    ops.post("/v1/privacy/erase", {"lead": top.id, "reason": "asked for"})
    [row] = ops.get("/v1/reports/skips", **DAYS)["rows"]
    assert (row["skips"], row["untouched"], row["won"]) == (1, 1, 0)
    assert ops.get("/v1/reports/skips", to="2026-11-23")["calls"] == 0


def test_the_skip_log_is_recounted_in_plain_python(team: Team) -> None:
    rng, boss, ops = random.Random(5), team.join("lead"), team.join("ops")
    reps: list[Person] = [team.join(name=name) for name in ("Ann", "Bob", "Cy")]
    begun: list[tuple[str, float, str | None]] = []
    touched: list[tuple[str, float]] = []
    won: set[str] = set()
    owned = {rep.id: [team.a_lead(rep, waited=120) for _ in range(5)] for rep in reps}
    for step in range(60):
        rep, after = rng.choice(reps), -100 + step * 1.5
        lead, top = rng.choice(owned[rep.id]), rng.choice(owned[rep.id])
        over = top if top is not lead else None
        rep.do(begins(lead, over, after=after))
        begun.append((rep.id, after, over.id if over else None))
        if rng.random() < 0.4:
            rep.do(a_call(lead, "NA", after=after + 0.5))
            touched.append((lead.id, after + 0.5))
    for leads in owned.values():
        sale: dict[str, Any] = {"stage": "closed", "outcome": "won"}
        ops.do(a_mutation(leads[0], "opportunity_updated", after=-1, **sale))
        won.add(leads[0].id)
    told = boss.get("/v1/reports/skips", **DAYS)
    whole = {name: told[name] for name in recounted([], [], set())}
    assert whole == recounted(begun, touched, won)
    assert Counter(row["user"] for row in told["rows"]) == Counter(rep.id for rep in reps)
    for row in told["rows"]:
        mine = [one for one in begun if one[0] == row["user"]]
        assert {name: row[name] for name in whole} == recounted(mine, touched, won)
    assert 0 < whole["skips"] < whole["calls"]
    assert whole["untouched"]
