"""A Friday's review in the real window, against a real server: read, decided, kept without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.flow.leading import a_led_team, fill, panel, seat, shown, told
from tests.flow.team import Team
from tests.ui.windows import press, team_view
from workbench.ui.review_view import ReviewView
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(120)]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with a_led_team(tmp_path) as team:
        yield team


def review(window: Window) -> ReviewView:
    press(window, "G", "V")
    return team_view(window, ReviewView)


def change_the_policy(team: Team) -> None:
    held = team.ask("Nia", "GET", "/v1/policy").json()
    change = {"text": held["text"] + "\n# faster\n", "reason": "faster demos",
              "expected_version": held["newest"]}  # fmt: skip
    assert team.ask("Nia", "PUT", "/v1/policy", **change).status_code == 200


def test_a_review_is_read_decided_and_still_stands_when_the_server_is_gone(team: Team) -> None:
    change_the_policy(team)
    with seat(team, "Mara") as window:
        view = review(window)
        shown(lambda: view.told_of)
        change = view.grid.views["change 2"].panel
        assert "faster demos" in change.title
        assert "weaker evidence" in change.said
        assert {mark.notes[-1] for mark in change.marks} <= {"too early", "too few"}
        assert view.grid.views["promises.attainment"].panel.marks

        press(window, "D")
        due = datetime.now(UTC) + timedelta(days=7)
        fill(window, says="Ring before ten", due=f"{due:%Y-%m-%d}", expects="5 points more")
        panel(window).form.submit()
        shown(lambda: view.grid.views["decisions"].panel.marks)
        [mark] = view.grid.views["decisions"].panel.marks
        assert mark.label == "Ring before ten"
        assert "5 points more" in mark.meant

        view.grid.views["decisions"].setFocus()
        press(window, "O")
        fill(window, outcome="3 points")
        panel(window).form.submit()
        shown(lambda: "3 points" in view.grid.views["decisions"].panel.marks[0].says)

        view.grid.views["change 2"].setFocus()
        view.grid.views["change 2"].choose(1)
        assert "Clocks met ÷" in told(window)
        press(window, "M")
        fill(window, inputs="Clocks: Nia", baseline="82")
        panel(window).form.submit()
        shown(lambda: "Made of: Clocks: Nia" in told(window))
        assert "Baseline: 82 %" in told(window)

        team.stop()
        view.refresh()
        shown(lambda: not window.pages.team.asker.waits)
        assert "told by the server" in window.pages.team._told.accessibleName()
        assert "cannot be reached" in window.pages.team._told.accessibleName()
        view.show_told({})
        view.refresh()
        [mark] = view.grid.views["decisions"].panel.marks
        assert mark.label == "Ring before ten", "kept on this computer"


def test_an_outcome_that_is_overdue_stands_above_the_board_and_the_review(team: Team) -> None:
    mara = team.ask("Mara", "GET", "/v1/me").json()["id"]
    day = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%d}"
    decision = {"metric": "promises.response", "says": "Ring before ten", "owner": mara,
                "due": day, "expects": "a minute less"}  # fmt: skip
    assert team.ask("Mara", "POST", "/v1/decisions", **decision).status_code == 201
    with seat(team, "Mara") as window:
        head = window.pages.board.head
        shown(lambda: "1 decision’s outcome overdue" in head._line.accessibleName())
        view = review(window)
        shown(lambda: view.told_of)
        assert "1 outcome is overdue." in window.pages.team._told.accessibleName()
        assert view.grid.views["decisions"].panel.marks[0].notes[-1] == "overdue"


def test_each_mark_opens_its_leads_and_the_review_is_saved_as_a_pdf(
    team: Team, tmp_path: Path
) -> None:
    for _ in range(3):
        team.inquire(type="demo")
    change_the_policy(team)
    with seat(team, "Mara") as window:
        view = review(window)
        shown(lambda: view.told_of)
        leaks = view.grid.views["leaks"]
        leaks.setFocus()
        place = next((n for n, mark in enumerate(leaks.panel.marks) if mark.n), None)
        if place is not None:
            leaks.choose(place)
            press(window, "Enter")
            shown(lambda: view.side.model.ids)
            press(window, "Esc")
            assert not view.side.isVisible()
        view.folder = tmp_path
        press(window, "A")
        [pdf] = tmp_path.glob("review *.pdf")
        assert pdf.read_bytes().startswith(b"%PDF")
