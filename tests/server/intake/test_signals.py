"""What comes in by `POST /v1/signals`, and what becomes of it."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from tests.builders import MONDAY, POLICY, a_call, a_mutation
from tests.server.door import Door, entries_of, lead_of
from tests.server.served import Person, Team
from workbench.domain.alarms import alarms
from workbench.domain.lead import Lead
from workbench.domain.plain import to_ms
from workbench.wire import read_lead

_numbers = itertools.count(1)
MINUTE = timedelta(minutes=1)
HERE_BEFORE = MONDAY - timedelta(hours=2)


class Tracker(Door):
    """A source that tells what people do."""

    def hear(self, told: Any) -> requests.Response:
        address = self._address.replace("inquiries", "signals")
        named = {"Authorization": f"Bearer {self.key}"}
        return self._session.post(address, json=told, headers=named, timeout=30)

    def tell(self, email: str | None = None, kind: str = "page_view", **more: Any) -> str | None:
        """The id of the lead that it counts for."""
        more.setdefault("at", to_ms(HERE_BEFORE))
        person = more.pop("person", {"email": email})
        answer = self.hear({"person": person, "kind": kind, **more})
        assert answer.status_code == 202, answer.text
        lead: str | None = answer.json()["lead_id"]
        return lead


def now(team: Team) -> datetime:
    return team.server.office.moment.now()


def an_email() -> str:
    return f"reader{next(_numbers)}@halden.example"


def stored(person: Person, lead_id: str) -> Lead:
    return read_lead(lead_of(person, {"lead_id": lead_id}))


def signals_told(person: Person, told: dict[str, Any]) -> list[tuple[str, str | None]]:
    entries = [entry for entry in entries_of(person, told) if entry["kind"] == "signal"]
    return [(entry["signal"], entry.get("page")) for entry in entries]


def test_a_signal_of_a_lead_counts_at_its_own_time_and_stands_on_its_timeline(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    told = tracker.take(type="content", email=email)
    assert tracker.tell(email.upper(), "page_view", page="/compare") == told["lead_id"]
    lead = stored(boss, told["lead_id"])
    [point] = [point for point in lead.score.points if point.rule == "Comparison or ROI page"]
    assert (point.points, point.part, point.at) == (10, "intent", HERE_BEFORE)
    assert point.until is not None
    assert signals_told(boss, told) == [("page_view", "/compare")]
    ringing = [alarm.at for alarm in alarms(lead, POLICY) if alarm.kind == "decay"]
    assert ringing == [min(point.until for point in lead.score.points if point.until)]


def test_the_same_signal_twice_is_one(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    told = tracker.take(type="content", email=email)
    view = {"person": {"email": email}, "kind": "page_view", "page": "/pricing", "at": 1_000}
    assert tracker.hear(view).json() == tracker.hear(view).json()
    named = view | {"id": "v1", "at": "2026-11-22T10:00:00+01:00"}
    tracker.hear(named)
    tracker.hear(named | {"at": 5_000, "page": "/compare"})
    assert len(stored(boss, told["lead_id"]).signals) == 2


def test_a_look_again_within_half_an_hour_counts_and_is_one_line(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    told = tracker.take(type="content", email=email)
    for minutes in (0, 20, 40, 90):
        tracker.tell(email, page="/blog", at=to_ms(HERE_BEFORE + minutes * MINUTE))
    assert len(stored(boss, told["lead_id"]).signals) == 4
    assert signals_told(boss, told) == [("page_view", "/blog")] * 2


def test_what_a_stranger_did_is_theirs_once_they_inquire(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    for page in ("/pricing", "/pricing?again", "/compare"):
        assert tracker.tell(email, page=page) is None
    told = tracker.take(type="content", email=email)
    lead = stored(boss, told["lead_id"])
    assert len(lead.signals) == len(signals_told(boss, told)) == 3
    assert lead.score.intent == 10 + 15 + 10
    assert lead.inquiries[0].points == 35
    assert "Comparison or ROI page: +10." in told["why"]
    tracker.tell(email, page="/compare", at=to_ms(HERE_BEFORE + MINUTE))
    assert len(stored(boss, told["lead_id"]).signals) == 4


def test_whoever_says_who_an_id_is_brings_what_waited_under_it(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    told = tracker.take(type="content", email=email)
    id = f"cookie {email}"
    assert tracker.tell(person={"person_id": id}, page="/compare") is None
    known = {"person_id": id, "email": email}
    assert tracker.tell(person=known, kind="mail_click") == told["lead_id"]
    assert {signal.kind for signal in stored(boss, told["lead_id"]).signals} == {
        "page_view", "mail_click",
    }  # fmt: skip
    assert tracker.tell(person={"person_id": id}, kind="session") == told["lead_id"]


def test_a_signal_and_an_inquiry_at_the_same_moment_find_each_other(team: Team) -> None:
    boss, trackers = team.join("lead"), [Tracker(team) for _ in range(4)]
    emails = [an_email() for _ in range(12)]

    def tell(number: int) -> str | None:
        return trackers[number % 4].tell(emails[number], page="/compare")

    with ThreadPoolExecutor(4) as pool:
        telling = [pool.submit(tell, number) for number in range(len(emails))]
        taken = [Tracker(team).take(type="content", email=email) for email in emails]
        [one.result() for one in telling]
    assert [len(stored(boss, told["lead_id"]).signals) for told in taken] == [1] * len(emails)


def nurtured(team: Team, tracker: Tracker, **fields: Any) -> tuple[Person, dict[str, Any]]:
    """A lead that its rep has put off until next year."""
    rep = team.join()
    told = tracker.take(received_at=to_ms(MONDAY - timedelta(hours=3)), **fields)
    lead = Lead(id=told["lead_id"])
    at = now(team) - timedelta(seconds=1)
    rep.do(a_call(lead, "NOW", at=at, reason="no timeline", revisit_on="2027-03-01"))
    assert stored(rep, lead.id).status == "nurture"
    return rep, told


def test_a_signal_brings_a_nurtured_lead_back_to_its_owner(team: Team) -> None:
    tracker, email = Tracker(team), an_email()
    rep, told = nurtured(team, tracker, type="content", email=email)
    tracker.tell(email, page="/pricing")
    assert stored(rep, told["lead_id"]).status == "nurture"
    tracker.tell(email, page="/pricing", at=to_ms(now(team)))
    lead = stored(rep, told["lead_id"])
    assert (lead.status, lead.owner) == ("recycled", rep.id)
    assert lead.newest_inquiry.type == "recycled"
    assert lead.clock is not None
    [came] = [entry for entry in entries_of(rep, told) if entry["kind"] == "recycled"]
    assert came["reason"].startswith("Pricing page twice in 7 days")


def test_what_they_did_before_they_said_not_now_is_no_news(team: Team) -> None:
    tracker, email = Tracker(team), an_email()
    rep, told = nurtured(team, tracker, type="content", email=email)
    tracker.tell(email, "webinar")
    assert stored(rep, told["lead_id"]).status == "nurture"


def test_who_must_not_be_contacted_is_not_brought_back(team: Team) -> None:
    rep, tracker, email = team.join(), Tracker(team), an_email()
    told = tracker.take(type="content", email=email, received_at=to_ms(HERE_BEFORE))
    rep.do(a_call(Lead(id=told["lead_id"]), "DNC", at=now(team) - timedelta(seconds=1)))
    tracker.tell(email, "webinar", at=to_ms(now(team)))
    lead = stored(team.join("lead"), told["lead_id"])
    assert (lead.status, len(lead.inquiries)) == ("disqualified", 1)


def test_who_is_outside_the_icp_stays_where_they_are(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    told = tracker.take(type="content", email=email, country="KP")
    tracker.tell(email, "webinar", at=to_ms(now(team)))
    lead = stored(boss, told["lead_id"])
    assert (lead.status, len(lead.inquiries)) == ("nurture", 1)


def test_who_unsubscribes_gets_no_mail_until_they_subscribe_again(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    told = tracker.take(email=email, phone=None)
    tracker.tell(email, "unsubscribed")
    lead = stored(boss, told["lead_id"])
    assert lead.barred == ("email",)
    assert lead.score.intent == 10
    assert lead.step is None or lead.step.channel != "email"
    tracker.tell(email, "subscribed", at=to_ms(HERE_BEFORE + MINUTE))
    assert stored(boss, told["lead_id"]).barred == ()


def test_an_edit_changes_no_point_when_the_next_signal_comes(team: Team) -> None:
    rep, tracker, email = team.join(), Tracker(team), an_email()
    told = tracker.take(type="content", email=email, title="Directeur des achats", employees=200)
    lead = stored(rep, told["lead_id"])
    changes = {"title": {"new": "Clerk"}, "employees": {"new": 3}, "email": {"new": "x@gmail.com"}}
    rep.do(replace(a_mutation(lead, "lead_edited", at=now(team)), args=changes))
    tracker.tell(email, page="/compare")
    edited = stored(rep, told["lead_id"])
    assert (edited.title, edited.seniority) == ("Clerk", "individual")
    assert (lead.score.fit, edited.score.fit) == (33, 33)
    assert edited.score.intent == lead.score.intent + 10


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"person": None}, "person"),
        ({"person": {}}, "person"),
        ({"person": {"email": "nobody"}}, "person.email"),
        ({"person": {"email": ["x@halden.example"]}}, "email"),
        ({"kind": "any"}, "kind"),
        ({"kind": "purchase"}, "kind"),
        ({"at": None}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-22T10:00:00"}, "at"),
        ({"at": -1}, "at"),
        ({"at": 1e300}, "at"),
        ({"page": {"path": "/"}}, "page"),
        ({"id": "x" * 256}, "id"),
    ],
)
def test_what_is_no_signal_is_refused_with_the_field(
    team: Team, change: dict[str, Any], field: str
) -> None:
    told = {"person": {"email": an_email()}, "kind": "session", "at": 1_000} | change
    answer = Tracker(team).hear(told)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text


def test_only_a_source_tells_and_no_faster_than_it_may(team: Team) -> None:
    tracker = Tracker(team)
    rates = team.server.office.rates
    team.server.office.rates = type(rates)(a_second=0.1, burst=1)
    try:
        tracker.tell(an_email())
        answer = tracker.hear({})
        assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
        assert tracker.send({}).status_code == 422  # inquiries are counted apart
    finally:
        team.server.office.rates = rates
    tracker.key = "stranger"
    assert tracker.hear({}).status_code == 401


def test_a_moment_to_come_is_taken_as_now(team: Team) -> None:
    boss, tracker, email = team.join("lead"), Tracker(team), an_email()
    told = tracker.take(type="content", email=email)
    tracker.tell(email, at=to_ms(MONDAY + timedelta(days=900)))
    [signal] = stored(boss, told["lead_id"]).signals
    assert signal.at <= now(team)
