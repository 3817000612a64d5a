"""What is asked before leads are moved or lent: to whom, which of them, from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from workbench.desk.board_rows import BoardRow
from workbench.desk.moves import BALANCE, Words
from workbench.desk.words import availability, moment
from workbench.domain.calendar import Calendar
from workbench.domain.tongue import tr, tr_n
from workbench.ui.moments import HOW, parse_moment
from workbench.ui.question import Choice, Group, Question, lettered, numbered

_OPENINGS = 3


def move_question(rows: Sequence[BoardRow], pools: dict[str, str], count: int) -> Question:
    title = tr_n("Move {n} lead", "Move {n} leads", count)
    group = _receivers(tr("Who gets them"), rows, pools, balance=True)
    return Question(title=title, groups=(group,), submit=tr("Show who gets what"))


def filter_question(row: BoardRow, rows: Sequence[BoardRow], pools: dict[str, str]) -> Question:
    """`which` is answered in the server's words."""
    choices: tuple[tuple[str, Words], ...] = (
        (tr("all that are open"), {}),
        (tr("hand-raisers"), {"hand_raiser": True}),
        (tr("due now"), {"due": True}),
        (tr("at risk in 30 min"), {"at_risk": True}),
        (tr("breached"), {"breached": True}),
        (tr("not tried yet"), {"untouched": True}),
    )
    which = Group(name="which", label=tr("Which"), choices=numbered(choices), chosen=0)
    to = _receivers(tr("Who gets them"), rows, pools, balance=True)
    title = tr("Move leads of {name}", name=row.name)
    return Question(title=title, groups=(which, to), submit=tr("Show who gets what"))


def cover_question(
    row: BoardRow, rows: Sequence[BoardRow], pools: dict[str, str], calendar: Calendar,
    now: datetime,
) -> Question:  # fmt: skip
    until = Group(
        name="until", label=tr("Until"),
        choices=numbered((moment(at, now), at) for at in openings(calendar, now)), chosen=0,
        field=tr("or until when"), read=partial(parse_moment, now=now), how=tr(HOW),
    )  # fmt: skip
    since = Group(name="since", label=tr("From"), field=tr("now, or from when"), optional=True,
                  read=partial(parse_moment, now=now), how=tr(HOW))  # fmt: skip
    cover = _receivers(tr("Who covers"), rows, pools, balance=False)
    title = tr("Cover {name}", name=row.name)
    return Question(title=title, groups=(until, since, cover), submit=tr("Show who gets what"))


def openings(calendar: Calendar, now: datetime) -> Iterator[datetime]:
    """When the next working days begin, and the first one of the week after."""
    first = at = _opening_after(calendar, now)
    for _ in range(_OPENINGS):
        yield at
        at = _opening_after(calendar, at)
    monday = first - timedelta(days=calendar.local_day(first).weekday()) + timedelta(days=7)
    there = calendar.workday(calendar.local_day(monday), 0)[0]
    if there >= at:
        yield there


def _opening_after(calendar: Calendar, at: datetime) -> datetime:
    return calendar.workday(calendar.local_day(at) + timedelta(days=1), 0)[0]


def _receivers(
    label: str, rows: Sequence[BoardRow], pools: dict[str, str], *, balance: bool
) -> Group:
    """Each with a letter; 0 is whoever has room."""
    named = [(row.id, row.name, _hint(row)) for row in rows]
    named += [(id, name, tr("pool")) for id, name in pools.items()]
    letters = lettered(name for _, name, _ in named)
    choices = [
        Choice(id, name, letter.key, hint)
        for (id, name, hint), letter in zip(named, letters, strict=True)
    ]
    if balance:
        choices.append(Choice(BALANCE, tr("Whoever has room"), "0"))
    return Group(name="to", label=label, choices=tuple(choices))


def _hint(row: BoardRow) -> str:
    if row.person is None or row.person.availability != "available":
        return availability(row.person) if row.person else ""
    return tr("over") if row.is_over else ""
