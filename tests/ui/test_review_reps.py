"""The reps side by side in the review: n, interval and the team beside each, and their leads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_lead
from tests.ui.cyrillic import a_seat
from tests.ui.review_told import a_review
from tests.ui.room import Room, opened
from tests.ui.windows import press, settle, team_view
from workbench.desk.marks import Panel
from workbench.desk.review_panels import panels
from workbench.ui.review_view import ReviewView
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")

HERE = a_lead(waited=3)
TINY = 1e-9


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    with opened(tmp_path, Room(), a_seat(tmp_path, HERE, role="lead")) as window:
        press(window, "G", "V")
        settle()
        yield window


def view_of(window: Window) -> ReviewView:
    return team_view(window, ReviewView)


def of_reps() -> dict[str, Panel]:
    told = panels(a_review(), POLICY, MONDAY)
    return {one.name: one for one in told if one.name.startswith("rep ")}


def test_every_share_of_a_rep_has_its_n_its_interval_and_the_teams_share_beside_it() -> None:
    for panel in of_reps().values():
        assert panel.marks
        for mark in panel.marks:
            assert f"{mark.n:,}" in mark.notes
            assert mark.low - TINY <= mark.amount <= mark.high + TINY
            assert "likely" in mark.says
            assert mark.before is not None
            assert mark.meant.endswith(".") or "Made of" in mark.meant


def test_of_many_reps_those_with_most_are_shown_beside_the_share_of_all() -> None:
    told = a_review()
    sam = told["promises"]["rows"][0]
    kept = sam["values"]["attainment"]
    told["promises"]["rows"] = [
        sam | {"key": f"rep{n}", "values": sam["values"] | {"attainment": kept | {"n": 100 + n}}}
        for n in range(15)
    ]
    dialled = told["habits"]["rows"][0]
    told["habits"]["rows"] = [
        dialled | {"user": f"rep{n}", "dials": 100 + n, "connects": 50 if n < 3 else 0}
        for n in range(15)
    ]
    found = {one.name: one for one in panels(told, POLICY, MONDAY)}
    for name in ("rep promises.attainment", "rep work.connect_rate"):
        assert [mark.n for mark in found[name].marks] == [*range(114, 102, -1)]
        assert "The 12 of 15 reps with the highest n." in found[name].said
    assert found["rep work.connect_rate"].marks[0].before == 150 / sum(range(100, 115))


def test_hours_say_when_half_was_called_and_which_hour_is_best() -> None:
    mia, sam = of_reps()["rep work.connect_rate"].marks
    assert mia.notes == sam.notes == ("120", "10:00", "9:00")
    assert "9:00 10 of 30, 10:00 9 of 30" in mia.says


def test_only_codes_that_stand_out_are_told() -> None:
    told = a_review()
    told["habits"]["codes"][1]["verdict"] = "same"
    [panel] = [one for one in panels(told, POLICY, MONDAY) if one.name == "rep codes"]
    [mark] = panel.marks
    code = POLICY.find("NA")
    assert code
    assert mark.label == code.label
    assert "48 of 80, likely 49 to 70 %; more often than the others, who give it to 40 %" in (
        mark.says
    )
    told["habits"]["codes"] = []
    [panel] = [one for one in panels(told, POLICY, MONDAY) if one.name == "rep codes"]
    assert panel.said.startswith("Nobody gives a code")


def test_a_code_opens_the_leads_that_the_server_named_and_are_here(window: Window) -> None:
    view, told = view_of(window), a_review()
    told["habits"]["codes"][0]["leads"] = ["elsewhere", HERE.id]
    view.show_told(told)
    view.grid.views["rep codes"].setFocus()
    press(window, "Enter")
    settle()
    assert list(view.side.model.ids) == [HERE.id]


def test_who_answers_is_asked_of_the_number_under_the_cursor(window: Window) -> None:
    view = view_of(window)
    view.show_told(a_review())
    for name in ("follow_up.steps_kept", "follow_up.rang_enough", "work.attempts_kept"):
        view.grid.views[f"rep {name}"].setFocus()
        assert view._metric is not None
        assert view._metric["metric"] == name


def test_that_numbers_have_nobody_is_said_once_and_not_of_each() -> None:
    told = a_review()
    told["metrics"]["metrics"][0]["owner_name"] = "Mara"
    without = len(told["metrics"]["metrics"]) - 1
    shown = panels(told, POLICY, MONDAY)
    said = " ".join(panel.said for panel in shown)
    assert said.count(f"{without} numbers have nobody yet who answers for them.") == 1
    meant = {mark.meant for panel in shown for mark in panel.marks}
    assert {"Mara"} >= {m.partition("Answers for it: ")[2].split(".")[0] for m in meant} - {""}
