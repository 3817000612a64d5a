"""A mark of the dashboard, one number with its words, and the panel that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from workbench.desk.figures import Of
from workbench.domain.clock import spoken
from workbench.domain.frozen import dataclass
from workbench.domain.metrics.metric import Metric, Report
from workbench.domain.tongue import tr

Kind: TypeAlias = Literal["tiles", "waits", "hours", "bars", "goals", "trend", "apart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One number. `amount` is how long it is drawn, 0…1, `late` the part of it past the promise and
    `before` where its baseline stands; `low` and `high` bound what is likely.

    `is_under`: short of its goal. `of`: its leads; `leak`: the class whose leads the server knows;
    `leads`: those that the server named. `trial`: of `of`, the ones that went by this version.
    `event`: what began there.
    """

    id: str
    label: str
    value: str = ""
    says: str = ""
    meant: str = ""
    notes: tuple[str, ...] = ()
    amount: float = 0.0
    late: float = 0.0
    before: float | None = None
    n: int = 0
    low: float = 0.0
    high: float = 0.0
    is_under: bool = False
    is_known: bool = True
    of: Of | None = None
    leak: str = ""
    leads: tuple[str, ...] = ()
    trial: int = 0
    event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """`heads` stand above the notes of its marks; `goal` is a line across them, 0…1."""

    name: str
    kind: Kind
    title: str
    said: str = ""
    marks: tuple[Mark, ...] = ()
    heads: tuple[str, ...] = ()
    goal: float = 0.0
    ends: tuple[str, ...] = ()


def metric_of(report: Report, name: str) -> Metric:
    return next(one for one in report.metrics if one.name == name)


def value_of(told: Mapping[str, Any]) -> str:
    if "median" in told and "share" not in told:
        return length(told["median"])
    return "–" if told["share"] is None else f"{percent(told['share'])} %"


def basis_of(told: Mapping[str, Any]) -> str:
    if "p90" in told:
        said = tr("P90 {p90}, n {n}", p90=length(told["p90"]), n=f"{told['n']:,}")
    else:
        said = tr("{count} of {n}", count=f"{told['count']:,}", n=f"{told['n']:,}")
    return with_small(said, told)


def with_small(said: str, told: Mapping[str, Any]) -> str:
    few = told["n"] and told.get("small")
    return tr("{said} (few)", said=said) if few else said


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"


def length(seconds: float | None) -> str:
    return "–" if seconds is None else spoken(timedelta(seconds=seconds))


def number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
