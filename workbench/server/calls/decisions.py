"""What a team's reviews decided, and who answers for each number."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from workbench.domain.plain import Plain
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.policy import policies
from workbench.server.team import decisions

router = APIRouter(prefix="/v1", tags=["reports"])

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class DecisionGiven(BaseModel):
    """`metric`: "report.name", what it should move; `due`: a day; `expects`: by how much."""

    metric: str
    says: Words
    owner: str
    due: date
    expects: Words


class OutcomeGiven(BaseModel):
    outcome: Words


class MetricGiven(BaseModel):
    """`inputs`: what it is made of and who answers for each, in words; `baseline`: what it was."""

    owner: str | None = None
    inputs: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    baseline: Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)] | None = None


@router.get("/decisions")
def all_decisions(office: AnOffice, caller: ACaller) -> Plain:
    """The newest first; `outcome_on`: the day on which its outcome is asked for."""
    with office.store.read() as connection:
        calendar = policies.current(connection, caller.team).calendar
        today = calendar.local_day(office.moment.now())
        return {"decisions": decisions.listed(connection, caller.team, today)}


@router.post("/decisions", status_code=201)
def decide(office: AnOffice, caller: ACaller, given: DecisionGiven) -> Plain:
    draft = decisions.Draft(**given.model_dump())
    with office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing:
        id, outcome_on = decisions.enter(writing, draft)
    return {"id": id, "outcome_on": outcome_on.isoformat()}


@router.patch("/decisions/{id}")
def tell_outcome(office: AnOffice, caller: ACaller, id: str, given: OutcomeGiven) -> Plain:
    """What came of it; told once."""
    with office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing:
        decisions.tell_outcome(writing, id, given.outcome)
    return {"id": id}


@router.get("/metrics")
def metrics(office: AnOffice, caller: ACaller) -> Plain:
    """Each with its definition, its guard, its lag and who answers for it."""
    with office.store.read() as connection:
        return {"metrics": decisions.metrics(connection, caller.team)}


@router.put("/metrics/{name}")
def keep_metric(office: AnOffice, caller: ACaller, name: str, given: MetricGiven) -> Plain:
    """`name`: "report.name"."""
    with office.ledger.write(caller.team, office.moment.now(), by=caller.id) as writing:
        decisions.keep_metric(writing, name, given.model_dump())
    return {"metric": name}
