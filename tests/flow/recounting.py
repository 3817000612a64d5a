"""What a view should show: its numbers and its leads once more, from the timelines alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.builders import MONDAY
from tests.server.reports.compared import plain, recounted
from tests.server.reports.hours import Hours
from tests.server.reports.hours import at as moment
from tests.server.reports.recount import cut, numbers
from tests.server.reports.touched import Row
from workbench.desk.dashboard import WAITS_MIN
from workbench.desk.marks import Mark, Panel
from workbench.domain.activity import Activity
from workbench.domain.lead import Lead
from workbench.server import schema
from workbench.server.ledger.writing import MOST_LEADS, Ledger
from workbench.server.policy import policies
from workbench.server.reports import rollup
from workbench.server.store import open_store

OF_THE_DESK = ("promises", "work", "funnel", "meetings", "results")


def load(folder: Path, leads: Iterable[tuple[Lead, Sequence[Activity]]]) -> None:
    """Leads as they stand and what is new on their timelines, into a store that nobody serves."""
    store, every = open_store(folder), list(leads)
    with store.read() as connection:
        team = connection.execute(select(schema.team.c.id)).scalar_one()
    ledger = Ledger(store)
    for start in range(0, len(every), MOST_LEADS):
        some = every[start : start + MOST_LEADS]
        with ledger.write(team, MONDAY) as writing, writing.effect() as effect:
            writing.lock(lead.id for lead, _ in some)
            for lead, timeline in some:
                effect.put(lead)
                effect.log(lead.id, timeline)
    while rollup.catch_up(store, team):
        pass
    store.close()


@dataclass(frozen=True, slots=True)
class Recount:
    """All arrivals of a team, as they stand at `now`."""

    rows: list[Row]
    now: datetime

    @classmethod
    def of(cls, folder: Path, now: datetime) -> Recount:
        store = open_store(folder)
        try:
            with store.read() as connection:
                team = connection.execute(select(schema.team.c.id)).scalar_one()
                hours = Hours(policies.current(connection, team).calendar.tz)
                return cls(recounted(connection, team, hours), now)
        finally:
            store.close()

    def between(self, since_ms: int, until_ms: int) -> list[Row]:
        return [row for row in self.rows if moment(since_ms) <= row["came"] < moment(until_ms)]

    def differs(self, told: Mapping[str, Any]) -> list[Any]:
        """Where a dashboard's numbers are others: what, what was told, what was recounted."""
        these = self.between(told["since"], told["until"])
        those = self.between(told["before"], told["since"])
        found: list[Any] = []
        for when, rows in (("now", these), ("then", those)):
            expected = numbers(rows, self.now)
            for report in OF_THE_DESK:
                found += apart((when, report), plain(told[when][report]), expected[report])
        for part, report, by in (
            ("hours", "promises", "hour"), ("sources", "results", "source"),
            ("codes", "closings", "code"), ("funnel_sources", "funnel", "source"),
        ):  # fmt: skip
            expected = {
                key or "": numbers(of, self.now)[report] for key, of in cut(these, by).items()
            }
            if told[part].keys() != expected.keys():
                found.append((part, told[part].keys() ^ expected.keys()))
                continue
            for key, values in told[part].items():
                found += apart((part, key), plain(values), expected[key])
        for week in told["weeks"]:
            rows = self.between(week["since"], week["until"])
            kept = numbers(rows, self.now)["promises"]["attainment"]
            found += [] if (week["count"], week["n"]) == (kept["count"], kept["n"]) else [week]
        return found

    def reps_differ(self, report: str, told: Mapping[str, Any]) -> list[Any]:
        """The same of a server's report by rep."""
        rows = self.between(told["from"], told["to"])
        expected = {key: numbers(of, self.now)[report] for key, of in cut(rows, "rep").items()}
        found = {row["key"]: plain(row["values"]) for row in told["rows"]}
        if found.keys() != expected.keys():
            return [found.keys() ^ expected.keys()]
        return [one for key, values in found.items() for one in apart(key, values, expected[key])]

    def leads_of(self, panel: Panel, mark: Mark) -> set[str] | None:
        """Whose the number is; None where it is not counted from arrivals of these days."""
        if mark.of is None or mark.of.goal:
            return None
        rows = [
            row for row in self.between(mark.of.since, mark.of.until) if self._is(row, panel, mark)
        ]
        return {row["lead"] for row in rows}

    def _is(self, row: Row, panel: Panel, mark: Mark) -> bool:
        if row["spam"]:
            return False
        has_ended = bool(row["clock"]) and not row.get("voided") and (
            "met" in row or row["due"] <= self.now
        )  # fmt: skip
        match panel.name, mark.id:
            case "tiles", "response":
                return "response_ms" in row
            case "tiles", "attainment":
                return has_ended
            case "trend", _:
                return has_ended and row["week"] == mark.id
            case "hours", _:
                return has_ended and row["hour"] == mark.id
            case "waits", _:
                return _bar(row) == mark.id
            case "tiles", "contact_rate":
                return bool(row["opens"] and row["attempted"])
            case "tiles", "ae_acceptance":
                return bool(
                    row["opens"] and (row["results"]["held"] or row["handed"] > row["booked"])
                )
            case "funnel", "leads":
                return bool(row["opens"])
            case "funnel", stage:
                return f"to_{stage}_ms" in row
            case "sources", source:
                return bool(row["opens"]) and (row["source"] or "") == source
            case "codes", code:
                return bool(row["opens"]) and row["code"] == code
        raise AssertionError(f"nobody recounts {panel.name} {mark.id}")


def _bar(row: Row) -> str:
    if "response_ms" not in row:
        return ""
    return str(sum(row["response_ms"] > edge * 60_000 for edge in WAITS_MIN))


def apart(where: Any, told: Mapping[str, Any], expected: Mapping[str, Any]) -> list[Any]:
    """Of the metrics that are told."""
    return [(where, name, value, expected[name]) for name, value in told.items()
            if value != expected[name]]  # fmt: skip
