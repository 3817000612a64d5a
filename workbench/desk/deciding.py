"""What an AE does with what they were handed, and what becomes of its meeting and opportunity.

All raise `Refusal` where the rules say no, with a sentence for the person.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from workbench.cache import leads
from workbench.cache.columns import columns
from workbench.cache.leads import Known
from workbench.desk.recording import Recording
from workbench.desk.views import Busy, Filed
from workbench.desk.words import moment, name_of
from workbench.domain.calendar import day_and_month, weekday
from workbench.domain.calling import area_of
from workbench.domain.handed import handed_at_hand
from workbench.domain.invitation import Invitation
from workbench.domain.lead import Lead
from workbench.domain.mutation import (
    Body,
    HandoffDecided,
    MeetingResolved,
    OpportunityUpdated,
    Refusal,
)
from workbench.domain.plain import from_ms
from workbench.domain.promise import Handed
from workbench.domain.tongue import mark, tr

DECIDE = frozenset({"ae", "lead"})
TELL_ENDS = frozenset({"ae", "ops"})
"""As the server has it, so that nobody types in vain."""
_RESULTS = {
    "held": mark("Held"), "no_show": mark("No-show"), "cancelled": mark("Meeting cancelled"),
}  # fmt: skip
_ENDS = {"won": mark("Won"), "lost": mark("Lost")}


class Deciding(Recording):
    def accept(self, lead_id: str, *, quality: int | None = None, note: str | None = None) -> Filed:
        """Into the pipeline; `quality` 1 to 4 is of the handoff, and whoever booked it reads it."""
        self._check_role(DECIDE, tr("The AE it was handed to decides, or a team lead."))
        body = HandoffDecided(
            handoff_id=self._handed(lead_id).id, decision="accepted", quality=quality, note=note
        )
        return self._told(body, lead_id, tr("Accepted"))

    def reject(self, lead_id: str, code: str, *, note: str | None = None) -> Filed:
        """Back to whoever owns the lead; `code` is one of the policy's."""
        self._check_role(DECIDE, tr("The AE it was handed to decides, or a team lead."))
        handed = self._handed(lead_id)
        if not handed.is_open:
            said = tr("It was accepted: tell how it ends with W or L.")
            raise Refusal("already_decided", said)
        body = HandoffDecided(handoff_id=handed.id, decision="rejected", code=code, note=note)
        return self._told(body, lead_id, tr("Sent back, {code}", code=code))

    def resolve_meeting(
        self, lead_id: str, result: Literal["held", "no_show", "cancelled"]
    ) -> Filed:
        meeting_id, at = self._meeting(lead_id)
        if result != "cancelled" and at > self.now():
            said = tr("The meeting begins {time}.", time=moment(at, self.now()))
            raise Refusal("too_early", said)
        body = MeetingResolved(meeting_id=meeting_id, result=result)
        return self._told(body, lead_id, tr(_RESULTS[result]))

    def move_meeting(self, lead_id: str, at: datetime) -> Filed:
        meeting_id, _ = self._meeting(lead_id)
        body = MeetingResolved(meeting_id=meeting_id, result="moved", at=at)
        done = tr("Meeting moved to {time}", time=moment(at, self.now()))
        return self._told(body, lead_id, done)

    def tell_opportunity(
        self,
        lead_id: str,
        stage: str,
        *,
        amount: float | None = None,
        currency: str | None = None,
        outcome: Literal["won", "lost"] | None = None,
        reason: str | None = None,
    ) -> Filed:
        """`outcome` ends it, today by this computer's calendar."""
        self._check_role(TELL_ENDS, tr("The AE tells how an opportunity goes."))
        if self._handed(lead_id).decision != "accepted":
            said = tr("Accept it first (A): then it has an opportunity.")
            raise Refusal("not_accepted", said)
        body = OpportunityUpdated(
            stage=stage,
            amount=amount,
            currency=currency,
            closed_on=self.now().astimezone().date() if outcome else None,
            outcome=outcome,
            reason=reason,
        )
        return self._told(body, lead_id, tr(_ENDS[outcome]) if outcome else stage)

    def handed(self) -> list[Known]:
        """Of all AEs, what is undecided or accepted and open, in no order."""
        patched = self._overlay.leads()
        own = [
            (v["handed_to"], v["decide_by"], v["meets_at"], v["meets_min"], v["id"])
            for v in map(columns, patched.values())
            if v["handed_to"] is not None
        ]
        return own + leads.handed(self._caches.shown.database.connection, patched.keys())

    def busy(self) -> list[Busy]:
        """The meetings of AEs that this desk knows of, the first one first."""
        people = self._caches.shown.config("user")
        found = [
            Busy(str(people.get(ae, {}).get("name") or tr("The AE")), since,
                 since + timedelta(minutes=minutes))
            for ae, _, meets_at, minutes, _ in self.handed()
            if meets_at is not None
            for since in (from_ms(meets_at),)
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.since, one.name))

    def invitation(self, lead_id: str) -> Invitation | None:
        """To the meeting that is booked with the lead; None where there is none."""
        lead = self._lead(lead_id)
        handed = handed_at_hand(lead) if lead else None
        if lead is None or handed is None or handed.meeting_at is None or self.user is None:
            return None
        people = self._caches.shown.config("user")
        ae = str(people.get(handed.ae, {}).get("name") or "")
        who = ", ".join(part for part in (name_of(lead), lead.company) if part)
        return Invitation(
            uid=handed.meeting_id or handed.id,
            sequence=handed.moved,
            made_at=self.now(),
            begins_at=handed.meeting_at,
            length=timedelta(minutes=handed.length_min),
            summary=tr("{lead} and {ae}", lead=who, ae=ae) if ae else who,
            description=self._described(lead, handed.meeting_at, ae),
            organizer=(self.user.email, self.user.name),
            attendees=((lead.email, lead.name or ""),) if lead.email else (),
        )

    def _described(self, lead: Lead, at: datetime, ae: str) -> str:
        """When it is for both sides, and how they are reached."""
        ours = self.policy.calendar.zone
        theirs = area_of(lead).zone
        lines = [_local(at, ours)]
        if theirs and theirs != ours:
            lines.append(tr("{time} for {name}", time=_local(at, theirs), name=name_of(lead)))
        lines += [
            tr("With {ae}", ae=ae) if ae else "",
            tr("Phone {number}", number=lead.phone) if lead.phone else "",
        ]
        return "\n".join(line for line in lines if line)

    def _handed(self, lead_id: str) -> Handed:
        lead = self._lead(lead_id)
        handed = handed_at_hand(lead) if lead else None
        if handed is None:
            said = tr("Nothing of {name} is left to decide.", name=name_of(lead))
            raise Refusal("no_handoff", said)
        return handed

    def _meeting(self, lead_id: str) -> tuple[str, datetime]:
        handed = self._handed(lead_id)
        if handed.meeting_id is None or handed.meeting_at is None:
            said = tr("This was transferred live: there is no meeting.")
            raise Refusal("no_meeting", said)
        return handed.meeting_id, handed.meeting_at

    def _told(self, body: Body, lead_id: str, done: str) -> Filed:
        return self._file(body, lead_id, say=lambda lead: (done, name_of(lead)))

    def _check_role(self, may: frozenset[str], said: str) -> None:
        if self.user is None or self.user.role not in may:
            raise Refusal("not_yours", said)


def _local(at: datetime, zone: str) -> str:
    there = at.astimezone(ZoneInfo(zone))
    city = zone.rpartition("/")[2].replace("_", " ")
    return tr(
        "{weekday} {day} {time} in {city}",
        weekday=weekday(there), day=day_and_month(there),
        time=f"{there.hour}:{there.minute:02}", city=city,
    )  # fmt: skip
