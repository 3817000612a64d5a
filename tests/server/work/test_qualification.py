from __future__ import annotations

from dataclasses import replace

from tests.builders import a_call, a_mutation, an_id, asked
from tests.server.served import Team
from tests.server.work.test_pushing import the_lead


def test_an_answer_reaches_the_ae_and_is_taken_back_by_who_gave_it(team: Team) -> None:
    rep, ae = team.join(), team.join("ae")
    lead = team.a_lead(rep)
    told = {"form": "bant", "question": "timing", "answer": "Before the renewal"}
    answer = replace(a_mutation(lead, "qualification_answered"), args=told)
    handoff = {"handoff_id": an_id(), "ae": ae.id}
    rep.do(*asked(lead, after=-1), answer, a_call(lead, "QLT", after=1, handoff=handoff))
    heard = the_lead(ae, lead.id)["answers"]
    assert heard["timing"]["text"] == "Before the renewal"
    assert heard["timing"]["by"] == rep.id
    assert heard["role"]["text"] == "asked"
    rep.do(a_mutation(lead, "undone", after=2, mutation=answer.id))
    assert the_lead(ae, lead.id)["answers"]["timing"]["text"] == "asked"


def test_a_lead_that_nobody_asked_is_not_handed_on(team: Team) -> None:
    rep, ae = team.join(), team.join("ae")
    lead = team.a_lead(rep)
    handoff = {"handoff_id": an_id(), "ae": ae.id}
    [result] = rep.push(a_call(lead, "QLT", handoff=handoff))
    assert (result["s"], result["code"]) == ("rejected", "qualification_needed")
    assert result["message"].endswith("needs these asked first: Role, Problem, Timing, Limits.")
    assert the_lead(rep, lead.id)["status"] == "assigned"


def test_who_only_looks_answers_nothing(team: Team) -> None:
    rep, viewer = team.join(), team.join("viewer")
    lead = team.a_lead(rep)
    answered = viewer.call("POST", "/v1/push", json={"mutations": []})
    assert answered.status_code == 403
    assert "answers" not in the_lead(rep, lead.id)
