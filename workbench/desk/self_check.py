"""How this computer's side of the desk is: its files, its keyring, its way to the server.

Nothing is changed, so it can be asked while the desk is open.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from workbench import __version__, scheme
from workbench.cache import mails
from workbench.cache.database import DAMAGE, connect
from workbench.cache.entry import read_meta
from workbench.cache.sealing import Tally, can_seal, is_plain, locked_files
from workbench.checkup import Finding
from workbench.domain.tongue import tr, tr_n
from workbench.settings import load_settings
from workbench.sync.errors import SyncError
from workbench.sync.file_key import key_of
from workbench.sync.keychain import Keychain
from workbench.sync.team_api import TeamApi

OFF_S = 2.0
LATE_S = 60.0
"""Of the server's rounds, which go several times a second or every few."""


def look_at(directory: Path, server: str | None = None) -> list[Finding]:
    """`server`: in place of the one that somebody signed in at."""
    return list(_looked_at(directory, server))


def _looked_at(directory: Path, server: str | None) -> Iterator[Finding]:
    settings, outbox = load_settings(directory), directory / "outbox.db"
    kept = ""
    keeps_keys = Keychain("").is_persistent
    yield _keyring(keeps_keys)
    if outbox.exists():
        yield _files(outbox, keeps_keys)
        yield from _laid_aside(outbox)
        found, kept = _outbox(outbox)
        yield found
        for path in sorted(directory.glob("cache.*.db")):
            yield _cache(path)
    else:
        yield Finding(what=tr("files"), said=tr("none in {folder} yet", folder=directory))
    yield from _server(server or kept or settings.server, settings.proxy)
    if sys.platform == "linux":
        yield _opener("tel", tr("calls"))
        yield _opener("mailto", tr("mails"))


def _keyring(keeps_keys: bool) -> Finding:
    if keeps_keys:
        return Finding(what=tr("keyring"), said=tr("there is one"))
    return Finding(
        what=tr("keyring"), said=tr("none that keeps anything"), state="look",
        advice=tr("each start asks for the password; gnome-keyring or KWallet would keep it"),
    )  # fmt: skip


def _files(outbox: Path, keeps_keys: bool) -> Finding:
    what = tr("files")
    if not is_plain(outbox):
        return _sealed(what, outbox)
    if not can_seal():
        said = tr("plain, SQLCipher is not installed")
        return Finding(what=what, said=said, state="look", advice=tr("encrypt the disk"))
    if not keeps_keys:
        said = tr("plain, no keyring that keeps a key")
        return Finding(what=what, said=said, state="look", advice=tr("encrypt the disk"))
    said = tr("plain, the next start encrypts them")
    return Finding(what=what, said=said, state="look")


def _sealed(what: str, outbox: Path) -> Finding:
    if key_of(outbox) is not None:
        return Finding(what=what, said=tr("encrypted (SQLCipher), key in the keyring"))
    told = Tally(outbox).told()
    said = tr_n(
        "encrypted, the key is not in the keyring; {n} action waits in them",
        "encrypted, the key is not in the keyring; {n} actions wait in them",
        told.unsent if told else 0,
    )
    return Finding(what=what, said=said, state="wrong", advice=tr("unlock the keyring"))


def _laid_aside(outbox: Path) -> Iterator[Finding]:
    locked = len(locked_files(outbox))
    if locked:
        said = tr_n("{n} file waits for its key", "{n} files wait for their key", locked)
        advice = tr("they are taken in once the keyring has it again")
        yield Finding(what=tr("locked"), said=said, state="look", advice=advice)
    damaged = sorted(outbox.parent.glob(f"{outbox.stem}.damaged-*{outbox.suffix}"))
    if damaged:
        said = tr_n("{n} file was laid aside", "{n} files were laid aside", len(damaged))
        advice = tr("what could be read was saved; delete {file} once nobody misses anything",
                    file=damaged[0].name)  # fmt: skip
        yield Finding(what=tr("damaged"), said=said, state="look", advice=advice)


def _outbox(path: Path) -> tuple[Finding, str]:
    """And the server that it belongs to."""
    what = tr("unsent work")
    try:
        with contextlib.closing(_opened(path)) as connection:
            if not _is_sound(connection):
                raise sqlite3.DatabaseError
            pending = _count(connection, "pending") + mails.count(connection)[0]
            refused = _count(connection, "rejected")
            server = read_meta(connection, "server")
    except DAMAGE:
        advice = tr("start the desk: it saves what can be read")
        return Finding(what=what, said=tr("cannot be read"), state="wrong", advice=advice), ""
    said = tr_n("{n} action waits to be sent", "{n} actions wait to be sent", pending)
    if not refused:
        return Finding(what=what, said=said), server
    refused_said = tr_n("{n} needs attention", "{n} need attention", refused)
    said = f"{said}, {refused_said}"
    return Finding(what=what, said=said, state="look", advice=tr("open “Needs attention”")), server


def _count(connection: sqlite3.Connection, state: str) -> int:
    asked = "SELECT count(*) FROM outbox WHERE state = ?"
    return int(connection.execute(asked, (state,)).fetchone()[0])


def _cache(path: Path) -> Finding:
    what = tr("leads here")
    try:
        with contextlib.closing(_opened(path)) as connection:
            if not _is_sound(connection):
                raise sqlite3.DatabaseError
            leads = connection.execute("SELECT count(*) FROM lead").fetchone()[0]
    except DAMAGE:
        advice = tr("start the desk: it pulls them again")
        return Finding(what=what, said=tr("cannot be read"), state="look", advice=advice)
    return Finding(what=what, said=tr_n("{n} lead, sound", "{n} leads, sound", leads))


def _opened(path: Path) -> sqlite3.Connection:
    """Beside the desk, which alone writes and checkpoints."""
    connection = connect(path, key_of(path))
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _is_sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")


def _server(address: str, proxy: str) -> Iterator[Finding]:
    what = tr("server")
    if not address:
        yield Finding(what=what, said=tr("nobody has signed in here yet"))
        return
    try:
        api = TeamApi(address, client_id="doctor", proxy=proxy)
        asked_at = time.time()
        told = api.call("GET", "/v1/health")
        off_s = int(told["now"]) / 1000 - (asked_at + time.time()) / 2
        late = [name for name, one in told["rounds"].items() if one["age_s"] > LATE_S]
        version = str(told["version"])
    except SyncError as error:
        advice = tr("what is done meanwhile waits here and is sent later")
        yield Finding(what=what, said=str(error), state="look", advice=advice)
        return
    except (KeyError, TypeError, ValueError, AttributeError):
        said = tr("{address} is no Workbench of these days", address=address)
        yield Finding(what=what, said=said, state="wrong", advice=tr("look at the address"))
        return
    said = tr("{address} answers, version {version}; this desk is version {own}",
              address=api.server, version=version, own=__version__)  # fmt: skip
    yield Finding(what=what, said=said)
    yield _rounds(late)
    yield _clock(off_s)


def _rounds(late: list[str]) -> Finding:
    what = tr("server’s rounds")
    if not late:
        return Finding(what=what, said=tr("all go: news, alarms, chores, letters"))
    said = tr("{names} have not gone for a minute", names=", ".join(late))
    return Finding(what=what, said=said, state="wrong", advice=tr("tell whoever runs the server"))


def _clock(off_s: float) -> Finding:
    if abs(off_s) <= OFF_S:
        return Finding(what=tr("clock"), said=tr("right by the server’s"))
    said = tr("{n} s off the server’s, whose time is shown", n=round(abs(off_s)))
    advice = tr("let this computer set its clock by the network")
    return Finding(what=tr("clock"), said=said, state="look", advice=advice)


def _opener(kind: str, what: str) -> Finding:
    program = scheme.opener_of(kind)
    if program:
        return Finding(what=what, said=tr("{program} opens them", program=program))
    said = tr("no program takes {kind}: links", kind=kind)
    advice = tr(
        "the number or address is copied instead; a softphone or mail program would take it"
    )
    return Finding(what=what, said=said, state="look", advice=advice)
