"""An SDR's day at real windows: keys in, and what the server knows of it out."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.builders import POLICY
from tests.flow.screen import Screen, eventually
from tests.flow.team import PASSWORD, Team
from workbench.ui.question import lettered

ANSWERS = len(POLICY.forms[POLICY.form].questions)
BEATS_S = 60.0
"""What was done stands at the server within this, also when it was away."""
HAND_S = 0.5
"""Between two outcomes; the same within 0.4 s on the next lead is taken for a key that bounced."""
_CODES = {code.code: code for code in POLICY.dispositions}


def keys_of(code: str) -> tuple[str, ...]:
    """From a call that runs to its outcome filed, with what the form offers first."""
    disposition = _CODES[code]
    key = disposition.key.lower()
    if code == "MTG":
        return (*("q", *["Return"] * ANSWERS), key, "1", "a")  # in 1 h, with Ada
    keys = [key] if key.isdigit() else ["l", key]
    if "callback_at" in disposition.needs:
        keys.append("1")  # in 1 h
    if "reason" in disposition.needs:
        keys.append(lettered(disposition.reasons, without=disposition.key)[0].key.lower())
    return (*keys, "Return") if disposition.confirm else tuple(keys)


@dataclass
class Seat:
    """One person's window, on a screen of its own, with a profile of its own."""

    screen: Screen
    own: Mapping[str, str]
    address: str
    said: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None

    def sit_down(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "workbench", "--server", self.address],
            env={**os.environ, **self.screen.environment, **self.own},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.screen.window("Workbench")

    def sign_in(self, email: str) -> None:
        self.screen.write(email)
        self.screen.press("Tab")
        self.screen.write(PASSWORD)
        self.screen.press("Return")

    def get_up(self, how: int = signal.SIGTERM) -> None:
        """End the window; of what it said on standard error nothing may be a traceback."""
        if self._process is not None:
            self._process.send_signal(how)
            self.said.append(self._process.communicate(timeout=15)[1])
            self._process = None


@dataclass(frozen=True)
class Books:
    """What the server has committed, read beside it."""

    path: Path

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """Of all timelines, in the order in which they were taken, each with its `lead`."""
        rows = self._ask("SELECT lead, doc FROM activity ORDER BY seq, id")
        told = [{"lead": lead, **json.loads(doc)} for lead, doc in rows]
        return [entry for entry in told if entry["kind"] == kind]

    def leads(self) -> dict[str, dict[str, Any]]:
        rows = self._ask("SELECT id, owner, status, doc FROM lead")
        return {
            id: {**json.loads(doc), "owner": owner, "status": status}
            for id, owner, status, doc in rows
        }

    def availability(self, name: str) -> str:
        [state] = [
            state
            for user, state in self._ask("SELECT name, availability FROM users")
            if user == name
        ]
        return str(state)

    def _ask(self, query: str) -> list[Any]:
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@dataclass
class Day:
    """`done`: what the SDR did, in order, as (lead's name, code, note)."""

    team: Team
    books: Books
    robin: Seat
    begins_at: datetime
    started: float = field(default_factory=time.monotonic)
    names: dict[str, str] = field(default_factory=dict)
    """Of leads, by id."""
    done: list[tuple[str, str, str]] = field(default_factory=list)

    def now(self) -> datetime:
        gone = timedelta(seconds=time.monotonic() - self.started)
        return self.begins_at + gone * self.team.speed

    def inquire(self, name: str, **fields: Any) -> str:
        id: str = self.team.inquire(name=name, country="DE", **fields)["lead_id"]
        self.names[id] = name
        return id

    # ---- the phone

    def ring(self) -> str | None:
        """Space and C: the lead's name that is on the line now, None where nothing is due."""
        before = len(self.books.entries("call_started"))
        self.robin.screen.press("space", "c")

        def began() -> str | None:
            calls = self.books.entries("call_started")
            return self.names[calls[-1]["lead"]] if len(calls) > before else None

        try:
            return eventually("", began, within_s=5)
        except AssertionError:
            return None

    def ring_up(self, name: str) -> None:
        """This one and no other: nobody asks the server, it may be away."""
        self.robin.screen.press("slash")
        self.robin.screen.write(name)
        self.robin.screen.press("Return", "c")
        time.sleep(0.3)

    def ends(self, name: str, code: str, note: str = "") -> None:
        """With the keys of this outcome; what stands at the server is looked at later."""
        if note:
            self.robin.screen.press("n")
            self.robin.screen.write(note)
            self.robin.screen.press("Escape")
        self.robin.screen.press(*keys_of(code))
        self.done.append((name, code, note))
        time.sleep(HAND_S)

    def heard(self) -> list[tuple[str, str, str]]:
        """What the server has of it."""
        notes = {call["mutation"]: call.get("note") or "" for call in self.books.entries("call")}
        return [
            (self.names[e["lead"]], e["code"], notes.get(e["mutation"], ""))
            for e in self.books.entries("disposed")
        ]

    def until_heard(self) -> None:
        wait_until(
            lambda: len(self.heard()) >= len(self.done),
            lambda: f"{self.done[-3:]} at the server, which has {self.heard()[-3:]}",
        )

    # ---- the server

    def server_goes(self) -> None:
        self.team.stop()

    def server_comes_back(self) -> None:
        """At the hour that it is by now."""
        self.team.clock = self.now().isoformat()
        self.team.start()


def wait_until(question: Callable[[], Any], what: Callable[[], str]) -> None:
    try:
        eventually("", question, within_s=BEATS_S)
    except AssertionError:
        raise AssertionError(f"Waited in vain for {what()}") from None
