"""Power cuts at random moments of a desk's first minute, replayed from a trace of one.

The outbox makes sure of each commit and may lose nothing that was ticked; the cache may lose what
it likes, as long as it comes to the same as every other. A careless outbox, which makes sure at
its checkpoints alone, is the control.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.campaign.books import judged
from tests.campaign.hand import Profile, a_team
from tests.campaign.platter import STRACE, Event, Platter, read_trace
from tests.campaign.tries import Outcome, Try
from tests.flow.team import eventually, is_settled
from workbench.desk.desk import Desk

KEY = "5e" * 32 + "a1" * 16
TICKS = 60
LEADS = 30


def is_missing() -> str:
    return "" if shutil.which("strace") else "strace is not installed (Debian: apt install strace)"


@dataclass(frozen=True, slots=True)
class Traced:
    events: list[Event]
    robin: Profile

    @property
    def store(self) -> Path:
        return self.robin.team.directory


@contextmanager
def stage(folder: Path, *, key: str | None = None) -> Iterator[Try]:
    team = a_team(folder, "Robin", leads=LEADS)
    try:
        robin = Profile(team, "Robin", folder / "desk", key)
        traced = Traced(trace(robin, folder / "trace"), robin)
        with robin.opened() as other:
            team.sign_in(other, "Robin")
            lead = team.inquire()["lead_id"]  # which no cache of a cut can have
            eventually(lambda: is_settled(other) and other.card(lead))
            yield partial(cut, traced, other, folder)
    finally:
        team.stop(signal.SIGKILL)


@contextmanager
def careless_stage(folder: Path) -> Iterator[Try]:
    team = a_team(folder, "Robin", leads=LEADS)
    try:
        robin = Profile(team, "Robin", folder / "desk")
        events = trace(robin, folder / "trace", is_durable=False)
    finally:
        team.stop(signal.SIGKILL)

    def careless_cut(seed: int) -> Outcome:
        began = time.monotonic()
        ticked, place = left_by(Traced(events, robin), seed, folder)
        with Profile(team, "Robin", place).opened() as desk:
            kept = {entry.id for entry in desk._outbox.entries("1")}
        shutil.rmtree(place)
        return Outcome(len(ticked.keys() - kept), 0, time.monotonic() - began)

    yield careless_cut


def trace(robin: Profile, to: Path, *, is_durable: bool = True) -> list[Event]:
    told = (robin.folder, "traced", robin.email, robin.team.address, robin.key or "", TICKS)
    durable = "yes" if is_durable else ""
    checked = {"WORKBENCH_CHECKED": durable}  # the control breaks what must hold
    subprocess.run(
        [*STRACE, "-o", str(to), sys.executable, "-m", "tests.campaign.working",
         *map(str, told), durable],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, check=True, timeout=300,
        env={**os.environ, **checked, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    events = read_trace(to.read_text(), robin.folder)
    to.unlink()
    return events


def left_by(traced: Traced, seed: int, folder: Path) -> tuple[dict[str, str], Path]:
    """What had been ticked when the power went, and the folder as it is found then."""
    rng = random.Random(seed)
    cut_at = rng.randrange(len(traced.events))
    place = folder / f"cut {seed}"
    place.mkdir()
    for path, content in Platter(traced.events, cut_at).left(rng).items():
        (place / Path(path).relative_to(traced.robin.folder)).write_bytes(content)
    said = b"".join(event.data for event in traced.events[:cut_at] if event.kind == "say")
    lines = (line.split(" ", 2) for line in said.decode().splitlines())
    return {words[1]: words[2] for words in lines if words[0] == "ticked"}, place


def cut(traced: Traced, other: Desk, folder: Path, seed: int) -> Outcome:
    ticked, place = left_by(traced, seed, folder)
    found = Profile(traced.robin.team, "Robin", place, traced.robin.key)
    began = time.monotonic()
    with found.opened() as desk:
        assert desk._rescue is None, desk._rescue
        kept = {entry.id for entry in desk._outbox.entries("1")}
        found.team.sign_in(desk, "Robin")
        eventually(lambda: is_settled(desk) and slice_of(desk) == slice_of(other))
        recovery_s = time.monotonic() - began
        assert desk.attention() == []
    shutil.rmtree(place)
    without, doubled = judged(traced.store, ticked)
    return Outcome(len(without | (ticked.keys() - kept)), doubled, recovery_s)


def slice_of(desk: Desk) -> dict[str, object]:
    """All that a cache has been told."""
    cache = desk._caches.shown.database.connection
    return {
        what: sorted(map(tuple, cache.execute(f"SELECT {what}")))
        for what in ("id, seq, doc FROM lead", "id, lead, doc FROM activity")
    }
