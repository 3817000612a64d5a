"""What a person can do at a desk. Each verb is durable when it returns, and says what it did.

All raise `Refusal` where the rules say no, with a sentence for the person, and `NotSaved` where
the disk does: then nothing was recorded, and what was typed is still there. Moments are the
desk's time (`now()`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from workbench.cache.entry import StartedCall
from workbench.cache.outbox import NotSaved
from workbench.cache.writing import Writing
from workbench.desk.calls import call_on, touch_of, undisposed_touch
from workbench.desk.placing import Placing
from workbench.desk.queue import Queue
from workbench.desk.views import Call, Filed, NeedsTouch
from workbench.desk.words import TOUCH_WORDS, follow_up, name_of
from workbench.domain.cadence import CHANNEL_WORDS
from workbench.domain.calling import calling
from workbench.domain.inquiry import IDENTITIES, NoInquiry, read_inquiry
from workbench.domain.lead import Lead
from workbench.domain.mutation import (
    AvailabilitySet,
    CallStarted,
    Colleague,
    Direction,
    Disposed,
    Handoff,
    LeadAdded,
    LeadEdited,
    Meeting,
    OptedOut,
    Refusal,
    Touch,
    TouchKind,
    TouchLogged,
)
from workbench.domain.plain import to_ms, to_plain
from workbench.domain.tongue import mark, tr
from workbench.identity import new_id

_STATES = {
    "available": mark("You are available"), "busy": mark("You are busy"),
    "away": mark("You are away"),
}  # fmt: skip


class Verbs(Placing):
    # ---- calls, touches, codes

    def start_call(self, lead_id: str) -> Call:
        """The timer runs; what a crash finds again. Never where its number may not be called now.

        A call that was made all the same is logged by hand.
        """
        lead = self._lead(lead_id)
        why_not = calling(lead, self.policy, self.now()).no_call if lead is not None else ""
        if why_not and lead is not None and lead.phone:  # else there is nothing to dial
            raise Refusal("no_call", why_not)
        queue = Queue(self._caches.shown, self._overlay, me=self.me, now=self.now())
        top = next(iter(queue.ids("now")), None)
        call = StartedCall(
            id=new_id(),
            lead=lead_id,
            number=(lead.phone_e164 or lead.phone or "") if lead else "",
            started_at=self._clock.device_now(),
        )
        self._file(
            CallStarted(call_id=call.id, over=top if top != lead_id else None),
            lead_id,
            say=lambda lead: (tr("Call started"), name_of(lead)),
            also=lambda writing: writing.start_call(call),
        )
        return self._call(call)

    def end_call(self, call_id: str) -> None:
        """Hung up: the timer stops, the wrap-up begins."""
        with self._outbox.writing() as writing:
            writing.end_call(call_id, self._clock.device_now())
        self._facts.tell("queue_changed")

    def save_draft(self, lead_id: str, text: str) -> None:
        """The note being typed, to the last keystroke."""
        try:
            with self._outbox.writing() as writing:
                writing.save_draft(lead_id, text, self._clock.device_now())
        except NotSaved:
            self._unsaved_drafts[lead_id] = text
            raise
        self._unsaved_drafts.pop(lead_id, None)

    def log_touch(
        self,
        lead_id: str,
        kind: TouchKind,
        *,
        at: datetime | None = None,
        duration_s: float | None = None,
        outcome: str | None = None,
        note: str | None = None,
        direction: Direction = "out",
    ) -> Filed:
        """A touch made elsewhere, or a note; a call that runs with this lead is that call.

        A note without text takes the draft.
        """
        if kind == "note":
            note = note or self._draft(lead_id)
            if not note.strip():
                said = tr("There is nothing typed to keep as a note.")
                raise Refusal("nothing_typed", said)
        running = call_on(lead_id, self._outbox.calls()) if kind == "call" else None
        activity_id = new_id()
        if running is not None:
            touch = touch_of(running, self._clock.device_now(), activity_id=activity_id, note=note)
            at, duration_s = touch.at, touch.duration_s
        elif at is not None:
            at -= self._offset
        body = TouchLogged(
            activity_id=activity_id,
            kind=kind,
            at=at,
            duration_s=duration_s,
            call_id=running.id if running else None,
            direction=direction,
            outcome=outcome,
            note=note,
        )

        def also(writing: Writing) -> None:
            if running is not None:
                writing.close_call(running.id)
            if note is not None and note == self._draft(lead_id):
                writing.save_draft(lead_id, "", self.now())

        filed = self._file(
            body, lead_id, say=lambda lead: self._planned(_logged(tr(TOUCH_WORDS[kind])), lead),
            also=also,
        )  # fmt: skip
        if note is not None:
            self._unsaved_drafts.pop(lead_id, None)
        return filed

    def dispose(
        self,
        lead_id: str,
        code: str,
        *,
        touch_kind: TouchKind | None = None,
        reason: str | None = None,
        callback_at: datetime | None = None,
        revisit_on: date | None = None,
        meeting: datetime | None = None,
        meeting_min: float = 30,
        ae: str | None = None,
        summary: str | None = None,
        contact: Mapping[str, str] | None = None,
        master: str | None = None,
        note: str | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> Filed | NeedsTouch:
        """Give the touch its code: the running call, one just logged, or `touch_kind` just now.

        Without any of these a code that describes a touch answers NeedsTouch and files nothing.
        `meeting` is when it begins, `contact` has name, email, phone. The draft becomes the note.
        `answers`, by question, are filed before the code that needs them; without a `summary`
        one is written from what is known then.
        """
        disposition = self.policy.disposition(code)
        draft = self._draft(lead_id)
        note = note or draft.strip() or None
        running = call_on(lead_id, self._outbox.calls())
        logged = None
        touch: Touch | None = None
        if running is not None:
            now = self._clock.device_now()
            touch = touch_of(running, now, activity_id=new_id(), note=note)
        elif touch_kind is not None:
            touch = Touch(activity_id=new_id(), kind=touch_kind, note=note)
        else:
            logged = undisposed_touch(self._lead(lead_id), self.me, self.now())
            if logged is None and not disposition.alone:
                return NeedsTouch(lead_id, code)
        for question, answer in (answers or {}).items():
            self.answer(lead_id, question, answer)
        if ae and summary is None:
            summary = self.summary(lead_id)
        body = Disposed(
            activity_id=new_id(),
            code=code,
            touch=touch,
            touch_id=logged,
            reason=reason,
            callback_at=callback_at,
            meeting=Meeting(meeting_id=new_id(), at=meeting, length_min=meeting_min, ae=ae or "")
            if meeting
            else None,
            handoff=Handoff(handoff_id=new_id(), ae=ae, summary=summary or "") if ae else None,
            revisit_on=revisit_on,
            contact=Colleague(lead_id=new_id(), **contact) if contact else None,
            master=master,
            note=note if touch is None else None,
        )

        def also(writing: Writing) -> None:
            if running is not None:
                writing.close_call(running.id)
            if draft:
                writing.save_draft(lead_id, "", self.now())

        filed = self._file(
            body, lead_id, say=lambda lead: self._planned(_logged(disposition.label), lead),
            advances=disposition.advances, also=also,
        )  # fmt: skip
        self._unsaved_drafts.pop(lead_id, None)
        return filed

    # ---- the lead itself

    def opt_out(self, lead_id: str, channels: Sequence[str]) -> Filed:
        body = OptedOut(channels=tuple(channels))
        names = ", ".join(tr(CHANNEL_WORDS.get(name, name)) for name in channels)
        done = tr("No more {channels}", channels=names)
        return self._file(body, lead_id, say=lambda lead: (done, name_of(lead)))

    def edit(self, lead_id: str, changes: Mapping[str, Any]) -> Filed:
        """`changes`: field → new value."""
        lead = self._lead(lead_id)
        told = {
            name: {"old": to_plain(getattr(lead, name, None)), "new": to_plain(new)}
            for name, new in changes.items()
        }
        return self._file(
            LeadEdited(changes=told), lead_id, say=lambda lead: (tr("Changed"), name_of(lead))
        )

    def add_lead(self, fields: Mapping[str, Any]) -> str:
        """A lead entered by hand, an inquiry's fields; returns its id. Raises Refusal."""
        lead_id = new_id()
        if not any(fields.get(name) for name in IDENTITIES):
            said = tr("Give an email address or a number: without one nobody finds the lead again.")
            raise Refusal("email_needed", said)
        inquiry = {"received_at": to_ms(self._clock.device_now()), **fields}
        try:
            read_inquiry(inquiry, self.policy, id=lead_id, now=self.now())
        except NoInquiry as misfit:
            raise Refusal(f"{misfit.field}_needed", str(misfit)) from None
        self._file(
            LeadAdded(lead_id=lead_id, inquiry=inquiry),
            lead_id,
            say=lambda lead: (
                tr("Added"),
                str(fields.get("name") or fields.get("email") or tr("A lead")),
            ),
        )
        return lead_id

    def set_availability(self, state: str, until: datetime | None = None) -> Filed:
        """`state`: available, busy or away."""
        match state:
            case "available" | "busy" | "away":
                body = AvailabilitySet(state=state, until=until)
            case _:
                raise Refusal("malformed", tr("You can be available, busy or away."))
        return self._file(body, None, say=lambda lead: (tr(_STATES[state]), ""))

    # ---- words and moments

    def _planned(self, done: str, lead: Lead | None) -> tuple[str, str]:
        return done, follow_up(lead, self.now())


def _logged(what: str) -> str:
    return tr("{what} logged", what=what)
