"""How rounds were followed up, counted once more from the timelines by the sample policy's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from tests.server.reports.hours import Hours, at
from tests.server.reports.touched import SAMPLE, TYPES, Entry, Row, is_contact

Step: TypeAlias = Mapping[str, Any]
CADENCES, RULES = SAMPLE["cadences"], SAMPLE["reports"]


def followed(
    part: Sequence[Entry], entries: Sequence[Entry], touches: Sequence[Row], code: Row | None,
    handed: Sequence[Row], until: datetime | None, facts: Mapping[str, Any], hours: Hours,
) -> Counter[str]:  # fmt: skip
    counts: Counter[str] = Counter()
    begins = [part[0], *(one for one in part[1:] if TYPES[one["type"]].get("hand_raiser"))]
    for n, entry in enumerate(begins):
        ends = at(begins[n + 1]["occurred_at"]) if n + 1 < len(begins) else until
        name = TYPES[entry["type"]].get("cadence")
        if name and entry.get("live", True) and entry.get("verdict", "work") == "work":
            came = at(entry["occurred_at"])
            mine = [t for t in touches if came <= t["at"] and (ends is None or t["at"] < ends)]
            closed = None if code is None or code["code"].get("voids_clock") else code["filed"]
            if closed and ends is not None and closed >= ends:
                closed = None
            _walk(counts, CADENCES[name], came, mine, closed, facts, hours)
    _asked(counts, entries, handed, facts)
    for touch in touches:
        lasted, given = touch["duration_s"], (touch["code"] or {}).get("code")
        is_timed = touch["kind"] == "call" and not touch["in"] and lasted is not None
        if is_timed and given in RULES["unanswered"]:
            counts["rang"] += 1
            counts["rang_enough"] += lasted >= RULES["ring_least_s"]
    return counts


def _asked(
    counts: Counter[str], entries: Sequence[Entry], handed: Sequence[Row], facts: Mapping[str, Any]
) -> None:
    for one in handed:
        said: dict[str, str] = {}
        for entry in entries:
            then = at(entry["occurred_at"]) <= one["told"]
            if entry["kind"] == "qualification_answered" and then:
                said[entry["question"]] = entry["answer"]
        for question in SAMPLE["forms"][facts["form"]]["questions"]:
            answer = said.get(question["id"]) or "blank"
            known = answer not in ("asked", "unknown", "blank")
            counts["form_known" if known else f"form_{answer}"] += 1


def _walk(
    counts: Counter[str], cadence: Mapping[str, Any], came: datetime, mine: Sequence[Row],
    closed: datetime | None, facts: Mapping[str, Any], hours: Hours,
) -> None:  # fmt: skip
    """Day for day: what was due, and what was done instead."""
    tried: list[Row] = []
    for touch in mine:
        if not touch["in"]:
            tried.append(touch)
        if touch["in"] or is_contact(touch):
            closed = None
            break
    channels = facts["channels"] | {touch["kind"] for touch in tried}
    left = [step for step in cadence["steps"] if step["channel"] in channels]
    start, shift = hours.opening(came), 0
    for n, touch in enumerate(tried):
        today = [step for step in left if step["day"] == left[0]["day"]]
        like = [step for step in today if step["channel"] == touch["kind"]]
        if not like:
            continue
        due = _due_day(like[0], start, shift, tried[:n], cadence, hours)
        counts["steps_done"] += 1
        counts["steps_in_time"] += hours.day(touch["at"]) <= due
        counts["steps_skipped"] += left.index(like[0])
        planned = hours.workday(hours.day(start), like[0]["day"])
        shift = max(shift, hours.workdays(planned, hours.day(touch["at"])))
        left = left[left.index(like[0]) + 1 :]
    if left and closed:
        due = _due_day(left[0], start, shift, tried, cadence, hours)
        counts["steps_skipped"] += hours.day(closed) > due


def _due_day(
    step: Step, start: datetime, shift: int, before: Sequence[Row], cadence: Mapping[str, Any],
    hours: Hours,
) -> date:  # fmt: skip
    """Until the end of which day it is in time."""
    calls = [touch["at"] for touch in before if touch["kind"] == "call"]
    mails = [touch["at"] for touch in before if touch["kind"] == "email"]
    if step["day"]:
        due = hours.opens(hours.workday(hours.day(start), step["day"] + shift))
    else:
        due = before[-1]["at"] if before else start
        if "after_min" in step and calls:
            due = max(due, hours.due(calls[0], step["after_min"]))
        due = max(due, start)
    if step["channel"] == "email":
        if mails and step["day"] > 1:
            apart = cadence.get("hours_between_mails", 48)
            due = max(due, mails[-1] + timedelta(hours=apart))
        while hours.day(due) in map(hours.day, mails):
            due = hours.next_day(due)
    if step["channel"] == "call":
        days = [hours.day(touch["at"]) for touch in before if _is_tried(touch)]
        while days.count(hours.day(due)) >= (
            cadence.get("calls_on_first_day", 3)
            if days and hours.day(due) == days[0]
            else cadence.get("calls_a_day", 2)
        ):
            due = hours.next_day(due)
    return hours.day(hours.opening(due))


def _is_tried(touch: Row) -> bool:
    """A busy line is no call for the day's limit."""
    return touch["kind"] == "call" and (
        not touch["code"] or touch["code"].get("stops_clock", False)
    )
