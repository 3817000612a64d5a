"""The modes of the window: which there are for somebody, and where their day begins."""

from __future__ import annotations

from workbench.desk.desk import Desk
from workbench.domain.tongue import mark
from workbench.ui.action_table import BOARD, DASHBOARD, HANDOFFS, TEAM

TRIAGE, WORK, LATER = mark("Triage"), mark("Work"), mark("Later")
PRACTICE = mark("Practice")
GOES = {
    TRIAGE: "go_queue", WORK: "go_work", LATER: "go_later", HANDOFFS: "go_handoffs",
    BOARD: "go_board", TEAM: "go_capacity", DASHBOARD: "go_dashboard",
    PRACTICE: "go_practice",
}  # fmt: skip
"""The action that goes to each."""
GOES_TO = {
    "go_capacity": "capacity", "go_people": "people", "go_trail": "trail",
    "go_policy": "policy", "go_sources": "sources", "go_try": "try",
    "go_pools": "pools", "go_accounts": "accounts",
    "go_review": "review", "go_insights": "insights",
}  # fmt: skip
"""The view of the team's page to which each of these goes."""


def modes_of(desk: Desk) -> list[str]:
    """In the order of their tabs; none while nobody is signed in."""
    if desk.user is None:
        return []
    handed = [HANDOFFS] if sees_handoffs(desk) else []
    board = [BOARD, TEAM] if leads_team(desk) else []
    return [TRIAGE, WORK, LATER, *handed, *board, DASHBOARD, PRACTICE]


def home_of(desk: Desk) -> str:
    if leads_team(desk):
        return BOARD
    return HANDOFFS if desk.user is not None and desk.user.role == "ae" else TRIAGE


def sees_handoffs(desk: Desk) -> bool:
    """An AE always has handoffs; whoever books meetings while there is one."""
    from workbench.desk.handoffs import has_handoffs

    return desk.user is not None and (desk.user.role == "ae" or has_handoffs(desk))


def leads_team(desk: Desk) -> bool:
    return desk.user is not None and desk.user.role in ("lead", "ops")
