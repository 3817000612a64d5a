"""What a team lead's board says of the team."""

from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, POLICY
from tests.desk.seats import StoppedClock, a_desk
from workbench.desk.team import review_missed
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
