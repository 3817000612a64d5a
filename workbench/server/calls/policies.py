"""The team's policy: read by all, changed by operations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from workbench.domain.inquiry import NoInquiry
from workbench.domain.plain import Plain
from workbench.domain.policy_text import PolicyError
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.intake import trying
from workbench.server.policy import policies, policy_versions
from workbench.server.policy.policy_versions import Draft
from workbench.server.problems import Problem, invalid

router = APIRouter(prefix="/v1/policy", tags=["policy"])


Number = Annotated[int, Query(ge=1, lt=2**31)]


class PolicyGiven(BaseModel):
    text: str
    reason: str = Field(min_length=1)
    expected_version: int
    agreed: dict[str, str] = Field(default_factory=dict)
    valid_from: AwareDatetime | None = None
    review_by: date | None = None
    on_half: bool = False


class PolicyText(BaseModel):
    text: str


class PolicyTried(BaseModel):
    text: str | None = None
    inquiry: dict[str, Any]


@router.get("")
def policy(office: AnOffice, caller: ACaller, version: Number | None = None) -> Plain:
    now = office.moment.now()
    with office.store.read() as connection:
        if version is not None:
            return policies.version(connection, caller.team, version, now)
        return policies.stored(connection, caller.team, now)


@router.put("")
def replace(office: AnOffice, caller: ACaller, given: PolicyGiven) -> Plain:
    draft = Draft(
        text=given.text,
        reason=given.reason,
        user=caller.id,
        agreed=given.agreed,
        valid_from=given.valid_from,
        review_by=given.review_by,
        on_half=given.on_half,
    )
    try:
        version = policy_versions.change(
            office.ledger,
            caller.team,
            draft,
            expected_version=given.expected_version,
            now=office.moment.now(),
        )
    except PolicyError as error:
        raise _refused(error) from None
    return {"version": version}


@router.get("/history")
def history(office: AnOffice, caller: ACaller) -> Plain:
    with office.store.read() as connection:
        return {"versions": policies.history(connection, caller.team, office.moment.now())}


@router.get("/diff")
def diff(office: AnOffice, caller: ACaller, version: Number, since: Number | None = None) -> Plain:
    """What `version` changed, line by line; `since`: from that version on, else the one before."""
    now, old = office.moment.now(), since or max(version - 1, 1)
    with office.store.read() as connection:
        texts = [policies.version(connection, caller.team, n, now)["text"] for n in (old, version)]
        lines = policies.changes(connection, caller.team, old, texts[1], f"version {version}")
    return {"since": old, "version": version, "diff": lines}


@router.post("/check")
def check(office: AnOffice, caller: ACaller, given: PolicyText) -> Plain:
    """Whether it can stand, and what it would change of the version in force, line by line."""
    team, now = caller.team, office.moment.now()
    try:
        with office.store.read() as connection:
            policy_versions.check(connection, team, given.text, now=now)
            held = policies.current(connection, team).version
            lines = policies.changes(connection, team, held, given.text, "this text")
    except PolicyError as error:
        raise _refused(error) from None
    return {"ok": True, "version": held, "diff": lines}


@router.post("/try")
def attempt(office: AnOffice, caller: ACaller, given: PolicyTried) -> Plain:
    """What would become of an inquiry; nothing of it is kept."""
    try:
        return trying.tried(
            office.ledger, caller.team, given.inquiry, given.text, office.moment.now()
        )
    except PolicyError as error:
        raise _refused(error) from None
    except NoInquiry as error:
        raise invalid(error.field, str(error)) from None


def _refused(error: PolicyError) -> Problem:
    said = f"The policy stays as it was: {error}."
    more = {"line": error.line, "key": error.key, "remedy": error.remedy}
    return Problem(422, "policy_error", said, field="text", more=more)
