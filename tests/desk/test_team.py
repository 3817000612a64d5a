"""What a team lead's board says of the team."""

from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, POLICY, a_lead
from tests.desk.seats import StoppedClock, a_desk
from workbench.desk.team import NOBODY, Cell, given_up, leads_in, loads, review_missed
from workbench.domain.plain import to_ms
from workbench.domain.policy_text import plain_policy


def test_a_review_of_the_policy_is_missed_the_day_after_it_was_due(tmp_path: Path) -> None:
    clock = StoppedClock(MONDAY)
    desk = a_desk(tmp_path, clock=clock)
    assert review_missed(desk) == ""
    cache = desk._caches.shown
    due = {**plain_policy(POLICY), "review_by": (MONDAY + timedelta(days=1)).date().isoformat()}
    cache.absorb((), [{"kind": "policy", "key": "current", "doc": due}], cache.cursor)
    clock.pass_by(days=1)
    assert review_missed(desk) == ""
    clock.pass_by(days=1)
    assert review_missed(desk) == "policy due for review since 24 Nov"
    desk.close()


def test_outcomes_that_were_given_up_are_said_for_a_day(tmp_path: Path) -> None:
    clock = StoppedClock(MONDAY)
    desk = a_desk(tmp_path, clock=clock)
    assert given_up(desk) == ""
    told = {"host": "crm.example", "n": 3, "at": to_ms(MONDAY)}
    cache = desk._caches.shown
    cache.absorb((), [{"kind": "given_up", "key": "one", "doc": told}], cache.cursor)
    clock.pass_by(hours=23)
    assert given_up(desk) == "3 outcomes given up, not told to crm.example"
    clock.pass_by(hours=1)
    assert given_up(desk) == ""
    desk.close()


def test_each_cell_opens_as_many_leads_as_it_counts(tmp_path: Path) -> None:
    waits = (-20, 1, 4, 300, 3000)
    leads = [a_lead(owner=owner, waited=wait, type=kind)
             for owner in ("robin", "sam", None) for wait in waits
             for kind in ("demo", "content")]  # fmt: skip
    desk = a_desk(tmp_path, *leads)
    carried = loads(desk)
    assert set(carried) == {"robin", "sam", NOBODY}
    cells: tuple[Cell, ...] = ("open", "due", "at_risk", "breached", "load")
    for row, load in carried.items():
        found = {cell: len(leads_in(desk, row, cell)) for cell in cells}
        assert found == {cell: getattr(load, cell) for cell in cells}
        assert load.open == 2 * len(waits)
    assert carried["robin"].breached > 0
    assert carried["robin"].load < carried["robin"].open
    desk.close()
