"""What vendors deliver by webhooks: kept as it came, answered at once, worked afterwards."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from typing import Any

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Row, bindparam, select, text, update
from sqlalchemy.exc import OperationalError

from workbench.domain.inquiry import NoInquiry
from workbench.domain.plain import Plain, to_ms
from workbench.server import schema
from workbench.server.clean.json_body import read_json
from workbench.server.files.importing import possible_owners
from workbench.server.files.mapping import ColumnMap, read_map
from workbench.server.intake.arrivals import Arrival, arrival
from workbench.server.intake.entering import Intake
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.moment import Moment
from workbench.server.policy import policies
from workbench.server.problems import Problem
from workbench.server.rounds import Rounds
from workbench.server.store import Store
from workbench.wire import compact

log = logging.getLogger(__name__)

TOGETHER = 50
WHAT = "A delivery"
AMISS = "It could not be stored; see the server’s log."


def keep(store: Store, source: Row[Any], id: str, sent_s: int, body: bytes, now_ms: int) -> bool:
    """Keep a genuine delivery; False where it was kept before and its sender only asks again.

    Raises Problem 409 for the very same request, or for another body under a known id.
    """
    row = {"source": source.id, "id": id, "team": source.team, "sent_s": sent_s, "body": body}
    with store.write() as connection:
        if connection.execute(_KEEP, {**row, "at": now_ms}).rowcount:
            return True
        known = connection.execute(_KNOWN, {"of": source.id, "which": id}).one()
        if known.sent_s == sent_s or bytes(known.body) != body:
            raise Problem(409, "replayed", "This delivery was taken already.")
        again = update(hook).where(*_WHICH).values(sent_s=sent_s)
        connection.execute(again, {"of": source.id, "which": id})
    return False


class Deliveries(Rounds):
    every_s = 0.5

    def __init__(self, ledger: Ledger, moment: Moment) -> None:
        super().__init__()
        self._ledger = ledger
        self._moment = moment

    async def go_round(self) -> bool:
        return await run_in_threadpool(self.work_off)

    def work_off(self) -> bool:
        """Work some of what waits, the oldest first; whether there may be more."""
        with self._ledger.store.read() as connection:
            waiting = connection.execute(_WAITING).all()
        for one in waiting:
            try:
                self._take(one)
            except OperationalError:
                raise  # of the database, not of a delivery: it waits
            except Exception:
                log.exception(
                    "The delivery %s of source %s could not be taken.", one.id, one.source
                )
                with self._ledger.store.write() as connection:
                    self._close(connection, one, (), (AMISS,))
        return len(waiting) == TOGETHER

    def _take(self, one: Any) -> None:
        with self._ledger.write(one.team, self._moment.now()) as writing:
            which = {"of": one.source, "which": one.id}
            row = writing.connection.execute(_MINE, which).one_or_none()
            if row is None:
                return  # another worker has it
            intake = Intake(writing, policies.in_force(writing.connection, one.team))
            try:
                read, refused = _read(writing, row)
            except Problem as problem:
                read, refused = [], [str(problem)]
            intake.expect(read)
            leads = []
            for arrived in read:
                with writing.effect(savepoint=False) as effect:
                    leads.append(intake.take(arrived, effect).lead_id)
            intake.close()
            self._close(writing.connection, one, leads, refused)

    def _close(self, connection: Any, one: Any, leads: Any, refused: Any) -> None:
        done = {
            "done_at": to_ms(self._moment.now()),
            "leads": compact(list(leads)),
            "problem": " ".join(refused) or None,
        }
        which = {"of": one.source, "which": one.id}
        connection.execute(update(hook).where(*_WHICH).values(done), which)


def _read(writing: Writing, row: Row[Any]) -> tuple[list[Arrival], list[str]]:
    """What a delivery tells of, and why some of it is no inquiry. Raises Problem."""
    columns = read_map(shape=row.vendor or "csv")
    policy = policies.current(writing.connection, writing.team)
    owners = possible_owners(writing)
    read, refused = [], []
    for number, record in enumerate(_records(read_json(bytes(row.body), WHAT), columns)):
        data = columns.read(record, policy.calendar.tz)
        if row.type and data.get("type") in (None, columns.otherwise):
            data["type"] = row.type
        owner, status = data.get("owner"), data.get("status")
        try:
            read.append(
                arrival(
                    data, policy, source=row.name, now=writing.now,
                    owner=owners.get(str(owner).casefold()) if owner else None,
                    verdict=columns.verdict(str(status)) if status else None,
                    row=None if data.get("external_id") else _mark(row, number),
                )
            )  # fmt: skip
        except NoInquiry as error:
            refused.append(str(error))
    return read, refused


def _mark(row: Row[Any], number: int) -> str:
    return hashlib.sha256(f"{row.source} {row.id} {number}".encode()).hexdigest()


def _records(data: Plain, columns: ColumnMap) -> Iterator[dict[str, Any]]:
    """Each record of a delivery by the columns of the vendor's map."""
    records = data.get(columns.records, data) if isinstance(data, dict) else data
    for record in records if isinstance(records, list) else [records]:
        flat = dict(_flat(record, ""))
        yield {columns.json.get(name, name): value for name, value in flat.items()}


def _flat(value: Plain, name: str) -> Iterator[tuple[str, Any]]:
    """Names with dots for what lies in objects; `{name, values}` of a list is named by that."""
    match value:
        case {"value": inner}:
            yield from _flat(inner, name)
        case dict():
            for key, inner in value.items():
                yield from _flat(inner, f"{name}.{key}" if name else key)
        case [{"name": str()}, *_]:
            for item in value:
                if isinstance(item, dict) and item.get("values"):
                    yield str(item.get("name")), str(item["values"][0])
        case list():
            yield name, [str(item) for item in value]
        case None:
            pass
        case bool():
            yield name, str(value).lower()
        case _:
            yield name, str(value)


hook = schema.hook
_WHICH = (hook.c.source == bindparam("of"), hook.c.id == bindparam("which"))
_KNOWN = select(hook.c.sent_s, hook.c.body).where(*_WHICH).with_for_update()
_KEEP = text(
    "INSERT INTO hook (source, id, team, sent_s, body, at)"
    " VALUES (:source, :id, :team, :sent_s, :body, :at) ON CONFLICT (source, id) DO NOTHING"
)
_WAITING = (
    select(hook.c.source, hook.c.id, hook.c.team)
    .where(hook.c.done_at.is_(None))
    .order_by(hook.c.at, hook.c.id)
    .limit(TOGETHER)
)
_MINE = (
    select(hook, schema.source.c.name, schema.source.c.type, schema.source.c.vendor)
    .join(schema.source, schema.source.c.id == hook.c.source)
    .where(*_WHICH, hook.c.done_at.is_(None))
    .with_for_update(of=hook, skip_locked=True)
)
