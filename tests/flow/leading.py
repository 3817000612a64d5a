"""The page of who leads a team, in a real window at a real server: how tests look there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.flow.team import Team
from tests.ui.windows import at_desk, press, settle, team_view
from workbench.ui.line_list import Rows
from workbench.ui.people_view import PeopleView
from workbench.ui.side_panel import SidePanel
from workbench.ui.window import Window

PATIENCE_S = 40.0


@contextmanager
def a_led_team(folder: Path) -> Iterator[Team]:
    """Robin and Kim, led by Mara, with Nia of operations; three have asked."""
    team = Team(folder)
    team.join("Robin", "Kim")
    team.join("Nia", role="ops")
    team.join("Mara", role="lead")
    with team:
        for _ in range(3):
            team.inquire()
        yield team


@contextmanager
def seat(team: Team, name: str) -> Iterator[Window]:
    desk = team.desk(name)
    window = at_desk(desk, team.directory)
    yield window
    window.close()
    desk.close()
    team.desks.remove(desk)


def shown(question: Callable[[], Any], within_s: float = PATIENCE_S) -> Any:
    until = time.monotonic() + within_s
    while not (answer := question()):
        assert time.monotonic() < until, "it did not come about in time"
        settle()
        time.sleep(0.005)
    return answer


def panel(window: Window) -> SidePanel:
    return window.pages.team.panel


def title(window: Window) -> str:
    return panel(window)._title.accessibleName()


def told(window: Window) -> str:
    return panel(window).story.accessibleName()


def fill(window: Window, **typed: str) -> None:
    for part in panel(window).form.parts:
        if part.group.name in typed:
            assert part.field is not None
            part.field.setText(typed[part.group.name])


def pick(window: Window, value: Any) -> None:
    buttons = [
        (part, button)
        for part in panel(window).form.parts
        for button in part.buttons
        if button.choice.value == value
    ]
    part, button = buttons[0]
    part.pick(button)


def people(window: Window) -> PeopleView:
    press(window, "G", "E")
    view = team_view(window, PeopleView)
    shown(lambda: view.lines)
    return view


def go_to(window: Window, rows: Rows, name: str) -> None:
    spoken = [row.spoken for row in rows.model_.rows]
    place = next(n for n, said in enumerate(spoken) if said.startswith(name))
    rows.setCurrentIndex(rows.model_.index(place))
