"""A push: what a desk did while nobody else looked, taken in order, each once, in one commit."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import OperationalError

from workbench.domain.frozen import replace
from workbench.domain.mutation import Mutation, Refusal
from workbench.domain.plain import Misfit, Plain, from_plain, to_ms, to_plain
from workbench.server import schema
from workbench.server.ledger.documents import written
from workbench.server.ledger.history import position_of
from workbench.server.ledger.rows import read_rows
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.moment import Moment
from workbench.server.problems import Problem, invalid
from workbench.server.team.sessions import Caller
from workbench.server.work.taking import Taking
from workbench.wire import PUSH_MOST, Result, canonical, compact

log = logging.getLogger(__name__)

BUDGET_S = 5.0
"""After this a push answers with what is done; the desk sends the rest again."""
MOST_OFFSET_MS = 1e13
"""Three hundred years: what no clock is off by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a desk knew of the server's clock when it made a mutation."""

    offset_ms: float = 0
    age_s: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """One mutation as it came. `occurred_at` is the device's own clock, uncorrected."""

    id: str
    type: str
    occurred_at: datetime
    v: int = 1
    lead: str | None = None
    clock: Told = Told()
    args: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""

    @property
    def leads(self) -> tuple[str, ...]:
        """What it is about: the lead, and the master that it is merged into."""
        named = (self.lead, self.args.get("master"))
        return tuple(id for id in named if isinstance(id, str))


def read_push(raw: bytes) -> list[Pushed]:
    """Raises Problem: 413 for too many, 422 with the field that does not fit."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise invalid("body", "A push is a JSON object with “mutations”.") from None
    items = data.get("mutations") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise invalid("mutations", "A push is a JSON object with a list “mutations”.")
    if len(items) > PUSH_MOST:
        raise Problem(413, "too_many", f"A push carries {PUSH_MOST} mutations at most.")
    return [_read(item, str(place)) for place, item in enumerate(items)]


def _read(item: Plain, place: str) -> Pushed:
    try:
        pushed = from_plain(Pushed, item)
        if pushed.v != 1:
            raise Misfit(("v",), "is of a later kind than this server knows")
        if not abs(pushed.clock.offset_ms) < MOST_OFFSET_MS:
            raise Misfit(("clock", "offset_ms"), "needs milliseconds")
        covered = ("type", "v", "lead", "occurred_at", "args")
        text = canonical({name: item.get(name) for name in covered})
        if "\\u0000" in text:
            raise Misfit(("args",), "holds a character that cannot be stored")
        return replace(pushed, sha256=hashlib.sha256(text.encode()).hexdigest())
    except Misfit as misfit:
        where = ".".join(("mutations", place, *misfit.path))
        raise invalid(where, f"“{where}” {misfit.needed}.") from None
    except ValueError:  # NaN, half of a character
        where = f"mutations.{place}.args"
        raise invalid(where, f"“{where}” holds what JSON cannot.") from None


def push(ledger: Ledger, moment: Moment, caller: Caller, batch: Sequence[Pushed]) -> str:
    """Take a batch and return the answer's JSON, once all that it says is committed."""
    began = time.monotonic()
    now = moment.now()
    results: list[Result] = []
    with ledger.write(caller.team, now, by=caller.id) as writing:
        missed = _stand_in_line(writing, caller)
        taking = Taking(writing, caller, moment, is_back=missed > 0)
        taking.lock(id for pushed in batch for id in pushed.leads)
        known = _stored(writing, [pushed.id for pushed in batch])
        for pushed in batch:
            if results and time.monotonic() - began > BUDGET_S:
                break  # but for one: who never gets any further would send it for ever
            result = _take(taking, pushed, caller, known)
            results.append(result)
            known.setdefault(pushed.id, _Stored(caller.id, pushed.sha256, result))
        was_at = None if writing.effects else position_of(writing.connection, caller.team)
    position = was_at if writing.committed is None else writing.committed.position
    seqs = writing.seqs
    plain = [
        to_plain(replace(result, seq=seqs[result.id]) if result.id in seqs else result)
        for result in results
    ]
    return compact({"as_of": str(position), "now": to_ms(now), "results": plain})


def has_pushed(connection: Connection, caller: Caller, batch: Sequence[Pushed]) -> bool:
    """Whether any of it was taken from them before."""
    table = schema.mutation.c
    theirs = table.id.in_([pushed.id for pushed in batch]) & (table.user == caller.id)
    return connection.execute(select(table.id).where(theirs)).first() is not None


def _stand_in_line(writing: Writing, caller: Caller) -> int:
    """One push of a person at a time: who comes second finds what the first one stored.

    Returns how many clocks they let pass in a row; nobody adds to these meanwhile.
    """
    [[missed]] = read_rows(writing.connection, _MISSED, {"user": caller.id})
    return int(missed)


@dataclass(frozen=True, slots=True)
class _Stored:
    user: str
    sha256: str
    result: Result


def _stored(writing: Writing, ids: Sequence[str]) -> dict[str, _Stored]:
    found = {}
    for row in read_rows(writing.connection, _STORED, {"ids": ids}):
        result = replace(from_plain(Result, json.loads(row.result)), seq=row.seq)
        found[row.id] = _Stored(row.user, row.body_sha256, result)
    return found


def _take(taking: Taking, pushed: Pushed, caller: Caller, known: Mapping[str, _Stored]) -> Result:
    if pushed.id in known:
        return _again(pushed, caller, known[pushed.id])
    try:
        with taking.writing.effect(late=True) as effect:
            note = taking.do(_mutation(taking, pushed), effect)
            result = Result(id=pushed.id, s="ok", note=note)
            effect.answer(_row(taking, pushed, result))
    except Refusal as refusal:
        result = _rejected(pushed, refusal.code, refusal.message)
        taking.writing.answer(_row(taking, pushed, result))
    except (Problem, OperationalError):
        raise  # of the whole push: it is sent again
    except Exception as error:  # noqa: BLE001 - it must not hold up all that waits behind it
        result = _failed(pushed, error)
    return result


def _failed(pushed: Pushed, error: Exception) -> Result:
    log.error("A mutation of type %s failed.", pushed.type, exc_info=error)
    said = "The server could not take this; its log says why. File it again, or discard it."
    return _rejected(pushed, "internal", said)


def _again(pushed: Pushed, caller: Caller, stored: _Stored) -> Result:
    if stored.user != caller.id or stored.sha256 != pushed.sha256:
        return _rejected(pushed, "id_reused", "Something else was sent under this id before.")
    return replace(stored.result, replayed=True)


def _rejected(pushed: Pushed, code: str, message: str) -> Result:
    return Result(id=pushed.id, s="rejected", code=code, message=message)


def _mutation(taking: Taking, pushed: Pushed) -> Mutation:
    mutation = Mutation(
        id=pushed.id,
        type=pushed.type,
        lead=pushed.lead,
        at=pushed.occurred_at,
        args=pushed.args,
        user=taking.caller.id,
    )
    return taking.correct(mutation, pushed.clock.offset_ms)


def _row(taking: Taking, pushed: Pushed, result: Result) -> dict[str, Any]:
    return {
        "id": pushed.id,
        "team": taking.caller.team,
        "user": taking.caller.id,
        "lead": pushed.lead,
        "body_sha256": pushed.sha256,
        "result": written(to_plain(result)),
        "at": to_ms(taking.writing.now),
    }


_MISSED = (
    select(schema.users.c.missed).where(schema.users.c.id == bindparam("user")).with_for_update()
)
_told = schema.mutation.c
_STORED = select(_told.id, _told.user, _told.body_sha256, _told.result, _told.seq).where(
    _told.id.in_(bindparam("ids", expanding=True))
)
