"""Each decision on a lead, read back in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_id
from tests.desk.seats import StoppedClock, a_desk, items_of
from workbench.cache.cache import Cursor
from workbench.desk.desk import Desk
from workbench.desk.words import moment, standing
from workbench.domain.activity import Activity
from workbench.domain.apply import apply
from workbench.domain.lead import Account, Known, Lead, Point, Score
from workbench.domain.plain import to_ms
from workbench.domain.settle import settle
from workbench.domain.watch import Fired


def ago(minutes: float) -> Any:
    return MONDAY - timedelta(minutes=minutes)


def at(minutes: float) -> str:
    return moment(ago(minutes), MONDAY)


def told(directory: Path, lead: Lead, *activities: Activity, desk: Desk | None = None) -> str:
    """All of it, line by line: “Whose: …”, and what is behind each below it."""
    desk = desk or a_desk(directory, lead)
    cursor = Cursor(since=1001, base=1001, complete=True)
    desk._caches.shown.absorb(items_of(replace(lead, seq=1001), activities=activities), (), cursor)
    card = desk.card(lead.id)
    assert card is not None
    lines = []
    for reason in desk.why(card):
        lines += [f"{reason.about}: {reason.said}", *(f"  {line}" for line in reason.more)]
    return "\n".join(lines).replace("\u00a0", " ")


def entry(kind: str, minutes: float = 0, *, user: str | None = None, **args: Any) -> Activity:
    return Activity(id=an_id(), kind=kind, at=ago(minutes), user=user, args=args)


def rang(lead: Lead, *kinds: tuple[str, float, str | None]) -> Sequence[Fired]:
    clock = lead.inquiries[0].id
    return tuple(Fired(kind=kind, clock=clock, at=ago(m), to=to) for kind, m, to in kinds)


def test_whose_it_is_names_the_rule_the_candidates_and_who_was_passed_over(tmp_path: Path) -> None:
    routed = entry(
        "assigned", 5, to="robin", reason="It is the turn of Robin Berg.", rule="DACH",
        candidates=["Robin Berg", "Ana Silva"], passed=["Sam Kaya is away", "Cy has 3 untouched"],
    )  # fmt: skip
    said = told(tmp_path, a_lead(waited=5), routed)
    assert (
        "Whose: Yours: it is your turn.\n"
        "  Rule: DACH.\n"
        "  Could have had it: Robin Berg, Ana Silva.\n"
        "  Passed over: Sam Kaya is away; Cy has 3 untouched.\n"
    ) in said


def test_a_lead_that_nobody_has_and_one_that_was_claimed_say_so(tmp_path: Path) -> None:
    waits = entry("assigned", 5, pool="p", pool_name="EMEA", reason="Nobody can take it now.")
    nobodys, theirs = a_lead(waited=5, owner=None), a_lead(waited=5, owner="sam")
    desk = a_desk(tmp_path, nobodys, theirs)
    said = told(tmp_path, nobodys, waits, desk=desk)
    assert "Whose: Nobody’s, in EMEA: nobody can take it now." in said
    again = replace(waits, id=an_id())
    said = told(tmp_path, theirs, again, entry("claimed", 1, user="sam"), desk=desk)
    assert f"Whose: Sam Kaya has it: they claimed it, {at(1)}." in said


def test_a_score_tells_what_raises_and_what_lowers_it(tmp_path: Path) -> None:
    points = (
        Point(rule="Demo", points=40, part="intent", at=MONDAY),
        Point(rule="VP: leader", points=12),
        Point(rule="Free mail address", points=-10),
    )
    lead = replace(a_lead(), score=Score(fit=2, intent=40, points=points))
    said = told(tmp_path, lead)
    day = MONDAY.astimezone()
    assert "Score: 5 of 10: fit D (2 points), intent 1 (40)." in said
    assert f"  Raises it: Demo +40 since {day.day} {day:%b} · VP: leader +12" in said
    assert "  Lowers it: Free mail address -10" in said


def test_a_running_clock_tells_its_promise_its_holds_and_what_rang(tmp_path: Path) -> None:
    lead = a_lead(waited=18)
    lead = replace(
        lead,
        assigned_at=ago(8),
        fired=tuple(
            rang(lead, ("warn", 15, None), ("offer", 13, "sam"), ("tell", 9, None),
                 ("reassign", 8, "robin"))
        ),
    )  # fmt: skip
    said = told(tmp_path, lead)
    assert f"Clock: 5:00 promised, was due {at(13)}." in said
    assert f"  Started {at(18)} on the team’s calendar." in said
    assert f"  Your own clock runs since {at(8)}, due {at(3)}." in said
    assert (
        f"  {at(15)} warned · {at(13)} offered to Sam Kaya · {at(9)} the team leads told"
        f" · {at(8)} given to you"
    ) in said


def test_a_held_clock_says_when_it_resumes_and_why(tmp_path: Path) -> None:
    lead = a_lead(waited=3, type="content")
    until = MONDAY + timedelta(days=2)
    held = replace(
        a_mutation(lead, "held", after=-1), args={"until": to_ms(until), "reason": "legal asks"}
    )
    said = told(tmp_path, apply(lead, held, POLICY))
    assert f"  On hold, resumes {moment(until, MONDAY)}: legal asks." in said


def test_a_type_that_was_changed_keeps_its_first_promise_in_sight(tmp_path: Path) -> None:
    lead = a_lead(waited=3, type="content")
    change = {"type": {"old": "content", "new": "demo"}}
    edit = replace(a_mutation(lead, "lead_edited"), args=change)
    said = told(tmp_path, apply(lead, edit, POLICY))
    assert "Clock: 5:00 promised" in said
    assert "  As Content it promised 8h00, due " in said


def test_a_met_clock_is_split_into_whose_time_it_was(tmp_path: Path) -> None:
    lead = replace(a_lead(waited=4), assigned_at=ago(3))
    met = apply(settle(lead, POLICY), a_call(lead, "NA"), POLICY)
    said = told(tmp_path, met)
    assert "Clock: Met in 4:00 of 5:00." in said
    assert "  4:00 by the wall: intake 4:00, routing 0:00, owner 0:00." in said


def test_without_a_promise_there_is_no_clock_and_it_says_so(tmp_path: Path) -> None:
    assert "Clock: Newsletter promises no answer." in told(tmp_path, a_lead(type="newsletter"))


def test_stage_account_facts_and_policy_each_say_by_whose_word(tmp_path: Path) -> None:
    known = {
        "employees": Known(source="companies.csv", at=MONDAY),
        "industry": Known(source="companies.csv", at=MONDAY),
    }
    lead = replace(
        a_lead(),
        known=known,
        account=Account(name="Halden Freight", kind="named", owner="sam"),
        policy_version=3,
        tz="Europe/Berlin",
        tz_basis="country",
    )
    desk = a_desk(tmp_path, lead)
    stage = {"kind": "stage", "key": "mql", "seq": 1, "doc": {"says": "Asked for sales contact."}}
    desk._caches.shown.absorb((), [stage], desk._caches.shown.cursor)
    said = told(tmp_path, lead, desk=desk)
    day = MONDAY.astimezone()
    assert "Stage: MQL.\n  Asked for sales contact.\n" in said
    assert "Account: Named account Halden Freight, Sam Kaya owns it." in said
    source = f"Size, industry from companies.csv, {day.day} {day:%b}"
    assert f"Facts: {source}; time zone judged by the country." in said
    assert "Policy: Version 3 judged it. Version 1 is in force now." in said


def test_who_was_set_away_by_missed_clocks_reads_why(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, clock=StoppedClock())
    doc = {"name": "Robin Berg", "role": "rep", "availability": "away", "missed": 3}
    me = {"kind": "user", "key": "robin", "seq": 2, "doc": doc}
    desk._caches.shown.absorb((), [me], desk._caches.shown.cursor)
    robin = next(person for person in desk.people() if person.id == "robin")
    assert standing(robin, 3, MONDAY) == "Away: 3 clocks in a row passed without an attempt"
    assert standing(replace(robin, missed=0), 3, MONDAY) == "Away"
    desk.set_availability("available")
    back = next(person for person in desk.people() if person.id == "robin")
    assert standing(back, 3, MONDAY) == "Available"


def test_time_away_says_until_when_and_ends_by_itself(tmp_path: Path) -> None:
    clock = StoppedClock()
    desk = a_desk(tmp_path, clock=clock)
    until = MONDAY + timedelta(hours=1)
    desk.set_availability("away", until)
    robin = next(person for person in desk.people() if person.id == "robin")
    assert standing(robin, 3, desk.now()) == f"Away until {moment(until, MONDAY)}"
    clock.pass_by(hours=1)
    robin = next(person for person in desk.people() if person.id == "robin")
    assert standing(robin, 3, desk.now()) == "Available"
