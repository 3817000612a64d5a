"""A team's reports against the recount from its timelines."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, select

from tests.server.reports.hours import Hours
from tests.server.reports.recount import cut, logging_numbers, numbers, touch_cuts
from tests.server.reports.rounds import rows_of
from tests.server.reports.touched import SAMPLE, Row
from workbench.domain.metrics.arrivals import CUTS
from workbench.server import schema
from workbench.server.calls.reports import REPORTS
from workbench.server.policy import policies
from workbench.server.reports import rollup
from workbench.server.reports.answers import Asked
from workbench.server.reports.attribution import WAYS
from workbench.server.reports.binding import TOUCH_CUTS
from workbench.server.reports.figures import Cohort
from workbench.server.store import Store

OPEN = (
    "new", "assigned", "attempting", "connected", "recycled", "on_hold", "qualified",
    "meeting_booked", "accepted",
)  # fmt: skip


def recounted(connection: Connection, team: str, hours: Hours) -> list[Row]:
    """The rows of all leads of a team, from their timelines and what is known of them."""
    lead, activity = schema.lead.c, schema.activity.c
    timelines: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    told = select(activity.lead, activity.seq, activity.undone, activity.doc)
    for id, seq, undone, doc in connection.execute(told.where(activity.team == team)):
        timelines[id].append(json.loads(doc) | {"seq": seq, "undone": undone})
    rows: list[Row] = []
    known = select(lead.id, lead.owner, lead.status, lead.doc).where(lead.team == team)
    for id, owner, status, doc in connection.execute(known):
        plain = json.loads(doc)
        score = plain.get("score", {})
        facts = {name: plain.get(name) for name in ("persona", "industry", "country")} | {
            "owner": owner, "open": status in OPEN,
            "fit": score.get("fit", 0), "excluded": score.get("excluded"), **_ways(plain),
        }  # fmt: skip
        if status != "merged":
            rows += rows_of(id, timelines[id], facts, hours)
    return rows


def _ways(lead: Mapping[str, Any]) -> dict[str, Any]:
    """The channels that lead can be tried on, and the form that its product asks."""
    has = {"call": "phone", "email": "email", "sms": "phone"}
    barred = set(lead.get("barred", ()))
    channels = {name for name, field in has.items() if lead.get(field)} | {"chat", "social"}
    return {"channels": channels - barred, "form": SAMPLE["form"]}


def check(
    store: Store,
    team: str,
    since: datetime,
    until: datetime,
    now: datetime,
    cuts: Sequence[str] = CUTS,
) -> list[Row]:
    """Every number of every report, as a whole and by these cuts; returns the rows recounted."""
    while rollup.catch_up(store, team):
        pass
    with store.read() as connection:
        policy = policies.current(connection, team)
        every = recounted(connection, team, Hours(policy.calendar.tz))
        rows = [row for row in every if since <= row["came"] < until]
        cohort = Cohort(connection=connection, team=team, since=since, until=until, now=now)
        whole = numbers(rows, now)
        for by in cuts:
            parts = {key: numbers(part, now) for key, part in cut(rows, by).items()}
            for name in whole.keys() - {"attribution"}:
                told = REPORTS[name](Asked(cohort=cohort, policy=policy, by=by))
                assert plain(told["total"]) == whole[name], name
                found = {row["key"]: plain(row["values"]) for row in told["rows"]}
                expected = {key: one[name] for key, one in parts.items()}
                assert found == expected, f"{name} by {by}: {_apart(found, expected)}"
        hours = Hours(policy.calendar.tz)
        touches = [
            touch | touch_cuts(touch, hours) | {"code_of": touch["code"]}
            for row in rows
            for touch in row.get("touched", ())
        ]
        for by in TOUCH_CUTS:
            told = REPORTS["logging"](Asked(cohort=cohort, policy=policy, by=by))
            parts_of = cut(touches, by)
            logs = {key: logging_numbers(_as_they_were(of)) for key, of in parts_of.items()}
            assert plain(told["total"]) == logging_numbers(_as_they_were(touches))
            noted = {row["key"]: plain(row["values"]) for row in told["rows"]}
            assert noted == logs, f"logging by {by}: {_apart(noted, logs)}"
        rep = next((row["rep"] for row in rows if row["rep"]), "")
        for by, only in product(WAYS, ({}, {"rep": rep})):
            of_whom = replace(cohort, only=only)
            told = REPORTS["attribution"](Asked(cohort=of_whom, policy=policy, by=by))
            for way, of in WAYS[by].items():
                under = cut([row for row in rows if not only or row["rep"] == rep], of)
                for row in told["rows"]:
                    recount = numbers(under.get(row["key"], []), now)["attribution"]
                    assert plain(row[way]) == recount, (by, way, row["key"])
    return rows


def _as_they_were(touches: list[Row]) -> list[Row]:
    return [{**touch, "code": touch["code_of"]} for touch in touches]


def _apart(found: dict[Any, Any], expected: dict[Any, Any]) -> list[Any]:
    """Where two tables of numbers differ: key, metric, what was told and what was recounted."""
    if found.keys() != expected.keys():
        return [found.keys() ^ expected.keys()]
    return [
        (key, name, one[name], expected[key][name])
        for key, one in found.items()
        for name in one
        if one[name] != expected[key][name]
    ][:5]


def plain(told: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Without what is said of a number's size; `logged_late` has tests of its own."""
    return {
        name: {part: value for part, value in one.items() if part != "small"}
        for name, one in told.items()
        if name != "logged_late"
    }
