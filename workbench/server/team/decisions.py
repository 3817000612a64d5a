"""What a team's review came to: decisions with an owner, a day and what they should move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from workbench.domain.metrics.definitions import REPORTS
from workbench.domain.metrics.measuring import described
from workbench.domain.metrics.metric import Length, Metric, Share
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.ledger.writing import Writing
from workbench.server.problems import Problem, invalid, not_found
from workbench.server.team.accounts import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`metric`: "report.name"; `expects`: what should have moved once its lag is over."""

    metric: str
    says: str
    owner: str
    due: date
    expects: str


def lag_of(metric: str) -> timedelta:
    """Raises Problem for what nobody measures."""
    known(metric)
    return timedelta(days=REPORTS[metric.partition(".")[0]].lag_days)


def known(name: str) -> Metric:
    """Raises Problem."""
    report, _, of_it = name.partition(".")
    for one in REPORTS[report].metrics if report in REPORTS else ():
        if one.name == of_it and isinstance(one, Share | Length):
            return one
    raise invalid("metric", f"“{name}” is no share and no length of a report.")


def enter(writing: Writing, draft: Draft) -> tuple[str, date]:
    """Its id, and the day on which its outcome is asked for. Raises Problem."""
    outcome_on = draft.due + lag_of(draft.metric)
    _check_owner(writing, draft.owner)
    id = new_id()
    writing.connection.execute(
        insert(schema.decision).values(
            id=id, team=writing.team, at=to_ms(writing.now), user=writing.by, metric=draft.metric,
            says=draft.says, owner=draft.owner, due=draft.due.isoformat(), expects=draft.expects,
            outcome_on=outcome_on.isoformat(),
        )
    )  # fmt: skip
    writing.audit("decision_made", id, says=draft.says, owner=draft.owner, metric=draft.metric)
    return id, outcome_on


def tell_outcome(writing: Writing, id: str, outcome: str) -> None:
    """Raises Problem: 404, or 409 where it was told already."""
    decision = schema.decision.c
    of_it = (decision.id == id) & (decision.team == writing.team)
    row = writing.connection.execute(select(schema.decision).where(of_it).with_for_update()).first()
    if row is None:
        raise not_found("decision")
    if row.outcome is not None:
        raise Problem(409, "told", "What came of it was told already; it stands as it was told.")
    told = {"outcome": outcome, "outcome_at": to_ms(writing.now), "outcome_by": writing.by}
    writing.connection.execute(update(schema.decision).where(of_it).values(told))
    writing.audit("outcome_told", id, says=row.says, outcome=outcome)


def listed(connection: Connection, team: str, today: date) -> list[dict[str, Plain]]:
    """The newest first; `overdue`: its outcome was to be told before today."""
    decision, names = schema.decision.c, _names(connection, team)
    chosen = select(schema.decision).where(decision.team == team).order_by(decision.at.desc())
    return [
        {
            **{name: row[name] for name in _TOLD},
            "owner_name": names.get(row["owner"]),
            "author": names.get(row["user"]),
            "label": known(row["metric"]).label,
            "overdue": row["outcome"] is None and row["outcome_on"] < today.isoformat(),
        }
        for row in connection.execute(chosen.order_by(decision.id)).mappings()
    ]


_TOLD = (
    "id", "at", "user", "metric", "says", "owner", "due", "expects", "outcome_on", "outcome",
    "outcome_at", "outcome_by",
)  # fmt: skip


def metrics(connection: Connection, team: str) -> list[dict[str, Plain]]:
    """Every share and length there is, with who answers for it."""
    names = _names(connection, team)
    chosen = select(schema.metric).where(schema.metric.c.team == team)
    kept = {row["metric"]: dict(row) for row in connection.execute(chosen).mappings()}
    return [
        {
            **described(one),
            "metric": f"{report.name}.{one.name}",
            "lag_days": report.lag_days,
            **_answered_for(kept.get(f"{report.name}.{one.name}", {}), names),
        }
        for report in REPORTS.values()
        for one in report.metrics
        if isinstance(one, Share | Length)
    ]


def _answered_for(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Plain]:
    owner = row.get("owner")
    return {
        "owner": owner,
        "owner_name": names.get(owner) if owner else None,
        "inputs": row.get("inputs", ""),
        "baseline": row.get("baseline"),
    }


def keep_metric(writing: Writing, name: str, given: Mapping[str, Any]) -> None:
    """`given`: owner, inputs, baseline. Raises Problem."""
    label = known(name).label
    if given["owner"] is not None:
        _check_owner(writing, given["owner"])
    table, row = schema.metric, {"team": writing.team, "metric": name}
    of_it = (table.c.team == writing.team) & (table.c.metric == name)
    before = writing.connection.execute(select(table).where(of_it)).mappings().first()
    if before is not None and dict(before) == {**row, **given}:
        return
    if before is None:
        writing.connection.execute(insert(table).values(**row, **given))
    else:
        writing.connection.execute(update(table).where(of_it).values(**given))
    writing.audit("metric_kept", name, name=label, owner=given["owner"])


def _check_owner(writing: Writing, owner: str) -> None:
    users = schema.users.c
    found = select(users.id).where(
        users.id == owner, users.team == writing.team, users.disabled_at.is_(None)
    )
    if writing.connection.execute(found).first() is None:
        raise invalid("owner", "“owner” needs somebody of the team who can sign in.")


def _names(connection: Connection, team: str) -> dict[str, str]:
    users = schema.users.c
    named = select(users.id, users.name).where(users.team == team)
    return dict(connection.execute(named).all())
