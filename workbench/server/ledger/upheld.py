"""The invariants that one transaction of the store can see; see `workbench.invariants`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, func, select

from workbench import invariants
from workbench.invariants import hold
from workbench.server import schema
from workbench.server.ledger.audiences import Audience, Slice

if TYPE_CHECKING:
    from workbench.server.ledger.stamping import Marks

TOGETHER = 500
lead, evict, history, activity = (
    table.c for table in (schema.lead, schema.evict, schema.history, schema.activity)
)


def written(
    connection: Connection,
    team: str,
    first: int,
    effects: Sequence[Marks],
    answers: Sequence[dict[str, Any]],
) -> None:
    """What a write is about to commit, whose effects have the seqs from `first` on."""
    if not invariants.ON:
        return
    if effects:
        _counted(connection, team, first, first + len(effects) - 1)
        numbered = list(enumerate(effects, first))
        _stamped(connection, {id: seq for seq, marks in numbered for id in marks.leads})
        _seen(connection, {pair: seen for m in effects for pair, seen in m.sight.items()})
    done = [row for marks in effects for row in marks.mutations]
    hold(all(map(_is_ok, done)), "I1", "what was refused has a seq")
    refused = [row["id"] for row in answers if not _is_ok(row)]
    for ids in _parts(refused):
        left = connection.execute(select(activity.id).where(activity.mutation.in_(ids))).all()
        hold(not left, "I1", f"of {ids}, refused, {left} is on a timeline")


def _is_ok(row: dict[str, Any]) -> bool:
    return bool(json.loads(row["result"])["s"] == "ok")


def _counted(connection: Connection, team: str, first: int, last: int) -> None:
    """From the one before on, which is always kept."""
    these = (history.team == team) & (history.seq >= first - 1)
    asked = select(func.min(history.seq), func.max(history.seq), func.count()).where(these)
    lowest, highest, count = connection.execute(asked).one()
    is_whole = (lowest, highest, count) == (max(first - 1, 1), last, last - lowest + 1)
    hold(is_whole, "I9", f"the history has {count} from {lowest} to {highest}, not to {last}")


def _stamped(connection: Connection, seqs: dict[str, int]) -> None:
    for ids in _parts(seqs):
        found = connection.execute(select(lead.id, lead.seq).where(lead.id.in_(ids)))
        wrong = {row.id: row.seq for row in found if row.seq != seqs[row.id]}
        hold(not wrong, "I4", f"{wrong} do not have the seq of what touched them last")


def _seen(connection: Connection, sight: dict[tuple[Audience, str], bool]) -> None:
    """Whoever ceased to see a lead is told so, and nobody else."""
    pairs = {lead for _, lead in sight}
    gone: set[tuple[str, str]] = set()
    for ids in _parts(pairs):
        rows = connection.execute(select(evict.audience, evict.lead).where(evict.lead.in_(ids)))
        gone |= {(row.audience, row.lead) for row in rows}
    wrong = {pair for pair, is_seen in sight.items() if (pair in gone) is is_seen}
    hold(not wrong, "I3", f"{wrong} are evicted though they see it, or the other way round")


def sent(
    connection: Connection, slice: Slice, these: ColumnElement[bool], items: Iterable[str]
) -> None:
    """A page puts all leads of the slice between its seqs, `these`, and takes away none of it."""
    if not invariants.ON:
        return
    told = [json.loads(item) for item in items]
    put = {item["lead"]["id"] for item in told if item["op"] == "put"}
    mine = set(connection.execute(select(lead.id).where(slice.leads, these)).scalars())
    hold(put <= mine, "I3", f"{put - mine} would be sent to who may not see them")
    hold(put == mine, "I6", f"{mine - put} have a seq of this page, and are not in it")
    gone = {item["id"] for item in told if item["op"] == "evict"}
    for ids in _parts(gone):
        kept = connection.execute(select(lead.id).where(slice.leads, lead.id.in_(ids))).all()
        hold(not kept, "I3", f"{kept} would be taken from who sees them")


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    given = list(ids)
    for start in range(0, len(given), TOGETHER):
        yield given[start : start + TOGETHER]
