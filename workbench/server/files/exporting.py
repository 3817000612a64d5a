"""Tables to take away: leads, touches and reports as CSV, with what the numbers mean in the head.

A cell that a spreadsheet would take for a formula begins with an apostrophe; a line of the head
begins with “# ”.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from sqlalchemy import Connection, select

from workbench.domain.metrics.definitions import LOGGING, REPORTS
from workbench.domain.metrics.metric import Report
from workbench.domain.plain import EPOCH, Plain, from_ms
from workbench.server import schema
from workbench.server.files.records import harmless
from workbench.server.policy import policies
from workbench.server.reports import rollup
from workbench.server.reports.answers import Asked, answer
from workbench.server.reports.figures import Cohort
from workbench.server.store import Store

What: TypeAlias = Literal["leads", "touches", "reports"]
Cell: TypeAlias = "str | int | float | None"

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
}


def export(store: Store, team: str, what: What, path: Path, *, now: datetime) -> int:
    """Write a table of all that the team has; returns its lines without the head."""
    while rollup.catch_up(store, team):
        pass
    with store.read() as connection, path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        lines = 0
        for row in _lines(connection, team, what, now):
            out.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
            lines += not str(row[0]).startswith("# ")
        return lines - 1  # the names of the columns


def _lines(
    connection: Connection, team: str, what: What, now: datetime
) -> Iterator[Sequence[Cell]]:
    match what:
        case "leads":
            yield from _leads(connection, team)
        case "touches":
            yield from _touches(connection, team)
        case "reports":
            yield from _reports(connection, team, now)


def _leads(connection: Connection, team: str) -> Iterator[Sequence[Cell]]:
    lead = schema.lead.c
    yield (f"# {HEADS['leads']}",)
    yield (*LEAD_COLUMNS, *LEAD_FACTS)
    columns = [lead[name] for name in LEAD_COLUMNS]
    chosen = select(*columns, lead.doc).where(lead.team == team).order_by(lead.received_at, lead.id)
    for row in connection.execution_options(yield_per=1000).execute(chosen).mappings():
        doc = json.loads(row["doc"])
        yield (
            *(_moment(name, row[name]) for name in LEAD_COLUMNS),
            *(_moment(name, doc.get(name)) for name in LEAD_FACTS),
        )


def _touches(connection: Connection, team: str) -> Iterator[Sequence[Cell]]:
    touch = schema.touch.c
    yield (f"# {HEADS['touches']}",)
    yield TOUCH_COLUMNS
    columns = [touch[name] for name in TOUCH_COLUMNS]
    chosen = select(*columns).where(touch.team == team).order_by(touch.at, touch.lead, touch.touch)
    for row in connection.execution_options(yield_per=1000).execute(chosen).mappings():
        yield tuple(_moment(name, row[name]) for name in TOUCH_COLUMNS)


def _moment(name: str, value: Plain) -> Cell:
    if isinstance(value, bool):
        return int(value)
    told: Cell = value
    return from_ms(value).isoformat() if name.endswith("at") and value is not None else told


def _reports(connection: Connection, team: str, now: datetime) -> Iterator[Sequence[Cell]]:
    """Each number of each report by its own cut, of all that ever came."""
    made: Iterable[Report] = (*REPORTS.values(), LOGGING)
    for report in made:
        yield (f"# {report.name}: {report.definition}",)
        for metric in report.metrics:
            yield (f"# {report.name}.{metric.name}: {metric.definition}",)
    yield ("report", "by", "key", "metric", *PARTS)
    cohort = Cohort(
        connection=connection, team=team, since=EPOCH, until=now + timedelta(days=1), now=now
    )
    asked = Asked(cohort=cohort, policy=policies.current(connection, team))
    for report in made:
        told = answer(report.name, asked)
        yield from _numbers(report.name, "", "all", told["total"])
        for row in told["rows"]:
            yield from _numbers(report.name, told["by"], row["label"] or "", row["values"])


PARTS = ("n", "count", "share", "median", "p90", "within", "currency", "sum")


def _numbers(report: str, by: str, key: str, values: Plain) -> Iterator[Sequence[Cell]]:
    for metric, number in values.items():
        if "sums" in number:
            for currency, total in number["sums"].items():
                yield (report, by, key, metric, *[None] * (len(PARTS) - 2), currency, total)
        else:
            yield (report, by, key, metric, *(number.get(part) for part in PARTS))
