"""Several leads selected in the queue, and what is done with all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_lead
from tests.ui.windows import a_window, press
from workbench.desk.views import Filed
from workbench.domain.lead import Lead
from workbench.ui.window import Window

pytestmark = pytest.mark.usefixtures("qtbot")


def four(directory: Path) -> Window:
    names = ("Ann", "Bo", "Cy", "Di")
    return a_window(
        directory,
        *(a_lead(name=name, waited=n) for n, name in enumerate(names, 1)),
        a_lead(name="Sam's", owner="sam", waited=50),
    )


def marked(window: Window) -> list[str]:
    return sorted(row.name for row in window.desk.rows(window.triage.queue.list.marked_ids()))


def kinds(window: Window) -> list[str]:
    return [item.kind for item in window.desk.unsent()]


def select_own(window: Window) -> None:
    for name in ("Ann", "Bo", "Cy"):
        rows = window.desk.rows(window.triage.queue.model.ids)
        window.triage.queue.list.select(next(row.id for row in rows if row.name == name))
        press(window, "X")
    assert marked(window) == ["Ann", "Bo", "Cy"]


def test_x_selects_and_shift_j_goes_on_selecting_and_esc_lets_go(tmp_path: Path) -> None:
    window = four(tmp_path)
    press(window, "X")
    assert len(marked(window)) == 1
    press(window, "Shift+J", "Shift+J")
    assert len(marked(window)) == 3
    press(window, "X")
    assert len(marked(window)) == 2
    press(window, "Esc")
    assert marked(window) == []
    window.close()


def test_all_that_are_selected_are_snoozed_with_one_answer(tmp_path: Path) -> None:
    window = four(tmp_path)
    select_own(window)
    press(window, "S", "1")
    assert kinds(window) == ["snoozed"] * 3
    assert marked(window) == []
    assert len(window.triage.queue.model.ids) == 2
    window.close()


@pytest.mark.parametrize(
    ("keys", "what", "done"),
    [
        ("S 1", "Snooze, 3 leads", "3 leads snoozed until"),
        ("F 1", "Callback, 3 leads", "3 callbacks planned for"),
        ("A K", "Reassignment, 3 leads", "3 leads handed to Sam Kaya"),
    ],
)
def test_what_was_done_with_several_is_told_once_and_taken_back_by_one_z(
    tmp_path: Path, keys: str, what: str, done: str
) -> None:
    window = four(tmp_path)
    ids = window.desk.queue("all")
    before = [window.desk.lead(lead) for lead in ids]
    select_own(window)
    told: list[Filed] = []
    window.triage.work.filed.connect(told.append)
    press(window, *keys.split())
    assert [filed.done for filed in told] == [told[0].done]
    assert told[0].done.startswith(done)
    assert window.status.undo.accessibleName().startswith(done)
    assert window.desk.undoable() == what
    press(window, "Z")
    assert told[-1].detail == what
    assert [as_planned(window.desk.lead(lead)) for lead in ids] == list(map(as_planned, before))
    assert window.desk.undoable() != what
    window.close()


def as_planned(lead: Lead | None) -> tuple[object, ...]:
    assert lead is not None
    return lead.owner, lead.step, lead.snoozed_until, lead.callback_at


def test_all_that_are_selected_are_handed_to_a_colleague(tmp_path: Path) -> None:
    window = four(tmp_path)
    select_own(window)
    press(window, "A", "K")
    assert kinds(window) == ["reassigned"] * 3
    owners = [window.desk.lead(lead) for lead in window.desk.queue("all")]
    assert [lead.owner for lead in owners if lead].count("sam") == 4
    window.close()


def test_what_is_not_ones_own_stays_and_says_why(tmp_path: Path) -> None:
    window = four(tmp_path)
    told: list[Filed] = []
    window.triage.work.filed.connect(told.append)
    press(window, "Ctrl+A", "A", "K")
    assert kinds(window) == ["reassigned"] * 4
    assert told[-1].done.startswith(
        "4 leads handed to Sam Kaya; 1 stayed: You can hand over your own"
    )
    window.close()


def test_several_are_released(tmp_path: Path) -> None:
    window = four(tmp_path)
    select_own(window)
    assert window.actions_table.run("release")
    assert kinds(window) == ["released"] * 3
    window.close()


def test_with_nothing_selected_a_verb_is_about_the_lead_at_hand(tmp_path: Path) -> None:
    window = four(tmp_path)
    press(window, "S", "1")
    assert kinds(window) == ["snoozed"]
    window.close()
