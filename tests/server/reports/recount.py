"""Every number of every report once more, in plain Python from what stands on the timelines.

Nothing of `domain.metrics` and no SQL.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from tests.server.reports.hours import Hours, ms
from tests.server.reports.touched import SAMPLE, Row, is_connect


def share(top: int, bottom: int) -> dict[str, Any]:
    return {"n": bottom, "count": top, "share": round(top / bottom, 4) if bottom else None}


def length(values: Iterable[float | None], parts: int, within: int | None = None) -> dict[str, Any]:
    known = sorted(value for value in values if value is not None)
    if not known:
        return {"n": 0, "median": None, "p90": None, "within": None}
    return {
        "n": len(known), "median": median(known) / parts,
        "p90": known[math.ceil(len(known) * 9 / 10) - 1] / parts,
        "within": None if within is None else round(within / len(known), 4),
    }  # fmt: skip


def money(rows: Sequence[Row], name: str) -> dict[str, Any]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row["currency"] or ""] += row.get(name) or 0
    return {"sums": {key: cents / 100 for key, cents in sorted(sums.items()) if cents}}


def numbers(all_rows: Sequence[Row], now: datetime) -> dict[str, dict[str, Any]]:
    """Report → metric → its numbers, of all these rows as one."""
    rows = [row for row in all_rows if not row["spam"]]
    leads = [row for row in rows if row["opens"]]
    clocks = [row for row in rows if row["clock"]]
    live = [row for row in clocks if not row.get("voided")]
    met = [row for row in live if "met" in row and row["met"] <= row["due"]]
    late = [row for row in live if "met" in row and row["met"] > row["due"]]
    running = [row for row in live if "met" not in row]
    overdue = sum(row["due"] <= now for row in running)
    kept = sum(row["response_ms"] <= row["target_ms"] for row in met + late)
    missed = len(late) + overdue
    attempted = sum(row["attempted"] for row in leads)
    contact_rate = share(sum(row["contacted"] for row in leads), attempted)
    dials = sum(row["dials"] for row in leads)
    channels: Counter[str] = sum((row["channels"] for row in leads), Counter())
    results: Counter[str] = sum((row["results"] for row in leads), Counter())
    decided: Counter[str] = sum((row["decisions"] for row in leads), Counter())
    done: Counter[str] = sum((row["followed"] for row in leads), Counter())
    steps = done["steps_done"] + done["steps_skipped"]
    form = sum(done[f"form_{state}"] for state in ("known", "asked", "unknown", "blank"))
    booked, handed = (sum(row[name] for row in leads) for name in ("booked", "handed"))
    stage = {
        name: sum(f"to_{name}_ms" in row for row in leads)
        for name in ("mql", "sal", "sql", "sqo", "won")
    }
    beside = [row for row in leads if row["mql"] is None]
    won = sum(row["won_at"] is not None for row in leads)
    sql = sum(row["sql_at"] is not None for row in leads)
    closed = sum(row["closed"] for row in leads)
    n: Callable[[int], dict[str, int]] = lambda count: {"n": count}  # noqa: E731  # said often below
    seconds = {
        name: length((row.get(f"{name}_ms") for row in rows), 1000)
        for name in ("wall", "intake", "routing", "owner", "contact", *(f"to_{s}" for s in stage))
    }
    touches = length((row["touches"] for row in leads), 1)
    return {
        "promises": {
            "attainment": share(len(met), len(met) + missed), "inquiries": n(len(rows)),
            "met": n(len(met)), "missed": n(missed), "waiting": n(len(running) - overdue),
            "voided": n(len(clocks) - len(live)),
            "response": length((row.get("response_ms") for row in rows), 1000, kept),
            "wall": seconds["wall"], "intake": seconds["intake"], "routing": seconds["routing"],
            "owner": seconds["owner"], "contact_rate": contact_rate,
        },
        "work": {
            "leads": n(len(leads)), "open": n(sum(row["open"] for row in leads)),
            "attempt_rate": share(attempted, len(leads)),
            "attempts_kept": share(
                sum(row["tried_enough"] for row in leads), sum(row["given_up"] for row in leads)
            ),
            "connect_rate": share(sum(row["connects"] for row in leads), dials),
            "contact_rate": contact_rate, "touches": touches, "to_contact": seconds["contact"],
            "calls": n(channels["call"]), "emails": n(channels["email"]),
            "socials": n(channels["social"]), "smses": n(channels["sms"]),
            "chats": n(channels["chat"]), "inbound": n(sum(row["inbound"] for row in leads)),
        },
        "follow_up": {
            "leads": n(len(leads)),
            "steps_kept": share(done["steps_in_time"], steps),
            "steps_passed": share(done["steps_skipped"], steps),
            "answers_filled": share(done["form_known"], form),
            "answers_unknown": share(done["form_asked"] + done["form_unknown"], form),
            "answers_blank": share(done["form_blank"], form),
            "rang_enough": share(done["rang_enough"], done["rang"]),
        },
        "funnel": {
            "inquiries": n(len(rows)), "leads": n(len(leads)),
            "open": n(sum(row["open"] for row in leads)),
            **{name: n(count) for name, count in stage.items()},
            "mql_rate": share(stage["mql"], len(leads)),
            "sal_rate": share(stage["sal"], stage["mql"]),
            "sql_rate": share(stage["sql"], stage["sal"]),
            "sqo_rate": share(stage["sqo"], stage["sql"]),
            "won_rate": share(stage["won"], stage["sqo"]),
            "qualification": share(stage["sql"], stage["mql"]),
            **{f"to_{name}": seconds[f"to_{name}"] for name in stage},
            "rejected": n(sum(row["rejected"] for row in leads)),
            "lost": n(sum(row["lost"] for row in leads)),
            "beside_sql": n(sum(row["sql_at"] is not None for row in beside)),
            "beside_won": n(sum(row["won_at"] is not None for row in beside)),
            "pipeline": money(leads, "pipeline_cents"), "revenue": money(leads, "won_cents"),
        },
        "meetings": {
            "show_rate": share(results["held"], results["held"] + results["no_show"]),
            "ae_acceptance": share(decided["accepted"], results["held"] + handed - booked),
            "over_qualified": share(decided["rejected"], handed),
            "under_qualified": share(sum(row["closed_then_won"] for row in leads), closed),
            "booked": n(booked), "held": n(results["held"]), "no_shows": n(results["no_show"]),
            "cancelled": n(results["cancelled"]), "moved": n(sum(r["moved"] for r in leads)),
            "unresolved": n(results[None]),  # type: ignore[index]  # None: nobody has told
            "transfers": n(handed - booked),
        },
        "results": {
            "inquiries": n(len(rows)), "leads": n(len(leads)),
            "open": n(sum(row["open"] for row in leads)),
            "spam": n(len(all_rows) - len(rows)), "won": n(won),
            "lost": n(sum(row["lost"] for row in leads)), "win_rate": share(won, len(leads)),
            "pipeline": money(leads, "pipeline_cents"), "revenue": money(leads, "won_cents"),
            "days_to_close": length((row["close_days"] for row in leads), 1),
        },
        "closings": {
            "leads": n(len(leads)), "closed": n(closed),
            "reached": share(sum(row["contacted"] for row in leads), len(leads)),
            "touches": touches,
        },
        "attribution": {
            "leads": n(len(leads)), "sql": n(sql), "won": n(won),
            "revenue": money(leads, "won_cents"),
        },
    }  # fmt: skip


def logging_numbers(touches: Sequence[Row]) -> dict[str, Any]:
    dials = [row for row in touches if row["kind"] == "call" and not row["in"]]
    calls = [row for row in touches if row["kind"] == "call" and row["filed"]]
    took = [
        max(0, ms(row["filed"] - row["at"]) - round(row["duration_s"] * 1000))
        for row in calls
        if row["duration_s"] is not None
    ]
    return {
        "touches": {"n": len(touches)},
        "connect_rate": share(sum(is_connect(row) for row in dials), len(dials)),
        "log_latency": length(took, 1000, sum(one <= LOG_WITHIN_MS for one in took)),
    }


LOG_WITHIN_MS = SAMPLE["reports"]["log_within_s"] * 1000


def touch_cuts(row: Row, hours: Hours) -> dict[str, str]:
    return {
        "kind": row["kind"], "direction": "in" if row["in"] else "out", "type": row["type"],
        "rep": row.get("by") or row["user"], "code": row["code"]["code"] if row["code"] else "",
        "hour": f"{row['at'].astimezone(hours.zone).hour:02}",
    }  # fmt: skip


def cut(rows: Sequence[Row], by: str) -> dict[str | None, list[Row]]:
    found: defaultdict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[by] or None].append(row)
    return found
