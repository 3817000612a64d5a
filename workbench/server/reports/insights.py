"""What wins, what pays and what comes back, and a proposal of points with its back-test.

Values and points are learned from the newest leads that have ended, as they were captured; steps
and reasons are counted from the rows of all leads that came in the time asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import case, func, literal_column, select

from workbench.domain.calibration import Part
from workbench.domain.lead import Lead
from workbench.domain.metrics.goals import likely
from workbench.domain.metrics.insights import FALSE_MOST, Captured, Counted, Finding, apart, winning
from workbench.domain.metrics.proposal import Case, Proposal, Tried, propose
from workbench.domain.plain import Plain, to_ms
from workbench.domain.policy import Policy
from workbench.domain.rules import ValuePoints
from workbench.domain.score import captured_values
from workbench.server import schema
from workbench.server.ledger.documents import STORED, Stored
from workbench.server.policy import learning, policies
from workbench.server.problems import not_yours
from workbench.server.reports.answers import Asked
from workbench.server.reports.binding import ROWS
from workbench.server.reports.figures import gathered
from workbench.server.reports.sheaves import Summed

Later: TypeAlias = Callable[[], dict[str, Plain]]
"""What is worked out once the store is let go: a transaction that idles is ended."""
TOGETHER = 500
CASES_MOST = 10_000
"""The newest leads that have ended: more would say little else, and be older."""
TOLD_MOST = 40
LEADS_MOST = 20
"""That a finding names."""
DEFINITION = (
    "Values at capture: of leads that came in these days and have ended, the share won, against all"
    " that had not the value; a pair of values against those that had one of them. Steps: touches"
    " that did a step of the cadence, and how many reached somebody or booked a meeting or a"
    " transfer. Reasons: leads closed or sent back by an AE for it, by source and campaign, against"
    " the others. Intervals hold the true share 95 times in 100; of what is told as more or less,"
    f" no more than {FALSE_MOST:.0%} are expected to be chance (Benjamini and Hochberg)."
)


def insights(asked: Asked) -> Later:
    """Of the whole team, and for who leads it."""
    _for_team_leads(asked)
    cases, least = cases_of(asked), asked.policy.reports.small_n
    told = {
        "definition": DEFINITION,
        "now": to_ms(asked.cohort.now),
        "small_n": least,
        "ended": len(cases),
        "won": sum(case.won for case in cases),
        "steps": _steps(asked),
        "reasons": [row for cut in ("source", "campaign") for row in _reasons(asked, cut)],
        "health": learning.kept_health(asked.cohort.connection, asked.cohort.team),
    }
    return lambda: told | {"values": _values(cases, least)}


def proposal(asked: Asked) -> Later:
    """Points by value, tried; `text` is the team's policy with them, for a person to put in force.

    `proposal` is None where too few leads have ended.
    """
    _for_team_leads(asked)
    cohort, cases = asked.cohort, cases_of(asked)
    text = policies.stored(cohort.connection, cohort.team, cohort.now)["text"]
    return lambda: _tried_on(cases, text, asked.policy, cohort.now)


def _tried_on(cases: Sequence[Case], text: str, policy: Policy, now: datetime) -> dict[str, Plain]:
    found = propose(cases, policy, least=policy.reports.small_n, now=now)
    told: dict[str, Plain] = {"definition": TRIED, "now": to_ms(now), "proposal": None}
    if found is not None:
        points = [one.points for one in found.weights]
        told |= {"proposal": _told_proposal(found), "text": with_points(text, points)}
    return told


TRIED = (
    "Learned from the older three quarters of the leads that have ended and tried on the newer"
    " quarter, both with chances learned from the older part. AUC: of pairs of a won lead and one"
    " that was not, how often the won one has the higher chance; the interval of the gain is"
    " DeLong’s, for two scores of the same leads."
)


def cases_of(asked: Asked) -> list[Case]:
    """In order of time, the newest last."""
    found: dict[str, Case] = {}
    for lead in _ended(asked):
        outcome = learning.outcome(lead, asked.policy, asked.cohort.now)
        judged = learning.judged_inquiry(lead)
        if outcome is not None and judged is not None:
            as_it_came = replace(lead, inquiries=(judged,), clocks=())
            found[lead.id] = Case(lead=as_it_came, won=outcome[1].won)
    return sorted(found.values(), key=lambda case: (case.came_at, case.lead.id))


def with_points(text: str, points: Sequence[ValuePoints]) -> str:
    """A policy's text with these points in place of its own."""
    rest = _POINTS.sub("", text).rstrip()
    tables = (
        f'[[points]]\nfield = "{one.field}"\nvalue = {_quoted(one.value)}\npoints = {one.points}\n'
        for one in points
    )
    return f"{rest}\n\n" + "\n".join(tables)


_POINTS = re.compile(r"^\[\[points\]\].*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _for_team_leads(asked: Asked) -> None:
    if asked.cohort.only:
        raise not_yours("Insights are the team’s: a team lead can read them.")


def _ended(asked: Asked) -> Iterable[Lead]:
    lead, arrival, cohort = schema.lead.c, schema.arrival.c, asked.cohort
    chosen = (
        select(*(lead[name] for name in STORED))
        .join_from(schema.arrival, schema.lead, lead.id == arrival.lead)
        .where(cohort.of(schema.arrival), lead.status.in_(learning.ENDED))
        .order_by(arrival.received_at.desc())
        .limit(CASES_MOST)
    )
    rows = cohort.connection.execute(chosen.execution_options(yield_per=TOGETHER))
    return (Stored(**row._mapping).lead for row in rows)


def _values(cases: Sequence[Case], least: int) -> list[Plain]:
    """The findings that stand, then those nearest to it."""
    captured = [captured_values(case.lead) for case in cases]
    alike = Counter(tuple(sorted(values.items())) for values in captured)
    won = Counter(
        tuple(sorted(values.items()))
        for values, case in zip(captured, cases, strict=True)
        if case.won
    )
    found = winning(
        (
            Captured(values=dict(values), counted=Counted(n=n, count=won[values]))
            for values, n in alike.items()
        ),
        least,
    )
    leads = list(zip((case.lead.id for case in reversed(cases)), reversed(captured), strict=True))
    return [
        _told(one) | {"values": [list(value) for value in one.key], "leads": _had(leads, one.key)}
        for one in found[:TOLD_MOST]
    ]


def _had(
    leads: Iterable[tuple[str, Mapping[str, str]]], values: Iterable[tuple[str, str]]
) -> list[str]:
    wanted = set(values)
    return [id for id, captured in leads if wanted <= captured.items()][:LEADS_MOST]


def _steps(asked: Asked) -> list[Plain]:
    touch = schema.touch.c
    summed = (
        Summed(name="done", number=literal_column("1"), column=ROWS),
        *(
            Summed(name=name, number=case((touch[name], 1), else_=0), column=name)
            for name in ("contact", "booked")
        ),
    )
    found = gathered(asked.cohort, schema.touch, "step", summed, ())
    rows: list[Plain] = []
    for key, tally in sorted(found.cut.items()):
        if not key:
            continue
        type, _, number = key.rpartition(" ")
        step = _step(asked.policy, type, int(number))
        row: dict[str, Plain] = {"type": type, "step": int(number), "n": tally.sums["done"], **step}
        for name in ("contact", "booked"):
            low, high = likely(tally.sums[name], tally.sums["done"])
            row[name] = {"count": tally.sums[name], "low": low, "high": high}
        row["small"] = tally.sums["done"] < asked.policy.reports.small_n
        rows.append(row)
    return rows


def _step(policy: Policy, type: str, number: int) -> dict[str, Plain]:
    """As the policy has it now."""
    name = policy.type(type).cadence
    steps = policy.cadences[name].steps if name else ()
    if number > len(steps):
        return {"label": "", "channel": ""}
    return {"label": steps[number - 1].label, "channel": steps[number - 1].channel}


def _reasons(asked: Asked, cut: str) -> list[Plain]:
    rows: list[Plain] = []
    for by in ("reason", "ae_code"):
        counts = _counts(asked, by, cut)
        wholes: Counter[str] = Counter()
        of_reason: Counter[str] = Counter()
        for (reason, key), n in counts.items():
            wholes[key] += n
            of_reason[reason] += n
        every = wholes.total()
        groups = {
            (reason, key): (
                Counted(n=wholes[key], count=n),
                (Counted(n=every, count=of_reason[reason]),),
            )
            for (reason, key), n in counts.items()
        }
        found = apart(groups, asked.policy.reports.small_n)
        rows += [
            _told(one)
            | {"by": by, "reason": one.key[0], "cut": cut, "key": one.key[1],
               "leads": _closed(asked, by, cut, one.key)}
            for one in found[:TOLD_MOST]
            if one.verdict in ("more", "less")
        ]  # fmt: skip
    return rows


def _counts(asked: Asked, by: str, cut: str) -> dict[tuple[str, str], int]:
    """Reason and value of the cut → leads closed, or sent back, with it."""
    arrival = schema.arrival
    chosen = (
        select(arrival.c[by], arrival.c[cut], func.count())
        .where(asked.cohort.of(arrival), arrival.c[by] != "")
        .group_by(arrival.c[by], arrival.c[cut])
    )
    return {(reason, key): n for reason, key, n in asked.cohort.connection.execute(chosen)}


def _closed(asked: Asked, by: str, cut: str, key: tuple[str, str]) -> list[str]:
    arrival = schema.arrival.c
    chosen = (
        select(arrival.lead)
        .where(asked.cohort.of(schema.arrival), arrival[by] == key[0], arrival[cut] == key[1])
        .order_by(arrival.received_at.desc())
        .limit(LEADS_MOST)
    )
    return list(asked.cohort.connection.execute(chosen).scalars())


def _told(one: Finding[Any]) -> dict[str, Plain]:
    lift = one.lift
    return {
        "n": one.counted.n, "count": one.counted.count, "rest": asdict(one.rest),
        "low": one.low, "high": one.high, "lift": None if lift is None else round(lift, 3),
        "verdict": one.verdict,
    }  # fmt: skip


def _told_proposal(found: Proposal) -> dict[str, Plain]:
    return {
        "older": found.older, "newer": found.newer, "since": to_ms(found.since),
        "before": _told_tried(found.before), "after": _told_tried(found.after),
        "gain": {"by": found.gain, "low": found.gain_low, "high": found.gain_high},
        "is_better": found.is_better,
        "weights": [
            {"field": one.points.field, "value": one.points.value, "points": one.points.points,
             "n": one.counted.n, "count": one.counted.count}
            for one in found.weights
        ],
    }  # fmt: skip


def _told_tried(tried: Tried) -> dict[str, Plain]:
    return {
        "auc": tried.auc, "low": tried.low, "high": tried.high, "off_by": tried.off_by,
        "tenths": [_told_part(part) for part in tried.tenths],
    }  # fmt: skip


def _told_part(part: Part) -> dict[str, Plain]:
    return {"n": part.leads, "chance": part.chance, "won": part.won}
