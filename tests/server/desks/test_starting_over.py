"""When a desk has to start over, and when it may only push."""

from __future__ import annotations

from sqlalchemy import delete

from tests.builders import a_call
from tests.server.desks.copies import Copy
from tests.server.served import Team
from workbench.server import schema


def test_a_history_that_is_another_makes_the_desk_start_over(team: Team) -> None:
    rep = team.join()
    known = rep.get("/v1/sync")["as_of"]
    seq, _, tag = known.partition(".")

    def answer(claim: str, since: str = seq) -> tuple[int, str | None]:
        answer = rep.call("GET", f"/v1/sync?since={since}", headers={"Sync-Claim": claim})
        return answer.status_code, answer.json().get("reason")

    assert answer(known) == (200, None)
    assert answer(f"{seq}.000000000000") == (409, "history_lost")
    assert answer(f"{known},{int(seq) + 9}.{tag}") == (409, "history_lost")
    assert answer(known, since="999") == (409, "history_lost")
    assert answer("nonsense")[0] == 422
    for path in ("/v1/sync/backfill?below=9", "/v1/sync"):
        refused = rep.call("GET", path, headers={"Sync-Claim": f"{seq}.000000000000"})
        assert refused.json()["reason"] == "history_lost"


def test_a_push_proves_its_claims_too_for_its_answer_takes_their_place(team: Team) -> None:
    rep = team.join()
    seq = rep.get("/v1/sync")["as_of"].partition(".")[0]
    claim = {"Sync-Claim": f"{seq}.000000000000"}
    refused = rep.call("POST", "/v1/push", json={"mutations": []}, headers=claim)
    assert (refused.status_code, refused.json()["reason"]) == (409, "history_lost")


def test_a_desk_that_was_away_too_long_starts_over(team: Team) -> None:
    rep = team.join()
    first = rep.get("/v1/sync")["as_of"]
    for _ in range(2):
        team.a_lead(rep)
    with team.server.office.store.write() as connection:
        table = schema.history
        connection.execute(
            delete(table).where(
                table.c.team == team.id, table.c.seq <= int(first.partition(".")[0]) + 1
            )
        )
    team.a_lead(rep)
    answer = rep.call("GET", "/v1/sync?since=1", headers={"Sync-Claim": first})
    assert answer.json()["reason"] == "cursor_expired"


def test_another_role_or_pool_is_another_scope_and_ends_no_session(team: Team) -> None:
    rep, ops = team.join(), team.join("ops")
    copy = Copy(rep).begin()
    ops.call("PATCH", f"/v1/users/{rep.id}", json={"role": "lead"})
    answer = rep.call("GET", "/v1/sync", params={"since": copy.since})
    assert (answer.status_code, answer.json()["reason"]) == (409, "scope_changed")
    lead = team.a_lead()
    assert lead.id in Copy(rep).begin().leads
    ops.call("PATCH", f"/v1/pools/{team.pool}", json={"members": []})
    assert rep.call("GET", "/v1/sync", params={"since": copy.since}).status_code == 409
    assert rep.get("/v1/me")["role"] == "lead"


def test_a_desk_that_is_too_old_may_push_but_not_pull(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    rep.session.headers["Client"] = "workbench/0.1; proto=0; id=x"
    assert rep.call("GET", "/v1/sync").status_code == 426
    rep.do(a_call(lead, "NA"))
