"""Tables to take away as CSV: leads, touches, reports, outcomes and nurtured leads, with what they
mean in the head.

A cell that a spreadsheet would take for a formula begins with an apostrophe, which an import takes
off again; a line of the head begins with “# ”. Each page of rows is read by itself: whoever takes
them slowly holds no connection, and a lead that changes meanwhile is told as it then is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import ColumnElement, Row, Select, Table, select, tuple_

from workbench.domain.lead import Lead
from workbench.domain.metrics.definitions import LOGGING, REPORTS
from workbench.domain.metrics.metric import Report
from workbench.domain.plain import EPOCH, Plain, from_ms
from workbench.server import schema
from workbench.server.files.outcome_table import (
    NURTURED_COLUMNS,
    OUTCOME_COLUMNS,
    nurtured_rows,
    outcome_rows,
)
from workbench.server.files.records import harmless
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.policy import policies
from workbench.server.reports import rollup
from workbench.server.reports.answers import Asked, answer
from workbench.server.reports.figures import Cohort
from workbench.server.store import Store

What: TypeAlias = Literal["leads", "touches", "reports", "outcomes", "nurtured"]
TABLES: tuple[What, ...] = get_args(What)
Cell: TypeAlias = "str | int | float | None"
PAGE = 1000

LEAD_COLUMNS = (
    "id", "status", "type", "owner", "name", "title", "company", "email", "phone_e164",
    "attempts", "received_at", "last_touch_at",
)  # fmt: skip
LEAD_FACTS = (
    "country", "industry", "persona", "employees", "code", "reason", "first_attempt_at",
    "first_contact_at",
)  # fmt: skip
TOUCH_COLUMNS = (
    "lead", "touch", "at", "received_at", "kind", "direction", "rep", "code", "dial", "connect",
    "log_ms",
)  # fmt: skip
HEADS = {
    "leads": (
        "One line a lead. received_at: when its newest inquiry came. first_contact_at: when they"
        " were first reached two-way. attempts: outbound touches of the inquiry that leads it."
    ),
    "touches": (
        "One line a call, email or message by a human, without spam. received_at: when the inquiry"
        " came that opened the round. dial: a call out. connect: a live person answered. log_ms:"
        " from hang-up to the saved disposition."
    ),
    "outcomes": (
        "One line for each id that a source gave a lead: the newest of each kind. touches: by a"
        " human, in and out, without what was undone. sale: won or lost."
    ),
    "nurtured": (
        "Leads that are not to be worked now and may be written to. revisit_on: when they come"
        " back by themselves."
    ),
}


def export(store: Store, team: str, what: What, path: Path, *, now: datetime) -> int:
    """Write a table of all that the team has; returns its lines without the head."""
    lines = -1  # the names of the columns
    with path.open("w", encoding="utf-8", newline="") as file:
        for row, text in _written(store, team, what, now):
            file.write(text)
            lines += not str(row[0]).startswith("# ")
    return lines


def streamed(store: Store, team: str, what: What, *, now: datetime) -> Iterator[str]:
    """The same as text, some lines at a time."""
    parts: list[str] = []
    for _, text in _written(store, team, what, now):
        parts.append(text)
        if len(parts) == PAGE:
            yield "".join(parts)
            parts.clear()
    yield "".join(parts)


def _written(
    store: Store, team: str, what: What, now: datetime
) -> Iterator[tuple[Sequence[Cell], str]]:
    for row in _lines(store, team, what, now):
        line = StringIO(newline="")
        csv.writer(line).writerow(
            [harmless(cell) if isinstance(cell, str) else cell for cell in row]
        )
        yield row, line.getvalue()


def _lines(store: Store, team: str, what: What, now: datetime) -> Iterator[Sequence[Cell]]:
    if what in HEADS:
        yield (f"# {HEADS[what]}",)
    match what:
        case "leads":
            yield from _leads(store, team)
        case "touches":
            yield from _touches(store, team)
        case "reports":
            yield from _reports(store, team, now)
        case "outcomes":
            yield from _of_leads(store, team, OUTCOME_COLUMNS, outcome_rows)
        case "nurtured":
            nurtured = schema.lead.c.status == "nurture"
            yield from _of_leads(store, team, NURTURED_COLUMNS, nurtured_rows, nurtured)


def _leads(store: Store, team: str) -> Iterator[Sequence[Cell]]:
    yield (*LEAD_COLUMNS, *LEAD_FACTS)
    columns = [schema.lead.c[name] for name in LEAD_COLUMNS]
    for row in _all(store, schema.lead, select(*columns, schema.lead.c.doc), team):
        doc, told = json.loads(row.doc), row._mapping
        yield (
            *(_cell(name, told[name]) for name in LEAD_COLUMNS),
            *(_cell(name, doc.get(name)) for name in LEAD_FACTS),
        )


def _of_leads(
    store: Store,
    team: str,
    columns: Sequence[str],
    rows: Callable[[Lead], Iterable[dict[str, Plain]]],
    *which: ColumnElement[bool],
) -> Iterator[Sequence[Cell]]:
    yield columns
    chosen = select(*(schema.lead.c[name] for name in STORED)).where(*which)
    for stored in _all(store, schema.lead, chosen, team):
        for told in rows(Stored(**stored._mapping).lead):
            yield tuple(_cell(name, told.get(name)) for name in columns)


def _touches(store: Store, team: str) -> Iterator[Sequence[Cell]]:
    while rollup.catch_up(store, team):
        pass
    yield TOUCH_COLUMNS
    columns = [schema.touch.c[name] for name in TOUCH_COLUMNS]
    for row in _all(store, schema.touch, select(*columns), team):
        yield tuple(_cell(name, row._mapping[name]) for name in TOUCH_COLUMNS)


def _all(store: Store, table: Table, chosen: Select[Any], team: str) -> Iterator[Row[Any]]:
    """The team's rows in the order of their key, page by page."""
    key = tuple(table.primary_key.columns)
    page = chosen.where(table.c.team == team).order_by(*key).limit(PAGE)
    rows: Sequence[Row[Any]] = ()
    while not rows or len(rows) == PAGE:
        last = tuple(rows[-1]._mapping[column.name] for column in key) if rows else None
        with store.read() as connection:
            rows = connection.execute(page.where(tuple_(*key) > last) if last else page).all()
        yield from rows
        if not rows:
            return


def _cell(name: str, value: Any) -> Cell:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    told: Cell = value
    return from_ms(value).isoformat() if name.endswith("at") and value is not None else told


def _reports(store: Store, team: str, now: datetime) -> Iterator[Sequence[Cell]]:
    """Each number of each report by its own cut, of all that ever came."""
    while rollup.catch_up(store, team):
        pass
    made: Iterable[Report] = (*REPORTS.values(), LOGGING)
    for report in made:
        yield (f"# {report.name}: {report.definition}",)
        for metric in report.metrics:
            yield (f"# {report.name}.{metric.name}: {metric.definition}",)
    yield ("report", "by", "key", "metric", *PARTS)
    with store.read() as connection:
        cohort = Cohort(
            connection=connection, team=team, since=EPOCH, until=now + timedelta(days=1), now=now
        )
        asked = Asked(cohort=cohort, policy=policies.current(connection, team))
        answers = [(report.name, answer(report.name, asked)) for report in made]
    for name, told in answers:
        yield from _numbers(name, "", "all", told["total"])
        for row in told["rows"]:
            yield from _numbers(name, told["by"], row["label"] or "", row["values"])


PARTS = ("n", "count", "share", "median", "p90", "within", "currency", "sum")


def _numbers(report: str, by: str, key: str, values: Plain) -> Iterator[Sequence[Cell]]:
    for metric, number in values.items():
        if "sums" in number:
            for currency, total in number["sums"].items():
                yield (report, by, key, metric, *[None] * (len(PARTS) - 2), currency, total)
        else:
            yield (report, by, key, metric, *(number.get(part) for part in PARTS))
