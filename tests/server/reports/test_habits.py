"""What reps do differently, against a count in plain Python of what stands on the timelines."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from statistics import median
from typing import Any

from tests.builders import MONDAY
from tests.server.reports.compared import recounted
from tests.server.reports.hours import Hours
from tests.server.reports.touched import Row, is_connect
from tests.server.reports.year import YEAR, a_year, keep
from tests.server.served import Team
from workbench.domain.metrics.goals import likely
from workbench.server.policy import policies

DAYS = {"from": (MONDAY - YEAR).isoformat(), "to": MONDAY.isoformat()}
FALSE_MOST = 0.05


def leads_of(team: Team) -> list[Row]:
    """Rounds that are leads, once more from the timelines."""
    with team.server.office.store.read() as connection:
        hours = Hours(policies.current(connection, team.id).calendar.tz)
        return [
            row for row in recounted(connection, team.id, hours)
            if row["opens"] and not row["spam"] and MONDAY - YEAR <= row["came"] < MONDAY
        ]  # fmt: skip


def dials_of(rows: Iterable[Row]) -> dict[str, dict[int, tuple[int, int]]]:
    found: defaultdict[str, defaultdict[int, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for touch in row["touched"]:
            if touch["kind"] == "call" and not touch["in"]:
                who = touch.get("by") or touch["user"]
                found[who][touch["at"].hour].append(is_connect(touch))
    return {
        who: {hour: (len(one), sum(one)) for hour, one in by.items()} for who, by in found.items()
    }


def habits_of(rows: Iterable[Row], least: int) -> dict[tuple[str, str], tuple[Any, ...]]:
    """By rep and code: n, count, others, expected, and whether it stands out."""
    kinds: defaultdict[Any, defaultdict[str, list[set[str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        if row["rep"]:
            codes = {touch["code"]["code"] for touch in row["touched"] if touch["code"]}
            codes |= {row["code"]} - {None}
            kinds[row["type"], row["band"]][row["rep"]].append(codes)
    every = {code for by in kinds.values() for one in by.values() for had in one for code in had}
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    chances: dict[tuple[str, str], float] = {}
    for rep in {rep for by in kinds.values() for rep in by}:
        for code in every:
            n = count = others = 0
            expected, center, spread = Fraction(), Fraction(), Fraction()
            for by in kinds.values():
                mine, rest = by.get(rep, []), [one for who in by if who != rep for one in by[who]]
                if mine and rest:
                    m, r = (sum(code in had for had in of) for of in (mine, rest))
                    all_n = len(mine) + len(rest)
                    n, count, others = n + len(mine), count + m, others + len(rest)
                    expected += Fraction(len(mine) * r, len(rest))
                    center += Fraction(len(mine) * (m + r), all_n)
                    spread += Fraction(
                        len(mine) * len(rest) * (m + r) * (all_n - m - r),
                        all_n * all_n * (all_n - 1),
                    )
            if n:
                found[rep, code] = n, count, others, float(expected / n), count > center
                if n >= least and others >= least:
                    off = max(0.0, abs(float(count - center)) - 0.5)
                    z = off / math.sqrt(spread) if spread else 0.0
                    chances[rep, code] = math.erfc(z / math.sqrt(2))
    ordered = sorted(chances, key=chances.__getitem__)
    last = [i for i, key in enumerate(ordered, 1) if chances[key] <= FALSE_MOST * i / len(ordered)]
    stand = set(ordered[: max(last, default=0)])
    return {
        key: (*one[:4], ("more" if one[4] else "less") if key in stand
              else "same" if key in chances else "few")
        for key, one in found.items()
    }  # fmt: skip


def test_hours_and_codes_are_recounted_from_the_timelines(team: Team) -> None:
    reps, ae, boss = [team.join() for _ in range(2)], team.join("ae").id, team.join("lead")
    ids = [rep.id for rep in reps]
    years = [
        list(a_year(random.Random(count), count, until=MONDAY, reps=[rep], ae=ae))
        for rep, count in zip(ids, (140, 80), strict=True)
    ]
    unanswered = [s for s in years[0] if any(m.args.get("code") == "NA" for m in s.lead.record)]
    keep(team, [*unanswered, *years[1]])
    told = boss.get("/v1/reports/habits", **DAYS)
    rows = leads_of(team)
    dials = dials_of(rows)
    assert {row["user"] for row in told["rows"]} >= dials.keys()
    for row in told["rows"]:
        of = dials.get(row["user"], {})
        assert {one["hour"]: (one["n"], one["count"]) for one in row["hours"]} == of
        count, n = (sum(one[at] for one in of.values()) for at in (1, 0))
        assert (row["connects"], row["dials"]) == (count, n)
        assert (row["low"], row["high"]) == likely(count, n)
        if n:
            assert row["middle"] == median(h for h, (k, _) in of.items() for _ in range(k))
    expected = habits_of(rows, told["small_n"])
    assert len(expected) == len(told["codes"])
    assert told["codes"][0]["leads"], "somebody has more calls unanswered"
    for one in told["codes"]:
        n, count, others, share, verdict = expected[one["user"], one["code"]]
        assert (one["n"], one["count"], one["others"], one["verdict"]) == (
            n, count, others, verdict,
        )  # fmt: skip
        assert abs(one["expected"] - share) < 1e-4
        assert (one["low"], one["high"]) == likely(count, n)
        given = {
            row["lead"] for row in rows
            if row["rep"] == one["user"]
            and (row["code"] == one["code"]
                 or one["code"] in {t["code"]["code"] for t in row["touched"] if t["code"]})
        }  # fmt: skip
        assert set(one["leads"]) <= given

    mine = reps[0].get("/v1/reports/habits", **DAYS)
    assert {row["user"] for row in (*mine["rows"], *mine["codes"])} == {ids[0]}
    assert all("others" not in one and "expected" not in one for one in mine["codes"])
    shares = sorted(row["share"] for row in told["rows"] if row["share"] is not None)
    assert mine["team"]["share"] == round(median(shares), 4)
    of_na = Counter({rep: one[1] / one[0] for (rep, code), one in expected.items() if code == "NA"})
    assert mine["team"]["codes"]["NA"] == round(median(of_na.values()), 4)
    assert told["team"] is None
    for somebody in (reps[0], team.join("viewer")):
        unnamed = somebody.get("/v1/reports/habits", **DAYS)["codes"]
        assert not any(one["leads"] for one in unnamed), "leads may be others' by now"


def test_a_team_lead_hears_of_their_own_team_alone(team: Team) -> None:
    rep, ae = team.join().id, team.join("ae").id
    stories = a_year(random.Random(5), 12, until=MONDAY, reps=[rep], ae=ae)
    keep(team, list(stories))
    stranger = Team.new(team.server).join("lead")
    for name in ("habits", "follow_up"):
        told = stranger.get(f"/v1/reports/{name}", **DAYS)
        assert told["rows"] == []
    assert stranger.get("/v1/reports/habits", **DAYS)["codes"] == []


def test_a_rep_hears_of_their_own_follow_up_and_of_the_teams_middle(team: Team) -> None:
    reps, ae = [team.join() for _ in range(3)], team.join("ae").id
    ids = [rep.id for rep in reps]
    keep(team, list(a_year(random.Random(3), 60, until=MONDAY, reps=ids, ae=ae)))
    days = {"from": (MONDAY - YEAR).isoformat(), "to": (MONDAY + timedelta(days=1)).isoformat()}
    whole = team.join("lead").get("/v1/reports/follow_up", **days)
    mine = reps[0].get("/v1/reports/follow_up", by="rep", **days)
    assert [row["key"] for row in mine["rows"]] == [ids[0]]
    by_rep = {row["key"]: row["values"] for row in whole["rows"] if row["key"]}
    assert mine["total"] == by_rep[ids[0]]
    for name in ("steps_kept", "answers_filled", "rang_enough"):
        shares = [one[name]["share"] for one in by_rep.values() if one[name]["share"] is not None]
        assert mine["team"][name] == round(median(shares), 4)
