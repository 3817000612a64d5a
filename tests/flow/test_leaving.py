"""Somebody leaves the team: their desk locks at its next contact, their unsent work is theirs."""

from __future__ import annotations

from pathlib import Path

from tests.flow.team import Team, eventually
from workbench.desk.desk import Desk


def notes(desk: Desk, lead: str) -> dict[str, str | None]:
    """Note → who wrote it, of the mails on a lead's timeline."""
    card = desk.card(lead)
    found = card.activities if card else ()
    return {a.args.get("note", ""): a.user for a in found if a.kind == "email"}


def test_a_desk_locks_as_soon_as_a_team_lead_disables_its_user(tmp_path: Path) -> None:
    team = Team(tmp_path)
    team.join("Robin")
    team.join("Tess", role="lead")
    with team:
        robin, tess = team.desk("Robin"), team.desk("Tess")
        lead = team.inquire()["lead_id"]
        eventually(lambda: robin.card(lead))
        assert robin.user is not None
        me = robin.user.id
        robin.log_touch(lead, "email", note="online")
        eventually(lambda: "online" in notes(tess, lead))

        told = team.ask("Tess", "PATCH", f"/v1/users/{me}", disabled=True)
        assert told.status_code == 200, told.text
        eventually(lambda: robin.sync_state().kind == "locked", within_s=10)
        robin.log_touch(lead, "email", note="after I left")
        [refused] = eventually(robin.attention)
        assert refused.problem.code == "account_disabled"
        assert notes(tess, lead) == {"online": me}

        team.ask("Tess", "PATCH", f"/v1/users/{me}", disabled=False)
        team.sign_in(robin, "Robin")
        eventually(lambda: robin.sync_state().kind == "online")


def test_what_was_done_offline_before_it_is_delivered_as_theirs(tmp_path: Path) -> None:
    team = Team(tmp_path, clock="")
    team.join("Robin")
    team.join("Tess", role="lead")
    with team:
        robin, tess = team.desk("Robin"), team.desk("Tess")
        lead = team.inquire()["lead_id"]
        eventually(lambda: robin.card(lead))
        assert robin.user is not None
        me = robin.user.id
        team.stop()
        robin.log_touch(lead, "email", note="on the train")
        team.disable("Robin")
        team.start()
        eventually(lambda: robin.sync_state().kind == "locked")
        eventually(lambda: notes(tess, lead) == {"on the train": me})
        eventually(lambda: robin.sync_state().unsent == 0)
        assert robin.attention() == []
