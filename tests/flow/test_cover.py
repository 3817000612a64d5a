"""A rep calls in sick: covered with one key after the preview, given back on the date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flow.team import Team, is_settled
from tests.flow.test_windows import all_of, give, shown, sit_down, the_lead
from tests.ui.windows import press
from workbench.desk.desk import Desk
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(90)]

THURSDAY = "2026-11-26T09:00:00+00:00"
"""The team's day has begun by then."""


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Mia", "Sam")
    team.join("Tess", role="lead")
    with team:
        yield team


def her_row(tess: Window, mia: Desk) -> str:
    """What stands in Mia's row, as it is read aloud, once she is chosen."""
    row = tess.pages.board.table.row_of(mia.me or "")
    return row.sentence if row else ""


def test_a_rep_calls_in_sick_and_all_of_hers_comes_back_but_what_is_closed(team: Team) -> None:
    give(team, "Mia", 23)
    mia, sam, tess = team.desk("Mia"), team.desk("Sam"), sit_down(team, "Tess")
    leads = list(shown(lambda: all_of(mia) == 23 and mia.queue("mine")))
    callbacks, steps = leads[:4], leads[4:10]
    for lead in callbacks:
        mia.promise_callback(lead, mia.now() + timedelta(days=4))
    for lead in steps:
        mia.dispose(lead, "NA", touch_kind="call")
    shown(lambda: is_settled(mia))
    before = {lead: the_lead(mia, lead) for lead in leads}
    shown(lambda: all(the_lead(tess.desk, lead).seq >= before[lead].seq for lead in leads))

    board = tess.pages.board
    shown(lambda: "Mia" in her_row(tess, mia))
    board.table.choose(mia.me or "")
    press(tess, "C")
    question = board.panel.form.question
    assert question is not None
    assert question.title == "Cover Mia"
    thursday, sams = (
        next(choice.key for group in question.groups for choice in group.choices
             if choice.words.startswith(words))
        for words in ("Thu", "Sam")
    )  # fmt: skip
    press(tess, thursday, sams)
    shown(lambda: board.panel.previews)
    told = board.panel._story.accessibleName()
    assert "Sam, +23" in told
    assert "then what is still open goes back" in told
    assert all_of(sam) == 0

    press(tess, "Enter")
    shown(lambda: all_of(sam) == 23 and all_of(mia) == 0)
    shown(lambda: "23 leads lent to Sam" in board.panel._title.accessibleName())
    shown(lambda: "Sam covers" in her_row(tess, mia))
    assert "away until Thu" in her_row(tess, mia)
    for lead in (*callbacks, *steps):
        now, then = the_lead(sam, lead), before[lead]
        assert (now.callback_at, now.step, now.clock) == (then.callback_at, then.step, then.clock)

    closed, worked = leads[10], leads[11]
    sam.dispose(closed, "NI", touch_kind="call", reason="no need")
    sam.dispose(worked, "NA", touch_kind="call")
    shown(lambda: is_settled(sam))
    team.stop()
    team.clock = THURSDAY
    team.start()
    shown(lambda: all_of(mia) == 22)
    shown(lambda: "available" in her_row(tess, mia))
    assert mia.card(closed) is None
    assert the_lead(sam, closed).status == "disqualified"
    for lead in (*callbacks, *steps):
        assert the_lead(mia, lead).callback_at == before[lead].callback_at
        assert the_lead(mia, lead).step == before[lead].step
    card = mia.card(worked)
    assert card is not None
    assert [act.user for act in card.activities if act.kind == "call"] == [sam.me]
    tess.close()


def test_a_cover_is_ended_early_and_one_that_was_a_mistake_is_taken_back(team: Team) -> None:
    give(team, "Mia", 3)
    mia, sam, tess = team.desk("Mia"), team.desk("Sam"), sit_down(team, "Tess")
    board = tess.pages.board
    shown(lambda: all_of(tess.desk) == 3 and board.table.row_of(mia.me or ""))
    board.table.choose(mia.me or "")

    def cover() -> None:
        press(tess, "C", "S")
        shown(lambda: board.panel.previews)
        press(tess, "Enter")
        shown(lambda: all_of(sam) == 3 and "Sam covers" in her_row(tess, mia))

    cover()
    press(tess, "R")
    shown(lambda: all_of(mia) == 3 and "3 leads given back" in board.panel._title.accessibleName())
    shown(lambda: "covers" not in her_row(tess, mia))
    cover()
    press(tess, "Z")
    shown(lambda: all_of(mia) == 3)
    shown(lambda: "3 leads back where they were" in board.panel._title.accessibleName())
    tess.close()
