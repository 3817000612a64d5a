"""What a server tells of a team's leads, in Cyrillic."""

from __future__ import annotations

from typing import Any

from tests.builders import MONDAY
from tests.ui.cyrillic import cyrillic
from workbench.domain.plain import to_ms


def some_insights() -> dict[str, Any]:
    source, page = ["source", cyrillic("fair")], ["page", ""]
    return {
        "definition": cyrillic("How it was counted."), "now": to_ms(MONDAY), "ended": 8000,
        "won": 842,
        "health": {
            "leads": 2000, "auc": 0.68, "off_by": 0.021, "warnings": [cyrillic("It has turned.")],
            "tenths": [{"leads": 200, "chance": n / 50, "won": n / 40} for n in range(10)],
        },
        "values": [
            a_row("more", values=[source]), a_row("less", values=[page]),
            a_row("same", values=[source, page]), a_row("few", values=[page]),
        ],
        "steps": [a_step(1, small=False), a_step(2, small=True)],
        "reasons": [
            a_row("more", by=by, reason=cyrillic("no need"), cut="source", key=cyrillic("fair"))
            for by in ("reason", "ae_code")
        ],
    }  # fmt: skip


def a_row(verdict: str, **more: Any) -> dict[str, Any]:
    return {
        "n": 883, "count": 174, "rest": {"n": 7117, "count": 668}, "low": 0.17, "high": 0.22,
        "lift": 2.1, "verdict": verdict, "leads": [], **more,
    }  # fmt: skip


def a_step(number: int, *, small: bool) -> dict[str, Any]:
    share = {"count": 30, "low": 0.2, "high": 0.4}
    return {
        "type": "demo", "step": number, "label": cyrillic("call now"), "channel": "call", "n": 100,
        "contact": share, "booked": share | {"count": 10}, "small": small,
    }  # fmt: skip


def a_proposal() -> dict[str, Any]:
    tried = {"auc": 0.5, "low": 0.46, "high": 0.54, "off_by": 0.0003, "tenths": []}
    found = {
        "older": 6000, "newer": 2000, "since": to_ms(MONDAY),
        "before": tried, "after": tried | {"auc": 0.69, "low": 0.65, "high": 0.72},
        "gain": {"by": 0.19, "low": 0.15, "high": 0.22}, "is_better": True,
        "weights": [
            {"field": "source", "value": cyrillic("fair"), "points": 7, "n": 883, "count": 174}
        ],
    }  # fmt: skip
    return {
        "definition": cyrillic("How it was tried."), "now": to_ms(MONDAY), "proposal": found,
        "text": "[[points]]\n",
    }  # fmt: skip
