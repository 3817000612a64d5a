"""Assign, snooze and release for all that are selected in the queue, else for the lead at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.desk.desk import Desk
from workbench.desk.views import Filed, Person
from workbench.desk.words import moment
from workbench.domain.record import Refusal
from workbench.domain.tongue import tr, tr_n
from workbench.ui.facts_asked import moment_question
from workbench.ui.log_asked import assign_question
from workbench.ui.marked_list import MarkedList
from workbench.ui.work import Work


class Together:
    """Each lead is a mutation of its own: one that is refused stays, and it says why."""

    def __init__(self, desk: Desk, work: Work, list: MarkedList) -> None:
        self._desk = desk
        self._work = work
        self._list = list

    def snooze(self) -> None:
        ids = self._list.marked_ids()
        if not ids:
            self._work.snooze()
            return
        now = self._desk.now()
        title = tr_n("Snooze {n} lead", "Snooze {n} leads", len(ids))
        note = tr("Their clocks run on.")
        question = moment_question(title, now, submit=tr("Snooze"), note=note)

        def put_off(answers: dict[str, Any]) -> None:
            until = answers["at"]
            time = moment(until, now)
            self._do(
                ids,
                lambda lead: self._desk.snooze(lead, until),
                lambda n: tr_n("{n} lead snoozed until {time}", "{n} leads snoozed until {time}",
                               n, time=time),
            )  # fmt: skip

        self._work.asked.emit(question, put_off)

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

    def _do(self, ids: list[str], verb: Callable[[str], Filed], done: Callable[[int], str]) -> None:
        """`done` says of how many it was done."""
        refused: list[str] = []

        def each() -> None:
            for lead in ids:
                try:
                    verb(lead)
                except Refusal as refusal:
                    refused.append(refusal.message)

        self._work.typed_on.emit()
        if self._work.run(each, quiet=True):
            self._list.unmark()
            count = len(ids) - len(refused)
            said = done(count) if count else tr("Nothing was done")
            self._work.said.emit(_told(said, refused))


def _released(count: int) -> str:
    return tr_n("{n} lead released to its pool", "{n} leads released to their pools", count)


def _told(done: str, refused: list[str]) -> str:
    """“3 leads snoozed until 14:30; 1 stayed: …”."""
    if not refused:
        return tr("{done}. Z takes them back one by one.", done=done)
    return tr_n(
        "{done}; {n} stayed: {why}", "{done}; {n} stayed: {why}", len(refused),
        done=done, why=refused[0],
    )  # fmt: skip
