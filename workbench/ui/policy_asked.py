"""What is asked before a policy is put in force, and which version somebody wants to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workbench.desk.policy_text import STATES, agreed_by
from workbench.domain.tongue import tr
from workbench.ui.moments import HOW, parse_moment
from workbench.ui.question import Choice, Group, Question, numbered

_MOST = 9
"""Versions with a digit of their own."""


def force_question(typed: Mapping[str, Any], now: datetime) -> Question:
    whom = ((tr("all leads"), False), (tr("half of the new leads"), True))
    return Question(
        title=tr("Put it in force"),
        submit=tr("Put in force"),
        at_once=False,
        groups=(
            Group(name="reason", label=tr("Reason"), field=tr("Why, for whoever asks later"),
                  text=typed.get("reason") or ""),
            Group(name="on_half", label=tr("For"), choices=numbered(whom),
                  chosen=int(bool(typed.get("on_half")))),
            Group(name="valid_from", label=tr("From"), field=tr("Empty: at once; or 1 Dec 8:00"),
                  read=lambda text: text if parse_moment(text, now) else None, how=tr(HOW),
                  text=typed.get("valid_from") or "", optional=True),
            Group(name="agreed", label=tr("Agreed by"), field=tr("Sales: Kim Berg; Marketing: …"),
                  read=lambda text: text if agreed_by(text) is not None else None,
                  how=tr("Departments and names: Sales: Kim Berg; Marketing: Jo Ode."),
                  text=typed.get("agreed") or "", optional=True),
        ),
    )  # fmt: skip


def force_body(answers: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """As the call has it, without the text."""
    body: dict[str, Any] = {"reason": answers["reason"], "on_half": answers["on_half"]}
    if answers["agreed"]:
        body["agreed"] = agreed_by(answers["agreed"])
    at = parse_moment(answers["valid_from"], now) if answers["valid_from"] else None
    if at is not None:
        body["valid_from"] = at.isoformat()
    return body


def version_question(versions: Sequence[Mapping[str, Any]]) -> Question:
    choices = tuple(
        Choice(one["version"], tr("Version {number}", number=one["version"]), str(place),
               tr(STATES[one["state"]]))
        for place, one in enumerate(versions[:_MOST], 1)
    )  # fmt: skip
    group = Group(name="version", label=tr("What did it change?"), choices=choices)
    return Question(title=tr("History"), submit=tr("Show"), groups=(group,))
