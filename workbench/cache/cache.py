"""The cache: what the server last said. Only the puller writes it; it can be pulled again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cache import counted, lead_rows, search, traits, upheld
from workbench.cache.database import DAMAGE, Database, delete_database, is_of_no_file, is_shut
from workbench.cache.mails import TIMELINES_SAY
from workbench.domain.activity import Activity
from workbench.domain.frozen import dataclass
from workbench.domain.lead import Lead
from workbench.domain.plain import Misfit, Plain, from_plain
from workbench.domain.policies import ON_TRIAL, Policies
from workbench.domain.policy import Policy
from workbench.resources import resource_path
from workbench.wire import compact, read_activity, read_lead

if TYPE_CHECKING:
    from workbench.cache.page import Item

VERSION = 6
ROOM_KB, ROOM_TO_FILL_KB = 2000, 32_000
"""Memory for pages of the file, of a thread's connection: SQLite's own, and while it is filled."""
SCHEMA = f"""
CREATE TABLE cursor (since INTEGER NOT NULL, below INTEGER NOT NULL, base INTEGER NOT NULL,
    covers_ack INTEGER NOT NULL, complete INTEGER NOT NULL);

CREATE TABLE activity (id TEXT PRIMARY KEY, lead TEXT NOT NULL, at INTEGER NOT NULL,
    doc TEXT NOT NULL) WITHOUT ROWID;

CREATE INDEX activity_by_lead ON activity (lead, at, id);

CREATE INDEX activity_by_mail ON activity ({TIMELINES_SAY}) WHERE {TIMELINES_SAY} IS NOT NULL;

CREATE TABLE config (kind TEXT, key TEXT, doc TEXT NOT NULL, PRIMARY KEY (kind, key))
    WITHOUT ROWID;

CREATE TABLE quarantine (lead TEXT PRIMARY KEY, item TEXT NOT NULL, why TEXT NOT NULL)
    WITHOUT ROWID;

{lead_rows.SCHEMA.strip()};

{counted.SCHEMA.strip()};

{traits.SCHEMA.strip()}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far the cache has come.

    `since`: live pages up to here, None before the first. `below`: the backfill still has what
    lies under it. `base`: all activities up to here are known. `covers_ack`: acknowledgements up
    to this number show in the documents.
    """

    since: int | None = None
    below: int = 0
    base: int = 0
    covers_ack: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What a page did: leads that were told, which of them are new here, and those that left."""

    put: tuple[str, ...] = ()
    new: frozenset[str] = frozenset()
    evicted: tuple[str, ...] = ()
    config: bool = False


class Cache:
    """One generation's file."""

    def __init__(self, directory: Path, generation: int, key: str | None = None) -> None:
        self.generation = generation
        path = directory / f"cache.{generation}.db"
        log = path.with_name(f"{path.name}-wal")
        self.was_cut_off = log.exists() and log.stat().st_size > 0
        """Whether whoever had it open before ended without closing it."""
        self._policies: Policies | None = None
        self.config_version = 0
        """Counts what this process has taken in of the team's configuration."""
        try:
            self._open(path, key)
        except (*DAMAGE, ValueError) as error:
            if is_shut(error):
                raise
            delete_database(path)
            self._open(path, key)

    def _open(self, path: Path, key: str | None) -> None:
        self.database = Database(path, schema=SCHEMA, version=VERSION, durable=False, key=key)
        try:
            if self.cursor.since is not None:
                _ = self.policies  # a cache that does not tell them would start no desk
        except BaseException:
            self.database.close()
            raise

    @property
    def cursor(self) -> Cursor:
        row = self.database.connection.execute("SELECT * FROM cursor").fetchone()
        return Cursor(**{**row, "complete": bool(row["complete"])}) if row else Cursor()

    def begin(
        self, since: int, config: Sequence[Mapping[str, Any]], items: Collection[Item] = ()
    ) -> Absorbed:
        """The first answer: the position from which pages run upwards and the backfill down.

        `items`: leads of the backfill that come before their turn, and then once more.
        """
        from workbench.cache.taking_in import TakingIn  # no first paint waits for it

        to = Cursor(since=since, below=since + 1)
        with self.database.write() as connection, upheld.page(connection, items, to):
            _put_config(connection, config)
            _put_cursor(connection, to)
            search.merge_by(connection, search.PUT_OFF)
            page = TakingIn(connection, items, is_full=True)
        self._configured(config)
        return Absorbed(page.put, page.new, config=bool(config))

    def absorb(
        self, items: Collection[Item], config: Sequence[Mapping[str, Any]], to: Cursor
    ) -> Absorbed:
        """Apply one page and move the cursor to `to`, in one transaction."""
        from workbench.cache.taking_in import TakingIn  # no first paint waits for it

        was = self.cursor
        room = ROOM_TO_FILL_KB if to.below else ROOM_KB
        self.database.connection.execute(f"PRAGMA cache_size = -{room}")
        with self.database.write() as connection, upheld.page(connection, items, to):
            if config:
                _put_config(connection, config)
                self._configured(config)
            page = TakingIn(connection, items, is_full=was.base == 0)
            _put_cursor(connection, to)
            if to.complete and not was.complete:  # while it was filled, merging was put off
                search.merge_by(connection, search.AS_IT_COMES)
        if page.evicted:
            self.leave_nothing_behind()
        return Absorbed(page.put, page.new, tuple(page.evicted), bool(config))

    def _configured(self, config: Sequence[Mapping[str, Any]]) -> None:
        if any(item["kind"] in ("policy", "chance") for item in config):
            self._policies = None
        self.config_version += 1

    def leave_nothing_behind(self) -> None:
        """What was evicted leaves the disk: the search's index and the log are rewritten."""
        with self.database.write() as connection:
            connection.execute("INSERT INTO found (found) VALUES ('optimize')")
        self.database.checkpoint(truncate=True)

    # ---- reading

    def lead(self, lead_id: str) -> Lead | None:
        found = self.database.connection.execute(
            "SELECT doc FROM lead WHERE id = ?", (lead_id,)
        ).fetchone()
        return None if found is None else _read_lead(found[0])

    def activities(self, lead_id: str) -> tuple[tuple[Activity, ...], int]:
        """The newest first, and how many older ones only the server has."""
        found = self.database.connection.execute(
            "SELECT doc FROM activity WHERE lead = ? ORDER BY at DESC, id DESC", (lead_id,)
        )
        entries = tuple(read_activity(json.loads(row[0])) for row in found)
        older = self.database.connection.execute(
            "SELECT older FROM lead WHERE id = ?", (lead_id,)
        ).fetchone()
        return entries, older[0] if older else 0

    def holds(self, activity_id: str) -> bool:
        found = self.database.connection.execute(
            "SELECT 1 FROM activity WHERE id = ?", (activity_id,)
        )
        return found.fetchone() is not None

    def config(self, kind: str) -> dict[str, Plain]:
        """Key → document."""
        found = self.database.connection.execute(
            "SELECT key, doc FROM config WHERE kind = ?", (kind,)
        )
        return {row["key"]: json.loads(row["doc"]) for row in found}

    @property
    def policy(self) -> Policy:
        """The team's, or the sample until the server has told it."""
        return self.policies.current

    @property
    def policies(self) -> Policies:
        """By which leads go: of each the one that judged it."""
        held = self._policies
        if held is None:
            held = _read_policies(self.config("policy"), self.config("chance").get("current"))
            self._policies = held
        return held

    def text_for(self, lead: Lead, kind: str, name: str) -> Plain:
        """The template, talk or stage of this name, as the lead's policy says it; None if none."""
        return self.texts(lead, kind).get(name)

    def texts(self, lead: Lead, kind: str) -> dict[str, Plain]:
        """By name; what is on trial is there for the leads of the trial alone."""
        told = self.config(kind)
        tried = {name.removesuffix(ON_TRIAL): told.pop(name) for name in [*told]
                 if name.endswith(ON_TRIAL)}  # fmt: skip
        return told | tried if self.policies.of(lead) is self.policies.trial else told

    def areas(self) -> list[str]:
        """The key of every area in which a lead is; see `domain.calling.Area`."""
        return [row[0] for row in self.database.connection.execute("SELECT key FROM area")]

    def is_sound(self) -> bool:
        """Throughout: SQLite does not look at what its texts say. Of 100,000 leads in a second.

        Raises `sqlite3.DatabaseError` where it cannot be told.
        """
        try:
            for table in ("lead", "activity", "config"):
                for row in self.database.connection.execute(f"SELECT * FROM {table}"):
                    json.loads(row["doc"])
        except (*DAMAGE, ValueError) as error:
            if is_of_no_file(error):
                raise
            return False
        return self.database.is_sound()

    def close(self) -> None:
        self.database.close()


@lru_cache(maxsize=64)
def _read_lead(document: str) -> Lead:
    """The lead at hand is looked at from many sides at once."""
    return read_lead(json.loads(document))


def _read_policies(told: Mapping[str, Plain], chances: Plain) -> Policies:
    """`told`: the documents of the policies; `chances`: what the team's outcomes taught."""
    if "current" in told:
        documents = {key: {**document, "chances": chances} for key, document in told.items()}
        review_by = told["current"].get("review_by")
        try:
            return from_plain(Policies, {**documents, "review_by": review_by})
        except Misfit:
            pass  # of a newer server: the sample serves until this desk is updated
    return Policies(current=_sample())


@cache
def _sample() -> Policy:
    from workbench.domain.policy_text import read_policy  # once the team has told its own, no more

    return read_policy(resource_path("policy.toml").read_text(encoding="utf-8"))


def _put_cursor(connection: sqlite3.Connection, cursor: Cursor) -> None:
    row = connection.execute("SELECT * FROM cursor").fetchone()
    if row is not None and cursor.since is not None and cursor.since < row["since"]:
        raise ValueError(f"the cursor would fall from {row['since']} to {cursor.since}")
    connection.execute("DELETE FROM cursor")
    connection.execute(
        "INSERT INTO cursor VALUES (?, ?, ?, ?, ?)",
        (cursor.since, cursor.below, cursor.base, cursor.covers_ack, cursor.complete),
    )


def _put_config(connection: sqlite3.Connection, config: Sequence[Mapping[str, Any]]) -> None:
    for item in config:
        if item.get("deleted") or item.get("doc") is None:
            connection.execute(
                "DELETE FROM config WHERE kind = ? AND key = ?", (item["kind"], item["key"])
            )
        else:
            connection.execute(
                "INSERT OR REPLACE INTO config VALUES (?, ?, ?)",
                (item["kind"], item["key"], compact(item["doc"])),
            )


def advanced(cursor: Cursor, *, since: int, more: bool, ack_no: int) -> Cursor:
    """The cursor after a live page: its base moves once nothing is missing below it."""
    if more or cursor.below:
        return replace(cursor, since=since)
    return replace(cursor, since=since, base=since, covers_ack=ack_no, complete=True)
