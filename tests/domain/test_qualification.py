from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MONDAY, POLICY, a_call, a_lead, a_mutation, after_asking, asked
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.merging import joined
from workbench.domain.mutation import Mutation
from workbench.domain.plain import to_ms
from workbench.domain.policy_text import PolicyError, read_policy
from workbench.domain.qualification import (
    LONGEST,
    Answer,
    answers_of,
    told_unasked,
    unknown,
    unmet,
)
from workbench.domain.record import Refusal
from workbench.domain.score import score
from workbench.domain.settle import settle
from workbench.resources import resource_path
from workbench.wire import lead_json, read_lead

SAMPLE = resource_path("policy.toml").read_text(encoding="utf-8")
BANT = POLICY.forms["bant"]


def said(
    lead: Lead, question: str, answer: str, *, form: str = "bant", after: float = 0
) -> Mutation:
    return a_mutation(
        lead, "qualification_answered", after=after, form=form, question=question, answer=answer
    )


def heard(lead: Lead, *made: Mutation) -> Lead:
    for mutation in made:
        lead = apply(lead, mutation, POLICY)
    return lead


def test_a_lead_keeps_what_was_answered_when_and_to_whom() -> None:
    lead = a_lead()
    lead = heard(lead, said(lead, "timing", "Before the renewal", after=3))
    answer = lead.answers["timing"]
    assert answer == Answer(text="Before the renewal", at=lead.record[-1].at, by="robin")
    assert answer.state == "known"


def test_blank_asked_and_unknown_are_three_things() -> None:
    lead = a_lead()
    lead = heard(lead, said(lead, "role", "asked"), said(lead, "limits", "unknown"))
    assert {name: answer.state for name, answer in lead.answers.items()} == {
        "role": "asked",
        "limits": "unknown",
    }
    assert "timing" not in lead.answers


def test_an_empty_answer_makes_the_question_blank_again() -> None:
    lead = a_lead()
    lead = heard(lead, said(lead, "role", "Decides"), said(lead, "role", "", after=1))
    assert lead.answers == {}


def test_an_answer_that_was_undone_gives_way_to_the_one_before() -> None:
    lead = a_lead()
    first, second = said(lead, "role", "Decides"), said(lead, "role", "Recommends", after=1)
    lead = heard(lead, first, second, a_mutation(lead, "undone", after=2, mutation=second.id))
    assert lead.answers["role"].text == "Decides"


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_the_newest_word_stands_in_whatever_order_they_arrive(
    order: list[int], minutes: list[int]
) -> None:
    lead = a_lead()
    made = [said(lead, "role", f"word {n}", after=minutes[n]) for n in range(4)]
    newest = max(made, key=lambda item: (item.at, item.id))
    assert answers_of([made[n] for n in order])["role"].text == newest.args["answer"]


def test_no_answer_moves_a_score() -> None:
    lead = a_lead(title="VP Operations", employees=220)
    learnt = heard(lead, *asked(lead, answer="unknown"), said(lead, "role", "Decides", after=1))
    assert learnt.answers != lead.answers
    assert learnt.score == lead.score
    assert score(learnt, POLICY, MONDAY) == score(lead, POLICY, MONDAY)
    assert learnt.standing == lead.standing


@pytest.mark.parametrize(
    ("code", "args"),
    [
        ("MTG", {"meeting": {"meeting_id": "m", "at": to_ms(MONDAY), "length_min": 30, "ae": "a"}}),
        ("QLT", {"handoff": {"handoff_id": "h", "ae": "a"}}),
    ],
)
def test_who_is_handed_on_was_asked_first_and_not_knowing_is_enough(
    code: str, args: dict[str, Any]
) -> None:
    lead = a_lead()
    with pytest.raises(Refusal, match="Role, Problem, Timing, Limits") as refused:
        apply(lead, a_call(lead, code, **args), POLICY)
    assert refused.value.code == "qualification_needed"
    for answer in ("asked", "unknown", "It is so"):
        lead = a_lead()
        lead = heard(lead, *asked(lead, answer=answer))
        assert apply(lead, a_call(lead, code, **args), POLICY).code == code


def test_what_is_missing_is_told_by_name() -> None:
    lead = after_asking(a_lead())
    lead = heard(lead, said(lead, "role", "Decides", after=1), said(lead, "tools", "SAP"))
    assert told_unasked(BANT, lead.answers) == "2 of 7 unasked: why now, resonated"
    assert unmet(BANT, lead.answers) == ()
    assert [q.label for q in unknown(BANT, lead.answers)] == ["Problem", "Timing", "Limits"]
    assert told_unasked(BANT, {q.id: lead.answers["role"] for q in BANT.questions}) == ""


@pytest.mark.parametrize(
    ("form", "question", "answer", "code"),
    [
        ("spin", "role", "asked", "unknown_form"),
        ("bant", "metrics", "asked", "unknown_question"),
        ("meddicc", "buyer", "The boss", "unknown_choice"),
        ("bant", "role", "x" * (LONGEST + 1), "too_long"),
    ],
)
def test_what_nobody_asks_is_no_answer(form: str, question: str, answer: str, code: str) -> None:
    lead = a_lead()
    with pytest.raises(Refusal) as refused:
        apply(lead, said(lead, question, answer, form=form), POLICY)
    assert refused.value.code == code


def test_a_choice_may_be_asked_in_vain_too() -> None:
    lead = a_lead()
    for number, answer in enumerate(("They know who pays", "asked", "unknown")):
        lead = heard(lead, said(lead, "buyer", answer, form="meddicc", after=number))
        assert lead.answers["buyer"].text == answer


def test_a_product_may_have_a_form_of_its_own() -> None:
    text = SAMPLE + '\n[products.audit]\nlabel = "Audit"\nwords = ["audit"]\nform = "meddicc"\n'
    policy = read_policy(text)
    assert policy.form_for(a_lead(product="Audit trails")) is policy.forms["meddicc"]
    assert policy.form_for(a_lead()) is policy.forms["bant"]


def test_a_question_that_two_forms_ask_is_asked_once() -> None:
    lead = a_lead()
    lead = heard(lead, said(lead, "problem", "Invoices by hand"))
    open_ones = unmet(POLICY.forms["meddicc"], lead.answers)
    assert "problem" not in [question.id for question in open_ones]


@pytest.mark.parametrize(
    ("old", "new", "key", "remedy"),
    [
        ('form = "bant"', 'form = "spin"', "form", "is no form"),
        ('form = "bant"  ', "#", "needs", "no form says what to ask"),
        ('id = "tools"', 'id = "role"', "forms.bant.questions.2.id", "stands here already"),
        ('"Nobody yet"', '"Unknown"', "choices", "there is no answer"),
        ('label = "Tools", ', "", "forms.bant.questions.2.label", "is missing"),
    ],
)
def test_a_form_that_cannot_be_is_refused_at_its_line(
    old: str, new: str, key: str, remedy: str
) -> None:
    text = SAMPLE.replace(old, new, 1)
    with pytest.raises(PolicyError, match=remedy) as refused:
        read_policy(text)
    assert key in refused.value.key
    line = text.splitlines()[refused.value.line - 1]
    named = key.rpartition(".")[2]
    assert named in line or "{" in line


def test_an_answer_survives_the_way_to_a_desk() -> None:
    lead = after_asking(a_lead())
    assert read_lead(json.loads(lead_json(lead))).answers == lead.answers


def test_a_master_takes_over_what_was_learnt_of_its_duplicate() -> None:
    master, other = a_lead(), a_lead(waited=5)
    other = heard(other, said(other, "role", "Decides"))
    master = heard(master, said(master, "timing", "Before the renewal"))
    taken_over = settle(joined(master, other), POLICY)
    assert {name: answer.text for name, answer in taken_over.answers.items()} == {
        "role": "Decides",
        "timing": "Before the renewal",
    }
