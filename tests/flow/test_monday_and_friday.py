"""A team lead's Monday look and Friday review, done by keys over a year of leads."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import MONDAY
from tests.flow.recounting import load
from tests.flow.screen import a_screen, is_missing
from tests.flow.team import Team
from tests.flow.walk import Walk
from tests.server.reports.year import a_year
from tests.ui.windows import at_desk, press
from workbench.ui.review_view import ReviewView

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(120)]
LEADS = 120


def test_a_team_leads_week_is_walked_by_three_keys_a_view(tmp_path: Path) -> None:
    team = Team(tmp_path / "team")
    team.join("Robin", "Sam")
    team.join("Ada", role="ae")
    team.join("Tess", role="lead")
    robin, sam, ada, tess = team.emails
    year = a_year(random.Random(7), LEADS, until=MONDAY, reps=(robin, sam), ae=ada)
    load(team.directory, ((story.lead, story.timeline) for story in year))
    with team:
        owes_an_outcome(team, tess)
        window = at_desk(team.desk("Tess"), tmp_path)
        walk = Walk(window, team.directory, tmp_path, press, is_thorough=False)
        walk.monday()
        assert "outcome overdue" in window.pages.dashboard.head._title.accessibleName()
        press(window, "G", "F")
        assert window.day.agenda.matters[0].words == "Ring before ten"
        press(window, "Enter")
        walk.shown(lambda: isinstance(window.pages.team.view, ReviewView))
        walk.friday()
    assert walk.numbers["dashboard"] > 40


def owes_an_outcome(team: Team, owner: str) -> None:
    due = f"{MONDAY - timedelta(days=60):%Y-%m-%d}"
    decision = {"metric": "promises.response", "says": "Ring before ten", "owner": owner,
                "due": due, "expects": "a minute less"}  # fmt: skip
    assert team.ask("Tess", "POST", "/v1/decisions", **decision).status_code == 201


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.skipif(bool(is_missing()), reason=f"this machine lacks {is_missing()}")
def test_olists_year_is_walked_on_a_real_screen_by_real_keys(tmp_path: Path) -> None:
    olist = os.environ.get("WORKBENCH_OLIST")
    if olist is None:
        pytest.skip("WORKBENCH_OLIST names no folder with Olist's public leads")
    with a_screen() as screen:
        done = subprocess.run(
            [sys.executable, "-m", "tests.flow.olist_walk", olist, tmp_path],
            env={**os.environ, **screen.environment}, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    walked = json.loads(done.stdout)
    assert max(walked["keys"].values()) <= 3
    assert walked["numbers"]["dashboard"] > 60
