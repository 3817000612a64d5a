"""What the chip of a row says at one moment, and whether it will say something else next second."""

from datetime import datetime, timedelta

from workbench.desk.views import Row
from workbench.domain.cadence import NextStep
from workbench.domain.calendar import Calendar
from workbench.domain.clock import ClockState, reading, spoken
from workbench.domain.promise import Clock
from workbench.ui.chip import ChipFace, ChipState

_STATES = {
    ClockState.ON_TIME: ChipState.ON_TIME,
    ClockState.SOON: ChipState.SOON,
    ClockState.URGENT: ChipState.URGENT,
    ClockState.BREACHED: ChipState.BREACHED,
    ClockState.PAUSED: ChipState.PAUSED,
}
_WITH_SECONDS = timedelta(minutes=10)
_IN_MINUTES = 20

LONGEST = tuple(
    ChipFace(state, text)
    for state, text in (
        (ChipState.BREACHED, "+38 min late"),
        (ChipState.PAUSED, "resumes 9:00"),
        (ChipState.CALLBACK, "Wed 19:00"),
    )
)
"""For the width of a column of chips."""


def wall_time(at: datetime, now: datetime) -> str:
    """“14:30” today, “Thu 9:40” this week, “24 Dec” further off; on the desk's own wall clock."""
    local, today = at.astimezone(), now.astimezone().date()
    clock = f"{local.hour}:{local.minute:02}"
    days = (local.date() - today).days
    if days == 0:
        return clock
    if 0 < days < 7:
        return f"{local:%a} {clock}"
    return f"{local.day} {local:%b}" + ("" if local.year == today.year else f" {local.year}")


def foreseen(step: NextStep | None, now: datetime) -> str:
    """A step to come: “18:10” for a call, “in 10 min”, else what it is: “Mail 1, now”."""
    if step is None:
        return "no step left"
    minutes = round((step.due_at - now) / timedelta(minutes=1))
    if minutes <= 0:
        when = "now"
    elif minutes < _IN_MINUTES:
        when = f"in {minutes} min"
    else:
        when = wall_time(step.due_at, now)
    return when if step.channel == "call" else f"{step.label.partition(',')[0]}, {when}"


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
        return ChipFace(ChipState.UNSENT, "unsent")
    if row.met_after_s is not None:
        took = timedelta(seconds=row.met_after_s)
        word = "met" if took <= timedelta(minutes=row.target_min) else "after"
        return ChipFace(ChipState.MET, f"{word} {spoken(took)}")
    return ChipFace(ChipState.MET, row.status.replace("_", " ")[:12])


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
        return ChipFace(state, _resumes(read.until or due_at, now))
    if not certain and abs(read.left) < _WITH_SECONDS:
        return ChipFace(state, f"≈ {text}" + (" late" if state is ChipState.BREACHED else ""))
    match state:
        case ChipState.SOON:
            return ChipFace(state, f"~ {text}")
        case ChipState.URGENT:
            return ChipFace(state, f"! {text}")
        case ChipState.BREACHED:
            return ChipFace(state, f"+{text} late")
        case _:
            return ChipFace(state, text)


def _resumes(at: datetime, now: datetime) -> str:
    """Short enough for its chip: “resumes 9:00”, “from 10:00”, on another day “Mon 9:00”."""
    if at - now > timedelta(days=1):
        return wall_time(at, now)
    local = at.astimezone()
    return f"{'resumes' if local.hour < 10 else 'from'} {local.hour}:{local.minute:02}"


def _step(due_at: datetime, now: datetime) -> ChipFace:
    """A planned step is no promise: due all of its day, late only once the day is over."""
    day, today = due_at.astimezone().date(), now.astimezone().date()
    if day > today:
        return ChipFace(ChipState.ON_TIME, wall_time(due_at, now))
    if due_at > now:
        return ChipFace(ChipState.ON_TIME, spoken(due_at - now))
    if day < today:
        return ChipFace(ChipState.BREACHED, f"+{spoken(now - due_at)} late")
    return ChipFace(ChipState.ON_TIME, f"due {wall_time(due_at, now)}")


def minutes_seconds(length: timedelta, *, padded: bool = False) -> str:
    """A running call: “0:42”, padded “00:42”."""
    seconds = max(int(length.total_seconds()), 0)
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    minutes = f"{seconds // 60:02}" if padded else str(seconds // 60)
    return f"{minutes}:{seconds % 60:02}"


def spoken_face(face: ChipFace) -> str:
    """The chip for a screen reader: the state in words, then the time."""
    names = {
        ChipState.ON_TIME: "on time", ChipState.SOON: "soon", ChipState.URGENT: "urgent",
        ChipState.BREACHED: "late", ChipState.ON_CALL: "on call",
        ChipState.CALLBACK: "callback", ChipState.MET: "", ChipState.UNSENT: "unsent",
        ChipState.REFUSED: "refused",
    }  # fmt: skip
    text = face.text.strip("~!≈+ ").replace(" late", "")
    if face.state is ChipState.PAUSED:
        return f"paused, resumes {text.removeprefix('resumes ').removeprefix('from ')}"
    return f"{names[face.state]} {text}".strip()
