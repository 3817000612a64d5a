"""Reports against a recount in plain Python from the timelines alone."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.builders import MONDAY, a_call, a_lead, a_mutation, after_asking, an_id
from tests.server.reports.compared import check
from tests.server.reports.olist_year import olist
from tests.server.reports.year import YEAR, Story, a_year, keep
from tests.server.served import Team
from workbench.domain.activity import inquiry_entry
from workbench.domain.metrics.arrivals import CUTS
from workbench.server import schema
from workbench.server.sample import fill
from workbench.server.store import open_store

COUNT = 300


def test_every_number_of_a_year_is_recounted_from_the_timelines(team: Team) -> None:
    reps, ae = [team.join().id for _ in range(3)], team.join("ae").id
    keep(team, list(a_year(random.Random(11), COUNT, until=MONDAY, reps=reps, ae=ae)))
    store = team.server.office.store
    rows = check(store, team.id, MONDAY - YEAR, MONDAY, MONDAY)
    assert len(rows) > COUNT
    for name in ("spam", "mql", "won_at", "closed_then_won", "contact_ms", "to_won_ms"):
        assert any(row.get(name) for row in rows), f"the year has no {name}"
    done: Counter[str] = sum((row["followed"] for row in rows if "followed" in row), Counter())
    for name in ("steps_done", "steps_skipped", "form_known", "form_blank", "rang"):
        assert done[name] > 20, name
    assert 0 < done["steps_in_time"] < done["steps_done"]
    assert 0 < done["rang_enough"] < done["rang"]
    a_quarter = MONDAY - timedelta(days=91)
    assert 0 < len(check(store, team.id, a_quarter, MONDAY, MONDAY, ["rep"])) < len(rows)


def test_a_decision_counts_though_it_is_dated_before_its_handoff(team: Team) -> None:
    """The rep's clock was ahead, or the AE's behind."""
    rep, ae = team.join().id, team.join("ae").id
    came = MONDAY - timedelta(days=7)
    story = Story(after_asking(a_lead(now=came, owner=rep)), came)
    story.timeline.append(inquiry_entry(story.lead.inquiries[0]))
    handoff = {"handoff_id": an_id(), "ae": ae, "summary": "Wants it."}
    told_at = came + timedelta(hours=1)
    story.do(a_call(story.lead, "QLT", at=told_at, user=rep, handoff=handoff))
    word: dict[str, Any] = {"handoff_id": handoff["handoff_id"], "decision": "accepted"}
    decided_at = told_at - timedelta(minutes=2)
    story.do(a_mutation(story.lead, "handoff_decided", at=decided_at, user=ae, **word))
    keep(team, [story])
    [row] = check(team.server.office.store, team.id, came, MONDAY, MONDAY, ["rep", "ae"])
    assert (row["handed"], row["decisions"]["accepted"]) == (1, 1)


@pytest.mark.parametrize("leads", [12, pytest.param(300, marks=pytest.mark.long)])
def test_every_number_of_the_sample_team_is_recounted(tmp_path: Path, leads: int) -> None:
    store = open_store(tmp_path)
    fill(store, leads=leads, now=MONDAY)
    with store.read() as connection:
        team = connection.execute(select(schema.team.c.id)).scalar_one()
    cuts = CUTS if leads > 100 else ["rep", "source"]
    assert check(store, team, MONDAY - timedelta(days=70), MONDAY, MONDAY, cuts)
    store.close()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_every_number_of_the_olist_year_is_recounted(team: Team) -> None:
    folder = os.environ.get("WORKBENCH_OLIST")
    if folder is None:
        pytest.skip("WORKBENCH_OLIST names no folder with Olist's public leads")
    stories = list(olist(Path(folder)))
    keep(team, stories)
    first, last = (moment(stories, choose) for choose in (min, max))
    rows = check(team.server.office.store, team.id, first, last + timedelta(days=1), MONDAY)
    assert len(rows) == len(stories)
    assert sum(row["won_at"] is not None for row in rows) == sum(
        story.lead.status == "won" for story in stories
    )


def moment(stories: list[Story], choose: Callable[[Iterable[datetime]], datetime]) -> datetime:
    return choose(story.lead.inquiries[0].received_at for story in stories)
