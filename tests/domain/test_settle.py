"""Status, attempts and next step follow from what was done, whatever the order in which it came."""

import itertools
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, after_asking, an_id
from workbench.domain.apply import apply
from workbench.domain.lead import Inquiry, Lead
from workbench.domain.mutation import Mutation, Refusal, brief
from workbench.domain.plain import to_ms
from workbench.domain.settle import settle

LATER = to_ms(MONDAY + timedelta(hours=3))


def derived(lead: Lead) -> Lead:
    return replace(lead, record=())


@pytest.mark.parametrize(
    ("code", "args", "expected"),
    [
        ("NA", {}, "attempting"),
        ("VM", {}, "attempting"),
        ("GK", {}, "attempting"),
        ("CB", {"callback_at": LATER}, "connected"),
        ("INT", {}, "connected"),
        ("NOW", {"reason": "no budget", "revisit_on": "2027-02-01"}, "nurture"),
        ("NI", {"reason": "no need"}, "disqualified"),
        ("NF", {"reason": "too small"}, "disqualified"),
        ("DNC", {}, "disqualified"),
        ("CUS", {}, "disqualified"),
        ("DUP", {"master": "m"}, "merged"),
        (
            "MTG",
            {"meeting": {"meeting_id": "m", "at": LATER, "length_min": 30, "ae": "kim"}},
            "meeting_booked",
        ),
        ("QLT", {"handoff": {"handoff_id": "h", "ae": "kim"}}, "qualified"),
    ],
)
def test_each_code_leads_to_its_status(code: str, args: dict[str, Any], expected: str) -> None:
    lead = after_asking(a_lead())
    assert apply(lead, a_call(lead, code, **args), POLICY).status == expected


def test_a_lead_without_an_owner_is_new_and_with_one_assigned() -> None:
    assert a_lead(owner=None).status == "new"
    assert a_lead().status == "assigned"


def test_a_re_inquiry_reopens_a_closed_lead() -> None:
    lead = a_lead()
    closed = apply(lead, a_call(lead, "NI", reason="no need"), POLICY)
    again = Inquiry(id=an_id(), type="pricing", received_at=MONDAY + timedelta(days=9))
    back = settle(replace(closed, inquiries=(*closed.inquiries, again)), POLICY)
    assert back.status == "assigned"


def test_do_not_contact_bars_every_channel_and_refuses_a_callback() -> None:
    lead = a_lead()
    barred = apply(lead, a_call(lead, "DNC"), POLICY)
    assert {"call", "email", "sms"} <= set(barred.barred)
    promise = replace(a_mutation(lead, "callback_promised"), args={"at": LATER})
    with pytest.raises(Refusal, match="Do not contact"):
        apply(barred, promise, POLICY)


def test_unable_to_reach_is_refused_before_the_type_s_minimum_of_attempts() -> None:
    lead = a_lead(type="recycled")
    for number in range(3):
        lead = apply(lead, a_call(lead, "NA", after=number), POLICY)
    with pytest.raises(Refusal, match="needs 4 attempts; 3 were made"):
        apply(lead, a_mutation(lead, "disposed", activity_id="u", code="UTR"), POLICY)
    lead = apply(lead, a_call(lead, "NA", after=9), POLICY)
    gone = apply(lead, a_mutation(lead, "disposed", activity_id="u", code="UTR", after=10), POLICY)
    assert gone.status == "nurture"
    assert gone.revisit_on is not None


@pytest.mark.parametrize(
    ("code", "needed"),
    [("CB", "callback time"), ("NI", "reason"), ("MTG", "meeting"), ("DUP", "master")],
)
def test_a_code_that_lacks_its_fact_is_refused_with_what_it_needs(code: str, needed: str) -> None:
    lead = a_lead()
    with pytest.raises(Refusal, match=needed):
        apply(lead, a_call(lead, code), POLICY)


def test_a_code_given_to_a_touch_already_logged_counts_one_attempt() -> None:
    lead = a_lead()
    lead = apply(lead, a_mutation(lead, "touch_logged", activity_id="t", kind="call"), POLICY)
    lead = apply(
        lead,
        a_mutation(lead, "disposed", activity_id="d", code="VM", touch_id="t", after=1),
        POLICY,
    )
    assert (lead.attempts, lead.code) == (1, "VM")


def test_a_note_is_no_touch() -> None:
    lead = a_lead()
    noted = apply(
        lead, a_mutation(lead, "touch_logged", activity_id="n", kind="note", note="hi"), POLICY
    )
    assert (noted.attempts, noted.status, noted.clock) == (0, "assigned", lead.clock)


def test_an_edit_keeps_what_was_said_and_undo_brings_it_back() -> None:
    lead = a_lead()
    edit = a_mutation(lead, "lead_edited", title={"old": None, "new": "CFO"})
    edited = apply(lead, edit, POLICY)
    assert edited.title == "CFO"
    undone = apply(edited, a_mutation(lead, "undone", mutation=edit.id, after=1), POLICY)
    assert undone.title is None


def test_a_claim_is_taken_only_from_the_owner_it_expects() -> None:
    lead = a_lead(owner=None)
    claimed = apply(lead, a_mutation(lead, "claimed", expected_owner=None), POLICY)
    assert claimed.owner == "robin"
    with pytest.raises(Refusal) as lost:
        apply(claimed, a_mutation(lead, "claimed", user="sam", expected_owner=None), POLICY)
    assert lost.value.code == "owner_changed"


def test_texts_stay_out_of_the_record() -> None:
    lead = a_lead()
    call = a_call(lead, "NA", note="private")
    assert "private" not in str(apply(lead, call, POLICY).record)


NEEDS: dict[str, dict[str, Any]] = {"NI": {"reason": "no need"}}
CODES = st.sampled_from(["NA", "VM", "BSY", "INT", "NI", "CUS"])


def some_work(lead: Lead, codes: list[str], seed: int) -> list[Mutation]:
    work = [
        a_call(lead, code, after=number, **NEEDS.get(code, {})) for number, code in enumerate(codes)
    ]
    chosen = random.Random(seed)
    undone = [
        a_mutation(lead, "undone", mutation=item.id, after=100)
        for item in work
        if chosen.random() < 0.3
    ]
    edits = [
        a_mutation(lead, "lead_edited", title={"old": None, "new": title}, after=number)
        for number, title in enumerate(("CFO", "COO"))
    ]
    logged = [
        a_mutation(lead, "touch_logged", activity_id=f"t{n}", kind="call", after=n + 10)
        for n, _ in enumerate(codes)
    ]
    coded = [
        a_mutation(
            lead, "disposed", after=n + 12, activity_id=an_id(), code=code, touch_id=f"t{n}",
            **NEEDS.get(code, {}),
        )
        for n, code in enumerate(codes)
    ]  # fmt: skip
    until = {"until": to_ms(MONDAY + timedelta(hours=5))}
    snoozed = replace(a_mutation(lead, "snoozed", after=11), args=until)
    promise = replace(a_mutation(lead, "callback_promised", after=11), args={"at": LATER})
    return [*work, *logged, *coded, snoozed, promise, *undone, *edits]


@given(st.lists(CODES, max_size=6), st.integers(0, 1000))
def test_the_order_of_arrival_does_not_matter(codes: list[str], seed: int) -> None:
    lead = a_lead()
    work = [brief(item) for item in some_work(lead, codes, seed)]
    shuffled = work.copy()
    random.Random(seed).shuffle(shuffled)
    one = settle(replace(lead, record=tuple(work)), POLICY)
    other = settle(replace(lead, record=tuple(shuffled)), POLICY)
    assert derived(one) == derived(other)


@given(st.lists(CODES, max_size=5), st.integers(0, 1000))
def test_applying_or_settling_twice_changes_nothing(codes: list[str], seed: int) -> None:
    lead = a_lead()
    for item in some_work(lead, codes, seed):
        lead = apply(lead, item, POLICY)
        assert apply(lead, item, POLICY) is lead
    assert settle(lead, POLICY) == lead


@given(st.lists(CODES, min_size=1, max_size=5), st.data())
def test_an_undo_leaves_the_lead_as_if_it_had_never_been(
    codes: list[str], data: st.DataObject
) -> None:
    lead = a_lead()
    work = [a_call(lead, code, after=n, **NEEDS.get(code, {})) for n, code in enumerate(codes)]
    victim = data.draw(st.sampled_from(work))
    undo = a_mutation(lead, "undone", mutation=victim.id, after=50)
    with_undo, without = lead, lead
    for item in itertools.chain(work, [undo]):
        with_undo = apply(with_undo, item, POLICY)
    for item in work:
        if item is not victim:
            without = apply(without, item, POLICY)
    assert derived(with_undo) == derived(without)


def test_a_new_number_lifts_a_retired_one_but_never_do_not_contact() -> None:
    lead = a_lead()
    wrong = apply(lead, a_call(lead, "WRN"), POLICY)
    change = {"old": lead.phone, "new": "+49 30 5550000"}
    assert apply(wrong, a_mutation(lead, "lead_edited", after=1, phone=change), POLICY).barred == ()
    barred = apply(lead, a_call(lead, "DNC"), POLICY)
    edited = apply(barred, a_mutation(lead, "lead_edited", after=1, phone=change), POLICY)
    assert "call" in edited.barred


@pytest.mark.parametrize(
    ("field", "new"),
    [("employees", "many"), ("employees", float("inf")), ("annual_revenue", {}), ("name", 5),
     ("tech", "sap"), ("tech", [1])],
)  # fmt: skip
def test_an_edit_that_is_no_value_of_its_field_is_refused(field: str, new: object) -> None:
    lead = a_lead()
    edit = replace(a_mutation(lead, "lead_edited"), args={field: {"old": None, "new": new}})
    with pytest.raises(Refusal, match=field):
        apply(lead, edit, POLICY)


def test_an_edited_list_settles_to_the_same_lead_again() -> None:
    lead = a_lead()
    edit = a_mutation(lead, "lead_edited", tech={"old": None, "new": ["sap"]})
    edited = apply(lead, edit, POLICY)
    assert edited.tech == ("sap",)
    assert settle(edited, POLICY) == edited
