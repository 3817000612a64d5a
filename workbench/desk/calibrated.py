"""The score's calibration: by tenths of the leads what it told, and what share was won."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.desk.marks import Mark, Panel, percent
from workbench.domain.metrics.goals import likely
from workbench.domain.tongue import tr


def calibration(health: Mapping[str, Any] | None) -> Panel:
    """The tenth with the highest chances on top; without marks where none was judged yet."""
    tenths = health.get("tenths", ()) if health else ()  # an older server told none
    bounds = [likely(round(one["won"] * one["leads"]), one["leads"]) for one in tenths]
    most = max((*(high for _, high in bounds), *(one["chance"] for one in tenths)), default=1.0)
    marks = [
        _mark(place, one, low, high, most)
        for place, (one, (low, high)) in enumerate(zip(tenths, bounds, strict=True), 1)
    ]
    return Panel(
        name="calibration", kind="bars", title=tr("Won by tenths of the score"),
        said=tr("Bar: the share won, with where the true one lies. Tick: the chance that was told"
                " before."),
        marks=tuple(reversed(marks)), heads=("n", tr("told")),
    )  # fmt: skip


def _mark(place: int, one: Mapping[str, Any], low: float, high: float, most: float) -> Mark:
    label, told = tr("Tenth {n}", n=place), f"{percent(one['chance'])} %"
    says = tr("{label}: {won} % of {n} were won, likely {low} to {high} %; {told} was told",
              label=label, won=percent(one["won"]), n=f"{one['leads']:,}", low=percent(low),
              high=percent(high), told=told)  # fmt: skip
    return Mark(
        id=str(place), label=label, value=f"{percent(one['won'])} %", says=says, n=one["leads"],
        notes=(f"{one['leads']:,}", told), amount=one["won"] / most, low=low / most,
        high=high / most, before=one["chance"] / most,
    )  # fmt: skip
