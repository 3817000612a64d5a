"""The dashboard beside its server: both are told, each as what it is, and one alone without it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.team import Team, is_settled
from tests.flow.test_windows import all_of, shown, sit_down
from tests.ui.windows import press
from workbench.desk.desk import Desk
from workbench.ui.dashboard import Dashboard
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(90)]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin")
    team.join("Tess", role="lead")
    with team:
        yield team


def notes(page: Dashboard, tile: int) -> str:
    return " | ".join(page.grid.views["tiles"].panel.marks[tile].notes)


def answer_some(team: Team, robin: Desk) -> None:
    """Four ask; two are answered in time."""
    for _ in range(4):
        team.inquire(type="demo")
    mine = shown(lambda: len(robin.queue("all")) == 4 and robin.queue("all"))
    time.sleep(0.1)  # by less two clocks may differ, and a call before the inquiry answers nothing
    for lead in mine[:2]:
        robin.log_touch(lead, "call")
    shown(lambda: is_settled(robin))


def looked(window: Window) -> Dashboard:
    press(window, "G", "D")
    page = window.pages.dashboard
    shown(lambda: page.numbers)
    return page


def test_the_servers_numbers_stand_beside_the_desks_own_until_it_is_gone(team: Team) -> None:
    robin = team.desk("Robin")
    answer_some(team, robin)
    tess = sit_down(team, "Tess")
    shown(lambda: all_of(tess.desk) == 4 and is_settled(tess.desk))
    page = looked(tess)
    shown(lambda: len(page.server.reports) == 3)
    assert "server: 100 %, n 2" in notes(page, 1)
    own = page.numbers["now"]["promises"] if page.numbers else {}
    server = page.server.reports["promises"]["total"]
    assert own["attainment"] == server["attainment"]
    assert own["inquiries"] == server["inquiries"] == {"n": 4}
    assert "is what it told at" in page.head._basis.accessibleName()
    shown(lambda: page.grid.views["leaks"].panel.marks)

    team.stop()
    press(tess, "T")
    shown(lambda: page.numbers and page.view.span == "quarter")
    shown(lambda: "has not answered" in page.head._basis.accessibleName())
    assert "server" not in notes(page, 0)
    assert page.numbers is not None
    assert page.numbers["now"]["promises"]["inquiries"] == {"n": 4}
    tess.close()


def test_a_rep_sees_their_own_numbers_and_the_middle_of_the_teams(team: Team) -> None:
    robin = sit_down(team, "Robin")
    answer_some(team, robin.desk)
    page = looked(robin)
    shown(lambda: "middle of the team 100 %" in notes(page, 1))
    assert page.view.rep == robin.desk.me
    assert "leaks" not in page.grid.views
    robin.close()
