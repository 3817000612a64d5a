"""C, E, their buttons, palette and menu outside calling hours, and where somebody opted out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from tests.desk.seats import StoppedClock
from tests.ui.windows import a_window, press, settle
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.watch import Offer
from workbench.ui.top_bar import whole_menu
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")

ASLEEP = "No calls before 8:00 there (in 3 h)."
"""Ten o'clock on MONDAY is five in the morning in New York."""


def in_new_york(waited: float = 1) -> Lead:
    lead = a_lead(name="Ann Lee", waited=waited)
    return replace(lead, tz="America/New_York", tz_basis="phone")


def opened(directory: Path, lead: Lead, clock: StoppedClock | None = None) -> Window:
    window = a_window(directory, lead, clock=clock)
    window.show_lead(lead.id)
    settle()
    return window


def said(window: Window) -> str:
    return window.status.undo.accessibleName()


def unsent(window: Window) -> list[str]:
    return [item.kind for item in window.desk.unsent()]


def find(window: Window, name: str) -> tuple[bool, str]:
    """Whether the menu's row can be chosen, and what it says."""
    menu = whole_menu(window.actions_table, window)
    row = menu.findChild(QAction, name)
    assert isinstance(row, QAction)
    found = (row.isEnabled(), row.text().partition("\t")[0])
    menu.deleteLater()
    return found


def test_c_says_why_and_does_nothing_before_the_window_opens(tmp_path: Path) -> None:
    window = opened(tmp_path, in_new_york())
    dock = window.triage.dock
    assert not dock.call.isEnabled()
    assert dock.call.accessibleDescription() == ASLEEP
    assert ASLEEP in dock.why_not.accessibleName()
    assert dock.email.isEnabled()
    press(window, "C")
    assert said(window).startswith(ASLEEP)
    assert unsent(window) == []
    assert not window.triage.work.at_hand().is_on_call
    window.close()


def test_it_opens_by_itself_while_the_lead_is_looked_at(tmp_path: Path) -> None:
    clock = StoppedClock()
    window = opened(tmp_path, in_new_york(), clock)
    clock.pass_by(hours=3)
    window.triage.card.refresh()
    window.triage._show_at_hand()  # what its timer does
    assert window.triage.dock.call.isEnabled()
    assert not window.triage.dock.why_not.isVisible()
    press(window, "C")
    assert unsent(window) == ["call_started"]
    window.close()


def test_a_call_that_happened_is_logged_at_any_hour(tmp_path: Path) -> None:
    window = opened(tmp_path, in_new_york())
    press(window, "1", "Enter")
    assert unsent(window) == ["disposed"]
    window.close()


def test_a_call_that_runs_as_the_window_closes_is_ended_with_c(tmp_path: Path) -> None:
    clock = StoppedClock(MONDAY + timedelta(hours=14, minutes=59))
    window = opened(tmp_path, in_new_york(), clock)
    press(window, "C")
    clock.pass_by(minutes=2)
    window.triage._show_at_hand()
    press(window, "C")
    assert window.triage.work.in_wrap_up
    window.close()


def test_palette_and_menu_are_off_with_the_reason(tmp_path: Path) -> None:
    window = opened(tmp_path, in_new_york())
    window.layers.palette.open("call, end")
    hit = window.layers.palette.list.hits[0]
    assert (hit.action, hit.is_off, hit.hint) == ("call", True, ASLEEP)
    press(window, "Enter")
    assert said(window).startswith(ASLEEP)
    assert unsent(window) == []
    assert find(window, "call") == (False, f"Call, end the call: {ASLEEP}")
    assert find(window, "email") == (True, "Email …")
    window.close()


@pytest.mark.parametrize(
    ("channels", "key", "sentence"),
    [
        (["call"], "C", "Ann asked not to be called."),
        (["email"], "E", "Ann asked not to be mailed."),
        (["call", "chat", "email", "sms", "social"], "E", "Ann asked not to be contacted."),
    ],
)
def test_who_opted_out_is_not_offered_and_the_key_says_so(
    tmp_path: Path, channels: list[str], key: str, sentence: str
) -> None:
    lead = a_lead(name="Ann Lee", waited=1)
    out = apply(lead, a_mutation(lead, "opted_out", channels=channels), POLICY)
    window = opened(tmp_path, out)
    assert window.triage.dock.why_not.accessibleName().endswith(sentence)
    press(window, key)
    assert said(window).startswith(sentence)
    assert unsent(window) == []
    assert not window.triage.dock.is_asking
    window.close()


def test_a_planned_callback_lifts_the_lead_but_dials_only_if_they_asked_for_it(
    tmp_path: Path,
) -> None:
    lead = in_new_york(waited=60)
    plan = replace(a_mutation(lead, "callback_promised", after=-10), args={"at": to_ms(MONDAY)})
    window = opened(tmp_path, apply(lead, plan, POLICY))
    assert window.desk.queue("now") == [lead.id]
    press(window, "C")
    assert unsent(window) == []
    window.close()


def test_who_asked_for_this_time_may_be_called_and_the_dock_says_so(tmp_path: Path) -> None:
    lead = in_new_york(waited=60)
    asked = apply(lead, a_call(lead, "CB", after=-10, callback_at=to_ms(MONDAY)), POLICY)
    window = opened(tmp_path, asked)
    dock = window.triage.dock
    assert "they asked for this time" in dock.why_not.accessibleName()
    press(window, "C")
    assert unsent(window) == ["call_started"]
    window.close()


def test_enter_takes_what_is_offered(tmp_path: Path) -> None:
    lead = a_lead(name="Ann Lee", waited=6, owner="sam")
    until = MONDAY + timedelta(minutes=4)
    window = opened(tmp_path, replace(lead, offer=Offer(to="robin", since=MONDAY, until=until)))
    assert "open it to take it" in window.triage.card.why.accessibleName()
    press(window, "Enter")
    assert unsent(window) == ["claimed"]
    taken = window.desk.lead(lead.id)
    assert taken is not None
    assert taken.owner == "robin"
    window.close()


def test_y_opens_the_decisions_and_closes_them_again(tmp_path: Path) -> None:
    window = opened(tmp_path, a_lead(name="Ann Lee", waited=1))
    why = window.triage.card.why
    height = why.height()
    assert "Whose" not in why.accessibleName()
    press(window, "Y")
    assert "Whose: Yours." in why.accessibleName()
    assert "Clock: 5:00 promised" in why.accessibleName()
    assert why.height() > height
    why.setFocus()
    press(window, "Enter")
    assert why.height() == height
    window.close()
