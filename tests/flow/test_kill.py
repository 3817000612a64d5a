import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.flow.team import Team, eventually, is_settled
from workbench.server import schema
from workbench.server.store import open_store

KILLS = 50
LEADS = 40
AFTER_A_TICK_S = 0.020


@pytest.mark.timeout(180)  # a busy disk makes each flush slow
def test_killed_fifty_times_within_20_ms_after_a_tick_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path,
) -> None:
    team = Team(tmp_path)
    team.join("Robin")
    with team:
        desk = team.desk("Robin")
        for _ in range(LEADS):
            team.inquire()
        eventually(lambda: len(desk.queue("all")) == LEADS)
        desk.close()
        team.desks.clear()
        ticked = kill_again_and_again(team, random.Random(2026))
        desk = team.open_desk("Robin")
        team.sign_in(desk, "Robin")
        eventually(lambda: is_settled(desk))

        assert desk.attention() == []
        made = desk._outbox.entries("1")
        assert ticked.keys() <= {entry.id for entry in made}
        store = open_store(team.directory)
        with store.read() as connection:
            taken = connection.execute(select(schema.mutation.c.id, schema.mutation.c.result)).all()
            entries = connection.execute(select(schema.activity.c.doc)).scalars().all()
        store.close()
        results = {row.id: json.loads(row.result)["s"] for row in taken}
        assert results == {entry.id: "ok" for entry in made}
        notes = Counter(doc["note"] for text in entries if "note" in (doc := json.loads(text)))
        assert {note for note, times in notes.items() if times != 1} == set()
        assert set(ticked.values()) <= notes.keys()
        assert len(ticked) >= KILLS


def kill_again_and_again(team: Team, rng: random.Random) -> dict[str, str]:
    """Mutation's id → its note, of all whose tick was shown."""
    arguments = [str(team.directory / "desk of Robin"), team.address, "robin@sample.example"]
    nest = subprocess.Popen(
        [sys.executable, "-m", "tests.flow.nest", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert nest.stdin is not None
    assert nest.stdout is not None
    assert nest.stdout.readline() == "ready\n"
    ticked: dict[str, str] = {}
    for kill in range(KILLS):
        print(kill, file=nest.stdin, flush=True)
        pid, ticks, wanted = 0, 0, rng.randrange(1, 10)
        for line in nest.stdout:
            first, _, rest = line.strip().partition(" ")
            if first == "dead":
                break
            if first == "pid":
                pid = int(rest)
            else:
                ticked[first] = rest
                ticks += 1
            if pid and ticks >= wanted:
                time.sleep(rng.uniform(0, AFTER_A_TICK_S))
                os.kill(pid, signal.SIGKILL)
                wanted = 1 << 30
    nest.communicate(timeout=10)
    return ticked
