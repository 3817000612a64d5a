"""What the team can take: as its own weeks tell, and what if it were otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from workbench.domain.calendar import Calendar
from workbench.domain.capacity import Change, Forecast
from workbench.domain.plain import Misfit, Plain, to_ms
from workbench.domain.simulation import HOUR, Scenario
from workbench.server.calls.callers import ACaller, AnOffice
from workbench.server.office import Office
from workbench.server.overview.forecasts import compared, told
from workbench.server.overview.history import History, history
from workbench.server.overview.playing import Question
from workbench.server.overview.staffing import shown
from workbench.server.overview.whatif import NotPlayed
from workbench.server.problems import Problem, invalid
from workbench.wire import compact

router = APIRouter(prefix="/v1", tags=["capacity"])

MOST_INQUIRIES = 100_000
"""Of one run: beyond them nobody waits for the answer."""


class Asked(BaseModel):
    """`reps`: so many more, or fewer. `hours`, as in the policy's calendars, are those of `whose`
    (ids), else of the reps who are added, else of everybody. `targets`: lead type → minutes.
    `volume`: times as many inquiries. Without any of them: how it goes as it is.
    """

    days: int = Field(default=30, ge=1, le=92)
    seed: int = Field(default=1, ge=0, lt=2**31)
    reps: int = Field(default=0, ge=-100, le=100)
    hours: dict[str, list[str]] | None = None
    whose: list[str] | None = None
    targets: dict[str, Annotated[float, Field(gt=0)]] = {}
    volume: float = Field(default=1, gt=0, le=20)

    @property
    def changes_nothing(self) -> bool:
        return not (self.reps or self.hours or self.targets) and self.volume == 1


@router.get("/capacity")
def capacity(office: AnOffice, caller: ACaller) -> Plain:
    """Arrivals by hour, weekday and type, minutes by type, who is there when, and how many of
    their leads reps reach by how many they are given; each with what it rests on.
    """
    return shown(_history(office, caller.team))


@router.post("/whatif", response_class=StreamingResponse)
def whatif(office: AnOffice, caller: ACaller, asked: Asked) -> StreamingResponse:
    """Answers line by line, a JSON object each: `{"done": 0…1}` as the weeks are played, at last
    `{"now": …, "then": …, "says": …}`, numbers of an average week; of `now` alone where nothing is
    changed, and `{"error": {code, message}}` where it failed. Who hangs up stops it.
    """
    office.players.check_room()
    past = _history(office, caller.team)
    if not past.arrivals.total:
        said = "Nobody has inquired in the last weeks, so there is nothing to expect yet."
        raise Problem(409, "no_history", said)
    now = past.scenario
    scenarios = {"now": now} if asked.changes_nothing else {"now": now, "then": _made(asked, past)}
    start = _full_hour(past.now)
    questions = {
        name: Question(
            scenario=scenario,
            start=start,
            days=asked.days,
            seed=asked.seed,
            needed=name == "now" or asked.volume != 1,  # else the same people come
        )
        for name, scenario in scenarios.items()
    }
    for scenario in scenarios.values():
        _check_size(scenario, asked.days)
    return StreamingResponse(_lines(office, questions), media_type="application/x-ndjson")


async def _lines(office: Office, questions: dict[str, Question]) -> AsyncIterator[str]:
    try:
        async with aclosing(office.players.play(questions)) as played:
            async for step in played:
                line = {"done": round(step, 3)} if isinstance(step, float) else _compared(step)
                yield compact(line) + "\n"
    except NotPlayed as error:
        yield compact({"error": {"code": "not_played", "message": str(error)}}) + "\n"


def _compared(found: dict[str, Forecast]) -> Plain:
    now, then = found["now"], found.get("then")
    if then is None:
        return {"now": told(now)}
    if not then.needed_min:
        then = then.needing(now)
    both = told(now), told(then)
    return {"now": both[0], "then": both[1], "says": compared(*both)}


def _history(office: Office, team: str) -> History:
    with office.store.read() as connection:
        return history(connection, team, office.moment.now())


def _made(asked: Asked, past: History) -> Scenario:
    """Raises Problem for what no team could be."""
    for name in asked.targets:
        if name not in past.policy.types:
            raise invalid("targets", f"“{name}” is no lead type of this team.")
    shift, places = _shift(asked, past), {rep.id: n for n, rep in enumerate(past.reps)}
    for id in asked.whose or ():
        if id not in places:
            raise invalid("whose", f"Nobody who shares leads here has the id “{id}”.")
    whose = list(places) if asked.whose is None and asked.reps <= 0 else asked.whose or []
    change = Change(
        reps=asked.reps,
        shift=shift if asked.whose is None else None,
        shifts={places[id]: shift for id in whose} if shift is not None else None,
        targets=asked.targets,
        volume=asked.volume,
    )
    try:
        return change.made(past.scenario)
    except Misfit as misfit:
        raise invalid("targets", f"“{'.'.join(misfit.path)}” {misfit.needed}.") from None


def _shift(asked: Asked, past: History) -> Calendar | None:
    if asked.hours is None:
        return None
    calendar = past.policy.calendar
    try:
        hours = {day: tuple(blocks) for day, blocks in asked.hours.items()}
        return Calendar(calendar.zone, hours, calendar.holidays)
    except Misfit as misfit:
        raise invalid("hours", f"“{'.'.join(misfit.path)}” {misfit.needed}.") from None


def _check_size(scenario: Scenario, days: int) -> None:
    expected = sum(sum(stream.hourly) for stream in scenario.streams) * days / 7
    if expected > MOST_INQUIRIES:
        said = f"That would be some {expected:,.0f} inquiries; ask for fewer days."
        raise invalid("days", said)


def _full_hour(now: datetime) -> datetime:
    return now - timedelta(milliseconds=to_ms(now) % round(HOUR / timedelta(milliseconds=1)))
