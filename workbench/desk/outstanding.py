"""What a team's review still owes: outcomes of decisions that are past their day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.domain.tongue import tr_n
from workbench.wire import compact

_KEPT = ("says", "owner_name", "outcome_on")


def remember(desk: Desk, decisions: Sequence[Mapping[str, Any]]) -> None:
    """As the server told them; kept for when it is away."""
    open_ones = [{name: one[name] for name in _KEPT} for one in decisions if one["outcome"] is None]
    told = compact(open_ones)
    if told != desk._outbox.get(_key(desk)):
        with suppress(NotSaved), desk._outbox.writing() as writing:
            writing.put(_key(desk), told)


def overdue(desk: Desk) -> list[Mapping[str, Any]]:
    """Decisions whose outcome was to be told before today, the oldest first."""
    known = json.loads(desk._outbox.get(_key(desk)) or "[]")
    today = desk.policy.calendar.local_day(desk.now()).isoformat()
    late = [one for one in known if one["outcome_on"] < today]
    return sorted(late, key=lambda one: str(one["outcome_on"]))


def overdue_said(desk: Desk) -> str:
    """“2 decisions’ outcomes overdue”, or nothing."""
    count = len(overdue(desk))
    said = tr_n("{n} decision’s outcome overdue", "{n} decisions’ outcomes overdue", count)
    return said if count else ""


def _key(desk: Desk) -> str:
    return f"decisions {desk.me}"  # not a text
