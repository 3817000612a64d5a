"""How a rep's day begins and ends in the window: each line one key from what helps."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY, POLICY, a_call, a_lead
from tests.desk.seats import StoppedClock
from tests.ui.windows import a_window, press, settle
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def a_missed_callback(name: str) -> Lead:
    lead = a_lead(name=name, waited=600)
    at = to_ms(MONDAY - timedelta(hours=1))
    return apply(lead, a_call(lead, "CB", after=-500, callback_at=at), POLICY)


def lines(window: Window) -> list[str]:
    return [hit.label.partition(",")[0] for hit in window.day.agenda.list.hits]


def shown_name(window: Window) -> str | None:
    lead = window.triage.work.at_hand().lead
    return lead.name if lead else None


def opened(directory: Path, *leads: Lead) -> Window:
    window = a_window(directory, *leads, clock=StoppedClock())
    window.day.glance()
    return window


def test_the_morning_leads_to_its_leads_and_esc_closes_it(tmp_path: Path) -> None:
    window = opened(tmp_path, a_lead(name="Ann Lee", waited=20), a_lead(name="Bo Chen", waited=30))
    window.actions_table.run("morning")
    settle()
    assert window.day.agenda.isVisible()
    assert window.day.agenda.accessibleName().startswith("Since Fri ")
    assert sorted(lines(window)) == ["Ann Lee", "Bo Chen"]
    first = lines(window)[0]
    press(window, "J", "K", "Enter")
    assert not window.day.agenda.isVisible()
    assert shown_name(window) == first
    window.actions_table.run("morning")
    press(window, "Esc")
    assert not window.day.agenda.isVisible()
    window.close()


def test_nothing_is_shown_by_itself_while_the_night_is_unknown(tmp_path: Path) -> None:
    window = opened(tmp_path, a_lead(waited=20))
    for _ in range(3):
        window.day.glance()
    assert window.desk.sync_state().kind == "starting"
    assert "agenda" not in vars(window.day)
    window.close()


def test_a_missed_callback_is_one_key_from_being_planned_anew(tmp_path: Path) -> None:
    window = opened(tmp_path, a_missed_callback("Cy Dorn"), a_lead(name="Ann Lee", waited=1))
    window.actions_table.run("close_day")
    assert lines(window)[0] == "Cy Dorn"
    press(window, "1")
    assert shown_name(window) == "Cy Dorn"
    question = window.triage.dock.form.question
    assert question is not None
    assert question.title == "Follow up"
    press(window, "1")
    assert [item.kind for item in window.desk.unsent()] == ["callback_promised"]
    window.actions_table.run("close_day")
    assert "Cy Dorn" not in lines(window)
    window.close()


def test_a_call_left_without_a_code_is_one_key_from_its_wrap_up(tmp_path: Path) -> None:
    window = opened(tmp_path, a_lead(name="Ann Lee", waited=1), a_lead(name="Bo Chen", waited=2))
    press(window, "C", "C", "Esc", "J")
    window.actions_table.run("close_day")
    assert lines(window)[0] == "Ann Lee"
    press(window, "1")
    assert shown_name(window) == "Ann Lee"
    assert window.triage.work.in_wrap_up
    window.close()


def test_who_closes_the_day_is_away_until_the_next_opening(tmp_path: Path) -> None:
    window = opened(tmp_path)
    window.actions_table.run("close_day")
    [away] = lines(window)
    assert away.startswith("Away until Tue ")
    press(window, "Enter")
    assert "Away" in window.status.who.accessibleName()
    assert window.desk.unsent()[-1].kind == "availability_set"
    window.close()


def test_a_part_with_many_lines_says_how_many_more_and_leads_to_them(tmp_path: Path) -> None:
    window = opened(tmp_path, *(a_missed_callback(f"Lead {n}") for n in range(9)))
    window.actions_table.run("close_day")
    assert lines(window)[4] == "5 more"
    press(window, "5")
    assert window.triage.queue.view == "mine"
    window.close()
