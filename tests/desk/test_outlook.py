"""What the dock says will follow is what follows."""

from __future__ import annotations

from pathlib import Path

from tests.builders import a_lead
from tests.desk.seats import StoppedClock, a_desk
from workbench.desk.views import Filed


def test_what_is_foreseen_for_a_code_is_what_comes_of_it(tmp_path: Path) -> None:
    for code in ("NA", "VM", "VMN", "BSY", "GK", "INT"):
        folder = tmp_path / code
        folder.mkdir()
        clock = StoppedClock()
        lead = a_lead(waited=2)
        desk = a_desk(folder, lead, clock=clock)
        for _ in range(3):
            foreseen = desk.outlook(lead.id)[code]
            assert isinstance(desk.dispose(lead.id, code, touch_kind="call"), Filed)
            card = desk.card(lead.id)
            assert card is not None
            assert card.lead.step == foreseen
            clock.pass_by(minutes=20)


def test_looking_ahead_files_nothing_and_leaves_out_codes_that_ask(tmp_path: Path) -> None:
    lead = a_lead()
    desk = a_desk(tmp_path, lead)
    assert set(desk.outlook(lead.id)) == {"NA", "VM", "VMN", "BSY", "GK", "INT"}
    assert desk.unsent() == []
    card = desk.card(lead.id)
    assert card is not None
    assert card.lead.attempts == 0
    assert desk.outlook("not here") == {}
