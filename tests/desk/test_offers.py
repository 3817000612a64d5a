"""A lead that is being offered to whoever sits here stands above everything, until it is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.builders import MONDAY, POLICY, a_lead, a_mutation
from tests.desk.seats import StoppedClock, a_desk, items_of
from workbench.desk.desk import Desk
from workbench.desk.views import Row
from workbench.desk.words import moment
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.domain.watch import Offer

UNTIL = MONDAY + timedelta(minutes=10)


def offered(lead: Lead, to: str = "robin") -> Lead:
    return replace(lead, offer=Offer(to=to, since=MONDAY - timedelta(minutes=1), until=UNTIL))


def names(desk: Desk) -> list[str]:
    return [row.name for row in desk.rows(desk.queue("now"))]


def why_first(desk: Desk, lead: Lead) -> tuple[str, ...]:
    card = desk.card(lead.id)
    assert card is not None
    return card.why_first


def test_an_offer_stands_above_a_promised_callback_and_a_fresh_demo(tmp_path: Path) -> None:
    fresh = a_lead(waited=1, name="Fresh")
    called = a_lead(waited=60, name="Callback")
    plan = replace(a_mutation(called, "callback_promised", after=-30), args={"at": to_ms(MONDAY)})
    theirs = offered(a_lead(waited=600, type="content", name="Offered", owner="sam"))
    desk = a_desk(tmp_path, fresh, apply(called, plan, POLICY), theirs)
    assert names(desk) == ["Offered", "Callback", "Fresh"]
    assert desk.counts()["now"] == 3
    assert desk.next_due() == theirs.id
    [row] = desk.rows([theirs.id])
    assert row.is_offered
    assert row.asks == f"Offered to you until {moment(UNTIL, MONDAY)} · Content"
    assert why_first(desk, theirs)[0] == (
        f"Offered to you until {moment(UNTIL, MONDAY)}: open it to take it"
    )


def test_an_offer_ends_at_its_time_even_where_no_server_says_so(tmp_path: Path) -> None:
    clock = StoppedClock()
    late = offered(a_lead(waited=600, name="Offered", owner="sam"))
    desk = a_desk(tmp_path, a_lead(waited=1, name="Fresh"), late, clock=clock)
    clock.pass_by(minutes=10)
    assert names(desk)[0] == "Fresh"
    assert not desk.rows([late.id])[0].is_offered
    assert not any("ffered" in part for part in why_first(desk, late))


def test_one_that_its_owner_has_snoozed_is_offered_all_the_same(tmp_path: Path) -> None:
    lead = a_lead(waited=30, name="Offered", owner="sam")
    later = MONDAY + timedelta(hours=3)
    snoozed = apply(
        lead, replace(a_mutation(lead, "snoozed", after=-1), args={"until": to_ms(later)}), POLICY
    )
    desk = a_desk(tmp_path, a_lead(waited=1, name="Fresh"), offered(snoozed))
    assert names(desk) == ["Offered", "Fresh"]
    assert desk.counts()["now"] == 2


def test_to_claim_it_takes_it_and_it_is_ranked_as_any_other(tmp_path: Path) -> None:
    theirs = offered(a_lead(waited=600, name="Offered", owner="sam"))
    desk = a_desk(tmp_path, a_lead(waited=1, name="Fresh"), theirs)
    desk.claim(theirs.id)
    lead = desk.lead(theirs.id)
    assert lead is not None
    assert lead.owner == "robin"
    assert names(desk) == ["Fresh", "Offered"]


def test_its_owner_reads_to_whom_it_is_offered_as_well(tmp_path: Path) -> None:
    mine = offered(a_lead(waited=6), to="sam")
    desk = a_desk(tmp_path, mine)
    since = moment(MONDAY - timedelta(minutes=1), MONDAY)
    assert why_first(desk, mine)[-1] == f"offered to Sam Kaya as well since {since}"
    assert not desk.rows([mine.id])[0].is_offered


def test_an_offer_that_the_outbox_overlays_stands_where_it_stood(tmp_path: Path) -> None:
    theirs = offered(a_lead(waited=600, name="Offered", owner="sam"))
    desk = a_desk(tmp_path, a_lead(waited=1, name="Fresh"), theirs)
    desk.edit(theirs.id, {"title": "CFO"})
    assert names(desk) == ["Offered", "Fresh"]


def test_a_lead_that_comes_as_an_offer_is_news_here_and_one_offered_elsewhere_is_none(
    tmp_path: Path,
) -> None:
    desk = a_desk(tmp_path)
    mine, theirs = (offered(a_lead(waited=6, owner="ana"), to=to) for to in ("robin", "sam"))
    told: list[Row] = []
    desk.listen("arrived", told.append)
    cache = desk._caches.shown
    items = items_of(replace(mine, seq=1001), replace(theirs, seq=1001))
    page = cache.absorb(items, (), replace(cache.cursor, since=1001))
    desk._ear.absorbed(page, (), live=True)
    assert [(row.id, row.is_offered) for row in told] == [(mine.id, True)]
