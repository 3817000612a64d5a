"""Insights over the API, against a count in plain Python of the same leads."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import MONDAY, POLICY, a_call
from tests.server.reports.olist_year import olist
from tests.server.reports.year import YEAR, Story, a_year, keep
from tests.server.served import Team
from workbench.domain.metrics.rounds import is_spam, rounds_of
from workbench.domain.policy_text import read_policy
from workbench.domain.rules import ValuePoints
from workbench.resources import resource_path
from workbench.server.reports import rollup
from workbench.server.reports.insights import with_points

A_YEAR = {"from": (MONDAY - 2 * YEAR).isoformat(), "to": MONDAY.isoformat()}


def a_told_year(team: Team) -> tuple[list[Story], dict[str, Any]]:
    reps, ae = [team.join().id for _ in range(2)], team.join("ae").id
    stories = list(a_year(random.Random(4), 250, until=MONDAY, reps=reps, ae=ae))
    keep(team, stories)
    told: dict[str, Any] = team.join("lead").get("/v1/reports/insights", **A_YEAR)
    return stories, told


def test_values_steps_and_reasons_are_recounted_from_the_leads(team: Team) -> None:
    stories, told = a_told_year(team)
    rounds = [
        (story, one)
        for story in stories
        for one in rounds_of(story.lead, POLICY)
        if story.lead.status != "merged" and not is_spam(one)
    ]
    reached: Counter[str] = Counter()
    for _, one in rounds:
        kind = POLICY.type(one.inquiries[0].type)
        left = list(enumerate(POLICY.cadences[kind.cadence].steps, 1)) if kind.cadence else []
        for item in one.touches:
            if item.touch is None or not item.is_attempt or not left:
                continue
            today = [s for s in left if s[1].day == left[0][1].day]
            like = [s for s in today if s[1].channel == item.touch.kind]
            if like:
                left = left[left.index(like[0]) + 1 :]
                reached[f"{one.inquiries[0].type} {like[0][0]} n"] += 1
                reached[f"{one.inquiries[0].type} {like[0][0]} contact"] += item.is_contact
    steps = {f"{row['type']} {row['step']} n": row["n"] for row in told["steps"]}
    steps |= {f"{r['type']} {r['step']} contact": r["contact"]["count"] for r in told["steps"]}
    assert steps == reached
    assert sum(steps.values()) > 100
    assert told["ended"] > 50
    for row in told["values"]:
        assert row["n"] + row["rest"]["n"] <= told["ended"]
        if len(row["values"]) == 1:
            assert row["count"] + row["rest"]["count"] == told["won"]
        assert row["low"] <= row["count"] / row["n"] <= row["high"]
    by_id = {story.lead.id: story.lead for story in stories}
    for row in told["values"]:
        for field, value in row["values"]:
            if field == "source":
                sources = [
                    {(one.source or "").lower() for one in by_id[id].inquiries}
                    for id in row["leads"]
                ]
                assert sources
                assert all(value in said for said in sources)


def test_only_who_leads_the_team_reads_them(team: Team) -> None:
    rep = team.join()
    for name in ("insights", "proposal"):
        assert rep.call("GET", f"/v1/reports/{name}").status_code == 403


def test_of_a_team_without_leads_nothing_is_told_and_nothing_proposed(team: Team) -> None:
    boss = team.join("lead")
    told = boss.get("/v1/reports/insights")
    assert (told["ended"], told["values"], told["steps"], told["reasons"]) == (0, [], [], [])
    assert boss.get("/v1/reports/proposal")["proposal"] is None


def test_the_draft_is_the_teams_policy_with_other_points() -> None:
    points = (
        ValuePoints(field="source", value="fair “x”", points=7),
        ValuePoints(field="page", value='a\\b"c\td', points=-3),
    )
    text = resource_path("policy.toml").read_text(encoding="utf-8")
    once = with_points(text, points)
    assert read_policy(once).points == points
    assert with_points(once, points) == once
    assert read_policy(with_points(once, ())) == read_policy(text)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_olist_year_proposes_what_its_later_winners_bear_out(team: Team) -> None:
    folder = os.environ.get("WORKBENCH_OLIST")
    if folder is None:
        pytest.skip("WORKBENCH_OLIST names no folder with Olist's public leads")
    stories = list(olist(Path(folder)))
    for story in stories:
        first = replace(story.lead.inquiries[0], points=40)
        story.lead = replace(story.lead, inquiries=(first,))
        if story.lead.status != "won":  # the data says no more of them
            lost = a_call(story.lead, "NI", at=story.now + timedelta(days=90), reason="no need")
            story.do(lost)
    keep(team, stories)
    while rollup.catch_up(team.server.office.store, team.id):
        pass
    days = {"from": "2017-01-01", "to": "2018-12-31"}
    boss = team.join("lead")
    told = boss.get("/v1/reports/insights", **days)
    blank = next(row for row in told["values"] if row["values"] == [["source", ""]])
    mine = [story.lead for story in stories if not story.lead.inquiries[0].source]
    assert (blank["n"], blank["count"]) == (
        len(mine), sum(lead.status == "won" for lead in mine),
    )  # fmt: skip
    found = boss.get("/v1/reports/proposal", **days)["proposal"]
    assert found["is_better"]
    assert 0.64 < found["after"]["auc"] < 0.75  # the honest ceiling is some .70
