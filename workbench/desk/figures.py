"""Reports as this desk counts them, from its cache and from what it has not sent yet.

The sums are `domain.metrics.measuring`'s, done by SQL; the server does the same of all leads.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from workbench.domain.frozen import dataclass
from workbench.domain.metrics.measuring import Spread, Tally
from workbench.domain.metrics.metric import Report
from workbench.domain.plain import Plain

LEADS_MOST = 500
_CLOCKS = {"overdue": "overdue_at <= :now", "waiting": "overdue_at > :now"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """Which arrivals a mark is about: those that came `since` … `until`, where all of this holds.

    `cut` stands at `key`; one of `columns` counts; `length` is at least `low` and below `high`;
    `goal`: what they brought then, whenever they came.
    """

    since: int
    until: int
    rep: str = ""
    cut: str = ""
    key: str = ""
    columns: tuple[str, ...] = ()
    length: str = ""
    low: int | None = None
    high: int | None = None
    goal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Arrivals from `since` on and before `until`, epoch milliseconds; `rep`: theirs alone.

    `connection` has what is unsent laid beside it; see `cache.arrivals.overlay`.
    """

    connection: sqlite3.Connection
    since: int
    until: int
    now: int
    rep: str = ""
    patched: tuple[str, ...] = ()
    go_on: Callable[[], None] = lambda: None
    """Asked before each question; raises where nobody wants its answer any more."""

    def tallies(self, report: Report, by: str = "") -> dict[str, Tally]:
        """Key of the cut → its sums; without a cut, all under the empty key."""
        columns, lengths = list(dict.fromkeys(report.columns())), list(report.lengths())
        summed = ", ".join(f"coalesce(sum({_CLOCKS.get(name, name)}), 0)" for name in columns)
        key = by or "''"
        found: defaultdict[str, Tally] = defaultdict(Tally)
        for row in self._ask(f"SELECT {key}, {summed} FROM {{came}} GROUP BY 1"):
            found[row[0]].sums = Counter(dict(zip(columns, row[1:], strict=True)))
        self._add_spreads(found, key, lengths)
        for name in report.money():
            money = f"SELECT {key}, currency, sum({name}) FROM {{came}} GROUP BY 1, 2"
            for group, currency, cents in self._ask(money):
                if cents:
                    found[group].money.setdefault(name, {})[currency] = cents
        return dict(found)

    def lengths(self, column: str, beside: str) -> list[tuple[int, int]]:
        """Each length that is known, with what stands beside it."""
        known = f"SELECT {column}, {beside} FROM {{came}} WHERE {column} IS NOT NULL"
        return [(length, other) for length, other in self._ask(known)]

    def brought(self) -> dict[str, int]:
        """How many of each goal these days brought, whenever the leads came."""
        return dict(self._ask("SELECT goal, count(*) FROM {brought} GROUP BY 1"))

    def leads(self, of: Of) -> list[str]:
        """Their ids, the newest first."""
        if of.goal:
            return self._ids("SELECT lead FROM {brought} WHERE goal = :goal ORDER BY at DESC", of)
        holds = ["1"]
        if of.cut:
            holds.append(f"{of.cut} = :key")
        if of.columns:
            holds.append(" OR ".join(f"({_CLOCKS.get(name, name)})" for name in of.columns))
        if of.length:
            holds.append(f"{of.length} IS NOT NULL")  # not a text
            holds += [f"{of.length} >= :low"] if of.low is not None else []
            holds += [f"{of.length} < :high"] if of.high is not None else []
        every = " AND ".join(f"({one})" for one in holds)
        return self._ids(f"SELECT lead FROM {{came}} WHERE {every} ORDER BY received_at DESC", of)

    def _ids(self, statement: str, of: Of) -> list[str]:
        given = {"key": of.key, "low": of.low, "high": of.high, "goal": of.goal}
        ids = dict.fromkeys(row[0] for row in self._ask(statement, **given))
        return list(ids)[:LEADS_MOST]

    def _add_spreads(self, found: dict[str, Tally], key: str, lengths: Sequence[str]) -> None:
        if not lengths:
            return
        values: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for row in self._ask(f"SELECT {key}, {', '.join(lengths)} FROM {{came}}"):
            for name, value in zip(lengths, row[1:], strict=True):
                if value is not None:
                    values[row[0], name].append(value)
        for (group, name), of_it in values.items():
            found[group].spreads[name] = Spread.of(of_it)

    def _ask(self, statement: str, **values: Plain) -> Sequence[Any]:
        whose = "AND rep = :rep" if self.rep else ""
        within = f"received_at >= :since AND received_at < :until {whose}"  # not a text
        then = f"at >= :since AND at < :until {whose}"  # not a text
        left = "lead NOT IN (SELECT value FROM json_each(:patched))"  # not a text
        came = (
            f"(SELECT * FROM arrival WHERE {within} AND {left}"
            f" UNION ALL SELECT * FROM unsent_arrival WHERE {within})"
        )
        brought = (
            f"(SELECT * FROM reached WHERE {then} AND {left}"
            f" UNION ALL SELECT * FROM unsent_reached WHERE {then})"
        )
        given = {
            "since": self.since, "until": self.until, "now": self.now, "rep": self.rep,
            "patched": json.dumps(self.patched), **values,
        }  # fmt: skip
        self.go_on()
        asked = statement.format(came=came, brought=brought)
        return self.connection.execute(asked, given).fetchall()
