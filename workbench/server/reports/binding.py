"""Four weeks of arrivals and touches bound into a sheaf: `schema.sheaf` and `schema.bound`.

A sheaf has the sum of each column by each cut, and its lengths in order, so that a report over
years reads some thousand rows instead of a million. It is bound by a chore from rows that are
counted already. Where one of its leads changes, or is erased so that its arrivals are fewer, it
counts no more: reports read the rows themselves until it is bound anew.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, Table, bindparam, case, delete, func, insert, select

from workbench.domain.metrics.arrivals import COUNTS, CUTS, LENGTHS
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.store import Store

WEEKS_MS = timedelta(weeks=4) // timedelta(milliseconds=1)
ROWS = "rows"
"""The column that says how many there are."""
TOUCH_CUTS = ("kind", "direction", "type", "rep", "code", "hour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What is bound of a table."""

    table: Table
    cuts: tuple[str, ...]
    sums: tuple[str, ...]
    lengths: tuple[str, ...]

    def columns(self) -> list[Any]:
        numbers = (
            case((column, 1), else_=0) if isinstance(column.type, Boolean) else column
            for column in (self.table.c[name] for name in self.sums)
        )
        return [*numbers, *(self.table.c[name] for name in self.lengths)]


TRUTHS = ("dial", "connect", "contact", "booked")
BUNDLES = (
    Bundle(table=schema.arrival, cuts=CUTS, sums=COUNTS, lengths=(*LENGTHS, "overdue_at")),
    Bundle(table=schema.touch, cuts=(*TOUCH_CUTS, "step"), sums=TRUTHS, lengths=("log_ms",)),
)


def bind_all(ledger: Ledger, _now: datetime) -> bool:
    """Bind four weeks of each team; whether there is more."""
    with ledger.store.read() as connection:
        teams = connection.execute(select(schema.team.c.id)).scalars().all()
    more = [bind_some(ledger.store, team) for team in teams]  # each has its turn
    return any(more)


def bind_some(store: Store, team: str) -> bool:
    """The oldest four weeks that are not bound; whether there may be more."""
    with store.read() as connection:
        counts = arrivals_by_weeks(connection, team)
        loose = sorted(counts.keys() - whole_weeks(connection, team, counts))
        if not loose:
            return False
        weeks, seq = loose[0], connection.execute(_SEQ, {"of": team}).scalar()
        came = [_came(connection, one, team, weeks) for one in BUNDLES]
    # Worked out once the store is let go: a transaction that idles is ended.
    rows = [
        row for one, of in zip(BUNDLES, came, strict=True) for row in _bound(one, of, team, weeks)
    ]
    with store.write() as connection:
        given = {"of": team, "weeks": weeks}
        connection.execute(_FORGET, given)
        held = connection.execute(_SEQ.with_for_update(), {"of": team}).scalar()
        if held == seq:  # else leads were counted meanwhile, and it is bound another time
            connection.execute(_LOOSEN, given)
            connection.execute(insert(schema.sheaf), rows)
            bound = {"team": team, "weeks": weeks, "arrivals": counts[weeks]}
            connection.execute(insert(schema.bound), bound)
    return True


def loosen(connection: Connection, team: str, moments_ms: Iterable[int]) -> None:
    """What came then has changed."""
    for weeks in sorted({ms // WEEKS_MS for ms in moments_ms}):
        connection.execute(_FORGET, {"of": team, "weeks": weeks})


def arrivals_by_weeks(connection: Connection, team: str) -> dict[int, int]:
    return dict(connection.execute(_COUNTED, {"of": team}).all())


def whole_weeks(connection: Connection, team: str, counts: Mapping[int, int]) -> set[int]:
    """Those whose sheaf still holds; `counts`: arrivals as they are now."""
    rows = connection.execute(_BOUND, {"of": team})
    return {weeks for weeks, arrivals in rows if counts.get(weeks) == arrivals}


def packed(lengths: Collection[int]) -> bytes:
    return zlib.compress(_as_stored(array("q", sorted(lengths))).tobytes(), 1)


def unpacked(data: bytes) -> array[int]:
    """In order."""
    found = array("q")
    found.frombytes(zlib.decompress(data))
    return _as_stored(found)


def _as_stored(lengths: array[int]) -> array[int]:
    """Whatever machine it is, the low byte first."""
    if sys.byteorder == "big":
        lengths.byteswap()
    return lengths


def _came(connection: Connection, bundle: Bundle, team: str, weeks: int) -> Sequence[Sequence[Any]]:
    """Of each row its cuts, then its columns."""
    table = bundle.table
    chosen = select(*(table.c[name] for name in bundle.cuts), *bundle.columns()).where(
        table.c.team == team,
        table.c.received_at >= weeks * WEEKS_MS,
        table.c.received_at < (weeks + 1) * WEEKS_MS,
    )
    return connection.execute(chosen).all()


def _bound(
    bundle: Bundle, rows: Sequence[Sequence[Any]], team: str, weeks: int
) -> Iterator[dict[str, Any]]:
    has_currency = "currency" in bundle.cuts
    currency_at = bundle.cuts.index("currency") if has_currency else None
    for at, cut in enumerate(bundle.cuts):
        groups: defaultdict[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
        for row in rows:
            groups[row[at], "" if currency_at is None else row[currency_at]].append(row)
        for (key, currency), group in groups.items():
            columns = list(zip(*group, strict=True))[len(bundle.cuts) :]
            said = {
                "team": team, "rows_of": bundle.table.name, "cut": cut, "weeks": weeks, "key": key,
                "currency": currency,
            }  # fmt: skip
            yield said | {"column": ROWS, "sum": len(group), "lengths": None}
            for name, column in zip((*bundle.sums, *bundle.lengths), columns, strict=True):
                yield from _column(said | {"column": name}, column, name in bundle.lengths)


def _column(
    said: dict[str, Any], column: Sequence[int | None], is_length: bool
) -> Iterator[dict[str, Any]]:
    known = [value for value in column if value is not None]
    if is_length and known:
        yield said | {"sum": len(known), "lengths": packed(known)}
    elif not is_length and (total := sum(known)):
        yield said | {"sum": total, "lengths": None}


_arrival, _bounds, _sheaf = schema.arrival.c, schema.bound.c, schema.sheaf.c
_SEQ = select(schema.rollup.c.seq).where(schema.rollup.c.team == bindparam("of"))
_weeks = _arrival.received_at // WEEKS_MS
_COUNTED = select(_weeks, func.count()).where(_arrival.team == bindparam("of")).group_by(_weeks)
_BOUND = select(_bounds.weeks, _bounds.arrivals).where(_bounds.team == bindparam("of"))
_FORGET = delete(schema.bound).where(
    _bounds.team == bindparam("of"), _bounds.weeks == bindparam("weeks")
)
_LOOSEN = delete(schema.sheaf).where(
    _sheaf.team == bindparam("of"), _sheaf.weeks == bindparam("weeks")
)
