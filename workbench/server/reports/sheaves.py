"""What a report reads of sheaves, and which rows it has to read itself."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, true

from workbench.domain.metrics.measuring import Spread, Tally, places
from workbench.domain.plain import to_ms
from workbench.server import schema
from workbench.server.reports.binding import (
    ROWS,
    WEEKS_MS,
    arrivals_by_weeks,
    unpacked,
    whole_weeks,
)

if TYPE_CHECKING:
    from workbench.server.reports.figures import Cohort

Number: TypeAlias = ColumnElement[int]
FEW = 5000
"""So many lengths are put in order quicker than they are looked through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """A sum over rows: by the database as `number`, in a sheaf under `column`; with `most`, of the
    lengths in that column up to it, or of those `above` it.
    """

    name: str
    number: Number
    column: str
    most: int | None = None
    above: bool = False

    def of(self, run: Sequence[int]) -> int:
        assert self.most is not None
        within = bisect_right(run, self.most)
        return len(run) - within if self.above else within


@dataclass(frozen=True, slots=True)
class Parts:
    """`weeks` are read from sheaves, `rest` (of a table) from its rows."""

    weeks: tuple[int, ...]
    since: int
    until: int

    def rest(self, table: Table) -> ColumnElement[bool]:
        came = table.c.received_at
        gaps = [and_(came >= since, came < until) for since, until in self._gaps()]
        return or_(*gaps) if gaps else ~true()

    def _gaps(self) -> Iterator[tuple[int, int]]:
        since = self.since
        for weeks in self.weeks:
            if since < weeks * WEEKS_MS:
                yield since, weeks * WEEKS_MS
            since = (weeks + 1) * WEEKS_MS
        if since < self.until:
            yield since, self.until


def parts_of(cohort: Cohort) -> Parts:
    """One's own leads stand in no sheaf."""
    since, until = to_ms(cohort.since), to_ms(cohort.until)
    weeks: list[int] = []
    if not cohort.only and until - since >= WEEKS_MS:
        counts = arrivals_by_weeks(cohort.connection, cohort.team)
        weeks = [
            one
            for one in sorted(whole_weeks(cohort.connection, cohort.team, counts))
            if since <= one * WEEKS_MS and (one + 1) * WEEKS_MS <= until
        ]
    return Parts(tuple(weeks), since, until)


@dataclass(slots=True)
class Gathered:
    """By key of the cut: sums, money, and the runs of each length, each in order."""

    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    runs: defaultdict[str, defaultdict[str, list[array[int]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add_money(self, key: str, column: str, currency: str, cents: int) -> None:
        if cents:
            sums = self.tallies[key].money.setdefault(column, {})
            sums[currency] = sums.get(currency, 0) + cents

    def spreads(self, lengths: Sequence[str]) -> None:
        for key, tally in self.tallies.items():
            for name in lengths:
                if runs := self.runs[name].get(key):
                    tally.spreads[name] = spread_of(runs)

    def whole(self, lengths: Sequence[str]) -> Tally:
        whole = Tally()
        for tally in self.tallies.values():
            whole.sums.update(tally.sums)
            for column, by_currency in tally.money.items():
                sums = whole.money.setdefault(column, {})
                for currency, cents in by_currency.items():
                    sums[currency] = sums.get(currency, 0) + cents
        for name in lengths:
            if runs := list(chain.from_iterable(self.runs[name].values())):
                whole.spreads[name] = spread_of(runs)
        return whole


def read_sheaves(
    found: Gathered,
    cohort: Cohort,
    table: Table,
    by: str,
    weeks: Sequence[int],
    *,
    summed: Sequence[Summed],
    lengths: Sequence[str],
    money: Sequence[str] = (),
) -> None:
    if not weeks:
        return
    sheaf = schema.sheaf.c
    here = and_(
        sheaf.team == cohort.team, sheaf.rows_of == table.name, sheaf.cut == by,
        sheaf.weeks.in_(weeks),
    )  # fmt: skip
    names = defaultdict(list)
    for one in summed:
        names[one.column].append(one)
    plain = {ROWS, *money, *(one.column for one in summed if one.most is None)}
    sums = (
        select(sheaf.column, sheaf.key, sheaf.currency, func.sum(sheaf.sum))
        .where(here, sheaf.column.in_(plain))
        .group_by(sheaf.column, sheaf.key, sheaf.currency)
    )
    for column, key, currency, total in cohort.connection.execute(sums):
        tally = found.tallies[key]
        for one in names.get(column, ()):
            tally.sums[one.name] += int(total)
        if column in money:
            found.add_money(key, column, currency, int(total))
    ordered = {*lengths, *(one.column for one in summed if one.most is not None)}
    runs = select(sheaf.column, sheaf.key, sheaf.lengths).where(here, sheaf.column.in_(ordered))
    for column, key, data in cohort.connection.execute(runs):
        run = unpacked(data)
        for one in names.get(column, ()):
            found.tallies[key].sums[one.name] += one.of(run)
        if column in lengths:
            found.runs[column][key].append(run)


def spread_of(runs: Sequence[array[int]]) -> Spread:
    """Of runs in order, as `Spread.of` of all of them together: of many, each value wanted is
    looked for between the least and the greatest by how many are not above it.
    """
    n = sum(map(len, runs))
    if n <= FEW:
        return Spread.of(chain.from_iterable(runs))
    lower, upper, most = (_at(runs, place) for place in places(n))
    return Spread(n, (lower + upper) / 2, most)


def _at(runs: Sequence[array[int]], place: int) -> int:
    """The value at this place, from 1."""
    low, high = min(run[0] for run in runs), max(run[-1] for run in runs)
    while low < high:
        middle = (low + high) // 2
        if sum(bisect_right(run, middle) for run in runs) >= place:
            high = middle
        else:
            low = middle + 1
    return low
