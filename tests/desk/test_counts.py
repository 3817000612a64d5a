"""The numbers on the tabs, which are not counted anew with each look."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, a_lead
from tests.desk.seats import StoppedClock, a_desk, fill
from workbench.desk.desk import Desk
from workbench.desk.queue import VIEWS
from workbench.domain.lead import Lead


def is_right(desk: Desk) -> bool:
    return desk.counts() == {view: len(desk.queue(view)) for view in VIEWS}


def due_in(minutes: float, name: str) -> Lead:
    lead = a_lead(name=name, waited=1)
    queue_from = MONDAY + timedelta(minutes=minutes)
    return replace(lead, standing=replace(lead.standing, queue_from=queue_from))


def test_counts_follow_what_time_the_person_and_another_thread_bring(tmp_path: Path) -> None:
    clock = StoppedClock()
    ann, bo, cy = a_lead(name="Ann"), due_in(10, "Bo"), a_lead(name="Cy", owner="sam")
    desk = a_desk(tmp_path, ann, bo, cy, clock=clock)
    assert is_right(desk)
    assert desk.counts() == {"now": 2, "mine": 2, "later": 1, "all": 3}
    desk.snooze(ann.id, MONDAY + timedelta(minutes=5))
    assert is_right(desk)
    assert desk.counts()["later"] == 2
    clock.pass_by(minutes=20)
    assert is_right(desk)
    assert desk.counts()["later"] == 0
    pulled = threading.Thread(target=fill, args=(desk._caches, due_in(60, "Di")))
    pulled.start()
    pulled.join()
    assert is_right(desk)
    assert desk.counts()["all"] == 4
    fill(desk._caches, replace(bo, owner="sam"), since=1001)
    assert is_right(desk)
    desk.close()
