from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import MONDAY, POLICY, a_lead, a_mutation, an_id
from workbench.domain.activity import Activity
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.summary import MESSAGE_MOST, summary


def answered(lead: Lead, **answers: str) -> Lead:
    for question, answer in answers.items():
        told = a_mutation(
            lead, "qualification_answered", form="bant", question=question, answer=answer
        )
        lead = apply(lead, told, POLICY)
    return lead


def a_touch(kind: str, *, ago: float, **args: str) -> Activity:
    at = MONDAY - timedelta(hours=ago)
    return Activity(id=an_id(), kind=kind, at=at, user="robin", args=args)


def test_a_summary_says_who_why_now_what_was_said_noted_and_done() -> None:
    lead = a_lead(
        title="VP Operations", employees=220, industry="freight", country="DE", page="/pricing",
        message="Can you show it\nbefore March?", heard_from="a colleague",
    )  # fmt: skip
    lead = answered(lead, role="Decides with the CFO", timing="asked", limits="unknown")
    done = (
        a_touch("call", ago=1, outcome="NA", note="Macro broke in September."),
        a_touch("note", ago=2, note="Two people, daily."),
        a_touch("email", ago=26),
    )
    assert summary(lead, POLICY, done, notes="CFO signs\nabove 20k.").splitlines() == [
        "Ann Lee, VP Operations, Halden Freight (220 people, freight), DE",
        "Came: 23 Nov, Demo inquiry, /pricing, heard of us from a colleague",
        "Wrote: “Can you show it before March?”",
        "Role: Decides with the CFO",
        "Timing: asked, not known yet",
        "Limits: asked, they do not know",
        "Not asked: problem, tools, why now, resonated",
        "Note: CFO signs above 20k.",
        "Note: Macro broke in September.",
        "Note: Two people, daily.",
        "Touched 2 times, last: 23 Nov call, no answer; 22 Nov email",
    ]


def test_what_is_blank_has_no_line() -> None:
    told = summary(a_lead(), replace(POLICY, form=""), ())
    assert told.splitlines() == ["Ann Lee, Halden Freight", "Came: 23 Nov, Demo inquiry"]


def test_what_was_taken_back_is_not_told() -> None:
    undone = replace(a_touch("call", ago=1, note="Wrong person."), undone=True)
    assert "Wrong" not in summary(a_lead(), POLICY, (undone,))
    assert "Touched" not in summary(a_lead(), POLICY, (undone,))


def test_a_long_message_is_cut() -> None:
    told = summary(a_lead(message="word " * 500), POLICY, ())
    assert max(map(len, told.splitlines())) < MESSAGE_MOST + 20


def test_questions_of_another_form_are_not_told() -> None:
    lead = answered(a_lead(), problem="By hand")
    metrics = a_mutation(
        lead, "qualification_answered", form="meddicc", question="metrics", answer="Two hours"
    )
    lead = apply(lead, metrics, POLICY)
    assert "Two hours" not in summary(lead, POLICY, ())
    assert "Two hours" in summary(lead, replace(POLICY, form="meddicc"), ())
