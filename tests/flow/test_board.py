"""The team lead's board in a real window: its cells, what leaks, who gets what and what stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.flow.team import Team, is_settled
from tests.flow.test_windows import all_of, give, shown, sit_down, the_lead
from tests.ui.windows import press
from workbench.desk.desk import Desk
from workbench.desk.words import name_of
from workbench.ui.board import Board
from workbench.ui.rep_table import LEADS
from workbench.ui.story import Bar

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(90)]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin", "Sam")
    team.join("Tess", role="lead")
    with team:
        yield team


def row(board: Board, desk: Desk) -> str:
    found = board.table.row_of(desk.me or "")
    return found.sentence if found else ""


def title(board: Board) -> str:
    return board.panel._title.accessibleName()


def key_of(board: Board, words: str) -> str:
    question = board.panel.form.question
    assert question is not None
    return next(choice.key for group in question.groups for choice in group.choices
                if choice.words == words)  # fmt: skip


def test_a_cell_opens_its_leads_by_arrows_and_by_a_click(team: Team) -> None:
    give(team, "Robin", 5)
    robin, tess = team.desk("Robin"), sit_down(team, "Tess")
    board = tess.pages.board
    tried = shown(lambda: robin.queue("mine"))[:2]
    for lead in tried:
        robin.log_touch(lead, "email")
    shown(lambda: is_settled(robin))
    shown(lambda: "5 open" in row(board, robin))
    board.table.choose(robin.me or "")
    press(tess, "T")
    assert board.table.hasFocus()
    QTest.keyClick(board.table, Qt.Key.Key_Right)
    assert board.table.cell == "due"
    shown(lambda: set(board.model.ids) == set(robin.queue("now")))
    press(tess, "Enter")
    assert board.list.hasFocus()

    shown(lambda: all(the_lead(tess.desk, id).attempts for id in tried))
    board.moving.team_lead.look()
    shown(lambda: "2 touches" in row(board, robin))
    place = next(rect for column, rect in board.table.cells_of(robin.me or "")
                 if column.cell == "touches")  # fmt: skip
    QTest.mouseClick(board.table, Qt.MouseButton.LeftButton, pos=place.center())
    assert set(board.model.ids) == set(tried)
    tess.close()


def test_the_hours_of_today_say_who_is_in_and_what_came(team: Team) -> None:
    team.inquire()
    tess = sit_down(team, "Tess")
    head = tess.pages.board.head
    shown(head.hours.isVisible)
    assert head.hours.accessibleDescription().startswith("10–11: in: Robin, Sam. 1 inquiry came, ")
    head.hours.setFocus()
    QTest.keyClick(head.hours, Qt.Key.Key_Right)
    assert head.hours.accessibleDescription().startswith("11–12: in: Robin, Sam. 0 expected, ")
    press(tess, "H")
    assert not head.hours.isVisible()
    press(tess, "H")
    assert head.hours.isVisible()
    team.stop()
    head._ask()
    shown(lambda: not head.hours.isVisible())
    tess.close()


def test_a_leak_is_one_key_from_its_fix(team: Team) -> None:
    give(team, "Robin", 2)
    robin, sam = team.desk("Robin"), team.desk("Sam")
    robin.set_availability("away")
    shown(lambda: is_settled(robin))
    tess = sit_down(team, "Tess")
    board = tess.pages.board
    shown(lambda: any(leak.name == "owner_away" and leak.n == 2 for leak in board.strip.leaks))
    while board.strip.current != "owner_away":
        press(tess, "L")
    shown(lambda: len(board.model.ids) == 2)
    press(tess, "Ctrl+A", "F")
    press(tess, key_of(board, "Sam"))
    shown(lambda: board.panel.previews)
    press(tess, "Enter")
    shown(lambda: all_of(sam) == 2)
    shown(lambda: board.strip.shown is not None and board.strip.shown.n == 0)
    tess.close()


def test_hand_raisers_of_one_rep_go_to_whoever_has_room_at_once(team: Team) -> None:
    give(team, "Robin", 60)
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), sit_down(team, "Tess")
    board = tess.pages.board
    shown(lambda: all_of(tess.desk) == 60 and "60 open" in row(board, robin))
    board.table.choose(robin.me or "")
    press(tess, "Shift+A", "2")
    press(tess, key_of(board, "Sam"))
    shown(lambda: board.panel.previews)
    assert title(board) == "60 leads to move"
    assert "Sam, +60" in board.panel._story.accessibleName()
    [bar] = [item for section in board.panel._story._sections for item in section.content
             if isinstance(item, Bar)]  # fmt: skip
    assert (bar.before, bar.added) == (0, 1)
    press(tess, "Enter")
    shown(lambda: all_of(sam) == 60 and all_of(robin) == 0)
    tess.close()


def test_a_move_says_how_far_it_has_come(team: Team) -> None:
    give(team, "Robin", 3)
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), sit_down(team, "Tess")
    board = tess.pages.board
    shown(lambda: "3 open" in row(board, robin))
    board.table.choose(robin.me or "")
    press(tess, "Shift+A", "1")
    press(tess, key_of(board, "Sam"))
    shown(lambda: board.panel.previews)
    first = robin.queue("all")[0]  # goes as the first part of a batch does
    team.ask("Tess", "POST", "/v1/leads/reassign", ids=[first], to=sam.me, preview=False)
    shown(lambda: "1 open" in row(board, sam))
    board.panel.applied.emit()
    tess.bridge.queue_changed.emit()  # before the answer can have come
    assert board.panel.is_waiting
    assert board.panel._story.accessibleName() == "1 of 3 leads moved"
    shown(lambda: all_of(sam) == 3 and not board.panel.is_waiting)
    tess.close()


def test_a_rep_s_leads_and_their_cover_are_found_by_name_from_anywhere(team: Team) -> None:
    give(team, "Robin", 2)
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), sit_down(team, "Tess")
    board, palette = tess.pages.board, tess.layers.palette
    shown(lambda: "2 open" in row(board, robin))
    tess.show_mode("Triage")
    press(tess, "Ctrl+K")
    palette.field.setText("robin")
    labels = [hit.label for hit in palette.list.hits if hit.person]
    assert labels == ["Leads of Robin", "Cover Robin …"]
    press(tess, "Enter")
    assert (tess.mode, board.table.current) == ("Board", robin.me)
    assert len(board.model.ids) == 2
    press(tess, "Ctrl+K")
    palette.field.setText("cover sam")
    press(tess, "Enter")
    question = board.panel.form.question
    assert question is not None
    assert (board.table.current, question.title) == (sam.me, "Cover Sam")
    tess.close()


def test_a_balance_shows_its_moves_first_and_what_was_worked_stays(team: Team) -> None:
    give(team, "Robin", 40)
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), sit_down(team, "Tess")
    board = tess.pages.board
    shown(lambda: "40 open" in row(board, robin))
    press(tess, "B")
    shown(lambda: board.panel.previews)
    assert title(board) == "Balance"
    told = board.list.delegate.targets
    assert told
    assert set(told.values()) == {"Sam"}
    press(tess, "Enter")
    moved = shown(lambda: all_of(sam) == len(told) and sam.queue("mine"))
    sam.dispose(moved[0], "NA", touch_kind="call")
    shown(lambda: is_settled(sam))
    press(tess, "Z")
    shown(lambda: "1 stayed" in title(board))
    assert all_of(sam) == 1
    left = board.panel._story.accessibleName()
    assert f"Somebody has worked it since. {name_of(sam.lead(moved[0]))}" in left
    tess.close()


def test_leads_are_dropped_on_whoever_shall_have_them(team: Team) -> None:
    give(team, "Robin", 3)
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), sit_down(team, "Tess")
    board = tess.pages.board
    shown(lambda: "3 open" in row(board, robin))
    board.table.choose(robin.me or "")
    press(tess, "Shift+J")
    [(_, cell), *_] = board.table.cells_of(sam.me or "")
    carried = QMimeData()
    carried.setData(LEADS, b"")
    told = (Qt.DropAction.MoveAction, carried, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(board.table, QDragEnterEvent(cell.center(), *told))
    over = QDragMoveEvent(cell.center(), *told)
    QApplication.sendEvent(board.table, over)
    assert over.isAccepted()
    QApplication.sendEvent(board.table, QDropEvent(QPointF(cell.center()), *told))
    shown(lambda: board.panel.previews)
    assert "Sam, +2" in board.panel._story.accessibleName()
    press(tess, "Enter")
    shown(lambda: all_of(sam) == 2)
    tess.close()


def test_a_rep_has_neither_the_board_nor_its_keys(team: Team) -> None:
    give(team, "Robin", 1)
    robin = sit_down(team, "Robin")
    shown(lambda: robin.triage.work.lead)
    press(robin, "G", "B")
    assert robin.mode == "Triage"
    actions = robin.actions_table
    of_the_board = [action.name for action in actions if action.mode == "Board"]
    assert of_the_board
    assert [name for name in (*of_the_board, "go_board") if actions.is_available(name)] == []
    robin.close()


def test_who_was_typing_is_told_that_a_lead_went_and_can_copy_what_was_typed(team: Team) -> None:
    give(team, "Robin", 1)
    robin, sam = sit_down(team, "Robin"), team.desk("Sam")
    lead = shown(lambda: robin.triage.work.lead)
    name = name_of(robin.desk.lead(lead))
    robin.desk.save_draft(lead, "wants the price\nof 40 seats")
    robin.day.glance()
    shown(lambda: is_settled(robin.desk))
    robin.day.glance()
    move(team, sam, lead)
    shown(lambda: robin.desk.card(lead) is None)
    shown(lambda: "your draft is kept" in robin.news.button.accessibleName())
    assert name in robin.news.button.accessibleName()
    robin.actions_table.run("left_drafts")
    [matter] = robin.day.agenda.matters
    assert matter.words == "wants the price of 40 seats"
    press(robin, "Enter")
    assert QApplication.clipboard().text() == "wants the price\nof 40 seats"
    robin.close()


def test_who_is_on_the_phone_keeps_the_lead_until_the_wrap_up_and_is_told(team: Team) -> None:
    give(team, "Robin", 1)
    robin, sam = sit_down(team, "Robin"), team.desk("Sam")
    lead = shown(lambda: robin.triage.work.lead)
    robin.day.glance()
    robin.desk.start_call(lead)
    shown(lambda: is_settled(robin.desk))
    move(team, sam, lead)
    shown(lambda: "Sam has it once this call is wrapped up" in robin.news.button.accessibleName())
    assert robin.desk.card(lead) is not None
    robin.desk.dispose(lead, "NA")
    shown(lambda: sam.card(lead) is not None and robin.desk.card(lead) is None)
    robin.close()


def move(team: Team, to: Desk, lead: str) -> None:
    """As a team lead does, without a window."""
    told = team.ask("Tess", "POST", "/v1/leads/reassign", ids=[lead], to=to.me, preview=False)
    assert told.status_code == 200, told.text
