"""What a what-if asks: more or fewer people, other hours, other targets, more inquiries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.desk.capacity import HOW_HOURS, HOW_TARGETS, read_hours, read_targets
from workbench.domain.tongue import tr
from workbench.ui.question import Group, Question, numbered

_MOST_DAYS = 92


def what_if_question(labels: Mapping[str, str], typed: Mapping[str, Any]) -> Question:
    """`labels`: lead types by name. `typed`: what stood in the fields before."""
    reps = ((tr("as many as now"), 0), (tr("one more"), 1), (tr("two more"), 2),
            (tr("one less"), -1))  # fmt: skip
    chosen = next((n for n, (_, value) in enumerate(reps) if value == typed.get("reps", 1)), None)
    return Question(
        title=tr("What if …"),
        submit=tr("Play it"),
        at_once=False,
        groups=(
            Group(name="reps", label=tr("Reps"), choices=numbered(reps), chosen=chosen,
                  field=tr("or type: 3, -2"), read=_whole, how=tr("A whole number, like 3 or -2."),
                  text="" if chosen is not None else str(typed["reps"])),
            Group(name="hours", label=tr("Another shift"), field=tr("Hours, empty: as now"),
                  read=_Kept(read_hours), how=tr(HOW_HOURS), optional=True,
                  text=typed.get("hours") or ""),
            Group(name="targets", label=tr("Another target"),
                  field=tr("Types and minutes, empty: as now"),
                  read=_Kept(lambda text: read_targets(text, labels)), how=tr(HOW_TARGETS),
                  optional=True, text=typed.get("targets") or ""),
            Group(name="volume", label=tr("Times as many inquiries"), field=tr("1 is as now"),
                  read=_times, how=tr("A number, like 1.2 for a fifth more."), text=
                  f"{typed.get('volume', 1):g}"),
            Group(name="days", label=tr("Days to play"), field=tr("1 to 92"), read=_days,
                  how=tr("A whole number from 1 to 92."), text=str(typed.get("days", 30))),
        ),
    )  # fmt: skip


def what_if_body(answers: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """As the call has it."""
    body: dict[str, Any] = {
        "reps": answers["reps"], "volume": answers["volume"], "days": answers["days"],
    }  # fmt: skip
    if answers.get("hours"):
        body["hours"] = read_hours(answers["hours"])
    if answers.get("targets"):
        body["targets"] = read_targets(answers["targets"], labels)
    return body


def _whole(text: str) -> int | None:
    try:
        return int(text.replace("−", "-"))
    except ValueError:
        return None


def _days(text: str) -> int | None:
    number = _whole(text)
    return number if number is not None and 1 <= number <= _MOST_DAYS else None


def _times(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if 0 < number <= 20 else None


class _Kept:
    """Understands a text and hands it on as it was typed, so that the form can show it again."""

    def __init__(self, read: Any) -> None:
        self._read = read

    def __call__(self, text: str) -> str | None:
        return text if self._read(text) is not None else None
