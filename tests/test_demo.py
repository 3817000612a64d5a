"""The sample team, filled and served for real."""

import json
import urllib.request
from datetime import UTC, datetime

import pytest

from workbench.demo import a_sample_team, office_time

SUNDAY_NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def test_a_closed_office_is_tried_on_its_next_working_morning() -> None:
    assert office_time(SUNDAY_NIGHT) == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    tuesday = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert office_time(tuesday) == tuesday


@pytest.mark.timeout(60)
def test_the_sample_team_is_there_and_can_sign_in() -> None:
    with a_sample_team(leads=40, clock=SUNDAY_NIGHT) as team:
        for role, email in team.emails.items():
            body = {"email": email, "password": team.password, "device": "a test"}
            request = urllib.request.Request(
                f"{team.server}/v1/auth/login",
                data=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert json.load(answer)["user"]["role"] == role
    assert team.server in team.greeting
