"""The rows of a team lead's board: each rep, each pool with leads that nobody owns, the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import get_args

from workbench.desk.desk import Desk
from workbench.desk.leading import Covered, Overview
from workbench.desk.team import NOBODY, POOL, Cell, Load, Speed, loads, pools
from workbench.desk.views import Person
from workbench.desk.words import availability, moment
from workbench.domain.clock import spoken
from workbench.domain.tongue import mark, tr

CELLS: tuple[Cell, ...] = get_args(Cell)
COUNTED: Mapping[Cell, str] = {
    "due": mark("due"), "at_risk": mark("at risk in 30 min"), "breached": mark("breached"),
    "load": mark("hand-raisers"), "speed": mark("answered lately"),
    "p90": mark("answered slowest"), "touches": mark("touched today"),
}  # fmt: skip
"""What the leads behind a cell are; behind the name all that are open."""
CARRIERS = ("rep", "lead")
"""The roles of who has a row."""
NOW_S = 120
"""A desk that was heard of so lately is there now: it asks again every half minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """`person` is None for a pool and for nobody. `cap` of the load; `touched`: a lead a touch."""

    id: str
    name: str
    state: str = ""
    person: Person | None = None
    is_here: bool = False
    counts: Load = field(default_factory=Load)
    cap: int = 0
    speed: Speed | None = None
    touched: tuple[str, ...] = ()
    seen: str = ""

    def text(self, cell: Cell) -> str:
        """As it stands in the cell; empty for zero."""
        match cell:
            case "open":
                return self.name
            case "speed":
                return spoken(timedelta(seconds=self.speed.median_s)) if self.speed else ""
            case "p90":
                return spoken(timedelta(seconds=self.speed.p90_s)) if self.speed else ""
            case "touches":
                return str(len(self.touched) or "")
            case "load":
                return f"{self.counts.load} / {self.cap}" if self.person else ""
            case _:
                return str(getattr(self.counts, cell) or "")

    @property
    def is_over(self) -> bool:
        return self.person is not None and self.counts.load > self.cap

    @property
    def sentence(self) -> str:
        counts = self.counts
        said = [
            self.name, self.state,
            tr("{open} open, {due} due, {risk} at risk, {breached} breached", open=counts.open,
               due=counts.due, risk=counts.at_risk, breached=counts.breached),
        ]  # fmt: skip
        if self.person:
            said.append(tr("load {n} of {cap}", n=counts.load, cap=self.cap))
            said += [tr("over")] if self.is_over else []
        if self.speed:
            said.append(tr("answers in {median}, nine of ten in {p90}", median=self.text("speed"),
                           p90=self.text("p90")))  # fmt: skip
        said += [tr("{n} touches", n=len(self.touched))] if self.touched else []
        said += [tr("last seen {time}", time=self.seen)] if self.seen else []
        return ", ".join(filter(None, said))


def board_rows(desk: Desk, overview: Overview) -> list[BoardRow]:
    carried, now = loads(desk), desk.now()
    reps = [person for person in desk.people() if person.role in CARRIERS]
    names = {person.id: person.name for person in reps}
    cap = desk.policy.caps.on_hand_raiser_cadence
    rows = [
        BoardRow(
            id=person.id,
            name=person.name,
            state=_state(person, overview.covers.get(person.id), now),
            person=person,
            is_here=person.availability == "available",
            counts=carried.get(person.id, Load()),
            cap=cap,
            speed=overview.speeds.get(person.id),
            touched=overview.touched.get(person.id, ()),
            seen=_seen(overview.seen.get(person.id), now),
        )
        for person in reps
    ]
    return [*rows, *_strays(desk, carried, names), *_of_nobody(carried, pools(desk))]


def _of_nobody(carried: Mapping[str, Load], names: Mapping[str, str]) -> list[BoardRow]:
    """Pools that have some, then what stands with none; that row is there for its zero."""
    rows = [
        BoardRow(id=POOL + id, name=tr("Unowned"), state=name, counts=carried[POOL + id])
        for id, name in sorted(names.items(), key=lambda item: item[1])
        if POOL + id in carried
    ]
    if NOBODY in carried or not rows:
        rows.append(BoardRow(id=NOBODY, name=tr("Unowned"), counts=carried.get(NOBODY, Load())))
    return rows


def _is_stray(id: str, names: Mapping[str, str]) -> bool:
    return id != NOBODY and not id.startswith(POOL) and id not in names


def _strays(desk: Desk, carried: Mapping[str, Load], names: Mapping[str, str]) -> list[BoardRow]:
    """Leads of who is no rep, or not there any more."""
    known = {person.id: person.name for person in desk.people()}
    return [
        BoardRow(id=id, name=known.get(id, tr("Somebody who left")), counts=load)
        for id, load in sorted(carried.items())
        if _is_stray(id, names)
    ]


def _state(person: Person, covered: Covered | None, now: datetime) -> str:
    state = availability(person)
    if person.until is not None:
        until = moment(person.until, now)
        state = tr("{state} until {time}", state=state, time=until)
    if covered is not None and covered.is_lent:
        return tr("{state}, {name} covers", state=state, name=covered.cover_name)
    return state


def _seen(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    return tr("now") if (now - at).total_seconds() < NOW_S else moment(at, now)


def total(rows: Sequence[BoardRow]) -> Load:
    names = ("open", "due", "at_risk", "breached")
    return Load(**{name: sum(getattr(row.counts, name) for row in rows) for name in names})
