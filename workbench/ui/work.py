"""One person's work on the lead at hand: each verb as a person presses it, asking what it needs.

Where a click on “No answer” goes: `dispose` here saves the notes and calls `Desk.dispose`; what it
filed is told as `filed`, and the window goes on to the next lead where the code says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from workbench.cache.outbox import NotSaved
from workbench.desk.desk import Desk
from workbench.desk.views import Call, Filed, NeedsTouch
from workbench.domain.calling import Calling, can_dial
from workbench.domain.lead import Lead
from workbench.domain.record import Refusal
from workbench.domain.tongue import tr
from workbench.ui.call_block import AtHand

if TYPE_CHECKING:
    from workbench.ui.by_hand import ByHand
    from workbench.ui.dial import Dial
    from workbench.ui.question import Choice

SAME_KEY_MS = 400
"""The same code this soon on the next lead is a key held too long."""


class Work(QObject):
    asked = Signal(object, object)
    """A Question and who takes its answers."""
    filed = Signal(object)
    said = Signal(str)
    """A sentence for the person: why something was not done."""
    changed = Signal()
    """Another lead, a call, the wrap-up."""
    typed_on = Signal()
    """Before any verb: what is being typed must be on the disk."""
    wants = Signal(str)
    """A lead to be shown."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.lead: str | None = None
        self.in_wrap_up = False
        self._last = ("", "", 0.0)
        self._last_reason: dict[str, str] = {}

    @cached_property
    def dial(self) -> Dial:
        from workbench.ui.dial import Dial

        dial = Dial(self)
        dial.unhandled.connect(self.said)
        return dial

    def by_hand(self) -> ByHand:
        from workbench.ui.by_hand import ByHand

        return ByHand(self._desk, self)

    # ---- what is at hand

    def show_lead(self, lead: str | None) -> None:
        if lead != self.lead:
            self.lead = lead
            self.set_wrap_up(False)
        self.changed.emit()

    def at_hand(self) -> AtHand:
        return AtHand(self._lead(), self.call_here(), self._calling(), self.in_wrap_up)

    def no_call(self) -> str:
        """Why C would not dial, in one sentence; it always ends a call."""
        return "" if self.call_here() is not None else self._calling().no_call

    def no_mail(self) -> str:
        return self._calling().no_mail

    def call_here(self) -> Call | None:
        calls = reversed(self._desk.running_calls())
        return next((call for call in calls if call.lead == self.lead), None)

    def set_wrap_up(self, on: bool) -> None:
        if on != self.in_wrap_up:
            self.in_wrap_up = on
            self.changed.emit()

    # ---- verbs on the lead at hand

    def open(self) -> bool:
        """Claim it if nobody owns it or it is being offered. True where it can be worked."""
        if (lead := self._lead()) is None:
            return False
        if lead.owner is None or self._desk.is_offered(lead.id):
            return self.run(lambda: self._desk.claim(lead.id), quiet=True)
        return True

    def call_or_end(self) -> None:
        call = self.call_here()
        if call is None:
            self._start_call()
        elif call.ended_at is None:
            self.end_call()
        else:
            self.set_wrap_up(True)

    def end_call(self) -> None:
        call = self.call_here()
        if call is not None and call.ended_at is None:
            self.typed_on.emit()
            if self.run(lambda: self._desk.end_call(call.call_id), quiet=True):
                self.in_wrap_up = True
                self.changed.emit()

    def dispose(self, code: str) -> None:
        lead = self._lead()
        if lead is None or self._is_repeated(code, lead.id):
            return
        from workbench.ui.facts_asked import question_for

        self.typed_on.emit()
        disposition = self._desk.policy.disposition(code)
        question = question_for(
            disposition,
            now=self._desk.now(),
            people=self._desk.people(),
            find=self.find,
            last_reason=self._last_reason.get(code),
            name=lead.name or "",
            busy=self._desk.busy() if "meeting" in disposition.needs else (),
            handing=self._desk.handing(lead.id, disposition),
        )
        if question is None:
            self._file(lead.id, code, {})
        else:
            self.asked.emit(question, lambda answers: self._file(lead.id, code, answers))

    def follow_up(self) -> None:
        self._ask_moment(tr("Follow up"), tr("Plan it"), self._desk.promise_callback)

    def snooze(self) -> None:
        self._ask_moment(tr("Snooze"), tr("Snooze"), self._desk.snooze, tr("Its clocks run on."))

    def release(self) -> None:
        if (lead := self.lead) is not None:
            self.run(lambda: self._desk.release(lead))

    def assign(self) -> None:
        """To a colleague or back to the pool: a rep their own, who leads the team any."""
        lead, user = self._lead(), self._desk.user
        if lead is None or user is None:
            return
        if user.role == "rep" and lead.owner != user.id:
            others = tr("You can hand over your own leads only.")
            nobodys = tr("You can hand over your own leads only. Claim it first.")
            self.said.emit(nobodys if lead.owner is None else others)
            return
        from workbench.ui.log_asked import assign_question

        people = {person.id: person for person in self._desk.people()
                  if person.role in ("rep", "lead") and person.id != lead.owner}  # fmt: skip

        def give(answers: dict[str, Any]) -> None:
            to = people.get(answers["to"])
            self.run(lambda: self._desk.hand_over(lead.id, to) if to
                     else self._desk.release(lead.id))  # fmt: skip

        self.asked.emit(assign_question(list(people.values()), owned=lead.owner is not None), give)

    def may_mail(self) -> bool:
        """Claimed first, as for a call; where it may not be, it says why."""
        why_not = self.no_mail()
        if why_not:
            self.said.emit(why_not)
        return not why_not and self.open()

    def undo(self) -> None:
        self.typed_on.emit()
        undone: list[Filed | None] = []
        if self.run(lambda: undone.append(self._desk.undo()), quiet=True):
            filed = undone[0]
            if filed is None:
                self.said.emit(tr("Nothing of this shift can be undone."))
            else:
                self.filed.emit(filed)
                if filed.lead and self._desk.card(filed.lead) is not None:
                    self.wants.emit(filed.lead)

    def copy(self, field: str) -> None:
        text = getattr(self._lead(), field, None)
        if text:
            QGuiApplication.clipboard().setText(str(text))
            self.said.emit(tr("Copied {text}", text=text))

    def find(self, text: str) -> Sequence[Choice]:
        """Other leads by name, company or number, as choices."""
        from workbench.ui.question import Choice

        ids = [lead for lead in self._desk.search(text, limit=6) if lead != self.lead]
        return [Choice(row.id, row.name, "", row.company) for row in self._desk.rows(ids)]

    # ---- inside

    def _lead(self) -> Lead | None:
        return self._desk.lead(self.lead) if self.lead is not None else None

    def _calling(self) -> Calling:
        return self._desk.calling(self.lead) if self.lead is not None else Calling()

    def _start_call(self) -> None:
        lead, why_not = self._lead(), self.no_call()
        if why_not:
            self.said.emit(why_not)
            if lead is not None and not can_dial(lead.phone):
                self.by_hand().touch("call")  # from another phone
        elif lead is not None and lead.phone:
            self.typed_on.emit()
            if self.open() and self.run(lambda: self._desk.start_call(lead.id), quiet=True):
                self.dial.open("tel", lead.phone_e164 or lead.phone)
                self.changed.emit()

    def _file(self, lead: str, code: str, answers: dict[str, Any]) -> None:
        from workbench.ui.facts_asked import answers_of, touch_question

        given = answers_of(answers)
        if isinstance(given.get("reason"), str):
            self._last_reason[code] = given["reason"]
        told: list[Filed | NeedsTouch] = []
        if not self.run(lambda: told.append(self._desk.dispose(lead, code, **given)), quiet=True):
            return
        if isinstance(told[0], NeedsTouch):
            ask = touch_question()
            self.asked.emit(ask, lambda touch: self._file(lead, code, {**answers, **touch}))
            return
        self._last = (code, lead, time.monotonic())
        self.in_wrap_up = False
        self.filed.emit(told[0])
        self.changed.emit()

    def _is_repeated(self, code: str, lead: str) -> bool:
        last_code, last_lead, at = self._last
        soon = time.monotonic() - at < SAME_KEY_MS / 1000
        return soon and last_code == code and last_lead != lead

    def _ask_moment(
        self, title: str, submit: str, verb: Callable[..., Filed], note: str = ""
    ) -> None:
        if (lead := self.lead) is None:
            return
        from workbench.ui.facts_asked import moment_question

        self.typed_on.emit()
        question = moment_question(title, self._desk.now(), submit=submit, note=note)
        self.asked.emit(question, lambda answers: self.run(lambda: verb(lead, answers["at"])))

    def run(self, verb: Callable[[], object], *, quiet: bool = False) -> bool:
        """Run a verb of the desk; its refusal is a sentence, its result is told unless `quiet`."""
        try:
            filed = verb()
        except Refusal as refusal:
            self.said.emit(refusal.message)
            return False
        except NotSaved as failure:
            self.said.emit(tr("NOT SAVED: {why}", why=failure))
            return False
        if not quiet and isinstance(filed, Filed):
            self.filed.emit(filed)
        return True
