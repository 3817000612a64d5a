"""`workbench demo`: a sample team on loopback, inquiries that keep coming, and a desk at it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from workbench.domain.policy_text import read_policy
from workbench.resources import resource_path
from workbench.server import sample
from workbench.server.store import open_store

FIRST_ARRIVAL_S = 4.0
BETWEEN_ARRIVALS_S = (15.0, 45.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTeam:
    """A team that is being served; `emails` holds one address for each role."""

    server: str
    emails: dict[str, str]
    password: str

    @property
    def greeting(self) -> str:
        logins = "\n".join(f"  {role:5} {email}" for role, email in self.emails.items())
        return f"Team API: {self.server}\nSample logins, password “{self.password}”:\n{logins}"


@contextmanager
def a_sample_team(
    *, leads: int, clock: datetime | None = None, speed: float = 1.0
) -> Iterator[SampleTeam]:
    """The sample team in a folder of its own, served by another process until the block ends.

    Without `clock` it is now, or the next working morning where the team's office is closed.
    """
    now = datetime.now(UTC)
    started = clock or office_time(now)
    folder = Path(tempfile.mkdtemp(prefix="workbench-sample-"))
    try:
        store = open_store(folder)
        filled = sample.fill(store, leads=leads, now=started)
        store.close()
        command = [sys.executable, "-m", "workbench", "serve", "--data", str(folder), "--port", "0"]
        if started != now or speed != 1.0:
            command += ["--clock", started.isoformat(), "--speed", str(speed)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                yield from _served(server, filled)
            finally:
                server.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(server: subprocess.Popen[str], filled: sample.Filled) -> Iterator[SampleTeam]:
    assert server.stdout is not None
    address = server.stdout.readline().removeprefix("ready ").strip()
    if not address:
        raise RuntimeError("The sample team's server did not start; its message is above.")
    over = threading.Event()
    feeder = threading.Thread(target=_feed, args=(address, filled.key, over), daemon=True)
    feeder.start()
    try:
        yield SampleTeam(server=address, emails=filled.emails, password=filled.password)
    finally:
        over.set()


def office_time(now: datetime) -> datetime:
    """`now` while the sample team works, else half an hour into its next working day."""
    policy = read_policy(resource_path("policy.toml").read_text(encoding="utf-8"))
    calendar = policy.in_zone(sample.sample()["zone"]).calendar
    if calendar.is_open(now):
        return now
    return calendar.opening(now) + timedelta(minutes=30)


def _feed(server: str, key: str, over: threading.Event) -> None:
    rng = random.Random()
    wait = FIRST_ARRIVAL_S
    for said in sample.inquiries(rng, hot=True):
        if over.wait(wait):
            return
        request = urllib.request.Request(
            f"{server}/v1/inquiries",
            data=json.dumps(said).encode(),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10):
                pass
        except OSError:
            pass  # the server may be stopped on purpose, to see the desk work on without it
        wait = rng.uniform(*BETWEEN_ARRIVALS_S)


def clock_line(server_now: datetime, zone: str) -> str:
    local = server_now.astimezone(ZoneInfo(zone))
    return f"The sample team's clock says {local:%A %H:%M}; --clock sets another."
