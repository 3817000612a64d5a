"""Puts a backup in a store's place: checked and brought to today's tables before it takes it.

A history of its own begins with it, so that desks that were told more than the backup knows start
over and send again what it lacks.
"""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.engine import URL

from workbench.domain.plain import from_ms, to_ms
from workbench.server import migrations, schema
from workbench.server.ledger.writing import Ledger
from workbench.server.moment import real_now
from workbench.server.serving import DRAFTS, alone, clear_drafts
from workbench.server.store import Store, address_of, open_store
from workbench.server.upkeep.backup import Unkept, check_sound, dump, opened, put_in_place, run

TOO_LATE = timedelta(hours=1)
"""After which a letter that waited in the backup is not sent: it was, or would surprise."""
SQLITE, POSTGRESQL = b"SQLite format 3\0", b"PGDMP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """`at`: of the last change that the backup knows of; `replaced`: where the old store lies."""

    at: datetime | None
    leads: int
    letters: int
    replaced: Path | None = None


def restore(
    file: Path, data_dir: Path | None, database_url: str | None, *, replace: bool
) -> Restored:
    """Raises Unkept, and Unservable while the store is served; then nothing was changed."""
    url = address_of(data_dir, database_url)
    _check_kind(file, url)
    if url.get_backend_name() == "sqlite":
        return _restore_file(file, Path(url.database or ""), replace=replace)
    return _restore_database(file, url, replace=replace)


def _check_kind(file: Path, url: URL) -> None:
    try:
        with file.open("rb") as opened_file:
            head = opened_file.read(len(SQLITE))
    except OSError as error:
        raise Unkept(f"{file} cannot be read: {error.strerror}.") from None
    is_file, is_dump = head == SQLITE, head.startswith(POSTGRESQL)
    if not (is_file or is_dump):
        raise Unkept(f"{file} is no backup of a store.")
    if is_file != (url.get_backend_name() == "sqlite"):
        kinds = ("a SQLite store", "--data DIR") if is_file else ("PostgreSQL", "--database URL")
        raise Unkept("{} is a backup of {}: restore it with {}.".format(file, *kinds))


def _restore_file(file: Path, path: Path, *, replace: bool) -> Restored:
    if path.exists() and not replace:
        raise Unkept(f"{path.parent} has a store already; --replace puts the backup in its place.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(address_of(path.parent, None), serving=False)
    store.close()
    with alone(store):
        clear_drafts(store)
        with tempfile.TemporaryDirectory(prefix=DRAFTS, dir=path.parent) as folder:
            draft = Path(folder) / path.name
            _copied(file, draft)
            try:
                restored = _begun_anew(Path(folder), None)
            except Exception as error:
                raise _stuck(file, error) from error
            _fold(draft)
            replaced = _laid_aside(path)
            put_in_place(draft, path)
    return dataclasses.replace(restored, replaced=replaced)


def _stuck(file: Path, error: Exception) -> Unkept:
    """Whatever a migration can meet; what was there before is there still."""
    why = (str(error.__cause__ or error).splitlines() or [type(error).__name__])[0]
    return Unkept(
        f"{file} cannot be brought to today's tables ({why}). Nothing was changed: restore it with"
        " the release that made it, and tell whoever maintains Workbench."
    )


def _copied(file: Path, draft: Path) -> None:
    """Also of a backup that cannot be written to. Raises Unkept."""
    try:
        shutil.copyfile(file, draft)
        draft.chmod(0o600)
        with closing(opened(draft)) as copy:
            check_sound(copy, file)
            _check_version(copy.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except OSError as error:
        raise Unkept(f"{file} cannot be copied: {error.strerror}.") from None
    except (sqlite3.Error, TypeError):
        raise Unkept(f"{file} is damaged, or no backup of a store.") from None


def _check_version(version: str) -> None:
    if version not in migrations.versions():
        raise Unkept("A newer release made this backup; install that one, and restore it there.")


def _fold(path: Path) -> None:
    """A log that stayed would be read into the file that takes this one's place. Raises Unkept."""
    with closing(opened(path)) as connection:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    if mode != "delete":
        raise Unkept(f"{path} is in use; try again once nobody works on it.")


def _laid_aside(path: Path) -> Path | None:
    """A copy of the store, which stays whole until the backup takes its place."""
    if not path.exists():
        return None
    aside, log = path.with_name(f"{path.name}.replaced"), path.with_name(f"{path.name}-wal")
    try:
        _fold(path)
    except sqlite3.OperationalError as error:
        raise Unkept(f"{path} cannot be laid aside: {error}.") from None
    except sqlite3.DatabaseError:  # so damaged that its log cannot be folded into it
        if log.exists():
            log.replace(aside.with_name(f"{aside.name}-wal"))
    aside.unlink(missing_ok=True)
    try:
        aside.hardlink_to(path)
    except OSError:  # the disk has no links
        shutil.copy2(path, aside)
    return aside


def _restore_database(file: Path, url: URL, *, replace: bool) -> Restored:
    store = Store(url, serving=False)
    try:
        with store.write() as connection:
            _check_alone(connection)
            has_store = connection.execute(_TABLES).scalar() is not None
            if has_store and not replace:
                raise Unkept("This database has a store already; --replace puts the backup there.")
    finally:
        store.close()
    with tempfile.TemporaryDirectory(prefix=DRAFTS) as folder:
        before = Path(folder) / "before.dump" if has_store else None
        if before is not None:
            dump(url, before)
        _put_in(url, file, Path(folder))
        try:
            return _begun_anew(None, url.render_as_string(hide_password=False))
        except Exception as error:
            _put_in(url, before, Path(folder))
            raise _stuck(file, error) from error


def _check_alone(connection: Connection) -> None:
    others = connection.execute(_OTHERS).scalar_one()
    if others:
        raise Unkept(f"{others} others are at work in this database; stop the server first.")


def _put_in(url: URL, file: Path | None, folder: Path) -> None:
    """All of it in one transaction, or nothing; no file leaves no store."""
    away, rows = folder / "away.sql", folder / "rows.sql"
    rows.write_text("", encoding="utf-8")
    if file is not None:
        # The one row of that table stands after the line that says into which columns.
        known = run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file))
        _, _, version = known.partition("FROM stdin;\n")
        _check_version(version.partition("\n")[0])
        run("pg_restore", "--no-owner", f"--file={rows}", str(file))
    names = ", ".join(f'"{name}"' for name in (*schema.metadata.tables, "alembic_version"))
    away.write_text(f"DROP TABLE IF EXISTS {names} CASCADE;\n", encoding="utf-8")
    how = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    run("psql", *how, f"--file={away}", f"--file={rows}", url=url)


def _begun_anew(data_dir: Path | None, database_url: str | None) -> Restored:
    """With today's tables, and a history that nobody was told of."""
    store = open_store(data_dir, database_url)
    try:
        with store.read() as connection:
            teams = connection.execute(select(schema.team.c.id)).scalars().all()
            last = connection.execute(select(func.max(schema.history.c.at))).scalar()
            leads = connection.execute(select(func.count()).select_from(schema.lead)).scalar_one()
        at = None if last is None else from_ms(last)
        for team in teams:
            _begin_history(store, team, at)
        letter, late = schema.letter, to_ms(real_now() - TOO_LATE)
        given_up = update(letter).where(letter.c.next_at < late)
        with store.write() as connection:
            letters = connection.execute(given_up.values(next_at=None, error="restored")).rowcount
    finally:
        store.close()
    return Restored(at=at, leads=leads, letters=letters)


def _begin_history(store: Store, team: str, at: datetime | None) -> None:
    at_ms = None if at is None else to_ms(at)
    with Ledger(store).write(team, real_now()) as writing, writing.effect() as effect:
        writing.audit("store_restored", at=at_ms)
        effect.config("store", "restored", {"at": at_ms})


_TABLES = text("SELECT to_regclass('team')")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
