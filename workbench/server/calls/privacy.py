"""What the law asks for: a person is told what is kept of them, and is erased."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from workbench.domain.plain import Plain
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.work import privacy
from workbench.server.work.privacy import Asked

router = APIRouter(prefix="/v1/privacy", tags=["privacy"])


class Who(BaseModel):
    """Any of these; `lead` is an id."""

    email: str = Field(default="", max_length=320)
    phone: str = Field(default="", max_length=50)
    person_id: str = Field(default="", max_length=1000)
    lead: str = Field(default="", max_length=100)

    @property
    def asked(self) -> Asked:
        return Asked(
            email=self.email, phone=self.phone, person_id=self.person_id.strip(), lead=self.lead
        )


class Erasure(Who):
    reason: str = Field(min_length=1, max_length=1000)


@router.post("/export")
def export(office: AnOffice, caller: ACaller, body: Who) -> Plain:
    """Everything that is kept about a person, as it is stored."""
    with office.store.read() as connection:
        return privacy.told(connection, caller.team, body.asked)


@router.post("/erase")
def erase(office: AnOffice, caller: ACaller, body: Erasure) -> Plain:
    """Here at once, on each desk at its next contact; the answer is the receipt, which names no
    person and stands in the audit trail.
    """
    now = office.moment.now()
    receipt = privacy.erase(
        office.ledger, caller.team, body.asked, by=caller.id, reason=body.reason, now=now
    )
    office.store.leave_nothing_behind()
    return receipt
