"""One person under two leads: what a merge carries over, and that an undo leaves no trace of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, an_id
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.merging import joined, merging_of, parted
from workbench.domain.mutation import Mutation, Refusal
from workbench.domain.settle import settle


def merged(master: Lead, other: Lead, **args: Any) -> tuple[Lead, Lead]:
    """Both after the other was found to be a duplicate, a moment past MONDAY."""
    found = a_mutation(other, "merged", after=0.5, master=master.id, **args)
    return settle(joined(master, other), POLICY), apply(other, found, POLICY)


def unmerged(master: Lead, other: Lead, *, after: float = 60) -> tuple[Lead, Lead]:
    merging = merging_of(other)
    assert merging is not None
    reopened = apply(other, a_mutation(other, "undone", after=after, mutation=merging.id), POLICY)
    master, other = parted(master, reopened)
    return settle(master, POLICY), settle(other, POLICY)


def test_the_master_keeps_the_earliest_arrival_with_its_promise() -> None:
    master, other = a_lead(waited=1), a_lead(waited=3)
    whole, duplicate = merged(master, other)
    assert whole.clock is not None
    assert whole.clock.due_at == other.clocks[0].due_at == MONDAY + timedelta(minutes=2)
    assert duplicate.status == "merged"
    assert [clock.voided for clock in duplicate.clocks] == [True]


@pytest.mark.parametrize("worked", ["master", "other"])
def test_a_touch_of_either_meets_the_clocks_of_both(worked: str) -> None:
    master, other = a_lead(waited=2), a_lead(waited=3)
    call = a_call(master if worked == "master" else other, "NA")
    if worked == "master":
        master = apply(master, call, POLICY)
    else:
        other = apply(other, call, POLICY)
    whole, _ = merged(master, other)
    assert [clock.met_at for clock in whole.clocks] == [MONDAY, MONDAY]
    assert whole.attempts == 1


def test_who_asked_not_to_be_contacted_is_not_contacted_under_another_address() -> None:
    other = apply(a_lead(), a_call(a_lead(), "DNC"), POLICY)
    whole, _ = merged(a_lead(), other)
    assert {"call", "email"} <= set(whole.barred)


def test_the_master_s_blanks_are_filled_and_what_it_says_stays() -> None:
    master = a_lead(title=None, email="ann@halden.example")
    whole, duplicate = merged(master, a_lead(title="COO", email="ann.lee@mail.example"))
    assert (whole.title, whole.email) == ("COO", "ann@halden.example")
    back, _ = unmerged(whole, duplicate)
    assert back.title is None


def test_an_edit_of_a_filled_blank_outlives_the_merge() -> None:
    whole, duplicate = merged(a_lead(title=None), a_lead(title="COO"))
    edit: dict[str, Any] = {"title": {"old": "COO", "new": "CEO"}}
    whole = apply(whole, a_mutation(whole, "lead_edited", after=1, **edit), POLICY)
    back, _ = unmerged(whole, duplicate)
    assert (back.title, back.said) == ("CEO", {"title": None})


def test_an_edit_of_the_duplicate_s_facts_is_not_one_of_the_master_s() -> None:
    other = a_lead()
    edit = a_mutation(other, "lead_edited", name={"old": "Ann Lee", "new": "A. Lee"})
    whole, _ = merged(a_lead(), apply(other, edit, POLICY))
    assert whole.name == "Ann Lee"


def test_a_changed_type_stays_with_the_inquiry_that_it_was_given_to() -> None:
    master = a_lead(waited=30, type="content")
    changes = {"type": {"old": "content", "new": "demo"}}
    edit = replace(a_mutation(master, "lead_edited"), args=changes)
    whole, _ = merged(apply(master, edit, POLICY), a_lead(waited=10, type="trial"))
    assert [(one.type, one.came_as) for one in whole.inquiries] == [
        ("demo", "content"), ("trial", None),
    ]  # fmt: skip


def test_what_was_done_about_the_master_since_stays_there_when_it_is_undone() -> None:
    master, other = a_lead(waited=1), a_lead(waited=3)
    whole, duplicate = merged(master, other)
    whole = apply(whole, a_call(whole, "NA", after=1), POLICY)
    back, again = unmerged(whole, duplicate)
    assert back == apply(master, whole.record[-1], POLICY)
    assert [clock.met_at for clock in again.clocks] == [None]
    assert again.status == "assigned"


def test_what_was_taken_back_meanwhile_stays_taken_back() -> None:
    call = a_call(a_lead(), "NA")
    whole, duplicate = merged(a_lead(), apply(a_lead(waited=5), call, POLICY))
    undone = a_mutation(whole, "undone", after=1, mutation=call.id)
    back, again = unmerged(apply(whole, undone, POLICY), duplicate)
    assert (back.attempts, again.attempts) == (0, 0)
    assert undone.id not in {item.id for item in back.record}


def test_a_lead_is_no_duplicate_of_itself() -> None:
    lead = a_lead()
    with pytest.raises(Refusal, match="duplicate of itself"):
        apply(lead, a_mutation(lead, "merged", master=lead.id), POLICY)


works = st.lists(
    st.tuples(st.sampled_from(["NA", "INT", "NI", "DNC", "WRN", "note", "CB"]), st.integers(0, 90)),
    max_size=4,
)


def worked(lead: Lead, steps: list[tuple[str, int]]) -> Lead:
    for code, after in steps:
        lead = apply(lead, _step(lead, code, after), POLICY)
    return lead


def _step(lead: Lead, code: str, after: int) -> Mutation:
    if code == "note":
        return a_mutation(lead, "touch_logged", after=after, activity_id=an_id(), kind="note")
    more: dict[str, dict[str, Any]] = {
        "NI": {"reason": "no need"}, "CB": {"callback_at": 1_900_000_000_000},
    }  # fmt: skip
    return a_call(lead, code, after=after, **more.get(code, {}))


@given(ours=works, theirs=works, waited=st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_merged_and_taken_back_is_as_it_was(
    ours: list[tuple[str, int]], theirs: list[tuple[str, int]], waited: tuple[int, int]
) -> None:
    try:
        master = worked(a_lead(waited=waited[0], title=None), ours)
        other = worked(a_lead(waited=waited[1], title="COO"), theirs)
    except Refusal:
        return
    whole, duplicate = merged(master, other)
    assert settle(joined(whole, other), POLICY) == whole
    back, again = unmerged(whole, duplicate)
    assert back == master
    assert replace(again, record=other.record) == other
