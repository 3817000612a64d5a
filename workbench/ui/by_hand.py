"""What is logged or entered by hand: a touch outside the window, a lead, one's own status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.desk.desk import Desk
from workbench.ui.log_asked import availability_question, fields_of, lead_question, log_question

if TYPE_CHECKING:
    from workbench.ui.work import Work


class ByHand:
    def __init__(self, desk: Desk, work: Work) -> None:
        self._desk = desk
        self._work = work

    def touch(self, kind: str = "") -> None:
        """With its own time."""
        work = self._work
        if (lead := work.lead) is None:
            return
        work.typed_on.emit()

        def log(answers: dict[str, Any]) -> None:
            given = {name: value for name, value in answers.items() if value not in (None, "")}
            work.run(lambda: self._desk.log_touch(lead, **given))

        work.asked.emit(log_question(self._desk.now(), kind), log)

    def lead(self) -> None:
        work = self._work

        def add(answers: dict[str, Any]) -> None:
            if answers["known"]:
                work.wants.emit(answers["known"])
                return
            added: list[str] = []
            fields = fields_of(answers)
            if work.run(lambda: added.append(self._desk.add_lead(fields)), quiet=True):
                work.wants.emit(added[0])

        work.asked.emit(lead_question(self._desk.policy.types, work.find), add)

    def availability(self) -> None:
        def say(answers: dict[str, Any]) -> None:
            state, until = answers["state"]
            self._work.run(lambda: self._desk.set_availability(state, until))

        self._work.asked.emit(availability_question(self._desk.now()), say)
