"""The team's policy: read by all, changed by operations."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from workbench.domain.plain import Plain
from workbench.domain.policy_text import PolicyError
from workbench.server import policies
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.problems import Problem

router = APIRouter(prefix="/v1/policy", tags=["policy"])


class PolicyGiven(BaseModel):
    text: str
    reason: str = Field(min_length=1)
    expected_version: int


class PolicyText(BaseModel):
    text: str


@router.get("")
def policy(office: AnOffice, caller: ACaller) -> Plain:
    with office.store.read() as connection:
        return policies.stored(connection, caller.team)


@router.put("")
def replace(office: AnOffice, caller: ACaller, given: PolicyGiven) -> Plain:
    try:
        version = policies.change(
            office.ledger,
            caller.team,
            given.text,
            reason=given.reason,
            expected_version=given.expected_version,
            user=caller.id,
            now=office.moment.now(),
        )
    except PolicyError as error:
        raise _refused(error) from None
    return {"version": version}


@router.get("/history")
def history(office: AnOffice, caller: ACaller) -> Plain:
    with office.store.read() as connection:
        return {"versions": policies.history(connection, caller.team)}


@router.post("/check")
def check(office: AnOffice, caller: ACaller, given: PolicyText) -> Plain:
    try:
        with office.store.read() as connection:
            policies.check(connection, caller.team, given.text)
    except PolicyError as error:
        raise _refused(error) from None
    return {"ok": True}


def _refused(error: PolicyError) -> Problem:
    said = f"The policy stays as it was: {error}."
    more = {"line": error.line, "key": error.key, "remedy": error.remedy}
    return Problem(422, "policy_error", said, field="text", more=more)
