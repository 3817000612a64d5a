"""What a report is made of: numbers, each with its definition as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

Unit: TypeAlias = Literal["s", "days", "touches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The sum of `top` ÷ the sum of `bottom`; `guard` is what a gain here must not cost."""

    kind: ClassVar = "share"
    name: str
    label: str
    definition: str
    top: tuple[str, ...]
    bottom: tuple[str, ...]
    guard: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """Median and P90 of a length; `within` counts those that kept their target; `guard` as a
    share's.
    """

    kind: ClassVar = "length"
    name: str
    label: str
    definition: str
    column: str
    unit: Unit = "s"
    within: str | None = None
    guard: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    kind: ClassVar = "count"
    name: str
    label: str
    definition: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A sum for each currency."""

    kind: ClassVar = "money"
    name: str
    label: str
    definition: str
    column: str


Metric: TypeAlias = Share | Length | Count | Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`by`: by what it is told where nobody asks for something else. `lag_days`: how long after
    the arrival its numbers still move much.
    """

    name: str
    definition: str
    metrics: tuple[Metric, ...]
    by: str = "type"
    lag_days: int = 0

    def columns(self) -> Iterator[str]:
        """Whatever is summed."""
        for metric in self.metrics:
            match metric:
                case Share():
                    yield from (*metric.top, *metric.bottom)
                case Length():
                    yield from () if metric.within is None else (metric.within,)
                case Count():
                    yield from metric.columns
                case Money():
                    pass

    def lengths(self) -> Iterator[str]:
        yield from (metric.column for metric in self.metrics if isinstance(metric, Length))

    def money(self) -> Iterator[str]:
        yield from (metric.column for metric in self.metrics if isinstance(metric, Money))
