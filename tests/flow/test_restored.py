"""A store is backed up and restored while desks go on working: nothing lost, nothing doubled."""

from __future__ import annotations

import itertools
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import select

from tests.flow.team import Team, eventually, is_settled
from workbench.cli import main
from workbench.desk.desk import Desk
from workbench.server import schema
from workbench.server.store import open_store

NAMES = ("Robin", "Sam", "Kim")


class Working:
    """Somebody who logs a mail on one lead after the other, each with a number of its own."""

    def __init__(self, desk: Desk, leads: list[str]) -> None:
        self.logged: list[str] = []
        self._desk = desk
        self._leads = itertools.cycle(leads)
        self._numbers = itertools.count()
        self._over = threading.Event()

    def go_on(self) -> None:
        while not self._over.wait(0.02):
            lead, note = next(self._leads), f"mail {next(self._numbers)}"
            self._desk.log_touch(lead, "email", note=f"{lead} {note}")
            self.logged.append(f"{lead} {note}")

    @contextmanager
    def under_way(self) -> Iterator[None]:
        thread = threading.Thread(target=self.go_on)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()


def test_a_restore_while_desks_work_loses_and_doubles_nothing(tmp_path: Path) -> None:
    team, backup = Team(tmp_path / "store"), tmp_path / "backup.db"
    data = ["--data", str(team.directory)]
    team.join(*NAMES)
    team.join("Tess", role="lead")
    with team:
        desks, tess = [team.desk(name) for name in NAMES], team.desk("Tess")
        leads = [team.inquire()["lead_id"] for _ in range(12)]
        eventually(lambda: all(tess.card(lead) for lead in leads))
        eventually(lambda: all(any(is_theirs(desk, lead) for lead in leads) for desk in desks))
        own = [[lead for lead in leads if is_theirs(desk, lead)] for desk in desks]
        hands = [Working(desk, mine) for desk, mine in zip(desks, own, strict=True)]
        with hands[0].under_way(), hands[1].under_way(), hands[2].under_way():
            grown_by(10, hands)
            assert main(["backup", *data, "--to", str(backup)]) == 0
            grown_by(10, hands)
            assert main(["restore", str(backup), *data, "--replace"]) == 2  # it is served
            team.stop()
            grown_by(5, hands)
            assert main(["restore", str(backup), *data, "--replace"]) == 0
            team.start()
            grown_by(10, hands)
        eventually(lambda: all(map(is_settled, desks)))
        said = Counter(note for hand in hands for note in hand.logged)
        assert set(said.values()) == {1}
        eventually(lambda: shows(tess, leads, said))
        for desk, mine, hand in zip(desks, own, hands, strict=True):
            eventually(partial(shows, desk, mine, Counter(hand.logged)))
        assert [desk.attention() for desk in desks] == [[], [], []]
        # Each noticed, and began once anew.
        assert {desk._caches.shown.generation for desk in (*desks, tess)} == {1}
    assert Counter(on_the_server(team.directory)) == said


def grown_by(more: int, hands: list[Working]) -> None:
    wanted = [len(hand.logged) + more for hand in hands]
    eventually(lambda: all(len(hand.logged) >= n for hand, n in zip(hands, wanted, strict=True)))


def is_theirs(desk: Desk, lead: str) -> bool:
    card = desk.card(lead)
    return card is not None and card.lead.owner == desk.me


def shows(desk: Desk, leads: list[str], said: Counter[str]) -> bool:
    return Counter(shown_at(desk, leads)) == said


def shown_at(desk: Desk, leads: list[str]) -> Iterator[str]:
    for card in filter(None, map(desk.card, leads)):
        yield from (a.args["note"] for a in card.activities if a.kind == "email")
        yield from ["older ones"] * card.older


def on_the_server(directory: Path) -> Iterator[str]:
    store = open_store(directory)
    with store.read() as connection:
        docs = connection.execute(select(schema.activity.c.doc)).scalars().all()
    store.close()
    for doc in map(json.loads, docs):
        if doc["kind"] == "email":
            yield doc["note"]
