"""How a store is, for whoever answers for it; looked at as it lies there, served or not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from workbench.checkup import Finding
from workbench.domain.plain import from_ms, to_ms
from workbench.server import migrations, schema
from workbench.server.moment import real_now
from workbench.server.serving import Unservable, alone
from workbench.server.store import Store, address_of
from workbench.server.upkeep import team_check

BIG = ("lead", "activity", "mutation", "history", "signal", "outcome", "audit")
"""The tables that grow; the rest follow the number of people and leads."""
LATE = timedelta(minutes=2)
"""By which a round that goes every few seconds is late where nobody goes it."""
OFF = timedelta(seconds=2)
LEAST_BYTES, FEW_BYTES = 100 * 2**20, 2**30


def look_at(data_dir: Path | None, database_url: str | None) -> list[Finding]:
    """Raises ValueError as `address_of` does."""
    url = address_of(data_dir, database_url)
    path = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    if path is not None and not path.exists():
        said = f"there is none in {path.parent}"
        return [_wrong("store", said, "`workbench serve` makes one; or name another folder")]
    store = Store(url, serving=False)
    try:
        return list(_looked_at(store, path))
    finally:
        store.close()


def _looked_at(store: Store, path: Path | None) -> Iterator[Finding]:
    try:
        with store.read() as connection:
            yield (version := _version(connection))
            yield _soundness(connection, store.kind)
    except SQLAlchemyError as error:
        why = str(error.__cause__ or error).splitlines()[0]
        yield _wrong("store", f"it cannot be read ({why})", "see that it runs, or restore a backup")
        return
    if path is not None:
        yield _room(path)
    is_served = _is_served(store)
    yield Finding(what="served", said="at this moment" if is_served else "not at the moment")
    if version.state != "ok":
        return  # the rest asks tables that may not be there
    checks = (_clock, _timers, _chores, _connection, _letters, _batches, _sizes)
    for check in checks:
        with store.read() as connection:
            yield check(connection, store.kind, is_served)
    with store.read() as connection:
        yield from team_check.look_at(connection)


def _version(connection: Connection) -> Finding:
    known = migrations.versions()
    found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    if found == known[0]:
        return Finding(what="tables", said=f"of today’s release (version {found})")
    if found in known:
        said = f"of an earlier release (version {found})"
        return Finding(what="tables", said=said, state="look", advice="the next start renews them")
    said = f"of a release that this one does not know (version {found})"
    return _wrong("tables", said, "install the newest release")


def _soundness(connection: Connection, kind: str) -> Finding:
    if kind != "sqlite":
        said = connection.execute(text("SHOW server_version")).scalar()
        return Finding(what="database", said=f"PostgreSQL {said} answers")
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    broken = len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())
    if found != "ok" or broken:
        what = (
            f"damaged ({found})" if found != "ok" else f"{broken} rows refer to what is not there"
        )
        return _wrong("database", what, "restore the newest backup")
    return Finding(what="database", said="SQLite, sound throughout")


def _room(path: Path) -> Finding:
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    said = f"{free / 2**30:,.1f} GB free beside a store of {size / 2**20:,.1f} MB"
    if free < LEAST_BYTES:
        return _wrong("disk", said, "make room now: nothing is taken once it is full")
    if free < max(FEW_BYTES, 3 * size):
        return Finding(what="disk", said=said, state="look", advice="make room soon")
    return Finding(what="disk", said=said)


def _is_served(store: Store) -> bool:
    if store.kind != "sqlite":
        with store.read() as connection:
            return bool(connection.execute(_OTHERS).scalar())
    try:
        with alone(store):
            return False
    except Unservable:
        return True


def _clock(connection: Connection, kind: str, _is_served: bool) -> Finding:
    now = real_now()
    if kind != "sqlite":
        told: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return _off("the database’s", abs(told - now))
    newest = connection.execute(select(func.max(schema.history.c.at))).scalar()
    return _off("what was written last", max(from_ms(newest or 0) - now, timedelta()))


def _off(than: str, off: timedelta) -> Finding:
    if off <= OFF:
        return Finding(what="clock", said="right, as far as the database can tell")
    said = f"{off.total_seconds():,.0f} s off against {than}"
    return _wrong("clock", said, "let both machines keep time by NTP")


def _timers(connection: Connection, _kind: str, is_served: bool) -> Finding:
    oldest = connection.execute(select(func.min(schema.lead.c.alarm_at))).scalar()
    return _lateness("alarms", oldest, is_served)


def _chores(connection: Connection, _kind: str, is_served: bool) -> Finding:
    oldest = connection.execute(select(func.min(schema.chore.c.next_at))).scalar()
    return _lateness("chores", oldest, is_served)


def _lateness(what: str, oldest: int | None, is_served: bool) -> Finding:
    """`oldest`: when the first of them is due."""
    late = real_now() - from_ms(oldest) if oldest is not None else timedelta()
    if late <= LATE:
        return Finding(what=what, said="none is late")
    said = f"the first was due {_length(late)} ago"
    if not is_served:
        return Finding(what=what, said=said, advice="they ring when it is served again")
    return _wrong(what, said, "look into the server’s log, and start it anew")


def _connection(connection: Connection, kind: str, _is_served: bool) -> Finding:
    if kind == "sqlite":
        said = "the server speaks plain HTTP"
        advice = "desks on other computers need a proxy in front of it that speaks TLS"
        return Finding(what="TLS", said=said, advice=advice)
    row = connection.execute(_WAY).one()
    if row.is_local or row.ssl:
        return Finding(what="TLS", said="the database is on this machine or reached by TLS")
    return Finding(what="TLS", said="the database is reached over the network without it",
                   state="look", advice="add sslmode=verify-full to its address")  # fmt: skip


def _letters(connection: Connection, _kind: str, _is_served: bool) -> Finding:
    letter = schema.letter.c
    waiting = select(func.count()).where(letter.next_at.is_not(None), letter.tries > 0)
    late = connection.execute(waiting).scalar_one()
    if not late:
        return Finding(what="letters", said="none had to be tried again")
    said = f"{late:,} could not be sent yet"
    return Finding(what="letters", said=said, state="look", advice="see what `mail` says below")


def _batches(connection: Connection, _kind: str, _is_served: bool) -> Finding:
    batch, hour_ago = schema.batch.c, to_ms(real_now() - timedelta(hours=1))
    open_ones = batch.state.in_(("open", "undoing")) & (batch.at < hour_ago)
    found = connection.execute(select(func.count()).where(open_ones)).scalar_one()
    if not found:
        return Finding(what="moves", said="none is unfinished")
    said = f"{found:,} moves of many leads are unfinished after an hour"
    return Finding(what="moves", said=said, state="look", advice="the server resumes them")


def _sizes(connection: Connection, _kind: str, _is_served: bool) -> Finding:
    tables = schema.metadata.tables
    counts = {
        name: connection.execute(select(func.count()).select_from(tables[name])).scalar_one()
        for name in BIG
    }
    return Finding(what="rows", said=", ".join(f"{name} {n:,}" for name, n in counts.items()))


def _wrong(what: str, said: str, advice: str) -> Finding:
    return Finding(what=what, said=said, state="wrong", advice=advice)


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60:,} h"


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_WAY = text(
    "SELECT ssl, client_addr IS NULL AS is_local FROM pg_stat_ssl"
    " JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()"
)
