"""What cannot be is refused with a sentence, and no lead is the worse for it."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

from tests.builders import a_call, a_mutation, an_id
from tests.server.served import Team
from tests.server.work.test_pushing import the_lead
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation


@pytest.mark.parametrize(
    ("field", "new"), [("tech", 5), ("name", {"a": 1}), ("email", ["a"]), ("employees", "many")]
)
def test_an_edit_that_could_not_be_read_again_is_refused(team: Team, field: str, new: Any) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    [edited, called] = rep.push(edit(lead, field, new), a_call(lead, "NA"))
    assert (edited["s"], edited["code"]) == ("rejected", "malformed")
    assert called["s"] == "ok"
    assert the_lead(rep, lead.id)["attempts"] == 1


def test_a_list_that_is_edited_to_nothing_can_be_read_again(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    rep.do(edit(lead, "tech", None), a_call(lead, "NA"))
    assert the_lead(rep, lead.id)["attempts"] == 1


def edit(lead: Lead, field: str, new: Any) -> Mutation:
    change: dict[str, Any] = {field: {"old": None, "new": new}}
    return a_mutation(lead, "lead_edited", **change)


@pytest.mark.parametrize("at", [1e18, 10**400])
def test_a_time_outside_the_calendar_is_refused_with_a_sentence(team: Team, at: float) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    touch = {"activity_id": an_id(), "kind": "call", "at": at}
    [result] = rep.push(a_mutation(lead, "disposed", activity_id=an_id(), code="NA", touch=touch))
    assert result["code"] == "malformed"


def test_places_in_a_list_are_numbers_that_a_database_can_hold(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    for path in (
        f"/v1/leads/{lead.id}/activities?before={10**30}",
        f"/v1/leads?cursor={10**30}.a",
    ):
        assert rep.call("GET", path).status_code == 422


def test_what_a_database_cannot_hold_is_no_reason_to_try_again(team: Team) -> None:
    ops = team.join("ops")
    for path in ("/v1/leads?q=%00", "/v1/leads/%00"):
        assert ops.call("GET", path).status_code in (200, 404, 422)
    answer = ops.call("POST", "/v1/pools", json={"name": "x\0"})
    assert answer.status_code in (201, 422)


def test_a_desk_that_goes_in_the_middle_of_a_push_is_no_error(
    team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    rep = team.join()
    host, port = team.server.address.removeprefix("http://").split(":")
    head = (
        f"POST /v1/push HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {rep.tokens.access}\r\n"
    )
    with socket.create_connection((host, int(port))) as wire:
        wire.sendall(f"{head}Content-Length: 1000\r\n\r\n{{".encode())
        time.sleep(0.1)
    time.sleep(0.1)
    assert rep.get("/v1/me")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
