"""Outcomes: what other systems are told of a lead, and that nothing of it is lost or left over."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, after_asking, an_id
from tests.domain.test_settle import CODES, some_work
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.outcomes import Outcomes, news, outcomes_of
from workbench.domain.plain import to_ms


def kinds(before: Lead, after: Lead) -> list[str]:
    return [one.kind for one in news(outcomes_of(before), outcomes_of(after))]


def test_a_call_with_its_code_is_a_touch_a_disposition_and_a_stage() -> None:
    lead = a_lead()
    called = apply(lead, a_call(lead, "NI", reason="no need"), POLICY)
    told = news(outcomes_of(lead), outcomes_of(called))
    assert [one.kind for one in told] == ["touch", "disposition", "stage"]
    assert told[0].told["channel"] == "call"
    assert (told[1].told["code"], told[1].told["reason"]) == ("NI", "no need")
    assert told[2].told["stage"] == called.status == "disqualified"


def test_a_note_and_an_edit_are_no_outcome() -> None:
    lead = a_lead()
    noted = a_mutation(lead, "touch_logged", activity_id=an_id(), kind="note", note="likes tea")
    edited = a_mutation(lead, "lead_edited", title={"old": None, "new": "CFO"})
    assert kinds(lead, apply(apply(lead, noted, POLICY), edited, POLICY)) == []


def test_a_meeting_is_told_when_booked_and_when_held_and_its_handoff_when_decided() -> None:
    lead = after_asking(a_lead())
    meeting = {"meeting_id": "m1", "at": to_ms(MONDAY), "length_min": 30, "ae": "alex"}
    booked = apply(lead, a_call(lead, "MTG", meeting=meeting), POLICY)
    assert outcomes_of(booked)["meeting", "m1"].told["result"] == "booked"
    assert "handoff" not in kinds(lead, booked)
    held = apply(
        booked,
        a_mutation(lead, "meeting_resolved", after=40, meeting_id="m1", result="held"),
        POLICY,
    )
    assert kinds(booked, held)[0] == "meeting"
    decided: dict[str, Any] = {"handoff_id": "m1", "decision": "rejected", "code": "no pain"}
    sent_back = apply(held, a_mutation(lead, "handoff_decided", after=50, **decided), POLICY)
    told = outcomes_of(sent_back)["handoff", "m1"].told
    assert (told["decision"], told["code"]) == ("rejected", "no pain")


def test_what_was_won_is_told_with_its_amount() -> None:
    lead = a_lead()
    sale: dict[str, Any] = {
        "stage": "closed",
        "amount": 1200.5,
        "currency": "EUR",
        "outcome": "won",
    }
    won = apply(lead, a_mutation(lead, "opportunity_updated", external_id="opp 7", **sale), POLICY)
    told = outcomes_of(won)["opportunity", "opp 7"].told
    assert {name: told[name] for name in sale} == sale
    assert outcomes_of(won)["stage", lead.id].told["stage"] == "won"


def test_no_name_and_no_text_of_a_person_is_in_an_outcome() -> None:
    lead = a_lead(name="Xaver Quell", email="xaver@quell.example", message="call my phone")
    called = apply(lead, a_call(lead, "NA", note="Xaver was driving"), POLICY)
    said = repr([one.told for one in outcomes_of(called).values()]).casefold()
    assert not [word for word in ("xaver", "quell", "driving", "phone") if word in said]


@given(st.lists(CODES, max_size=5), st.integers(0, 1000))
def test_whoever_keeps_the_newest_word_of_each_knows_what_stands(
    codes: list[str], seed: int
) -> None:
    lead = a_lead()
    known: Outcomes = outcomes_of(lead)
    for item in some_work(lead, codes, seed):
        was, lead = lead, apply(lead, item, POLICY)
        for one in news(outcomes_of(was), outcomes_of(lead)):
            known[one.kind, one.id] = one
    assert {key: one for key, one in known.items() if not one.undone} == outcomes_of(lead)
