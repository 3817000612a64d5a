"""Real windows at real desks of a real team: what one person does is on the other's screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from tests.flow.team import PASSWORD, PATIENCE_S, Team
from tests.ui.windows import at_desk, press, settle
from workbench.desk.desk import Desk
from workbench.domain.lead import Lead
from workbench.server.store import open_store
from workbench.server.team import people
from workbench.ui.button import PaintedButton
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(90)]
MANY = 500


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin", "Sam")
    team.join("Tess", role="lead")
    with team:
        yield team


def shown(question: Callable[[], Any]) -> Any:
    """The first true answer while windows live."""
    until = time.monotonic() + PATIENCE_S
    while not (answer := question()):
        assert time.monotonic() < until, "it did not come about in time"
        settle()
        time.sleep(0.005)
    return answer


def sit_down(team: Team, name: str) -> Window:
    desk = team.desk(name)
    return at_desk(desk, team.directory / f"desk of {name}")


def give(team: Team, owner: str, count: int) -> None:
    """`count` leads of one rep, as an import brings them."""
    for start in range(0, count, 250):
        rows = [
            {"type": "demo", "name": f"Lead {n}", "email": f"lead{n}@company{n}.example",
             "owner": f"{owner.lower()}@sample.example"}
            for n in range(start, min(start + 250, count))
        ]  # fmt: skip
        told = team.ask("Tess", "POST", "/v1/import", rows=rows).json()
        assert told["imported"] == len(rows), told


def all_of(desk: Desk) -> int:
    return desk.counts()["all"]


def the_lead(desk: Desk, id: str) -> Lead:
    card = desk.card(id)
    assert card is not None
    return card.lead


def test_a_team_lead_moves_500_leads_and_takes_them_back_and_both_desks_follow(team: Team) -> None:
    give(team, "Robin", MANY)
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), sit_down(team, "Tess")
    shown(lambda: all_of(tess.desk) == all_of(robin) == MANY)
    assert robin.user is not None
    shown(lambda: tess.pages.board.table.name_of(robin.user.id) == "Robin" if robin.user else False)
    tess.pages.board.table.choose(robin.user.id)
    press(tess, "Ctrl+A", "A")
    question = tess.pages.board.panel.form.question
    assert question is not None
    assert question.title == f"Move {MANY} leads"
    sams = next(choice.key for choice in question.groups[0].choices if choice.words == "Sam")
    press(tess, sams)
    shown(lambda: tess.pages.board.panel.previews)
    told = tess.pages.board.panel._story.accessibleName()
    assert f"Sam, +{MANY}" in told
    assert all_of(sam) == 0

    press(tess, "Enter")
    shown(lambda: all_of(sam) == MANY and all_of(robin) == 0)
    shown(lambda: f"{MANY} leads moved to Sam" in tess.pages.board.panel._title.accessibleName())
    assert tess.pages.board.panel.undo.isVisible()

    tess.actions_table.run("undo_move")
    shown(lambda: all_of(robin) == MANY and all_of(sam) == 0)
    shown(lambda: "back where they were" in tess.pages.board.panel._title.accessibleName())
    assert not tess.pages.board.panel.undo.isVisible()
    tess.close()


def test_shift_j_selects_on_and_esc_lets_go(team: Team) -> None:
    give(team, "Robin", 5)
    tess = sit_down(team, "Tess")
    shown(lambda: len(tess.pages.board.model.ids) == 5)
    press(tess, "Shift+J", "Shift+J")
    assert len(tess.pages.board.list.chosen_ids()) == 3
    assert tess.pages.board.panel._title.accessibleName() == "3 selected"
    press(tess, "Esc")
    assert tess.pages.board.panel._title.accessibleName() == "Nothing selected"
    tess.close()


def test_a_warning_stands_beside_who_gets_what(team: Team) -> None:
    give(team, "Robin", 2)
    sam = team.desk("Sam")
    sam.set_availability("away")
    tess = sit_down(team, "Tess")
    shown(lambda: any(person.availability == "away" for person in tess.desk.people()))
    shown(lambda: len(tess.pages.board.model.ids) == 2)
    press(tess, "Ctrl+A", "A")
    question = tess.pages.board.panel.form.question
    assert question is not None
    [sams] = [choice for choice in question.groups[0].choices if choice.words == "Sam"]
    assert sams.hint == "away"
    press(tess, sams.key)
    shown(lambda: tess.pages.board.panel.previews)
    assert "Sam is away." in tess.pages.board.panel._story.accessibleName()
    press(tess, "Esc")
    assert not tess.pages.board.panel.previews
    tess.close()


def test_an_arrival_is_told_and_the_row_under_the_cursor_stays(team: Team) -> None:
    team.desk("Sam").set_availability("away")
    robin = sit_down(team, "Robin")
    shown(lambda: any(person.availability == "away" for person in robin.desk.people()))
    first = team.inquire(type="content", name="Bo Chen")["lead_id"]
    shown(lambda: robin.triage.queue.model.ids == [first])
    shown(lambda: robin.triage.work.lead == first)
    hot = team.inquire(type="demo", name="Ann Lee")["lead_id"]
    shown(lambda: hot in robin.triage.queue.model.ids)
    shown(robin.news.button.isVisible)
    assert robin.news.button.accessibleName().startswith("New: Demo, Ann Lee, Company")
    assert robin.triage.work.lead == first
    assert robin.triage.queue.list.current_id() == first

    press(robin, "Enter")  # in work: what comes now waits in the foot
    before = list(robin.triage.queue.model.ids)
    team.inquire(type="demo", name="Cy Dorn")
    shown(robin.triage.queue.foot.new.isVisible)
    assert robin.triage.queue.model.ids == before
    robin.news.button.click()
    shown(lambda: robin.triage.work.lead not in (first, None))
    robin.close()


def test_a_handed_over_lead_leaves_the_desk_and_comes_back_by_z(team: Team) -> None:
    give(team, "Robin", 1)
    robin, sam = sit_down(team, "Robin"), team.desk("Sam")
    lead = shown(lambda: robin.triage.work.lead)
    press(robin, "A", "S")
    shown(lambda: sam.card(lead) is not None and robin.desk.card(lead) is None)
    assert robin.desk.attention() == []
    press(robin, "Z")
    shown(lambda: robin.desk.card(lead) is not None and sam.card(lead) is None)
    assert robin.desk.attention() == []
    robin.close()


def test_a_session_that_has_ended_keeps_the_queue_and_leads_to_the_page(team: Team) -> None:
    give(team, "Robin", 2)
    robin = sit_down(team, "Robin")
    lead = shown(lambda: robin.triage.work.lead)
    store = open_store(team.directory)
    people.set_password(store, "robin@sample.example", "another long password")
    store.close()
    robin.desk.log_touch(lead, "email")
    shown(lambda: robin.desk.sync_state().kind == "signed_out")
    shown(robin.banner.isVisible)
    assert "Signed out" in robin.banner._words.accessibleName()
    assert robin.triage.work.lead not in (lead, None)
    robin.banner.pressed.emit("sign_in")
    page = robin.pages.start
    assert page._title.accessibleName() == "Sign in again"
    assert (page.server.text(), page.email.text()) == (team.address, "robin@sample.example")
    page.password.setText(PASSWORD)
    press(robin, "Enter")
    shown(lambda: "do not belong together" in page.accessibleDescription())
    press(robin, "Esc")
    assert robin.pages.currentWidget() is robin.triage
    robin.actions_table.run("sign_in")
    page.password.setText("another long password")
    press(robin, "Enter")
    shown(lambda: robin.pages.currentWidget() is robin.triage)
    shown(lambda: robin.desk.sync_state().unsent == 0)
    assert not robin.banner.isVisible()
    robin.close()


def test_what_the_server_did_not_take_is_kept_sent_again_or_discarded(team: Team) -> None:
    give(team, "Robin", 3)
    away, tess = team.desk("Robin"), team.desk("Tess")
    leads = list(away.queue("mine"))
    team.desks.remove(away)
    away.close()
    desk = team.open_desk("Robin")  # nobody on the line
    for lead in leads:
        desk.promise_callback(lead, desk.now() + timedelta(hours=2), note=f"typed for {lead}")
        shown(partial(tess.card, lead))
        tess.dispose(lead, "DNC", touch_kind="call")
    shown(lambda: tess.sync_state().unsent == 0)
    robin = at_desk(desk, team.directory / "desk of Robin")
    team.sign_in(desk, "Robin")
    shown(lambda: len(desk.attention()) == 3)

    press(robin, "G", "N")
    page = robin.triage.attention
    assert robin.triage.shows_attention
    shown(lambda: len(page.items) == 3)
    first = page.items[0].item.mutation.lead
    assert "Do not contact" in page.items[0].accessibleName()
    press(robin, "Enter")
    shown(lambda: len(desk.attention()) == 2)
    shown(lambda: f"typed for {first}" in notes(tess, first))

    shown(lambda: len(page.items) == 2)
    button(page.items[0], "Discard").click()
    shown(lambda: len(desk.attention()) == 1)
    [left] = desk.attention()
    lead = left.mutation.lead or ""
    while the_lead(tess, lead).barred:
        tess.undo()
    shown(lambda: tess.sync_state().unsent == 0 and not the_lead(desk, lead).barred)
    shown(lambda: len(page.items) == 1)
    button(page.items[0], "Edit, send again").click()
    field = robin.triage.dock.form.parts[0].field
    assert field is not None
    assert field.text() == f"typed for {lead}"
    field.setText("typed anew")
    press(robin, "Enter")
    shown(lambda: desk.sync_state().unsent == 0)
    assert desk.attention() == []
    shown(lambda: the_lead(tess, lead).callback_at)
    shown(lambda: "typed anew" in notes(tess, lead))
    assert not robin.triage.shows_attention
    robin.close()


def notes(desk: Desk, lead: str | None) -> list[str]:
    card = desk.card(lead or "")
    return [str(item.args.get("note") or "") for item in card.activities] if card else []


def button(item: QWidget, words: str) -> PaintedButton:
    return next(b for b in item.findChildren(PaintedButton) if b.words == words)
