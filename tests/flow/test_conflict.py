"""Two people give one lead different codes while the line is down: both stand there to choose."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flow.team import Team, is_settled
from tests.ui.windows import at_desk, press, settle
from workbench.desk.desk import Desk
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(90)]
PATIENCE_S = 20.0


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin")
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


def code_of(desk: Desk, lead: str) -> str | None:
    card = desk.card(lead)
    return card.lead.code if card else None


def parted(team: Team) -> tuple[Window, Desk, str]:
    """Robin, offline, asked for a nurture; Tess said meanwhile, and last, that it is no fit."""
    lead = team.inquire(name="Ann Lee")["lead_id"]
    away, tess = team.desk("Robin"), team.desk("Tess")
    shown(lambda: away.card(lead) and tess.card(lead))
    team.desks.remove(away)
    away.close()
    robin = team.open_desk("Robin")  # nobody on the line
    robin.dispose(lead, "NI", touch_kind="call", reason="no need")
    time.sleep(0.05)
    tess.dispose(lead, "NF", touch_kind="call", reason="too small")
    shown(lambda: is_settled(tess))
    team.sign_in(robin, "Robin")
    window = at_desk(robin, team.directory / "desk of Robin")
    shown(lambda: is_settled(robin) and code_of(robin, lead) == "NF")
    window.show_lead(lead)
    shown(window.triage.card.conflict.isVisible)
    return window, tess, lead


def test_the_newer_code_stands_and_both_are_said(team: Team) -> None:
    window, tess, lead = parted(team)
    said = window.triage.card.conflict.accessibleName()
    assert said.startswith("Tess set Not a fit ")
    assert "you set Not interested" in said
    assert code_of(tess, lead) == "NF"
    window.close()


def test_it_is_counted_and_found_from_anywhere_and_settled_by_the_same_key(team: Team) -> None:
    other = team.inquire(name="Bo Chen")["lead_id"]
    window, _, lead = parted(team)

    def status() -> str:
        return window.status.sync.accessibleName()

    window.show_lead(other)
    shown(lambda: "1 conflict, G N shows it" in status())
    press(window, "G", "N")
    assert window.triage.work.lead == lead
    press(window, "U")
    assert "conflict" not in status()
    assert not window.actions_table.is_available("go_attention")
    window.close()


def test_it_stands_in_the_list_of_what_needs_attention_with_its_two_keys(team: Team) -> None:
    window, _, _ = parted(team)
    page = window.triage.attention
    page.refresh()
    bar = page.conflicts[0]
    assert bar.accessibleName().startswith("Ann Lee: Tess")
    keys = [button.accessibleDescription() for button in (bar.keep, bar.take)]
    assert keys == ["Key I", "Key U"]
    bar.take.click()
    page.refresh()
    assert page.conflicts == []
    shown(lambda: "conflict" not in window.status.sync.accessibleName())
    window.close()


def test_to_keep_mine_files_it_anew_and_no_call_is_counted_twice(team: Team) -> None:
    window, tess, lead = parted(team)
    window.triage.card.conflict.keep.click()
    shown(lambda: code_of(tess, lead) == "NI")
    assert not window.triage.card.conflict.isVisible()
    card = tess.card(lead)
    assert card is not None
    assert card.lead.attempts == 2  # Robin's call and Tess'
    assert window.desk.attention() == []
    window.close()


def test_to_take_theirs_changes_nothing_and_does_not_ask_again(team: Team) -> None:
    window, tess, lead = parted(team)
    assert window.actions_table.run("take_theirs")
    shown(lambda: not window.triage.card.conflict.isVisible())
    window.triage.card.refresh()
    assert not window.triage.card.conflict.isVisible()
    assert window.desk.unsent() == []
    assert code_of(tess, lead) == "NF"
    window.close()


def test_a_code_given_after_the_first_was_known_is_no_conflict(team: Team) -> None:
    lead = team.inquire(name="Ann Lee")["lead_id"]
    robin, tess = team.desk("Robin"), team.desk("Tess")
    shown(lambda: robin.card(lead) and tess.card(lead))
    robin.dispose(lead, "NI", touch_kind="call", reason="no need")
    shown(lambda: code_of(tess, lead) == "NI")
    tess.dispose(lead, "NF", touch_kind="call", reason="too small")
    window = at_desk(robin, team.directory / "desk of Robin")
    shown(lambda: code_of(robin, lead) == "NF")
    window.show_lead(lead)
    settle()
    assert not window.triage.card.conflict.isVisible()
    window.close()
