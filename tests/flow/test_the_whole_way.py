"""Desk → outbox → team API → another desk: real parts from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.flow.team import Team, eventually, is_settled
from workbench.desk.desk import Desk
from workbench.desk.leading import TeamLead
from workbench.desk.moves import Moved, Preview, Reassign
from workbench.desk.views import Filed


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path)
    team.join("Robin", "Sam")
    team.join("Tess", role="lead")
    with team:
        yield team


def works_one(desk: Desk, lead: str, note: str) -> Filed:
    call = desk.start_call(lead)
    desk.save_draft(lead, note)
    desk.end_call(call.call_id)
    filed = desk.dispose(lead, "NA")
    assert isinstance(filed, Filed)
    return filed


def test_an_inquiry_is_on_the_right_screen_is_worked_and_seen_by_the_team_lead(team: Team) -> None:
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), team.desk("Tess")
    arrived: list[str] = []
    for desk in (robin, sam):
        desk.listen("arrived", lambda row: arrived.append(row.id))
    lead = team.inquire(name="Ann Lee")["lead_id"]
    mine = team.owner_of(lead, robin, sam)
    other = sam if mine is robin else robin
    eventually(lambda: arrived == [lead])
    assert list(mine.queue("now")) == [lead]
    assert other.card(lead) is None

    works_one(mine, lead, "asked for a number")
    eventually(lambda: is_settled(mine))
    seen = eventually(lambda: (card := tess.card(lead)) and card.lead.attempts and card)
    assert [a.args.get("note") for a in seen.activities if a.kind == "call"] == [
        "asked for a number"
    ]
    assert seen.owner_name == mine.user.name if mine.user else False

    assert mine.undo() is not None
    eventually(lambda: is_settled(mine))
    eventually(lambda: (card := tess.card(lead)) and card.lead.attempts == 0)
    own = mine.card(lead)
    assert own is not None
    assert own.draft == "asked for a number"
    assert not own.unsent


def test_while_the_server_is_away_everything_goes_on_and_arrives_once_when_it_is_back(
    team: Team,
) -> None:
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), team.desk("Tess")
    leads = [team.inquire()["lead_id"] for _ in range(4)]
    owners = {lead: team.owner_of(lead, robin, sam) for lead in leads}
    team.stop()
    eventually(lambda: robin.sync_state().kind == "offline")
    for lead, desk in owners.items():
        works_one(desk, lead, f"offline {lead}")
    added = robin.add_lead({"type": "call", "name": "Cy Dorn", "phone": "+49 30 55501499"})
    robin.log_touch(added, "email", note="sent the price list")
    assert robin.sync_state().unsent >= 3
    assert robin.search("cy do") == [added]
    row = robin.rows([added])[0]
    assert row.unsent

    team.start()
    eventually(lambda: is_settled(robin) and is_settled(sam))
    eventually(lambda: all((c := tess.card(lead)) and c.lead.attempts == 1 for lead in leads))
    eventually(lambda: (c := tess.card(added)) and c.lead.attempts == 1)
    for lead in leads:
        card = tess.card(lead)
        assert card is not None
        notes = [a.args.get("note") for a in card.activities if a.kind == "call"]
        assert notes == [f"offline {lead}"]
    assert robin.attention() == []


def test_a_lead_that_moves_leaves_one_desk_and_reaches_the_other(team: Team) -> None:
    robin, sam, tess = team.desk("Robin"), team.desk("Sam"), team.desk("Tess")
    leads = [team.inquire()["lead_id"] for _ in range(4)]
    robins = [lead for lead in leads if team.owner_of(lead, robin, sam) is robin]
    to = sam.me or ""
    previews: list[Preview] = []
    moves: list[Moved] = []
    tess.listen("preview_ready", previews.append)
    tess.listen("moved", moves.append)
    eventually(lambda: all(tess.card(lead) for lead in leads))
    leading = TeamLead(tess)
    leading.preview(Reassign(to=to, ids=tuple(robins), reason="Robin is away"))
    preview = eventually(lambda: previews)[0]
    assert [(share.to, share.leads) for share in preview.shares] == [(to, len(robins))]
    leading.apply(preview)
    moved = eventually(lambda: moves)[0]
    assert moved.moved == len(robins)
    eventually(lambda: all(sam.card(lead) for lead in robins))
    eventually(lambda: not any(robin.card(lead) for lead in robins))
    [batch] = leading.batches()
    leading.undo(batch)
    eventually(lambda: all(robin.card(lead) for lead in robins))


def test_of_two_who_claim_the_same_lead_one_has_it_and_the_other_reads_why(team: Team) -> None:
    robin, sam = team.desk("Robin"), team.desk("Sam")
    for desk in (robin, sam):
        desk.set_availability("away")
        eventually(partial(is_settled, desk))
    lead = team.inquire()["lead_id"]  # nobody is there: it waits in the pool
    eventually(
        lambda: all((c := desk.card(lead)) and c.lead.owner is None for desk in (robin, sam))
    )
    team.stop()
    robin.claim(lead)
    sam.claim(lead)
    assert robin.rows([lead])[0].owner == "R?"
    team.start()
    eventually(lambda: robin.sync_state().unsent == sam.sync_state().unsent == 0)
    refused = eventually(lambda: robin.attention() + sam.attention())
    assert len(refused) == 1
    assert refused[0].sent == "Claim"
    winner = sam if robin.attention() else robin
    loser = robin if winner is sam else sam
    name = winner.user.name if winner.user else ""
    eventually(lambda: (c := winner.card(lead)) and c.owner_name == name)
    loser.discard(refused[0].mutation.id)
    assert loser.attention() == []


def test_a_wrong_password_and_an_address_without_a_server_are_one_sentence_each(team: Team) -> None:
    desk = team.open_desk("Robin")
    with pytest.raises(AssertionError, match="do not belong together"):
        team.sign_in(desk, "Robin", "something else entirely")
    assert desk.user is None
    assert desk.sync_state().kind == "signed_out"
    team.port, right = 9, team.port
    with pytest.raises(AssertionError, match=r"127\.0\.0\.1:9 cannot be reached"):
        team.sign_in(desk, "Robin")
    team.port = right


def test_somebody_elses_unsent_work_never_meets_another_login(team: Team) -> None:
    desk = team.desk("Robin")
    team.stop()
    desk.add_lead({"type": "demo", "email": "new@lead.example"})
    desk.sign_out()
    eventually(lambda: desk.user is None)
    assert desk.queue("all") == [] or desk.sync_state().unsent == 1
    team.start()
    with pytest.raises(AssertionError, match="Work of Robin waits here unsent"):
        team.sign_in(desk, "Sam")
    team.sign_in(desk, "Robin")
    eventually(lambda: is_settled(desk))
    team.sign_in(desk, "Sam")
    eventually(lambda: desk.sync_state().complete)
    assert desk.user is not None
    assert desk.user.name == "Sam"
