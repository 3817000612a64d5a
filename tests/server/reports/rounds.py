"""A lead's timeline taken apart into its rounds: a row for each inquiry, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.server.reports.followed import followed
from tests.server.reports.hours import EPOCH, Hours, at, ms
from tests.server.reports.touched import (
    SAMPLE,
    TYPES,
    Entry,
    Row,
    answers,
    is_connect,
    is_contact,
    touches_of,
)


def handoffs_of(entries: Sequence[Entry]) -> list[Row]:
    """A word on one stands also where the clock of whoever gave it was behind."""
    given: dict[str, Row] = {}
    for entry in entries:
        meeting: Row = entry.get("meeting") or {}
        handoff: Row = entry.get("handoff") or {}
        if entry["kind"] == "disposed" and (meeting or handoff):
            id = handoff.get("handoff_id") or meeting["meeting_id"]
            given[id] = {"told": at(entry["occurred_at"]), "ae": (handoff or meeting)["ae"],
                         "meeting": meeting.get("meeting_id"), "moved": 0,
                         "result": None, "decision": None, "decided": None}  # fmt: skip
    for entry in entries:
        if entry["kind"] == "meeting_resolved":
            for one in given.values():
                if one["meeting"] == entry["meeting_id"]:
                    if entry["result"] == "moved":
                        one["moved"] += 1
                    else:
                        one["result"] = entry["result"]
        elif entry["kind"] == "handoff_decided" and entry["handoff_id"] in given:
            given[entry["handoff_id"]] |= {
                "decision": entry["decision"], "decided": at(entry["occurred_at"])
            }  # fmt: skip
    return list(given.values())


def rows_of(
    lead: str, all_entries: Sequence[Entry], facts: Mapping[str, Any], hours: Hours
) -> list[Row]:
    entries = sorted(
        (entry for entry in all_entries if not entry.get("undone")),
        key=lambda entry: (entry["occurred_at"], entry["seq"]),
    )
    asked = sorted(
        (entry for entry in entries if entry["kind"] == "inquiry"),
        key=lambda entry: (entry["occurred_at"], entry["id"]),
    )
    touches, handed = touches_of(entries), handoffs_of(entries)
    told = [entry for entry in entries if entry["kind"] == "opportunity_updated"]
    ends = [row["filed"] for row in touches if row.get("filed") and row["code"].get("closes")]
    if told and told[-1].get("outcome"):
        ends.append(at(told[-1]["occurred_at"]))
    rounds: list[list[Entry]] = []
    was_open = False
    for entry in asked:
        came = at(entry["occurred_at"])
        before = at(rounds[-1][-1]["occurred_at"]) if rounds else None
        if before is None or any(before <= end < came for end in ends) or not was_open:
            rounds.append([])
            was_open = False
        rounds[-1].append(entry)
        was_open = was_open or entry.get("verdict", "work") == "work"
    starts = [at(part[0]["occurred_at"]) for part in rounds]
    rows: list[Row] = []
    for n, part in enumerate(rounds):
        since = starts[n] if n else EPOCH
        until = starts[n + 1] if n + 1 < len(rounds) else None

        def within(
            moment: datetime, since: datetime = since, until: datetime | None = until
        ) -> bool:
            return since <= moment and (until is None or moment < until)

        accepted = [one["told"] for one in handed if one["decision"] == "accepted"]
        opportunity = None
        if told and within(max(accepted) if accepted else at(told[-1]["occurred_at"])):
            opportunity = told[-1]
        rows += round_rows(
            lead, facts, part, entries, asked, until,
            [row for row in touches if row["kind"] and within(row["at"])],
            [row for row in touches if row["code"] and within(row.get("filed") or row["at"])],
            [one for one in handed if within(one["told"])],
            opportunity,
            touches, hours,
        )  # fmt: skip
    wins = [row["start"] for row in rows if row.get("won_at")]
    for row in rows:
        row["closed_then_won"] = bool(row.get("closed")) and any(w > row["start"] for w in wins)
    return rows


def round_rows(
    lead: str, facts: Mapping[str, Any], part: list[Entry], entries: Sequence[Entry],
    asked: Sequence[Entry], until: datetime | None, touches: list[Row], coded: list[Row],
    handed: list[Row], opportunity: Entry | None, all_touches: list[Row], hours: Hours,
) -> list[Row]:  # fmt: skip
    start = at(part[0]["occurred_at"])
    closing = [row for row in coded if row["code"].get("closes") and row.get("filed")]
    code = max(closing, key=lambda row: row["filed"]) if closing else None
    spam = bool(code and code["code"]["code"] == "SPM")
    attempts = [row for row in touches if not row["in"]]
    sql = min([one["told"] for one in handed], default=None)
    before = [entry for entry in part if sql is None or at(entry["occurred_at"]) <= sql]
    last = (before or part)[-1]
    said = next((entry["heard_from"] for entry in asked if entry.get("heard_from")), None)
    shared = {
        "lead": lead, "start": start, "spam": spam,
        "rep": attempts[0].get("by") or attempts[0]["user"] if attempts else facts["owner"],
        "ae": max(handed, key=lambda one: one["told"])["ae"] if handed else None,
        "persona": facts["persona"], "industry": facts["industry"], "country": facts["country"],
        "code": code and code["code"]["code"], "reason": code and code["reason"],
        "first_source": asked[0].get("source"), "first_campaign": asked[0].get("campaign"),
        "last_source": last.get("source"), "last_campaign": last.get("campaign"),
        "heard_from": said, "currency": opportunity and opportunity.get("currency"),
        "band": band_of(part[0].get("points")),
    }  # fmt: skip
    rows = []
    for entry in part:
        came = at(entry["occurred_at"])
        local = came.astimezone(hours.zone)
        year, week, _ = local.isocalendar()
        row: Row = {
            **shared, "came": came, "type": entry["type"], "source": entry.get("source"),
            "campaign": entry.get("campaign"), "hour": f"{local.hour:02}",
            "day": local.date().isoformat(), "week": f"{year}-W{week:02}", "opens": False,
        }  # fmt: skip
        if not spam:
            row |= clock_of(entry, entries, all_touches, hours)
        rows.append(row)
    if not spam:
        rows[0] |= outcome_of(
            part, facts, until, touches, attempts, code, handed, opportunity, hours
        )
        rows[0]["followed"] = followed(part, entries, touches, code, handed, until, facts, hours)
    return rows


def band_of(points: int | None) -> str | None:
    if points is None:
        return None
    shown = max(1, -(-points // 10))
    return f"{shown - 1 + shown % 2}–{shown + shown % 2}"


def clock_of(entry: Entry, entries: Sequence[Entry], touches: Sequence[Row], hours: Hours) -> Row:
    target = TYPES[entry["type"]].get("target_min")
    if target is None or entry.get("verdict", "work") != "work" or not entry.get("live", True):
        return {"clock": False}
    came = at(entry["occurred_at"])
    due_at = hours.due(came, target)
    if any(
        row["code"] and row["code"].get("voids_clock") and (row.get("filed") or row["at"]) >= came
        for row in touches
    ):
        return {"clock": True, "voided": True}
    met = next((row["at"] for row in touches if answers(row) and row["at"] >= came), None)
    if met is None:
        return {"clock": True, "due": due_at}
    stored = min(max(at(entry.get("stored_at") or entry["occurred_at"]), came), met)
    given = [
        at(one["occurred_at"]) for one in entries if one["kind"] == "assigned" and one.get("to")
    ]
    owned = any(moment <= stored for moment in given) or not given
    assigned = stored if owned else min(max(min(given), stored), met)
    return {
        "clock": True, "due": due_at, "met": met, "response_ms": hours.worked_ms(came, met),
        "target_ms": target * 60_000, "wall_ms": ms(met - came), "intake_ms": ms(stored - came),
        "routing_ms": ms(assigned - stored), "owner_ms": ms(met - assigned),
    }  # fmt: skip


def outcome_of(
    part: list[Entry], facts: Mapping[str, Any], until: datetime | None, touches: list[Row],
    attempts: list[Row], code: Row | None, handed: list[Row], opportunity: Entry | None,
    hours: Hours,
) -> Row:  # fmt: skip
    start = at(part[0]["occurred_at"])
    of_touch = {"type": part[0]["type"], "came": start}
    contacts = [row["at"] for row in touches if is_contact(row)]
    dials = [row for row in attempts if row["kind"] == "call"]
    told_at = at(opportunity["occurred_at"]) if opportunity else None
    is_won = opportunity is not None and opportunity.get("outcome") == "won"
    won = told_at if is_won else None
    sqo = least([one["decided"] for one in handed if one["decision"] == "accepted"], told_at)
    sql = least([one["told"] for one in handed], sqo)
    sal = least([row["at"] for row in attempts], sql)
    said = opportunity.get("closed_on") if opportunity else None
    closed_on = date.fromisoformat(said) if said else hours.day(won or start)
    mql = mql_at(part, facts)
    meetings = [one for one in handed if one["meeting"]]
    cents = round((opportunity.get("amount") or 0) * 100) if opportunity else 0
    given_up = bool(
        code and code["code"]["closes"] != "merged" and not contacts
        and not code["code"].get("voids_clock")
    )  # fmt: skip
    row: Row = {
        "opens": True, "touched": [{**touch, **of_touch} for touch in touches],
        "attempted": bool(attempts), "contacted": bool(contacts and attempts),
        "contact_ms": ms(max(min(contacts) - start, timedelta())) if contacts else None,
        "dials": len(dials),
        "connects": sum(is_connect(dial) for dial in dials),
        "touches": len(touches) if attempts else None,
        "inbound": sum(touch["in"] for touch in touches),
        "channels": Counter(touch["kind"] for touch in attempts),
        "closed": code is not None and code["code"]["closes"] != "merged",
        "given_up": given_up,
        "tried_enough": given_up and len(attempts) >= TYPES[part[0]["type"]]["attempts"],
        "open": until is None and facts["open"], "rejected": sal is None and code is not None,
        "lost": bool(opportunity and opportunity.get("outcome") == "lost"),
        "mql": mql, "sql_at": sql, "won_at": won,
        "results": Counter(one["result"] for one in meetings),
        "moved": sum(one["moved"] for one in meetings), "booked": len(meetings),
        "handed": len(handed), "decisions": Counter(one["decision"] for one in handed),
        "pipeline_cents": cents if opportunity and not opportunity.get("outcome") else 0,
        "won_cents": cents if won else 0,
        "close_days": max(0, (closed_on - hours.day(start)).days) if won else None,
    }  # fmt: skip
    stages = {"mql": mql, "sal": sal, "sql": sql, "sqo": sqo, "won": won} if mql else {}
    previous = start
    for stage, moment in stages.items():
        if moment is not None:
            row[f"to_{stage}_ms"] = ms(max(moment - previous, timedelta()))
            previous = max(previous, moment)
    return row


def least(moments: list[datetime], other: datetime | None) -> datetime | None:
    return min([*moments, *([other] if other else [])], default=None)


def mql_at(part: list[Entry], facts: Mapping[str, Any]) -> datetime | None:
    for entry in part:
        if TYPES[entry["type"]].get("hand_raiser"):
            good = facts["excluded"] is None
        else:
            fits = facts["excluded"] is None and facts["fit"] >= SAMPLE["fit"]["in_icp"]
            many = (entry.get("points") or 0) >= SAMPLE["fit"]["mql"]
            good = fits and (many or entry["type"] in ("webinar", "content"))
        if good:
            return at(entry["occurred_at"])
    return None
