"""How a verb becomes a fact: judged by the rules, committed to the outbox, and only then told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from workbench.cache.writing import Writing
from workbench.desk.views import Filed
from workbench.desk.workplace import Workplace
from workbench.domain.apply import apply
from workbench.domain.lead import Lead
from workbench.domain.mutation import NAMES, Body, Mutation, write_args
from workbench.identity import new_id


class Recording(Workplace):
    """The one way to file."""

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """What is filed meanwhile is taken back by one undo."""
        self._batch = new_id()
        try:
            yield
        finally:
            self._batch = None

    def _file(
        self,
        body: Body,
        lead_id: str | None,
        *,
        say: Callable[[Lead | None], tuple[str, str]],
        advances: bool = False,
        also: Callable[[Writing], None] | None = None,
    ) -> Filed:
        """Durable when it returns; `also` is done in the same transaction.

        Raises Refusal where the rules say no, NotSaved where the disk does.
        """
        mutation = Mutation(
            id=new_id(),
            type=NAMES[type(body)],
            lead=lead_id,
            at=self._clock.device_now(),
            args=write_args(body),
            user=self.me,
        )
        before = self._lead(lead_id) if lead_id else None
        # Of a lead that has just left this desk the work is recorded all the same: the server
        # knows whether it still counts.
        offset = self._clock.offset()
        known = replace(mutation, at=mutation.at + timedelta(milliseconds=offset.ms))
        after = apply(before, known, self.policies.of(before)) if before else None
        with self._outbox.writing() as writing:
            writing.append(mutation, offset, self._batch)
            if also is not None:
                also(writing)
        if after is not None and not offset.ms:
            self._overlay.show(after)
        elif lead_id is not None:
            self._overlay.stale([lead_id])
        done, detail = say(after or before)
        filed = Filed(
            mutation=mutation.id, lead=lead_id or "", done=done, detail=detail, advances=advances
        )
        self._recorded(filed)
        return filed
