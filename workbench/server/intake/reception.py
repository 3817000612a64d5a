"""Where inquiries wait to be taken in: those that wait together share a commit.

Whoever finds the reception asleep wakes it; it works off what has gathered, one transaction at a
time, and sleeps again when nobody waits. A transaction that fails is done again in halves, so that
one bad inquiry costs no other.
"""

from __future__ import annotations

import logging
import threading
from asyncio import Future, get_running_loop
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import groupby

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.exc import OperationalError

from workbench.domain.inquiry import NoInquiry
from workbench.domain.plain import Plain, to_ms
from workbench.domain.policies import Policies
from workbench.domain.policy import Policy
from workbench.server import schema
from workbench.server.intake.arrivals import Arrival, TestLead, arrival
from workbench.server.intake.entering import Intake
from workbench.server.ledger.rows import read_rows
from workbench.server.ledger.writing import Ledger, Writing
from workbench.server.moment import Moment
from workbench.server.policy import policies
from workbench.server.problems import Problem
from workbench.server.routing.rotation import Roster
from workbench.server.team.sources import Source
from workbench.wire import compact

log = logging.getLogger(__name__)

TOGETHER = 64
"""Inquiries in one commit at most."""
GATHER_S = 0.002
"""How long a commit waits at most for those whom the one before answered: a commit shared is a
commit saved.
"""
FORM_AGAIN_MS = 10 * 60_000
"""The same form within this is the same press of a button."""


@dataclass(slots=True, kw_only=True, eq=False)
class Waiting:
    """One inquiry at the door. `once`: its Idempotency-Key, or what stands for one in a form."""

    source: Source
    data: Plain
    once: str | None = None
    is_form: bool = False
    answer: Future[str] = field(default_factory=lambda: get_running_loop().create_future())
    arrival: Arrival | None = None

    @property
    def mark(self) -> tuple[str, str]:
        return self.source.id, self.once or ""


@dataclass(frozen=True, slots=True)
class Known:
    """What decides a team's intake, as it was at `seq`: while the team is there, it still holds."""

    seq: int
    policies: Policies
    roster: Roster


class Reception:
    """Inquiries come from an event loop and are answered there, once they are on disk."""

    def __init__(self, ledger: Ledger, moment: Moment) -> None:
        self._ledger = ledger
        self._moment = moment
        self._door: deque[Waiting] = deque()
        self._at_door = threading.Condition()
        self._is_awake = False
        self._expected = 0
        self._known: dict[str, Known] = {}
        self._staff = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reception")

    async def receive(self, waiting: Waiting) -> str:
        """The answer's JSON. Raises Problem."""
        with self._at_door:
            self._door.append(waiting)
            wake, self._is_awake = not self._is_awake, True
            if len(self._door) == self._expected:
                self._at_door.notify()
        if wake:
            self._staff.submit(self._work)
        return await waiting.answer

    def close(self) -> None:
        self._staff.shutdown()

    def _work(self) -> None:
        while True:
            with self._at_door:
                gathered = [self._door.popleft() for _ in range(min(len(self._door), TOGETHER))]
                if not gathered:
                    self._is_awake = False
                    return
            for team, waiting in groupby(
                sorted(gathered, key=lambda one: one.source.team), lambda one: one.source.team
            ):
                self._take(team, list(waiting))
            self._gather(len(gathered))

    def _gather(self, answered: int) -> None:
        """Wait until those who were just answered are back, beside those who wait already."""
        with self._at_door:
            self._expected = min(len(self._door) + answered, TOGETHER)
            self._at_door.wait_for(lambda: len(self._door) >= self._expected, GATHER_S)

    def _take(self, team: str, waiting: Sequence[Waiting]) -> None:
        try:
            with self._ledger.write(team, self._moment.now()) as writing:
                known = self._recall(writing)
                answers = _take_in(writing, waiting, known)
            if writing.committed is not None:
                seq = writing.committed.position.seq
                known.roster.keep(seq)
                self._known[team] = replace(known, seq=seq)
                if writing.committed.before != known.seq:
                    del self._known[team]  # somebody wrote in between: it may not hold any more
        except Exception as error:
            self._known.pop(team, None)
            log.warning("%d inquiries could not be stored.", len(waiting), exc_info=True)
            answers = dict.fromkeys(waiting, error)
            in_parts = len(waiting) > 1 and not isinstance(error, OperationalError)
        else:
            in_parts = False
        if in_parts:
            half = len(waiting) // 2
            self._take(team, waiting[:half])
            self._take(team, waiting[half:])
            return
        # Nobody is answered before the commit.
        waiting[0].answer.get_loop().call_soon_threadsafe(_answer, answers)

    def _recall(self, writing: Writing) -> Known:
        connection, team = writing.connection, writing.team
        [[seq]] = read_rows(connection, _SEQ, {"team": team})
        known = self._known.get(team)
        if known is not None and known.seq == seq:
            return known
        return Known(seq, policies.in_force(connection, team), Roster())


def _answer(answers: Mapping[Waiting, str | Exception]) -> None:
    for one, answer in answers.items():
        if one.answer.done():
            continue  # they hung up; their inquiry is in all the same
        if isinstance(answer, str):
            one.answer.set_result(answer)
        else:
            one.answer.set_exception(answer)


def _take_in(
    writing: Writing, waiting: Sequence[Waiting], known: Known
) -> dict[Waiting, str | Exception]:
    answers: dict[Waiting, str | Exception] = {}
    told = _told_before(writing, [one for one in waiting if one.once])
    first: dict[tuple[str, str], Waiting] = {}
    fresh: list[Waiting] = []
    again: list[Waiting] = []
    for one in waiting:
        if one.once and one.mark in told:
            answers[one] = told[one.mark]
        elif one.once and first.setdefault(one.mark, one) is not one:
            again.append(one)
        else:
            fresh.append(one)
    for one in fresh:
        try:
            one.arrival = _read(one, known.policies.current, writing)
        except NoInquiry as error:
            code = "test_lead" if isinstance(error, TestLead) else "invalid"
            answers[one] = Problem(422, code, str(error), field=error.field)
    intake = Intake(writing, known.policies, known.roster)
    intake.expect(one.arrival for one in fresh if one.arrival is not None)
    for one in fresh:
        if one.arrival is not None:
            with writing.effect(savepoint=False) as effect:
                answers[one] = compact(intake.take(one.arrival, effect).answer)
    intake.close()
    _remember(writing, [one for one in fresh if one.once], answers)
    return answers | {one: answers[first[one.mark]] for one in again}


def _read(one: Waiting, policy: Policy, writing: Writing) -> Arrival:
    data = one.data
    if one.is_form and one.source.type and not data.get("type"):
        data = {**data, "type": one.source.type}
    return arrival(data, policy, source=one.source.name, now=writing.now)


def _told_before(writing: Writing, waiting: Sequence[Waiting]) -> Mapping[tuple[str, str], str]:
    """What repeated inquiries were answered; the marks of all others are ours from here on."""
    if not waiting:
        return {}
    at = to_ms(writing.now)
    marks = sorted({one.mark for one in waiting})
    rows = [{"source": source, "key": once, "at": at} for source, once in marks]
    if writing.connection.execute(_MARK, rows).rowcount == len(rows):
        return {}
    found = writing.connection.execute(
        _MARKED,
        {"sources": sorted({m[0] for m in marks}), "keys": sorted({m[1] for m in marks})},
    )
    forms = {one.mark for one in waiting if one.is_form}
    stale = at - FORM_AGAIN_MS
    return {
        (row.source, row.key): row.answer
        for row in found
        if row.answer and ((row.source, row.key) not in forms or row.at > stale)
    }


def _remember(
    writing: Writing, waiting: Sequence[Waiting], answers: Mapping[Waiting, str | Exception]
) -> None:
    """What failed is forgotten, so that it may be tried again."""
    at = to_ms(writing.now)
    rows = [
        {"mark_source": one.source.id, "mark_key": one.once, "answer": answers[one], "at": at}
        for one in waiting
    ]
    told = [row for row in rows if isinstance(row["answer"], str)]
    if told:
        writing.connection.execute(_ANSWERED, told)
    failed = [(row["mark_source"], row["mark_key"]) for row in rows if row not in told]
    for source, once in failed:
        mine = (_marks.source == source) & (_marks.key == once)
        writing.connection.execute(delete(schema.idempotency).where(mine))


_SEQ = select(schema.team.c.seq).where(schema.team.c.id == bindparam("team"))
_marks = schema.idempotency.c
_MARK = text(
    "INSERT INTO idempotency (source, key, answer, at) VALUES (:source, :key, '', :at)"
    " ON CONFLICT (source, key) DO NOTHING"
)
# Locked: of two that find a form's mark too old, the second waits and hears the first's answer.
_MARKED = (
    select(schema.idempotency)
    .where(
        _marks.source.in_(bindparam("sources", expanding=True)),
        _marks.key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(_marks.source, _marks.key)
    .with_for_update()
)
_ANSWERED = text(
    "UPDATE idempotency SET answer = :answer, at = :at"
    " WHERE source = :mark_source AND key = :mark_key"
)
