"""What is done with all that are selected in the queue, else with the lead at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.desk.desk import Desk
from workbench.desk.views import Filed, Person
from workbench.desk.words import moment, stayed
from workbench.domain.record import Refusal
from workbench.domain.tongue import tr, tr_n
from workbench.ui.marked_list import MarkedList
from workbench.ui.work import Work

if TYPE_CHECKING:
    from workbench.ui.question import Question


class Together:
    """Each lead is a mutation of its own: one that is refused stays, and it says why.

    One toast tells of all, and one Z takes all back.
    """

    def __init__(self, desk: Desk, work: Work, list: MarkedList) -> None:
        self._desk = desk
        self._work = work
        self._list = list

    def snooze(self) -> None:
        ids = self._list.marked_ids()
        if not ids:
            self._work.snooze()
            return
        from workbench.ui.facts_asked import moment_question

        title = tr_n("Snooze {n} lead", "Snooze {n} leads", len(ids))
        note = tr("Their clocks run on.")
        question = moment_question(title, self._desk.now(), submit=tr("Snooze"), note=note)
        self._ask(
            question, ids, self._desk.snooze,
            lambda n, time: tr_n(
                "{n} lead snoozed until {time}", "{n} leads snoozed until {time}", n, time=time
            ),
        )  # fmt: skip

    def follow_up(self) -> None:
        ids = self._list.marked_ids()
        if not ids:
            self._work.follow_up()
            return
        from workbench.ui.facts_asked import moment_question

        title = tr_n("Follow up with {n} lead", "Follow up with {n} leads", len(ids))
        question = moment_question(title, self._desk.now(), submit=tr("Plan it"))
        self._ask(
            question, ids, self._desk.promise_callback,
            lambda n, time: tr_n(
                "{n} callback planned for {time}", "{n} callbacks planned for {time}", n, time=time
            ),
        )  # fmt: skip

    def release(self) -> None:
        ids = self._list.marked_ids()
        if ids:
            self._do(ids, self._desk.release, _released)
        else:
            self._work.release()

    def assign(self) -> None:
        ids, user = self._list.marked_ids(), self._desk.user
        if not ids or user is None:
            self._work.assign()
            return
        from workbench.ui.log_asked import assign_question

        people = {person.id: person for person in self._desk.people()
                  if person.role in ("rep", "lead") and person.id != user.id}  # fmt: skip
        question = assign_question(list(people.values()), owned=True)
        question = question._replace(title=tr_n("Assign {n} lead", "Assign {n} leads", len(ids)))
        self._work.asked.emit(question, lambda answers: self._give(ids, people, answers["to"]))

    def _give(self, ids: list[str], people: dict[str, Person], to: str) -> None:
        person = people.get(to)
        if person is None:
            self._do(ids, self._desk.release, _released)
        else:
            self._do(
                ids,
                lambda lead: self._desk.hand_over(lead, person),
                lambda n: tr_n("{n} lead handed to {name}", "{n} leads handed to {name}",
                               n, name=person.name),
            )  # fmt: skip

    def _ask(
        self, question: Question, ids: list[str], verb: Callable[[str, datetime], Filed],
        done: Callable[[int, str], str],
    ) -> None:  # fmt: skip
        """For a moment; `done` says of how many it was done, and for when."""

        def do(answers: dict[str, Any]) -> None:
            at, time = answers["at"], moment(answers["at"], self._desk.now())
            self._do(ids, lambda lead: verb(lead, at), lambda n: done(n, time))

        self._work.asked.emit(question, do)

    def _do(self, ids: list[str], verb: Callable[[str], Filed], done: Callable[[int], str]) -> None:
        """`done` says of how many it was done."""
        filed: list[Filed] = []
        refused: list[str] = []

        def each() -> None:
            with self._desk.as_one():
                for lead in ids:
                    try:
                        filed.append(verb(lead))
                    except Refusal as refusal:
                        refused.append(refusal.message)

        self._work.typed_on.emit()
        if not self._work.run(each, quiet=True):
            return
        self._list.unmark()
        if filed:
            said = stayed(done(len(filed)), refused)
            self._work.filed.emit(replace(filed[-1], lead="", done=said, detail="", advances=False))
        else:
            self._work.said.emit(stayed(tr("Nothing was done"), refused))


def _released(count: int) -> str:
    return tr_n("{n} lead released to its pool", "{n} leads released to their pools", count)
