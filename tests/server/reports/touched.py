"""A timeline's touches with their codes, by the sample policy's text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from tests.server.reports.hours import at
from workbench.resources import resource_path

Entry: TypeAlias = Mapping[str, Any]
Row: TypeAlias = dict[str, Any]

SAMPLE = tomllib.loads(resource_path("policy.toml").read_text(encoding="utf-8"))
CODES = {code["code"]: code for code in SAMPLE["dispositions"]}
TYPES = SAMPLE["types"]
TOUCHES = ("call", "email", "social", "sms", "chat")


def touches_of(entries: Sequence[Entry]) -> list[Row]:
    """Touches with their codes, and codes that stand alone, in order of time."""
    found: list[Row] = []
    by_mutation: dict[str, Row] = {}
    by_id: dict[str, Row] = {}
    for entry in entries:
        if entry["kind"] in TOUCHES:
            outcome = entry.get("outcome")
            row = {"kind": entry["kind"], "at": at(entry["occurred_at"]), "user": entry["user"],
                   "in": entry.get("direction") == "in", "code": CODES.get(outcome or ""),
                   "outcome": outcome,
                   "filed": None, "reason": None,
                   "duration_s": entry.get("duration_s")}  # fmt: skip
            found.append(row)
            by_mutation[entry["mutation"]] = by_id[entry["id"]] = row
    for entry in entries:
        if entry["kind"] == "disposed":
            row = by_mutation.get(entry["mutation"]) or by_id.get(entry.get("touch_id", ""))  # type: ignore[assignment]  # a code may stand alone
            if row is None:
                row = {"kind": None, "at": at(entry["occurred_at"]), "in": False}
                found.append(row)
            row |= {"code": CODES[entry["code"]], "filed": at(entry["occurred_at"]),
                    "reason": entry.get("reason"), "by": entry["user"]}  # fmt: skip
    return sorted(found, key=lambda row: row["at"])


def is_contact(row: Row) -> bool:
    if row["kind"] is None:
        return False
    if row["code"]:
        return bool(row["code"].get("contact"))
    return bool(row["outcome"] == "connected" or (row["in"] and row["kind"] == "call"))


def is_connect(dial: Row) -> bool:
    return is_contact(dial) or (dial["code"] or {}).get("code") in SAMPLE["reports"]["answered"]


def answers(row: Row) -> bool:
    if row["kind"] is None:
        return False
    if row["code"]:
        return bool(row["code"].get("stops_clock")) and not row["code"].get("voids_clock")
    return not row["in"] or is_contact(row)
