"""Opens an outbox whatever became of its file: what can be read of a damaged one is kept."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from workbench.cache.database import DAMAGE, delete_database, is_fault_of_the_disk
from workbench.cache.entry import NO_ROW, STATES, Entry, read_positions
from workbench.cache.outbox import NotSaved, Outbox
from workbench.cache.sealing import Tally, Told, is_plain, opens, salt_of, seal
from workbench.domain.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Rescue:
    """What became of a damaged outbox; `aside` is where its copy lies.

    `locked`: it is sealed with a key that is not there. `lost` is then how much was unsent, and
    the copy is taken in once its key is back.
    """

    saved: int
    lost: int
    aside: Path
    locked: bool = False


def open_outbox(path: Path, key: str | None = None) -> tuple[Outbox, Rescue | None]:
    """With a `key` the file is sealed, whatever it was before; plain where that finds no room."""
    if key is not None and is_plain(path):
        plain, rescue = open_outbox(path)  # of today's tables, and sound
        plain.close()
        try:
            seal(path, key)
        except (OSError, sqlite3.DatabaseError):
            return Outbox(path), rescue
        return open_outbox(path, key)[0], rescue
    outbox, rescue = _open(path, key, Tally(path).told() or Told(0, 0, False))
    outbox.tell()
    return outbox, rescue


def _open(path: Path, key: str | None, told: Told) -> tuple[Outbox, Rescue | None]:
    try:
        outbox = Outbox(path, key)
    except (*DAMAGE, *NO_ROW) as error:
        if is_fault_of_the_disk(error):
            raise
        return _rescue(path, key, told)
    except NotSaved as error:
        if isinstance(error.__cause__, sqlite3.OperationalError):
            raise  # the disk is full or read-only, the file is not at fault
        return _rescue(path, key, told)
    try:
        is_sound = outbox.database.is_sound_throughout() and _reads_well(outbox)
    except sqlite3.OperationalError:
        outbox.close()
        raise
    if is_sound and not _vanished(told, outbox.last):
        return outbox, None
    outbox.close()
    return _rescue(path, key, told)


def _vanished(told: Told, last: int) -> int:
    """Of the newest rows, those that no file tells of any more and that were not sent yet.

    SQLite takes what a log lacks for what was never written.
    """
    return max(min(told.last - last, told.unsent), 0)


def _reads_well(outbox: Outbox) -> bool:
    """SQLite does not notice a byte that changed within a row, nor a page that nobody reads."""
    try:
        outbox.calls()
        with contextlib.suppress(_Tried), outbox.database.write() as connection:
            connection.execute(_TRIAL)
            raise _Tried
        entries = outbox.entries("1")
        is_sound = all(entry.is_sound and entry.state in STATES for entry in entries)
        return is_sound and not any(_senseless(outbox)) and _are_in_line(entries, outbox.ack_no)
    except (*DAMAGE, *NO_ROW) as error:
        if is_fault_of_the_disk(error):
            raise
        return False


_READ: Mapping[str, Callable[[str], object]] = {
    "client_id": lambda text: bytes.fromhex(text.replace("-", "")),
    "user": lambda text: json.loads(text)["id"],
    "cache_gen": int,
    "ack_no": int,
    "claims": lambda text: read_positions(text.encode("ascii").decode()),
}
"""What a desk keeps of itself, and would not get far with if it said just anything."""


def _senseless(outbox: Outbox) -> Iterator[str]:
    for name, read in _READ.items():
        try:
            if text := outbox.get(name):
                read(text)
        except NO_ROW:
            yield name


def _forget_senseless(outbox: Outbox) -> None:
    from workbench.cache.writing import Writing

    forgotten = list(_senseless(outbox))
    with outbox.database.write() as connection:
        writing = Writing(connection)
        for name in forgotten:
            writing.put(name, "")
        if "client_id" in forgotten:
            writing.name_client()
        if "claims" in forgotten:  # of where the cache comes from nothing is left
            writing.put("cache_gen", str(outbox.generation + 1))


def _are_in_line(entries: Sequence[Entry], count: int) -> bool:
    """Each acknowledgement has a number of its own; beyond the count it would be shown for ever."""
    numbers = [entry.ack_no for entry in entries if entry.state == "acked"]
    is_counted = all(isinstance(n, int) and n <= count for n in numbers)
    return is_counted and len({*numbers}) == len(numbers)


_SEND_AGAIN = """UPDATE outbox SET state = 'pending', ack_no = NULL, result = NULL
    WHERE state = 'acked' AND (ack_no IS NULL OR ack_no > :count OR ack_no IN (
        SELECT ack_no FROM outbox WHERE state = 'acked' GROUP BY ack_no HAVING count(*) > 1))"""
"""What was acknowledged out of line; taken twice, it changes nothing."""
_TRIAL = """INSERT INTO outbox (id, type, v, lead, body, sha256, offset_ms, occurred_at)
    VALUES ('', '', 1, '', zeroblob(10000), zeroblob(32), 0, 0)"""
"""As long as a long note: a row takes pages of the table's, and a place in each index."""


class _Tried(Exception):
    """Ends a trial write, so that it leaves nothing."""


def _rescue(path: Path, key: str | None, told: Told) -> tuple[Outbox, Rescue]:
    from workbench.cache.torn import SMALL_TABLES, Torn, keep

    locked = told.is_sealed and salt_of(path) is not None and not opens(path, key)
    what = "locked" if locked else "damaged"
    aside = path.with_name(f"{path.stem}.{what}-{time.time_ns()}{path.suffix}")
    _copy(path, aside)
    delete_database(path)
    outbox = Outbox(path, key)
    if locked:
        return outbox, Rescue(saved=0, lost=told.unsent, aside=aside, locked=True)
    torn = Torn(aside, key)
    try:
        rows = torn.rows()
        with outbox.database.write() as connection:
            for row in rows:
                with contextlib.suppress(sqlite3.Error, *NO_ROW):
                    keep(connection, row)
            torn.copy([*SMALL_TABLES], connection, over=True)
        made, last = torn.made(rows)
    finally:
        torn.close()
    _forget_senseless(outbox)
    saved = len(outbox.entries("1"))
    lost = max(made - saved + _vanished(told, last), told.unsent - outbox.unsent(), 0)
    with outbox.database.write() as connection:
        connection.execute(_SEND_AGAIN, {"count": outbox.ack_no})
    return outbox, Rescue(saved=saved, lost=lost, aside=aside)


def _copy(path: Path, to: Path) -> None:
    """With its log, or nothing of it where there is no room for both."""
    try:
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            if source.exists():
                shutil.copy2(source, to.with_name(to.name + suffix))
    except OSError:
        delete_database(to)
        raise


def take_in(aside: Path, key: str, outbox: Outbox) -> None:
    """The key of a locked file is back: what waits in it is sent, if the same person sits here."""
    from workbench.cache.torn import Torn, keep
    from workbench.cache.writing import Writing

    torn = Torn(aside, key)
    try:
        told = dict(tuple(row) for row in torn.ask("SELECT k, v FROM meta"))
        own = outbox.get("user")
        if not told or (own and _person(own, outbox.get("server")) != _of(told)):
            return
        with outbox.database.write() as connection:
            for row in torn.rows():
                if row["state"] in ("pending", "rejected"):
                    keep(connection, row | {"n": None})  # behind what was done since
            torn.copy(("draft", "call", "mail", "batch"), connection, over=False)
            for name in ("user", "server", "mail_account") if not own else ():
                Writing(connection).put(name, told.get(name, ""))
    finally:
        torn.close()
    delete_database(aside)


def _of(told: dict[str, str]) -> tuple[str, str]:
    return _person(told.get("user", ""), told.get("server", ""))


def _person(user: str, server: str) -> tuple[str, str]:
    return str(json.loads(user)["id"]) if user else "", server
