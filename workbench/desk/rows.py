"""One line of the queue from what the cache knows of a lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from workbench.cache.columns import FROM
from workbench.desk.views import Person, Row
from workbench.desk.words import moment
from workbench.domain.cadence import step_words
from workbench.domain.calendar import Calendar
from workbench.domain.frozen import dataclass
from workbench.domain.plain import from_ms
from workbench.domain.policy import Policy
from workbench.domain.promise import Pause
from workbench.domain.tongue import tr

NOBODY = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a row shows that is not the lead's own: people, calls, what is unsent.

    `me` is who sits at the desk.
    """

    policy: Policy
    now: datetime
    me: str | None
    people: Mapping[str, Person]
    calling: Mapping[str, datetime] = field(default_factory=dict)
    unsent: frozenset[str] = frozenset()
    tentative: frozenset[str] = frozenset()
    """Leads whose claim the server has not decided."""


def row_of(values: Mapping[str, Any], beside: Beside) -> Row:
    """`values` are those of `workbench.cache.leads.columns`."""
    id = values["id"]
    offered = _is_offered(values, beside)
    return Row(
        id=id,
        name=values["name"] or tr("Unknown"),
        company=values["company"],
        asks=_asks(values, beside, offered=offered),
        score=values["score"],
        owner=_initials(values["owner"], beside) + ("?" if id in beside.tentative else ""),
        type=values["type"],
        status=values["status"],
        starts_at=_at(values["starts_at"]),
        due_at=_at(values["due_at"]),
        target_min=values["target_min"],
        calendar=_calendar(values, beside.policy),
        pauses=_pauses(values),
        is_clock=bool(values["is_clock"]),
        met_after_s=values["met_after_s"],
        callback_at=_at(values["callback_at"]),
        on_call_since=beside.calling.get(id),
        unsent=id in beside.unsent,
        is_offered=offered,
    )


def _is_offered(values: Mapping[str, Any], beside: Beside) -> bool:
    until = _at(values["offer_until"])
    is_mine = beside.me is not None and values["offer_to"] == beside.me
    return is_mine and (until is None or beside.now < until)


def _calendar(values: Mapping[str, Any], policy: Policy) -> Calendar | None:
    if values["calendar"] is None:
        return None
    return policy.calendar_of(values["calendar"], values["clock_zone"])


def _pauses(values: Mapping[str, Any]) -> tuple[Pause, ...]:
    since, until = _at(values["paused_from"]), _at(values["paused_until"])
    return (Pause(since=since, until=until, reason=""),) if since and until else ()


def _asks(values: Mapping[str, Any], beside: Beside, *, offered: bool) -> str:
    """“Demo · “carrier invoices by hand””, and once it was tried “Demo · Second call is due”."""
    kind = beside.policy.types.get(values["type"])
    label = kind.label if kind else values["type"]
    if offered:
        until = _at(values["offer_until"])
        when = moment(until, beside.now) if until else ""
        mine = tr("Offered to you until {time}", time=when) if when else tr("Offered to you")
        return f"{mine} · {label}"
    if values["step"]:
        due_at = _at(values["due_at"])
        is_due = due_at is not None and due_at <= beside.now
        step = step_words(values["step"]).partition(",")[0]
        said = tr("{step} is due", step=step) if is_due else step
        return f"{label} · {said}"
    if values["asked"]:
        return f"{label} · {_asked(values['asked'])}"
    return kind.asks if kind else label


def _asked(asked: str) -> str:
    return tr("from {page}", page=asked.removeprefix(FROM)) if asked.startswith(FROM) else asked


def _initials(owner: str | None, beside: Beside) -> str:
    if owner is None:
        return NOBODY
    person = beside.people.get(owner)
    return person.initials if person else "?"


def _at(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
