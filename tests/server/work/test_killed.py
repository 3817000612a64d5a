"""A server that is killed in the middle of a batch carries it on when it is started again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import func, select

from tests.builders import MONDAY, a_lead
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.store import Store, open_store
from workbench.server.team import people

LEADS = 2000
PASSWORD = "correct horse battery"


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A real server process, and where it answers; killed at the end."""
    at = ["--clock", MONDAY.isoformat(), "--port", "0"]
    command = [sys.executable, "-m", "workbench", "serve", "--data", str(folder), *at]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().split()[1]
        finally:
            process.kill()


def signed_in(address: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    login = {"email": "boss@b.example", "password": PASSWORD, "device": "test"}
    answer = session.post(address + "/v1/auth/login", json=login, timeout=30)
    session.headers["Authorization"] = f"Bearer {answer.json()['access']}"
    return session


def owned(store: Store) -> dict[str, int]:
    lead = schema.lead.c
    with store.read() as connection:
        counted = select(lead.owner, func.count()).group_by(lead.owner)
        return dict(connection.execute(counted).all())


def a_team(store: Store) -> tuple[str, str]:
    """Two reps, the first with all the leads."""
    ann, bob = (
        people.add_user(store, email=f"{name}@b.example", name=name.title(), role="rep").id
        for name in ("ann", "bob")
    )
    people.add_user(store, email="boss@b.example", name="Ada Boss", role="lead", password=PASSWORD)
    team = people.ensure_team(store, None)
    lead = a_lead(owner=ann)
    for _ in range(4):
        with Ledger(store).write(team, MONDAY) as writing, writing.effect() as effect:
            effect.put_all(replace(lead, id=os.urandom(8).hex()) for _ in range(LEADS // 4))
    return ann, bob


def test_what_a_kill_broke_off_is_moved_once_and_can_be_taken_back(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    ann, bob = a_team(store)
    asked = {"filter": {"owner": ann}, "to": bob, "reason": "leave", "preview": False}
    with serving(tmp_path) as (process, address):
        boss = signed_in(address)

        def give() -> None:
            with suppress(requests.RequestException):  # the server is gone
                boss.post(address + "/v1/leads/reassign", json=asked, timeout=60)

        giving = threading.Thread(target=give)
        giving.start()
        while bob not in owned(store):
            time.sleep(0.002)
        process.kill()
        giving.join()
    assert 0 < owned(store)[bob] < LEADS
    with serving(tmp_path) as (_, address):
        assert owned(store) == {bob: LEADS}
        boss = signed_in(address)
        with store.read() as connection:
            batch = connection.execute(select(schema.batch.c.id)).scalar_one()
            told = select(func.count()).where(schema.activity.c.doc.contains('"reassigned"'))
            assert connection.execute(told).scalar_one() == LEADS
        undone = boss.post(f"{address}/v1/batches/{batch}/undo", timeout=60)
        back: dict[str, Any] = undone.json()
        assert (back["moved"], back["refused"]) == (LEADS, [])
    assert owned(store) == {ann: LEADS}
    store.close()
