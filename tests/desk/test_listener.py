from collections import Counter
from pathlib import Path

from tests.desk.seats import StoppedClock, a_desk
from workbench.cache.cache import Absorbed
from workbench.desk.listener import TOLD_EVERY_S


def a_page(*ids: str) -> Absorbed:
    return Absorbed(put=ids, new=frozenset(ids))


def test_of_a_backfill_the_first_page_is_told_and_others_now_and_then(tmp_path: Path) -> None:
    clock = StoppedClock()
    desk = a_desk(tmp_path, clock=clock)
    told: Counter[str] = Counter()
    desk.listen("queue_changed", lambda: told.update(["queue"]))
    desk._ear.absorbed(Absorbed(config=True), (), live=False)
    assert told.pop("queue") == 1  # which brought no lead, and delays none
    for page in ("a", "b", "c"):
        desk._ear.absorbed(a_page(page), (), live=False)
    assert told["queue"] == 1
    clock.pass_by(seconds=TOLD_EVERY_S)
    desk._ear.absorbed(a_page("d"), (), live=False)
    desk._ear.absorbed(a_page("e"), (), live=False)
    assert told["queue"] == 2
    desk._ear.filled()
    assert told["queue"] == 3


def test_a_lead_is_told_where_somebody_may_see_it_already(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    told: list[str] = []
    desk.listen("lead_changed", told.append)
    desk._ear.absorbed(Absorbed(put=("known", "new"), new=frozenset({"new"})), (), live=False)
    assert told == ["known"]
    desk._ear.absorbed(a_page("newer"), (), live=True)
    assert told == ["known", "newer"]
