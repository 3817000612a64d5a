"""From the rep's booking to the AE's decision and back, over a real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flow.team import Team, eventually, is_settled
from workbench.desk.desk import Desk
from workbench.desk.handoffs import handed_ids, note_of, summary_of
from workbench.desk.views import Filed
from workbench.domain.handed import handed_at_hand
from workbench.domain.record import Refusal


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin")
    team.join("Kim", role="ae")
    with team:
        yield team


def books(desk: Desk, lead: str, ae: str) -> None:
    form = desk.policy.forms[desk.policy.form]
    for question in form.questions:
        if question.required:
            desk.answer(lead, question.id, "asked")
    begins_at = desk.now() + timedelta(days=1)
    filed = desk.dispose(
        lead,
        "MTG",
        touch_kind="call",
        meeting=begins_at,
        meeting_min=45,
        ae=ae,
        summary="Two sites.",
    )
    assert isinstance(filed, Filed)


def id_of(desk: Desk) -> str:
    return desk.me or ""


def test_a_rep_books_the_ae_accepts_and_the_rep_reads_how_good_it_was(team: Team) -> None:
    robin, kim = team.desk("Robin"), team.desk("Kim")
    lead = team.inquire(name="Ann Lee")["lead_id"]
    eventually(lambda: robin.card(lead))
    books(robin, lead, id_of(kim))
    eventually(lambda: handed_ids(kim) == [lead])
    card = kim.card(lead)
    assert card is not None
    handed = handed_at_hand(card.lead)
    assert handed is not None
    assert (handed.by, handed.length_min) == (id_of(robin), 45)
    assert summary_of(card, handed) == "Two sites."
    ours, theirs = robin.invitation(lead), kim.invitation(lead)
    assert ours is not None
    assert theirs is not None
    assert (ours.uid, ours.sequence) == (theirs.uid, theirs.sequence)

    kim.accept(lead, quality=4, note="Just as written.")
    eventually(lambda: is_settled(kim))
    eventually(lambda: (seen := robin.lead(lead)) and seen.status == "accepted")
    told = robin.card(lead)
    assert told is not None
    [decided] = told.lead.handoffs
    assert summary_of(told, decided) == "Two sites."
    assert (decided.quality, note_of(told, decided)) == (4, "Just as written.")

    kim.tell_opportunity(lead, "Closed won", amount=12000, currency="EUR", outcome="won")
    eventually(lambda: (seen := robin.lead(lead)) and seen.status == "won")
    assert kim.attention() == robin.attention() == []


def test_what_an_ae_sends_back_leaves_their_desk_and_leads_the_rep_s_queue(team: Team) -> None:
    robin, kim = team.desk("Robin"), team.desk("Kim")
    lead = team.inquire(name="Ann Lee")["lead_id"]
    eventually(lambda: robin.card(lead))
    books(robin, lead, id_of(kim))
    eventually(lambda: handed_ids(kim) == [lead])
    kim.reject(lead, "no pain", note="Nothing hurts.")
    eventually(lambda: kim.lead(lead) is None)
    with pytest.raises(Refusal, match="ask them to hand it over again"):
        kim.undo()
    eventually(lambda: list(robin.queue("now")) == [lead])
    card = robin.card(lead)
    assert card is not None
    assert card.lead.step is not None
    assert card.lead.step.label == "Sent back by the AE: no pain"
    assert note_of(card, card.lead.handoffs[0]) == "Nothing hurts."
