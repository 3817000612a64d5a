"""A move of thousands in the team lead's window, while the server makes it part by part."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.flow.team import Team
from tests.flow.test_board import key_of, row
from tests.flow.test_windows import give, shown, sit_down
from tests.ui.windows import press
from workbench.desk.desk import Desk
from workbench.ui.board import Board

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(180)]
MANY = 1500
TRIES = 6
"""A desk can learn of a whole move at once; of so many it learns of one on its way."""


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin", "Sam")
    team.join("Tess", role="lead")
    with team:
        yield team


def name_at(desk: Desk) -> str:
    assert desk.user is not None
    return desk.user.name


def has_all(board: Board, desk: Desk) -> bool:
    return f"{MANY} open" in row(board, desk)


@pytest.mark.long
def test_a_running_move_is_seen_part_by_part(team: Team) -> None:
    give(team, "Robin", MANY)
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), sit_down(team, "Tess")
    board = tess.pages.board
    told: list[int] = []

    def listen() -> None:
        found = re.search(rf"(\d+) of {MANY} leads moved", board.panel._story.accessibleName())
        if board.panel.is_waiting and found:
            told.append(int(found[1]))

    tess.bridge.queue_changed.connect(listen)  # after whoever tells it
    shown(partial(has_all, board, robin))
    for giver, taker in itertools.islice(itertools.cycle([(robin, sam), (sam, robin)]), TRIES):
        told.clear()
        board.table.choose(giver.me or "")
        press(tess, "Shift+A", "1")
        press(tess, key_of(board, name_at(taker)))
        shown(lambda: board.panel.previews)
        press(tess, "Enter")
        shown(lambda: not board.panel.is_waiting)
        shown(partial(has_all, board, taker))
        assert told == sorted(told)
        if any(0 < n < MANY for n in told):
            break
    else:
        raise AssertionError("no move was ever seen on its way")
    tess.close()
