from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.builders import MONDAY, a_call, a_mutation, an_id, asked
from tests.server.served import Person, Team
from workbench.domain.plain import to_ms
from workbench.wire import mutation_plain


def the_lead(person: Person, id: str) -> dict[str, Any]:
    lead: dict[str, Any] = person.get(f"/v1/leads/{id}")
    return lead


def the_timeline(person: Person, id: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = person.get(f"/v1/leads/{id}/activities")["activities"]
    return entries


def test_a_disposed_call_changes_the_lead_and_its_timeline(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    [result] = rep.push(a_call(lead, "NA"))
    assert result["s"] == "ok"
    assert result["seq"] > 0
    stored = the_lead(rep, lead.id)
    assert (stored["status"], stored["attempts"], stored["seq"]) == ("attempting", 1, result["seq"])
    kinds = [entry["kind"] for entry in the_timeline(rep, lead.id)]
    assert sorted(kinds) == ["call", "disposed", "inquiry"]


def test_what_is_pushed_twice_is_done_once(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    call = a_call(lead, "NA")
    [first, second] = rep.push(call, call)
    [third] = rep.push(call)
    assert "replayed" not in first
    assert second == third == first | {"replayed": True}
    assert the_lead(rep, lead.id)["attempts"] == 1
    assert len(the_timeline(rep, lead.id)) == 3


def test_an_id_with_something_else_under_it_is_refused(team: Team) -> None:
    rep, other = team.join(), team.join()
    lead = team.a_lead(rep)
    call = a_call(lead, "NA")
    rep.do(call)
    [result] = rep.push(replace(call, args={**call.args, "code": "VM"}))
    assert result["code"] == "id_reused"
    [result] = other.push(call)
    assert result["code"] == "id_reused"
    assert "seq" not in result


def test_a_refusal_holds_nothing_up_and_has_no_seq(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    results = rep.push(a_call(lead, "NA"), a_call(lead, "UTR"), a_call(lead, "VM"))
    assert [result["s"] for result in results] == ["ok", "rejected", "ok"]
    assert results[1]["code"] == "too_few_attempts"
    assert "seq" not in results[1]
    assert results[2]["seq"] == results[0]["seq"] + 1


def test_a_refusal_is_replayed_with_its_words(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    call = a_call(lead, "UTR")
    [first], [again] = rep.push(call), rep.push(call)
    assert again == first | {"replayed": True}


def test_a_lead_that_was_never_theirs_reads_like_one_that_is_not_there(team: Team) -> None:
    rep, other = team.join(), team.join()
    lead = team.a_lead(other)
    [foreign] = rep.push(a_call(lead, "NA"))
    [unknown] = rep.push(a_call(replace(lead, id=an_id()), "NA"))
    assert foreign["code"] == "not_yours"
    assert (foreign["code"], foreign["message"]) == (unknown["code"], unknown["message"])


def test_only_one_of_two_claims_wins_and_the_other_hears_who(team: Team) -> None:
    one, two = team.join(name="Ada Diaz"), team.join(name="Ben Kim")
    lead = team.a_lead()
    one.do(a_mutation(lead, "claimed", user=one.id))
    [result] = two.push(a_mutation(lead, "claimed", user=two.id))
    assert result["code"] == "owner_changed"
    assert "Ada Diaz has this lead since" in result["message"]


def test_what_was_done_while_it_was_theirs_counts_in_full_whenever_it_comes(team: Team) -> None:
    former, new, lead_of_team = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(former)
    call = a_call(lead, "NA", at=team.server.office.moment.now())
    lead_of_team.do(
        a_mutation(lead, "reassigned", to=new.id, expected_owner=former.id, reason="leave")
    )
    [result] = former.push(call)
    assert (result["s"], result.get("note")) == ("ok", None)
    assert the_lead(new, lead.id)["attempts"] == 1


def test_a_former_owners_later_touch_is_kept_and_decides_nothing(team: Team) -> None:
    former, new, lead_of_team = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(former)
    lead_of_team.do(
        a_mutation(lead, "reassigned", to=new.id, expected_owner=former.id, reason="leave")
    )
    later = team.server.office.moment.now() + timedelta(milliseconds=500)
    [result] = former.push(a_call(lead, "NI", at=later, reason="no need"))
    assert result["note"] == "kept_activity_only"
    assert the_lead(new, lead.id)["status"] == "assigned"
    assert "call" in [entry["kind"] for entry in the_timeline(new, lead.id)]


def test_an_undo_strikes_the_touch_through_and_the_clock_runs_again(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    call = a_call(lead, "NA")
    rep.do(call)
    assert the_lead(rep, lead.id)["clocks"][0].get("met_at") is not None
    rep.do(a_mutation(lead, "undone", user=rep.id, mutation=call.id))
    stored = the_lead(rep, lead.id)
    assert stored["clocks"][0].get("met_at") is None
    assert stored["status"] == "assigned"
    struck = {entry["kind"] for entry in the_timeline(rep, lead.id) if entry.get("undone")}
    assert struck == {"call", "disposed"}


def test_a_mail_that_left_the_house_is_not_taken_back_and_one_logged_by_hand_is(
    team: Team,
) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    id, message_id = an_id(), "<1@halden.example>"
    sent = a_mutation(
        lead, "touch_logged", kind="email", activity_id=an_id(), message_id=message_id
    )
    by_hand = a_mutation(lead, "touch_logged", kind="email", activity_id=id)
    rep.do(sent, by_hand)
    undone = [a_mutation(lead, "undone", mutation=one.id) for one in (sent, by_hand)]
    refused, done = rep.push(*undone)
    assert (refused["code"], done["s"]) == ("not_undoable", "ok")
    assert refused["message"] == "A mail that was sent is not taken back."
    struck = [entry["id"] for entry in the_timeline(rep, lead.id) if entry.get("undone")]
    assert struck == [id]


def test_nobody_takes_back_what_another_did(team: Team) -> None:
    rep, other, boss = team.join(), team.join(), team.join("lead")
    lead = team.a_lead(rep)
    call = a_call(lead, "NA")
    rep.do(call)
    boss.do(a_mutation(lead, "reassigned", to=other.id, expected_owner=rep.id, reason="leave"))
    [result] = other.push(a_mutation(lead, "undone", mutation=call.id))
    assert result["code"] == "not_yours"


def test_a_rep_hands_over_only_what_is_theirs(team: Team) -> None:
    rep, other = team.join(), team.join()
    own, pooled = team.a_lead(rep), team.a_lead()
    [result] = rep.push(a_mutation(pooled, "reassigned", to=other.id, reason="for you"))
    assert result["code"] == "not_yours"
    rep.do(a_mutation(own, "reassigned", to=other.id, expected_owner=rep.id, reason="for you"))
    assert the_lead(other, own.id)["owner"] == other.id


def test_a_devices_clock_is_put_right_and_the_future_is_clamped(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    now = team.server.office.moment.now()
    ahead = a_call(lead, "NA", at=now + timedelta(minutes=10))
    rep.push(ahead, offset_ms=-600_000)
    [call] = [entry for entry in the_timeline(rep, lead.id) if entry["kind"] == "call"]
    assert abs(call["occurred_at"] - to_ms(now)) < 5_000
    assert call["late"] is False
    rep.push(a_call(lead, "VM", at=now + timedelta(days=900)))
    newest = the_timeline(rep, lead.id)[0]
    assert newest["late"] is True
    assert newest["occurred_at"] <= to_ms(team.server.office.moment.now())


def test_a_touch_logged_offline_counts_when_it_happened_and_is_flagged(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep, waited=60)
    at = MONDAY - timedelta(minutes=59)
    rep.do(a_call(lead, "NA", at=at))
    assert the_lead(rep, lead.id)["clocks"][0]["met_at"] == to_ms(at)
    assert all(entry["late"] for entry in the_timeline(rep, lead.id) if entry["kind"] == "call")


def test_an_edit_is_made_comparable_and_found_again(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    phone = {"old": lead.phone, "new": "030 5550 1999"}
    rep.do(a_mutation(lead, "lead_edited", phone=phone, country={"old": None, "new": "DE"}))
    assert the_lead(rep, lead.id)["phone_e164"] == "+493055501999"
    [found] = rep.get("/v1/leads", q="5550 1999")["leads"]
    assert found["id"] == lead.id


def test_a_lead_that_is_let_go_is_the_pools_again(team: Team) -> None:
    rep, mate = team.join(), team.join()
    lead = team.a_lead(rep)
    rep.do(a_mutation(lead, "released", expected_owner=rep.id))
    assert the_lead(mate, lead.id)["pool"] == team.pool


def test_availability_is_told_to_the_team(team: Team) -> None:
    rep, other = team.join(), team.join()
    rep.do(a_mutation(None, "availability_set", state="away"))
    config = other.get("/v1/sync")["config"]
    [told] = [item["doc"] for item in config if item["key"] == rep.id]
    assert told["availability"] == "away"


def test_the_ae_of_a_meeting_sees_the_lead_from_then_on(team: Team) -> None:
    rep, ae = team.join(), team.join("ae")
    lead = team.a_lead(rep)
    assert ae.call("GET", f"/v1/leads/{lead.id}").status_code == 404
    meeting = {"meeting_id": an_id(), "at": to_ms(MONDAY), "length_min": 30, "ae": ae.id}
    rep.do(*asked(lead), a_call(lead, "MTG", meeting=meeting))
    assert the_lead(ae, lead.id)["status"] == "meeting_booked"


def test_what_does_not_fit_names_its_field_and_too_much_is_halved(team: Team) -> None:
    rep = team.join()

    def refused(body: Any) -> tuple[int, str | None]:
        answer = rep.call("POST", "/v1/push", json=body)
        return answer.status_code, answer.json().get("field")

    good = {"id": "a", "type": "claimed", "lead": "b", "occurred_at": 1, "args": {}}
    assert refused([]) == (422, "mutations")
    assert refused({"mutations": [good, {**good, "occurred_at": "now"}]}) == (
        422,
        "mutations.1.occurred_at",
    )
    assert refused({"mutations": [{**good, "args": {"note": "\0"}}]}) == (422, "mutations.0.args")
    assert refused({"mutations": [{**good, "v": 2}]}) == (422, "mutations.0.v")
    assert refused({"mutations": [good] * 51})[0] == 413
    assert refused({"mutations": [{**good, "args": {"note": "x" * 300_000}}]})[0] == 413
    assert rep.call("POST", "/v1/push", data=b"{").status_code == 422


def test_args_that_do_not_fit_are_refused_alone(team: Team) -> None:
    rep = team.join()
    lead = team.a_lead(rep)
    results = rep.push(a_mutation(lead, "snoozed", until="soon"), a_call(lead, "NA"))
    assert [(r["s"], r.get("code")) for r in results] == [("rejected", "malformed"), ("ok", None)]


def test_the_same_push_on_two_connections_at_once_is_done_once(team: Team) -> None:
    rep = team.join()
    twin = Person(team.server, rep.id, "rep")
    lead = team.a_lead(rep)
    calls = [a_call(lead, "NA") for _ in range(20)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda person: person.push(*calls), (rep, twin)))
    assert all(result["s"] == "ok" for results in answers for result in results)
    assert [a["seq"] for a in answers[0]] == [b["seq"] for b in answers[1]]
    assert the_lead(rep, lead.id)["attempts"] == 20


def test_who_handed_a_lead_over_takes_it_back_while_nobody_has_worked_it(team: Team) -> None:
    rep, other = team.join(), team.join()
    for worked in (False, True):
        lead = team.a_lead(rep)
        gift = a_mutation(lead, "reassigned", to=other.id, expected_owner=rep.id, reason="for you")
        rep.do(gift)
        if worked:
            other.do(a_call(lead, "NA"))
        later = team.server.office.moment.now() + timedelta(milliseconds=500)
        [result] = rep.push(a_mutation(lead, "undone", at=later, mutation=gift.id))
        assert result["s"] == ("rejected" if worked else "ok")
        assert the_lead(other if worked else rep, lead.id)["owner"] == (other if worked else rep).id


def test_what_was_taken_before_a_change_of_role_is_answered_after_it(team: Team) -> None:
    ops, rep = team.join("ops"), team.join()
    lead = team.a_lead(rep)
    noted = a_mutation(lead, "touch_logged", activity_id=an_id(), kind="note", note="Asked")
    rep.do(noted)
    assert ops.call("PATCH", f"/v1/users/{rep.id}", json={"role": "viewer"}).status_code == 200
    later = a_mutation(lead, "touch_logged", activity_id=an_id(), kind="note", note="More")
    again, refused = rep.push(noted, later)
    assert again["s"] == "ok"
    assert again["replayed"]
    assert refused["code"] == "not_yours"
    fresh = {"mutations": [mutation_plain(replace(later, id=an_id()))]}
    assert rep.call("POST", "/v1/push", json=fresh).status_code == 403
