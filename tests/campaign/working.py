"""The process of a hand: a desk, and somebody who works at it without end.

It says in lines what it does; `ticked ID NOTE` once a verb has returned: from then on it must not
be lost.
"""

from __future__ import annotations

import faulthandler
import itertools
import logging
import os
import sqlite3
import sys
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import workbench.sync.line
import workbench.sync.team_api
from tests.flow.team import PASSWORD
from workbench import logbook
from workbench.cache.database import tells_of_damage
from workbench.cache.generations import Generations
from workbench.cache.outbox import NotSaved
from workbench.cache.rescue import open_outbox
from workbench.desk.desk import Desk
from workbench.desk.hands import the_verbs
from workbench.desk.views import Filed, SyncState
from workbench.sync.keychain import Keychain
from workbench.sync.server_clock import ServerClock

LOADED_ONCE = (workbench.sync.line, workbench.sync.team_api, Keychain(""), the_verbs())
"""What each desk would import when it signs in, and with its first verb."""
STUCK_S = 300
"""Whoever ticks nothing for so long tells where they are stuck, and ends."""
logger = logging.getLogger(__name__)
AGAIN_S = 0.03
"""How soon somebody who was told NOT SAVED presses again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a hand is to do. `address`: empty where nobody signs in. `key`: of sealed files.

    `calls`: every third touch is a call, of which a profile has one at a time. `most`: so many
    ticks, and then it waits for the last one to be sent and ends.
    """

    folder: Path
    name: str
    email: str = ""
    address: str = ""
    key: str | None = None
    pace_s: float = 0.0
    calls: bool = True
    most: int = 0
    is_durable: bool = True
    log: Path = field(default=Path(os.devnull))


def sit_down(folder: Path, key: str | None = None, clock: ServerClock | None = None) -> Desk:
    """As `open_desk` does, with a key that lies in no keyring."""
    outbox, rescue = open_outbox(folder / "outbox.db", key)
    caches = Generations(folder, outbox.generation, outbox.key)
    return Desk(outbox, caches, clock or ServerClock(), rescue=rescue)


def be_careless(desk: Desk) -> None:
    """The control: commits of the outbox are not made sure of."""
    database = desk._outbox.database
    database._durable = False
    database.connection.execute("PRAGMA synchronous = NORMAL")


class Worker:
    def __init__(self, work: Work, said: int, orders: Connection | None = None) -> None:
        self._work = work
        self._said = said
        self._orders = orders
        self._shift_s = 0.0
        self._line = ""

    def run(self) -> None:
        faulthandler.dump_traceback_later(STUCK_S, exit=True)
        clock = ServerClock(wall=lambda: time.time() + self._shift_s)
        desk = sit_down(self._work.folder, self._work.key, clock)
        if not self._work.is_durable:
            be_careless(desk)
        desk.listen("sync_changed", self._line_changed)
        if self._work.address:
            desk.sign_in(self._work.address, self._work.email, PASSWORD)
        self.say("ready")
        for n in itertools.count():
            faulthandler.dump_traceback_later(STUCK_S, exit=True)
            self._obey()
            self._until_saved(desk, n)
            if n + 1 == self._work.most:
                break
            time.sleep(self._work.pace_s)
        self._end(desk)

    def say(self, *words: str) -> None:
        # One write, which a pipe takes whole.
        os.write(self._said, f"{' '.join(words)}\n".encode())

    def _line_changed(self, state: SyncState) -> None:
        if state.kind != self._line:
            self._line = state.kind
            self.say("line", state.kind)

    def _obey(self) -> None:
        while self._orders is not None and self._orders.poll():
            self._shift_s = self._orders.recv()

    def _until_saved(self, desk: Desk, n: int) -> None:
        lead, note = "", f"{self._work.name} {n}"
        while True:
            desk.look_again()  # as each key at the window does
            try:
                lead = lead or self._lead(desk, n)
                filed = self._file(desk, lead, n, note)
            except NotSaved as error:
                logger.warning("not saved")
                kept = desk._draft(lead) == note
                self.say("refused" if kept else "forgotten", note, str(error))
                time.sleep(AGAIN_S)
            except (sqlite3.DatabaseError, ValueError) as error:
                if not tells_of_damage(error):
                    raise
                desk.met(error)  # as what nobody catches at the window
                time.sleep(AGAIN_S)
            else:
                self.say("ticked", filed.mutation, note)
                return

    def _lead(self, desk: Desk, n: int) -> str:
        while not (leads := desk.queue("all")):
            time.sleep(0.01)
        return leads[n % len(leads)]

    def _file(self, desk: Desk, lead: str, n: int, note: str) -> Filed:
        desk.save_draft(lead, note)
        if n % 3 or not self._work.calls:
            return desk.log_touch(lead, "email", note=note)
        for call in desk.running_calls():  # one that a kill cut off is this one's, too
            lead = call.lead
            desk.save_draft(lead, note)
        if not desk.running_calls():
            desk.start_call(lead)
        filed = desk.dispose(lead, "INT")
        if not isinstance(filed, Filed):
            raise TypeError(f"{filed} for a call that runs")
        return filed

    def _end(self, desk: Desk) -> None:
        while desk.sync_state().unsent:
            time.sleep(0.01)
        os._exit(0)


def begin(said: Connection, orders: Connection, work: Work) -> None:
    """In a process that was forked for it."""
    log = os.open(work.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    logbook.keep()
    Worker(work, said.fileno(), orders).run()


if __name__ == "__main__":  # where it is watched from outside
    folder, name, email, address, key, most, is_durable = sys.argv[1:]
    Worker(
        Work(
            folder=Path(folder), name=name, email=email, address=address, key=key or None,
            most=int(most), is_durable=bool(is_durable),
        ),
        sys.stdout.fileno(),
    ).run()  # fmt: skip
