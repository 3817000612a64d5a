"""What a server tells for a review, in Cyrillic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.builders import MONDAY
from tests.ui.cyrillic import cyrillic
from workbench.desk.review import REP_REPORTS
from workbench.domain.metrics.changes import WATCHED
from workbench.domain.metrics.definitions import REPORTS
from workbench.domain.metrics.goals import likely
from workbench.domain.metrics.measuring import Tally, described
from workbench.domain.metrics.measuring import told as told_of
from workbench.domain.metrics.metric import Length, Share
from workbench.domain.metrics.report_rules import ReportRules
from workbench.domain.plain import to_ms


def a_number(n: int, verdict: str, by: float | None, half: float = 0.05) -> dict[str, Any]:
    watched = WATCHED[n]
    is_length = isinstance(watched.metric, Length)
    size = 600.0 if is_length else 1.0
    value = {"n": 140, "value": 0.5 * size}
    day = to_ms(MONDAY - timedelta(days=20))
    days = {"old": day, "old_until": day, "new": day, "new_until": to_ms(MONDAY)}
    bounds = (None, None) if by is None else ((by - half) * size, (by + half) * size)
    return {
        "report": watched.report, "name": watched.name, "verdict": verdict,
        "old": value, "new": value | {"value": (0.5 + (by or 0.0)) * size},
        "by": None if by is None else by * size, "low": bounds[0], "high": bounds[1],
        "days": None if verdict == "early" else days,
    }  # fmt: skip


def a_change(version: int, evidence: str, numbers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "version": version, "reason": cyrillic("two calls on day 0"),
        "author": cyrillic("Nia Holm"), "evidence": evidence, "state": "on trial",
        "began_at": to_ms(MONDAY - timedelta(days=20 * version)), "ended_at": None,
        "review_by": "2026-11-01", "overdue": version == 2, "numbers": numbers,
    }  # fmt: skip


def a_decision(id: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "at": to_ms(MONDAY), "user": "tom", "author": cyrillic("Tom Varga"),
        "metric": "work.contact_rate", "label": "Contact rate", "owner": "sam",
        "says": cyrillic("Ring before ten"), "owner_name": cyrillic("Sam Okafor"),
        "due": "2026-11-13", "expects": cyrillic("5 points more"), "outcome_on": "2026-11-23",
        "outcome": None, "overdue": False, **more,
    }  # fmt: skip


def a_review() -> dict[str, Any]:
    numbers = [
        a_number(0, "better", -0.2), a_number(1, "better", 0.12), a_number(2, "same", 0.01),
        a_number(3, "worse", -0.08), a_number(4, "early", None), a_number(5, "few", None),
        a_number(6, "same", -0.03, 0.12), a_number(7, "early", None),
    ]  # fmt: skip
    shares = [one for one in WATCHED if isinstance(one.metric, Share)]
    weeks = [{"key": f"2026-W{week}", "count": 8 + week % 5, "n": 20} for week in range(22, 48)]
    drift = {"report": "work", "name": "contact_rate", "campaign": cyrillic("spring"),
             "turns": "worse", "since": "2026-W40", "baseline": 0.5, "share": 0.31, "n": 84,
             "in_band": True}  # fmt: skip
    return {
        "at": to_ms(MONDAY),
        "changes": {"rows": [a_change(3, "halves", numbers),
                             a_change(2, "before_after", numbers[::-1])]},
        "trends": {"rows": [drift, drift | {"campaign": None, "turns": "better", "share": 0.66}],
                   "weeks": {f"{one.report}.{one.name}": weeks for one in shares}},
        **{name: {"rows": [_rep(name, "sam", cyrillic("Sam Okafor")),
                           _rep(name, "mia", cyrillic("Mia Torres"))],
                  "total": _rep(name, "", "")["values"]}
           for name in REP_REPORTS},
        "habits": {"small_n": 20, "rows": [_called("sam", "Sam Okafor"), _called("mia", "Mia")],
                   "codes": [_habit("NA", "more"), _habit(cyrillic("gone"), "less")]},
        "skips": {"rows": [{"user": "sam", "share": 0.12}]},
        "leaks": {"classes": [{"name": "unowned", "label": cyrillic("Unowned"), "n": 3,
                               "definition": cyrillic("Nobody has it.")}]},
        "decisions": {"decisions": [a_decision("d1", overdue=True),
                                    a_decision("d2", outcome=cyrillic("3 points"))]},
        "metrics": {"metrics": [
            {**described(one), "metric": f"{report.name}.{one.name}", "owner": None,
             "owner_name": None, "inputs": cyrillic("Calls: the reps"), "baseline": 0.4,
             "lag_days": report.lag_days}
            for report in REPORTS.values() for one in report.metrics
            if isinstance(one, Share | Length)
        ]},
    }  # fmt: skip


def _rep(name: str, id: str, label: str) -> dict[str, Any]:
    report = REPORTS[name]
    tally = Tally()
    tally.sums.update({column: 30 + 7 * len(column) % 40 for column in report.columns()})
    for metric in report.metrics:
        if isinstance(metric, Share):
            whole = sum(tally.sums[column] for column in metric.bottom)
            for column in metric.top:
                tally.sums[column] = min(tally.sums[column], whole)
    return {"key": id, "label": label, "values": told_of(report, tally, ReportRules())}


def _called(id: str, name: str) -> dict[str, Any]:
    hours = [{"hour": hour, "n": 30, "count": 14 - hour // 2} for hour in (9, 10, 14, 16)]
    count, n = (sum(one[part] for one in hours) for part in ("count", "n"))
    low, high = likely(count, n)
    return {"user": id, "name": cyrillic(name), "dials": n, "connects": count, "low": low,
            "high": high, "share": count / n, "middle": 10.0, "hours": hours}  # fmt: skip


def _habit(code: str, verdict: str) -> dict[str, Any]:
    low, high = likely(48, 80)
    return {"user": "sam", "name": cyrillic("Sam Okafor"), "code": code, "n": 80, "count": 48,
            "low": low, "high": high, "verdict": verdict, "others": 120, "expected": 0.4,
            "leads": []}  # fmt: skip
