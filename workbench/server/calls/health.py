"""How the server is, for those who watch it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from sqlalchemy import text

from workbench.domain.plain import Plain
from workbench.server.calls.callers import office_of
from workbench.server.moment import real_ms

router = APIRouter(tags=["health"])


@router.get("/v1/health")
def health(request: Request) -> Plain:
    """200 when it serves; ages are in seconds, `now` is the machine's, whatever the team's is."""
    office = office_of(request)
    with office.store.read() as connection:
        connection.execute(text("SELECT 1"))
    return {
        "ok": True,
        "database": office.store.kind,
        "version": request.app.version,
        "now": real_ms(),
        "tail_age_s": round(office.tail.age_s, 3),
        "timer_age_s": round(office.timers.age_s, 3),
        "postman_age_s": round(office.postman.age_s, 3),
        "rounds": {
            one.name: {"age_s": round(one.age_s, 3), "revivals": one.revivals}
            for one in office.rounds
        },
        "waiters": office.waiters.count,
    }


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> str:
    office = office_of(request)
    figures = {
        "workbench_waiters": office.waiters.count,
        "workbench_tail_age_seconds": round(office.tail.age_s, 3),
        "workbench_timer_age_seconds": round(office.timers.age_s, 3),
        "workbench_revivals_total": sum(one.revivals for one in office.rounds),
        "workbench_alarms_total": office.timers.rung,
        "workbench_commits_total": office.ledger.commits,
        "workbench_effects_total": office.ledger.effects,
    }
    return "".join(f"{name} {value}\n" for name, value in figures.items())
