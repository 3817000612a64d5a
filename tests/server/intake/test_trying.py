"""What is told of an imaginary lead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import MONDAY
from tests.server.served import Team
from workbench.server.intake.trying import tried


@pytest.mark.parametrize("microseconds", [0, 123_400, 999_999])
def test_each_step_follows_the_one_before_whatever_part_of_a_second_it_is(
    team: Team, microseconds: int
) -> None:
    ledger, now = team.server.office.ledger, MONDAY + timedelta(microseconds=microseconds)
    told = tried(ledger, team.id, {"type": "demo", "email": "ann@halden.example"}, None, now)
    labels = [step["label"] for step in told["steps"]]
    assert len(labels) == len(set(labels)) == 5
