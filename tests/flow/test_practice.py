"""Practice beside a server that is there to be reached: nothing of it ever arrives."""

from __future__ import annotations

from pathlib import Path

from tests.flow.team import Team, eventually, is_settled
from workbench.desk.practice import Practice


def test_real_work_reaches_the_server_and_practice_does_not(tmp_path: Path) -> None:
    team = Team(tmp_path)
    team.join("Robin")
    with team:
        team.inquire(name="A Real One", phone="+49 30 5550101")
        desk = team.desk("Robin")
        practice = Practice(desk)
        lead = practice.next()
        assert lead is not None
        practice.desk.start_call(lead)
        practice.desk.dispose(lead, "NA")
        practice.desk.sign_in(team.address, team.emails[desk.me or ""], "x")
        practice.desk.sync_now()
        assert practice.desk.sync_state().unsent == 2
        real = eventually(lambda: desk.queue("all"))[0]
        desk.start_call(real)
        desk.dispose(real, "NA")
        eventually(lambda: is_settled(desk))
        assert practice.desk.sync_state().unsent == 2
        assert team.ask("Robin", "GET", f"/v1/leads/{lead}").status_code == 404
        assert team.ask("Robin", "GET", f"/v1/leads/{real}").status_code == 200
        practice.close()
