"""What is asked when a review decides, tells an outcome, or says who answers for a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from workbench.desk.views import Person
from workbench.domain.metrics.changes import WATCHED
from workbench.domain.tongue import tr
from workbench.ui.moments import parse_day
from workbench.ui.question import Choice, Group, Question, numbered


def decide_question(people: Sequence[Person], now: datetime, typed: Mapping[str, Any]) -> Question:
    names = tuple((tr(one.metric.label), f"{one.report}.{one.name}") for one in WATCHED)
    return Question(
        title=tr("Write down a decision"), submit=tr("Write it down"), at_once=False,
        groups=(
            Group(name="says", label=tr("Decision"), field=tr("What is done, or left as it is"),
                  text=typed.get("says") or ""),
            Group(name="metric", label=tr("It should move"), choices=numbered(names),
                  chosen=_place([name for _, name in names], typed.get("metric"))),
            _owner(people, typed),
            Group(name="due", label=tr("Due"), field=tr("A day: 1 Dec, Friday, 2 weeks"),
                  read=_day(now), how=tr("A day like 1 Dec, Friday or 2 weeks."),
                  text=typed.get("due") or ""),
            Group(name="expects", label=tr("Expected"), field=tr("By how much, for whom"),
                  text=typed.get("expects") or ""),
        ),
    )  # fmt: skip


def outcome_question(decision: Mapping[str, Any], typed: Mapping[str, Any]) -> Question:
    return Question(
        title=tr("What came of it?"), submit=tr("Tell it"), at_once=False,
        note=decision["says"],
        groups=(
            Group(name="outcome", label=tr("Outcome"),
                  field=tr("Expected: {expects}", expects=decision["expects"]),
                  text=typed.get("outcome") or ""),
        ),
    )  # fmt: skip


def answer_question(
    metric: Mapping[str, Any], people: Sequence[Person], typed: Mapping[str, Any]
) -> Question:
    baseline = metric["baseline"]
    return Question(
        title=tr("Who answers for “{metric}”?", metric=tr(metric["label"])),
        submit=tr("Keep it"), at_once=False,
        groups=(
            _owner(people, typed or metric),
            Group(name="inputs", label=tr("Made of"), optional=True,
                  field=tr("Each input, and who answers for it"),
                  text=typed.get("inputs", metric["inputs"]) or ""),
            Group(name="baseline", label=tr("Baseline"), optional=True, read=_number,
                  field=tr("Percent, or seconds of a length"), how=tr("A number: 41, or 41.5."),
                  text=typed.get("baseline", "" if baseline is None else
                                 _shown(baseline, metric["kind"])) or ""),
        ),
    )  # fmt: skip


def answer_body(answers: Mapping[str, Any], kind: str) -> dict[str, Any]:
    typed = answers["baseline"]
    number = _number(typed) if typed else None
    baseline = None if number is None else float(number) / (100 if kind == "share" else 1)
    return {"owner": answers["owner"], "inputs": answers["inputs"] or "", "baseline": baseline}


def _owner(people: Sequence[Person], typed: Mapping[str, Any]) -> Group:
    choices = tuple(Choice(person.id, person.name) for person in people)
    chosen = _place([person.id for person in people], typed.get("owner"))
    return Group(name="owner", label=tr("Who answers for it"), choices=choices, chosen=chosen)


def _place(values: Sequence[str], value: str | None) -> int:
    return values.index(value) if value in values else 0


def _day(now: datetime) -> Callable[[str], str | None]:
    """As it was typed where it is a day, so that a refusal shows it again."""
    return lambda text: text if parse_day(text, now) else None


def _number(text: str) -> str | None:
    plain = text.strip().rstrip("%").strip().replace(",", ".")
    try:
        return plain if 0 <= float(plain) < 1e9 else None
    except ValueError:
        return None


def _shown(baseline: float, kind: str) -> str:
    return f"{100 * baseline if kind == 'share' else baseline:g}"
