"""What stands between a desk and its server, and what came of it: stops of the tour."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.builders import MONDAY
from tests.desk.seats import StoppedClock
from tests.ui.cyrillic import a_lead, a_seat, cyrillic
from tests.ui.doors import a_door
from tests.ui.history import tell_history
from tests.ui.room import Room, Stop, opened
from tests.ui.windows import settle
from workbench.desk.desk import Desk
from workbench.wire import Result


def stops_of_trouble(folder: Path, room: Room) -> Iterator[Stop]:
    said = cyrillic("Not today.")
    ann, bo = a_lead(waited=3, name="Ann Lee"), a_lead(waited=4, name="Bo Chen")
    for kind, status, code in (
        ("offline", 500, ""), ("locked", 403, "account_disabled"), ("too_old", 426, ""),
        ("signed_out", 401, ""),
    ):  # fmt: skip
        desk = a_seat(folder / kind, ann, bo)
        with a_door(status, {"code": code, "message": said}) as server:
            session = desk._session(server, "robin@sample.example")
            session._access, session._good_until = "so it seems", float("inf")
            desk._connect(session)
            with opened(folder / kind, room, desk) as window:
                _wait(partial(_is, desk, kind))
                window.banner.refresh()
                yield kind, window
    desk = a_seat(folder / "refused", ann, bo, clock=StoppedClock())
    tell_history(desk, ann)
    with opened(folder / "refused", room, desk) as window:
        window.show_lead(ann.id)
        yield "conflict, long history", window
        desk.log_touch(bo.id, "email", note=cyrillic("see our offer"))
        refused = [
            Result(id=entry.id, s="rejected", code="erased", message=said)
            for entry in desk._outbox.pending(50)
        ]
        with desk._outbox.writing() as writing:
            writing.settle(refused, MONDAY)
        desk._ear.settled(refused)
        settle()
        yield "refused", window
        window.actions_table.run("go_attention")
        yield "needs attention", window
        window.show_lead(ann.id)
        desk._outbox.database.connection.execute("PRAGMA max_page_count = 1")
        window.triage.card.notes.field.setPlainText(cyrillic("price ") * 2000)
        window.triage.card.notes.save()
        window.actions_table.run("follow_up")
        window.triage.dock.form._press("1")
        yield "disk full", window
        desk._outbox.database.connection.execute("PRAGMA max_page_count = 1073741823")


def _is(desk: Desk, kind: str) -> bool:
    return desk.sync_state().kind == kind


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not until():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
