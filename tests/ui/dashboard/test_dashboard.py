"""The dashboard in a real window: its numbers, its marks by keys, their leads and their meaning."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders import MONDAY
from tests.ui.dashboard.opened import chart, look_at_all, page
from tests.ui.windows import a_window, press
from workbench.domain.lead import Lead
from workbench.domain.metrics.arrivals import Arrival, arrivals_of
from workbench.domain.metrics.definitions import PROMISES
from workbench.domain.metrics.measuring import counted, tallies, told
from workbench.ui.action_table import DASHBOARD
from workbench.ui.window import Window


def came(window: Window, leads: list[Lead]) -> list[Arrival]:
    numbers = page(window).numbers
    assert numbers is not None
    of_all = (one for lead in leads for one in arrivals_of(lead, window.desk.policy))
    since, until = numbers["since"], numbers["until"]
    return [one for one in of_all if since <= one.received_at.timestamp() * 1000 < until]


def test_its_numbers_are_those_of_the_leads_at_this_desk(
    window: Window, leads: list[Lead], qtbot: QtBot
) -> None:
    assert window.mode == DASHBOARD
    look_at_all(window, qtbot)
    numbers, rules = page(window).numbers, window.desk.policy.reports
    assert numbers is not None
    arrived = came(window, leads)
    assert len(arrived) > 20
    [whole] = tallies(arrived, PROMISES, None, MONDAY).values()
    assert numbers["now"]["promises"] == told(PROMISES, whole, rules)
    kept = numbers["now"]["promises"]["attainment"]
    tile = page(window).grid.views["tiles"].panel.marks[1]
    assert tile.value == f"{100 * kept['share']:.0f} %"
    assert f"{kept['count']} of {kept['n']}" in tile.notes[1]
    by_hour = tallies(arrived, PROMISES, "hour", MONDAY)
    for mark in page(window).grid.views["hours"].panel.marks:
        sums = by_hour[mark.id].sums if mark.id in by_hour else {}
        assert mark.n == sum(sums.get(name, 0) for name in ("met", "met_late", "overdue"))


def test_the_waits_are_a_distribution_that_leaves_nobody_out(
    window: Window, leads: list[Lead], qtbot: QtBot
) -> None:
    look_at_all(window, qtbot)
    lengths = [one.lengths["response_ms"] for one in came(window, leads)
               if "response_ms" in one.lengths]  # fmt: skip
    marks = page(window).grid.views["waits"].panel.marks
    assert [marks[0].n, marks[-1].n] == [
        sum(length <= 60_000 for length in lengths),
        sum(length > 240 * 60_000 for length in lengths),
    ]
    assert sum(mark.n for mark in marks) == len(lengths)


def test_each_mark_leads_to_the_leads_it_counts(
    window: Window, leads: list[Lead], qtbot: QtBot
) -> None:
    look_at_all(window, qtbot)
    hours = chart(window, "hours")
    busiest = max(range(len(hours.panel.marks)), key=lambda n: hours.panel.marks[n].n)
    while hours.mark is not hours.panel.marks[busiest]:
        QTest.keyClick(hours, Qt.Key.Key_Right)
    hour = hours.panel.marks[busiest].id
    press(window, "Enter")
    expected = {
        one.lead for one in came(window, leads)
        if one.cuts["hour"] == hour
        and any(counted(one, name, MONDAY) for name in ("met", "met_late", "overdue"))
    }  # fmt: skip
    assert set(page(window).side.model.ids) == expected
    assert window.focusWidget() is page(window).side.list
    press(window, "Enter")
    assert window.mode == "Triage"
    assert window.triage.work.lead in expected


def test_a_click_on_a_mark_opens_its_leads(window: Window, qtbot: QtBot) -> None:
    look_at_all(window, qtbot)
    tiles = chart(window, "tiles")
    QTest.mouseClick(tiles, Qt.MouseButton.LeftButton, pos=QPoint(tiles.width() - 60, 20))
    assert tiles.mark is not None
    assert tiles.mark.id == "ae_acceptance"
    assert page(window).side.isVisible()


def test_one_key_tells_what_a_number_means(window: Window) -> None:
    tiles = chart(window, "tiles")
    tiles.choose(1)
    press(window, "Y")
    assert page(window).side.isVisible()
    story = page(window).side._story.accessibleName()
    assert "Clocks met ÷ (met + missed)" in story
    assert "As of " in story
    press(window, "Y")
    assert not page(window).side.isVisible()


def test_arrows_and_letters_go_from_mark_to_mark_and_each_is_said(window: Window) -> None:
    tiles = chart(window, "tiles")
    tiles.choose(0)
    for _ in range(4):
        press(window, "J")
    waits = page(window).grid.views["waits"]
    assert window.focusWidget() is waits
    assert waits.mark is not None
    assert waits.accessibleDescription().startswith(waits.mark.says)
    told_of_all = waits.accessibleName()
    assert all(mark.says in told_of_all for mark in waits.panel.marks)


def test_it_says_what_it_is_counted_from_and_that_no_server_answered(
    window: Window, leads: list[Lead], qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "has not answered" in page(window).head._basis.accessibleName())
    assert f"from {len(leads)} leads" in page(window).head._basis.accessibleName()


def test_a_lead_looks_at_one_rep_after_the_other_and_a_rep_at_themselves(
    window: Window, leads: list[Lead], tmp_path: Path, qtbot: QtBot
) -> None:
    press(window, "R")
    qtbot.waitUntil(lambda: page(window).numbers is not None)
    assert page(window).view.rep == "robin"
    (tmp_path / "rep").mkdir()
    rep = a_window(tmp_path / "rep", *leads)
    press(rep, "G", "D")
    qtbot.waitUntil(lambda: rep.pages.dashboard.numbers is not None)
    assert rep.pages.dashboard.view.rep == "robin"
    assert not rep.actions_table.is_available("dash_whose")
    assert rep.pages.dashboard.numbers == page(window).numbers
    rep.close()
    rep.desk.close()


def test_what_was_counted_last_is_there_at_once_and_what_changed_follows(
    window: Window, leads: list[Lead], qtbot: QtBot
) -> None:
    before = page(window).numbers
    press(window, "G", "Q")
    page(window).numbers = None
    window.show_mode(DASHBOARD)
    assert page(window).numbers == before
    email = next(lead.id for lead in leads if lead.email)
    window.desk.log_touch(email, "email")
    qtbot.waitUntil(lambda: "1 unsent" in page(window).head.basis)


def test_goals_are_traced_back_to_the_leads_they_take(window: Window) -> None:
    numbers = page(window).numbers
    assert numbers is not None
    for goal, mark in zip(numbers["goals"], page(window).grid.views["goals"].panel.marks,
                          strict=True):  # fmt: skip
        missing = goal["wanted"] - goal["done"]
        assert goal["wanted"] == getattr(window.desk.policy.goals, goal["goal"]) * goal["reps"]
        expected = math.ceil(missing * goal["came"] / goal["brought"]) if missing > 0 else 0
        assert goal["leads"] == expected
        assert mark.value == f"{goal['done']} / {goal['wanted']:.0f}"


def test_a_desk_without_leads_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    window = a_window(tmp_path, role="lead")
    press(window, "G", "D")
    qtbot.waitUntil(lambda: page(window).numbers is not None)
    views = page(window).grid.views
    assert views["waits"].panel.said == "Nothing was answered in these days."
    assert views["hours"].panel.said == "No promise has come due in these days."
    assert [mark.value for mark in views["tiles"].panel.marks] == ["–"] * 4
    press(window, "Enter")
    assert page(window).side.model.ids == []
    window.close()
    window.desk.close()
