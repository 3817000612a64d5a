"""A year of leads, made up: inquiries that come again, calls of many codes, messages, meetings,
handoffs, what was won and lost, work that was taken back and work that was logged late.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tests.builders import (
    MONDAY,
    POLICY,
    a_call,
    a_lead,
    a_mutation,
    an_id,
    an_inquiry,
)
from tests.server.served import Team
from workbench.domain.activity import Activity, entries, inquiry_entry
from workbench.domain.apply import apply
from workbench.domain.clock import start_clock
from workbench.domain.inquiry import read_inquiry
from workbench.domain.lead import Lead
from workbench.domain.mutation import Mutation
from workbench.domain.plain import to_ms
from workbench.domain.settle import settle
from workbench.server.ledger.writing import MOST_LEADS, Ledger

TYPES = ("demo", "pricing", "trial", "webinar", "content", "newsletter")
CODES = ("NA", "NA", "NA", "VM", "GK", "CB", "INT", "INT", "NOW", "NI", "NF", "SPM", "CUS", "MTG",
         "MTG", "QLT")  # fmt: skip
SOURCES = ("website", "linkedin", "", "fair")
YEAR = timedelta(days=365)


@dataclass(slots=True)
class Story:
    """A lead and its timeline while it is made."""

    lead: Lead
    now: datetime
    timeline: list[Activity] = field(default_factory=list)

    def do(self, mutation: Mutation, *, after: timedelta = timedelta()) -> None:
        """As the server would have it from a desk that was online, or `after` some time."""
        mutation = replace(mutation, received_at=mutation.at + after)
        self.lead = apply(self.lead, mutation, POLICY)
        self.timeline += entries(mutation)

    def undo(self, mutation: Mutation) -> None:
        self.do(a_mutation(self.lead, "undone", at=self.now, mutation=mutation.id))
        self.timeline = [
            replace(entry, undone=entry.undone or entry.mutation == mutation.id)
            for entry in self.timeline
        ]

    def ask(self, rng: random.Random) -> None:
        """Another inquiry of the same person."""
        data = an_inquiry(**_said(rng), received_at=to_ms(self.now))
        inquiry = read_inquiry(data, POLICY, id=an_id(), now=self.now).inquiry
        inquiry = replace(inquiry, points=rng.choice((20, 70)))
        clock = start_clock(inquiry, POLICY)
        lead = replace(
            self.lead,
            inquiries=(*self.lead.inquiries, inquiry),
            clocks=(*self.lead.clocks, *((clock,) if clock else ())),
        )
        self.lead = settle(lead, POLICY)
        self.timeline.append(inquiry_entry(inquiry))


def keep(team: Team, stories: Sequence[Story]) -> None:
    """Store leads and timelines as the server would have."""
    put(team.server.office.ledger, team.id, stories)


def put(ledger: Ledger, team: str, stories: Sequence[Story]) -> None:
    for start in range(0, len(stories), MOST_LEADS):
        with ledger.write(team, MONDAY) as writing, writing.effect() as effect:
            for story in stories[start : start + MOST_LEADS]:
                effect.put(story.lead)
                effect.log(story.lead.id, story.timeline)


def a_year(
    rng: random.Random, count: int, *, until: datetime, reps: Sequence[str], ae: str
) -> Iterator[Story]:
    for n in range(count):
        came = until - timedelta(seconds=rng.randrange(round(YEAR.total_seconds())))
        rep = rng.choice((*reps, None))
        lead = a_lead(now=came, owner=rep, email=f"p{n}@halden{n % 9}.example", **_said(rng))
        first = replace(lead.inquiries[0], points=rng.choice((20, 70)))
        facts: dict[str, Any] = {
            "industry": rng.choice(("freight", None)),
            "persona": rng.choice(("ops", None)),
        }
        lead = settle(replace(lead, inquiries=(first,), **facts), POLICY)
        story = Story(lead, came, [inquiry_entry(first)])
        for _ in range(rng.randrange(11)):
            story.now += timedelta(seconds=round(60 * rng.lognormvariate(4.5, 2.5)))
            if story.now >= until:
                break
            _step(story, rng, rng.choice(reps), ae)
        if story.lead.status in ("nurture", "disqualified") and rng.random() < 0.2:
            _come_back(story, rng, ae)
        yield story


def _said(rng: random.Random) -> dict[str, Any]:
    said = {
        "type": rng.choice(TYPES),
        "source": rng.choice(SOURCES),
        "campaign": rng.choice(("spring", "autumn", "")),
        "heard_from": rng.choice(("a friend", "", "LinkedIn")),
        "country": rng.choice(("DE", "US", "")),
        "title": rng.choice(("VP Operations", "Student", "")),
        "employees": rng.choice((250, None)),
    }
    return {name: value for name, value in said.items() if value}


def _step(story: Story, rng: random.Random, rep: str, ae: str) -> None:
    lead, at = story.lead, story.now
    match rng.randrange(10):
        case 0:
            story.ask(rng)
        case 1 | 2:
            kind = rng.choice(("email", "social", "sms", "chat", "note"))
            way = rng.choice(("out", "out", "in"))
            touch: dict[str, Any] = {"activity_id": an_id(), "kind": kind, "direction": way}
            story.do(a_mutation(lead, "touch_logged", at=at, user=rep, **touch))
        case 3:
            call: dict[str, Any] = {
                "activity_id": an_id(),
                "kind": "call",
                "outcome": rng.choice(("connected", "NA")),
            }
            mutation = a_mutation(lead, "touch_logged", at=at, user=rep, **call)
            story.do(mutation)
            if rng.random() < 0.5:
                story.undo(mutation)
        case 4 | 5:
            _talk_of(story, rng, ae)
        case _:
            _call(story, rng, rep, ae)


def _come_back(story: Story, rng: random.Random, ae: str) -> None:
    """And be won, of all things."""
    story.now += timedelta(hours=1)
    story.ask(rng)
    story.now += timedelta(hours=1)
    won: dict[str, Any] = {"stage": "Won", "outcome": "won", "amount": 700.0, "currency": "EUR"}
    story.do(a_mutation(story.lead, "opportunity_updated", at=story.now, user=ae, **won))


def _call(story: Story, rng: random.Random, rep: str, ae: str) -> None:
    code = rng.choice(CODES)
    args: dict[str, Any] = {}
    match code:
        case "CB":
            args = {"callback_at": to_ms(story.now + timedelta(days=1))}
        case "NOW":
            args = {"reason": "no budget", "revisit_on": "2027-01-01"}
        case "NI" | "NF" | "SPM":
            args = {"reason": "vendor" if code == "SPM" else "no need"}
        case "MTG":
            when = to_ms(story.now + timedelta(days=2))
            args = {"meeting": {"meeting_id": an_id(), "at": when, "length_min": 30, "ae": ae}}
        case "QLT":
            args = {"handoff": {"handoff_id": an_id(), "ae": ae, "summary": "Wants it."}}
    if code in ("MTG", "QLT"):
        _ask_first(story, rep)
    if code == "CB" and story.lead.is_barred:
        return
    call = _lasting(a_call(story.lead, code, at=story.now, user=rep, **args), story.now)
    saved = replace(call, at=story.now + timedelta(seconds=30 + round(rng.expovariate(1 / 40))))
    story.do(saved, after=rng.choice((timedelta(), timedelta(hours=5))))
    if rng.random() < 0.1 and code not in ("MTG", "QLT"):
        story.now += timedelta(minutes=3)
        story.undo(saved)


def _ask_first(story: Story, rep: str) -> None:
    """What must be asked, and some of the rest; of some of it nobody knows the answer."""
    rng, form = random.Random(to_ms(story.now)), POLICY.form_of(story.lead)
    for question in POLICY.forms[form].questions:
        if question.required or rng.random() < 0.5:
            said = rng.choice(("asked", "unknown", (*question.choices, "yes, soon")[0]))
            asked: dict[str, Any] = {"form": form, "question": question.id, "answer": said}
            what = "qualification_answered"
            story.do(a_mutation(story.lead, what, at=story.now, user=rep, **asked))


def _lasting(call: Mutation, at: datetime) -> Mutation:
    """Some are hung up soon, of some nobody knows how long they took."""
    touch: Any = call.args["touch"]
    lasts = random.Random(to_ms(at)).choice((4, 19.9, 20, 30, 30, 75, None))
    kept = {name: value for name, value in touch.items() if name != "duration_s"}
    timed = {} if lasts is None else {"duration_s": lasts}
    return replace(call, args={**call.args, "touch": {**kept, **timed}})


def _talk_of(story: Story, rng: random.Random, ae: str) -> None:
    """What the AE says of a handoff, or how the opportunity goes on."""
    lead, at = story.lead, story.now
    undecided = [one for one in lead.handoffs if one.is_open]
    if undecided:
        one = rng.choice(undecided)
        if one.meeting_id and one.result is None and rng.random() < 0.7:
            result = rng.choice(("held", "held", "no_show", "moved", "cancelled"))
            when = {"at": to_ms(at + timedelta(days=1))} if result == "moved" else {}
            said = a_mutation(lead, "meeting_resolved", at=at, user=ae, result=result)
            story.do(replace(said, args={**said.args, "meeting_id": one.meeting_id, **when}))
            return
        words = {"decision": "accepted"}, {"decision": "rejected", "code": "no timing"}
        word: dict[str, Any] = rng.choice(words)
        story.do(a_mutation(lead, "handoff_decided", at=at, user=ae, handoff_id=one.id, **word))
    elif any(one.decision == "accepted" for one in lead.handoffs) or rng.random() < 0.1:
        outcome = rng.choice((None, "won", "lost"))
        told: dict[str, Any] = {"outcome": outcome} if outcome else {}
        if outcome and rng.random() < 0.5:
            told["closed_on"] = (at + timedelta(days=2)).date().isoformat()
        money: dict[str, Any] = {
            "amount": rng.choice((1200.5, 99000)),
            "currency": rng.choice(("EUR", "USD")),
        }
        story.do(
            a_mutation(
                lead, "opportunity_updated", at=at, user=ae, stage="Proposal", **money, **told
            )
        )
