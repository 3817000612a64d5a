"""What desks of older releases sent has the effect that it had then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.server.served import Team
from tests.upgrades.__main__ import PLACE
from tests.upgrades.pushes_sent import Crew


@pytest.mark.parametrize("record", sorted(PLACE.glob("pushes.*")), ids=lambda path: path.stem)
def test_a_recorded_push_comes_to_what_it_came_to(record: Path, team: Team) -> None:
    told = json.loads(record.read_text(encoding="utf-8"))
    crew = Crew(team)
    crew.own(told["leads"])
    for _ in range(2):  # the second time as it is repeated after an answer that was lost
        assert crew.push(told["pushes"], told["client"]) == told["results"]
        assert crew.effects(told["pushes"]) == told["effects"]
