"""What the chip of a row says at one moment, and whether it will say something else next second."""

from datetime import date, datetime, timedelta

from workbench.desk.views import Row
from workbench.desk.words import STATUSES
from workbench.domain.cadence import NextStep, step_words
from workbench.domain.calendar import Calendar, day_and_month, day_and_year, weekday
from workbench.domain.clock import ClockState, reading, spoken
from workbench.domain.lead import Lead
from workbench.domain.promise import Clock
from workbench.domain.tongue import mark, tr
from workbench.ui.chip import ChipFace, ChipState

_STATES = {
    ClockState.ON_TIME: ChipState.ON_TIME,
    ClockState.SOON: ChipState.SOON,
    ClockState.URGENT: ChipState.URGENT,
    ClockState.BREACHED: ChipState.BREACHED,
    ClockState.PAUSED: ChipState.PAUSED,
}
_SPOKEN = {
    ChipState.ON_TIME: mark("on time {time}"),
    ChipState.SOON: mark("soon {time}"),
    ChipState.URGENT: mark("urgent {time}"),
    ChipState.BREACHED: mark("late {time}"),
    ChipState.PAUSED: mark("paused, resumes {time}"),
    ChipState.ON_CALL: mark("on call {time}"),
    ChipState.CALLBACK: mark("callback {time}"),
}
_WITH_SECONDS = timedelta(minutes=10)
_IN_MINUTES = 20
_WEDNESDAY = date(2026, 11, 25)  # its name is the widest in English


def longest() -> tuple[ChipFace, ...]:
    """For the width of a column of chips."""
    days = (weekday(_WEDNESDAY + timedelta(days=n)) for n in range(7))
    callback = tr("{weekday} {time}", weekday=max(days, key=len), time="19:00")
    return (
        ChipFace(ChipState.BREACHED, tr("+{time} late", time=spoken(timedelta(minutes=38)))),
        ChipFace(ChipState.PAUSED, tr("resumes {time}", time="9:00")),
        ChipFace(ChipState.CALLBACK, callback),
    )


def wall_time(at: datetime, now: datetime) -> str:
    """“14:30” today, “Thu 9:40” this week, “24 Dec” further off; on the desk's own wall clock."""
    local, today = at.astimezone(), now.astimezone().date()
    clock = f"{local.hour}:{local.minute:02}"
    days = (local.date() - today).days
    if days == 0:
        return clock
    if 0 < days < 7:
        return tr("{weekday} {time}", weekday=weekday(local), time=clock)
    return day_and_month(local) if local.year == today.year else day_and_year(local)


def appointed(at: datetime, now: datetime) -> str:
    """As a sentence goes on with it: “today 8:00”, “on Thu 9:40”, “on 24 Nov 8:00”."""
    local, here = at.astimezone(), now.astimezone()
    clock = f"{local.hour}:{local.minute:02}"
    days = (local.date() - here.date()).days
    if days == 0:
        return tr("today {time}", time=clock)
    day = day_and_month(local) if local.year == here.year else day_and_year(local)
    if 0 < days < 7:
        day = weekday(local)
    return tr("on {day} {time}", day=day, time=clock)


def comes_at(row: Row, lead: Lead | None) -> datetime | None:
    """What is snoozed or held comes when that ends, whatever was due before."""
    hidden = (lead.snoozed_until, lead.held_until) if lead is not None else ()
    planned = row.callback_at or row.due_at or row.starts_at
    return max((at for at in (planned, *hidden) if at is not None), default=None)


def foreseen(step: NextStep | None, now: datetime) -> str:
    """A step to come: “18:10” for a call, “in 10 min”, else what it is: “Mail 1, now”."""
    if step is None:
        return tr("no step left")
    minutes = round((step.due_at - now) / timedelta(minutes=1))
    if minutes <= 0:
        when = tr("now")
    elif minutes < _IN_MINUTES:
        when = tr("in {minutes} min", minutes=minutes)
    else:
        when = wall_time(step.due_at, now)
    return when if step.channel == "call" else f"{step_words(step.label).partition(',')[0]}, {when}"


def face_of(row: Row, now: datetime, *, certain: bool = True) -> ChipFace:
    """`certain` False marks seconds as estimates: “≈ 9:40”."""
    if row.on_call_since is not None:
        return ChipFace(ChipState.ON_CALL, minutes_seconds(now - row.on_call_since))
    if row.is_clock and row.due_at is not None and row.calendar is not None:
        return _running(row, row.due_at, row.calendar, now, certain)
    if row.callback_at is not None:
        return ChipFace(ChipState.CALLBACK, wall_time(row.callback_at, now))
    if row.due_at is not None:
        return _step(row.due_at, now)
    if row.unsent:
        return ChipFace(ChipState.UNSENT, tr("unsent"))
    if row.met_after_s is not None:
        took = timedelta(seconds=row.met_after_s)
        is_met = took <= timedelta(minutes=row.target_min)
        said = mark("met {time}") if is_met else mark("after {time}")
        return ChipFace(ChipState.MET, tr(said, time=spoken(took)))
    return ChipFace(ChipState.MET, tr(STATUSES.get(row.status, row.status))[:12])


def _running(
    row: Row, due_at: datetime, calendar: Calendar, now: datetime, certain: bool
) -> ChipFace:
    started_at = row.starts_at or now
    clock = Clock(
        inquiry="", type=row.type, received_at=started_at, started_at=started_at,
        due_at=due_at, target_min=row.target_min, pauses=row.pauses,
    )  # fmt: skip
    read = reading(clock, calendar, now)
    state = _STATES[read.state]
    text = spoken(read.left)
    if state is ChipState.PAUSED:
        return _resuming(read.until or due_at, now)
    if not certain and abs(read.left) < _WITH_SECONDS:
        is_late = state is ChipState.BREACHED
        return ChipFace(state, tr("≈ {time} late", time=text) if is_late else f"≈ {text}", text)
    match state:
        case ChipState.SOON:
            return ChipFace(state, f"~ {text}", text)
        case ChipState.URGENT:
            return ChipFace(state, f"! {text}", text)
        case ChipState.BREACHED:
            return ChipFace(state, tr("+{time} late", time=text), text)
        case _:
            return ChipFace(state, text)


def _resuming(at: datetime, now: datetime) -> ChipFace:
    """Short enough for its chip: “resumes 9:00”, “from 10:00”, on another day “Mon 9:00”."""
    if at - now > timedelta(days=1):
        return ChipFace(ChipState.PAUSED, wall_time(at, now))
    local = at.astimezone()
    time = f"{local.hour}:{local.minute:02}"
    said = mark("resumes {time}") if local.hour < 10 else mark("from {time}")
    return ChipFace(ChipState.PAUSED, tr(said, time=time), time)


def _step(due_at: datetime, now: datetime) -> ChipFace:
    """A planned step is no promise: due all of its day, late only once the day is over."""
    day, today = due_at.astimezone().date(), now.astimezone().date()
    if day > today:
        return ChipFace(ChipState.ON_TIME, wall_time(due_at, now))
    if due_at > now:
        return ChipFace(ChipState.ON_TIME, spoken(due_at - now))
    if day < today:
        late = spoken(now - due_at)
        return ChipFace(ChipState.BREACHED, tr("+{time} late", time=late), late)
    return ChipFace(ChipState.ON_TIME, tr("due {time}", time=wall_time(due_at, now)))


def minutes_seconds(length: timedelta, *, padded: bool = False) -> str:
    """A running call: “0:42”, padded “00:42”."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    minutes = f"{seconds // 60:02}" if padded else str(seconds // 60)
    return f"{minutes}:{seconds % 60:02}"


def spoken_face(face: ChipFace) -> str:
    """The chip for a screen reader: the state in words, then the time."""
    said = _SPOKEN.get(face.state)
    return tr(said, time=face.time or face.text) if said else face.text
