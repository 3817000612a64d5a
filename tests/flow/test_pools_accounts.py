"""Pools and accounts, kept by who leads the team in the real window, against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.flow.leading import a_led_team, fill, go_to, panel, pick, seat, shown, told
from tests.flow.team import Team
from tests.ui.windows import press, team_view
from workbench.ui.account_view import AccountView
from workbench.ui.line_view import LineView
from workbench.ui.pool_view import PoolView
from workbench.ui.trail_view import TrailView
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with a_led_team(tmp_path_factory.mktemp("team")) as team:
        yield team


@pytest.fixture
def window(team: Team) -> Iterator[Window]:
    """Where the team lead sits."""
    with seat(team, "Mara") as window:
        yield window


def spoken(view: LineView[Any]) -> list[str]:
    return [row.spoken for row in view.list.rows.model_.rows]


def test_a_pool_is_added_and_gets_what_another_cannot_take(window: Window) -> None:
    press(window, "G", "O")
    view = team_view(window, PoolView)
    shown(lambda: view.lines)
    first = next(iter(view.lines.values()))
    press(window, "N")
    fill(window, name="South")
    panel(window).form.submit()
    shown(lambda: any(said.startswith("South") for said in spoken(view)))
    added = next(id for id, pool in view.lines.items() if pool["name"] == "South")
    go_to(window, view.list.rows, first["name"])
    press(window, "E")
    assert "No lead moves by this" in told(window)
    pick(window, added)
    panel(window).form.submit()
    shown(lambda: any("passes on to South" in said for said in spoken(view)))
    go_to(window, view.list.rows, first["name"])
    assert "its hand-raisers go to South" in told(window)
    press(window, "G", "T")
    trail = team_view(window, TrailView)
    shown(lambda: any("South" in entry.says for entry in trail.lines.values()))


def accounts(window: Window) -> AccountView:
    press(window, "G", "K")
    view = team_view(window, AccountView)
    shown(lambda: view.is_told)
    return view


def test_an_account_is_added_given_an_owner_and_found_again(window: Window) -> None:
    view = accounts(window)
    press(window, "N")
    fill(window, domain="halden.example", name="Halden Freight", owner="Nobody Known")
    panel(window).form.submit()
    shown(lambda: "“Nobody Known” is nobody who can be given leads." in told(window))
    fill(window, owner="Robin")
    panel(window).form.submit()
    shown(lambda: any("owner Robin" in said for said in spoken(view)))
    go_to(window, view.list.rows, "halden")
    assert "New leads of this company go to Robin." in told(window)
    press(window, "E")
    fill(window, owner="")
    pick(window, "target")
    panel(window).form.submit()
    shown(lambda: any("Target account, owner nobody" in said for said in spoken(view)))
    press(window, "F")
    fill(window, q="nowhere")
    panel(window).form.submit()
    shown(lambda: not view.lines)
    press(window, "F")
    fill(window, q="freight")
    panel(window).form.submit()
    shown(lambda: len(view.lines) == 1)


def test_what_the_server_refuses_of_an_account_is_asked_again(window: Window) -> None:
    accounts(window)
    press(window, "N")
    fill(window, domain="gmail.com", name="Somebody’s own")
    panel(window).form.submit()
    shown(lambda: "needs a company’s own" in told(window))
    texts = [part.field.text() for part in panel(window).form.parts if part.field]
    assert texts == ["gmail.com", "Somebody’s own", ""]
