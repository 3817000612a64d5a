"""When the server acts by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation
from workbench.domain.alarms import alarms, due
from workbench.domain.apply import apply
from workbench.domain.lead import Lead, Point
from workbench.domain.plain import to_ms
from workbench.domain.settle import settle
from workbench.domain.watch import Fired, Offer


def told(lead: Lead) -> list[tuple[str, float]]:
    """Kinds of alarms, and minutes past MONDAY."""
    return [(one.kind, (one.at - MONDAY).total_seconds() / 60) for one in alarms(lead, POLICY)]


def rung(lead: Lead, kind: str, minutes: float, number: int = 0, clock: str = "") -> Lead:
    fired = Fired(
        kind=kind,
        clock=clock or lead.clocks[0].inquiry,
        at=MONDAY + timedelta(minutes=minutes),
        number=number,
        owner=lead.owner,
    )
    return replace(lead, fired=(*lead.fired, fired))


def test_a_clock_warns_then_offers_then_tells_then_reassigns() -> None:
    assert told(a_lead()) == [
        ("warn", 2.5), ("warn", 4), ("offer", 5), ("tell", 10), ("reassign", 15),
    ]  # fmt: skip


def test_what_has_rung_rings_no_more_until_somebody_else_has_the_lead() -> None:
    lead = rung(rung(a_lead(), "warn", 2.5), "warn", 4, number=1)
    assert [kind for kind, _ in told(lead)] == ["offer", "tell", "reassign"]
    given = replace(lead, owner="mia", assigned_at=MONDAY + timedelta(minutes=15))
    assert told(given)[:3] == [("warn", 17.5), ("warn", 19), ("offer", 20)]


def test_what_a_pool_does_not_take_goes_to_the_team_leads_counted_from_when_it_came_there() -> None:
    lead = a_lead(owner=None)
    assert [kind for kind, _ in told(lead)] == ["warn", "warn"]
    waits = replace(lead, pool="everybody")
    assert told(waits)[-1] == ("unowned", 30)
    back = replace(waits, assigned_at=MONDAY + timedelta(minutes=15))
    assert told(back)[-1] == ("unowned", 45)
    assert told(rung(back, "unowned", 45))[-1] != ("unowned", 45)


def test_an_offer_ends_at_its_time() -> None:
    until = MONDAY + timedelta(minutes=2)
    lead = replace(a_lead(), offer=Offer(to="mia", since=MONDAY, until=until))
    assert told(lead)[0] == ("offer_ends", 2)


def test_nothing_that_takes_a_lead_away_rings_during_a_call() -> None:
    lead = a_lead()
    called = apply(lead, a_mutation(lead, "call_started", after=4, call_id="c1"), POLICY)
    assert told(called) == [
        ("warn", 2.5), ("warn", 4), ("tell", 10), ("offer", 64), ("reassign", 64),
    ]  # fmt: skip


def test_a_lead_that_is_closed_or_must_not_be_contacted_has_no_alarm() -> None:
    lead = replace(a_lead(), offer=Offer(to="mia", since=MONDAY, until=MONDAY))
    lost = apply(lead, a_call(lead, "NI", after=1, reason="no need"), POLICY)
    never = apply(lead, a_call(lead, "DNC", after=1), POLICY)
    assert (told(lost), told(never)) == ([], [])


def test_a_nurtured_lead_is_looked_at_on_its_day_once() -> None:
    lead = a_lead()
    lead = apply(
        lead, a_call(lead, "NOW", after=1, reason="no timeline", revisit_on="2026-12-01"), POLICY
    )
    day = 8 * 24 * 60 - 60  # it opens at nine
    assert told(lead) == [("revisit", day)]
    assert told(rung(lead, "revisit", day, clock="2026-12-01")) == []
    again = a_call(lead, "NOW", after=day + 60, reason="no timeline", revisit_on="2026-12-01")
    assert told(rung(apply(lead, again, POLICY), "revisit", day, clock="2026-12-01")) != []
    assert lead.revisit_on == date(2026, 12, 1)


def test_a_hold_ends_and_the_clock_goes_on() -> None:
    lead = a_lead()
    until = MONDAY + timedelta(minutes=30)
    held = apply(lead, a_mutation(lead, "held", until=to_ms(until), reason="on leave"), POLICY)
    assert told(held)[0] == ("hold_ends", 30)
    over = settle(rung(held, "hold_ends", 30, clock="hold"), POLICY)
    assert told(over)[0] == ("warn", 32.5)


def test_points_that_run_out_are_counted_again_while_anybody_may_want_the_lead() -> None:
    ends = Point(rule="Pricing page", points=15, part="intent", until=MONDAY + timedelta(minutes=1))
    lead = a_lead()
    warm = replace(lead, score=replace(lead.score, points=(ends,)))
    found = due(warm, POLICY, MONDAY + timedelta(minutes=1))
    assert found is not None
    assert found.kind == "decay"
    lost = apply(warm, a_call(warm, "NI", after=0.5, reason="no need"), POLICY)
    assert told(lost) == []
