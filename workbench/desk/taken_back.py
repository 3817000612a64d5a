"""What can be undone, and what the server refused: work of the outbox that is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.cache import mails
from workbench.cache.entry import Entry
from workbench.cache.mails import Mail
from workbench.cache.writing import Writing
from workbench.desk.deciding import Deciding
from workbench.desk.labels import said, typed
from workbench.desk.mailing import Mailing, noted
from workbench.desk.unsettled import MAIL_REFUSED, Refused, Unsent
from workbench.desk.views import Filed
from workbench.desk.words import TOUCH_WORDS, name_of, stayed
from workbench.domain.apply import GIVEN_BACK, SHIFT, UNDOABLE
from workbench.domain.mutation import Mutation, Refusal, TouchLogged, Undone
from workbench.domain.plain import to_ms
from workbench.domain.tongue import tr, tr_n
from workbench.identity import new_id
from workbench.wire import Problem


class TakenBack(Deciding, Mailing):
    # ---- undo

    def undoable(self) -> str | None:
        """What `undo` would take back: “No answer, Ann Lee”, “Snooze, 3 leads”."""
        entries = self._last_undoable()
        return self._named(entries) if entries else None

    def undo(self) -> Filed | None:
        """Take back the last thing of this shift that can be; its note is a draft again.

        What was done with several leads at once is one thing; a lead that went on stays as it is.
        """
        entries = self._last_undoable()
        if len(entries) < 2:
            return self._take_back(entries[0]) if entries else None
        done: list[Filed] = []
        refused: list[Refusal] = []
        with self.as_one():
            for entry in entries:
                try:
                    done.append(self._take_back(entry))
                except Refusal as refusal:
                    refused.append(refusal)
        if not done:
            raise refused[0]
        what = self._named(entries[: len(done)])
        return replace(done[-1], lead="", detail=stayed(what, [r.message for r in refused]))

    def _take_back(self, entry: Entry) -> Filed:
        if entry.type == "handoff_decided" and self._lead(entry.lead or "") is None:
            raise Refusal("not_undoable", tr(GIVEN_BACK))
        is_answer = entry.type == "qualification_answered"
        note = "" if is_answer else typed(entry.mutation(None))

        def also(writing: Writing) -> None:
            if note and entry.lead and not self._outbox.draft(entry.lead):
                writing.save_draft(entry.lead, note, self.now())

        what = self._of(entry)
        return self._file(
            Undone(mutation=entry.id), entry.lead, say=lambda lead: (tr("Undone"), what), also=also
        )

    def _last_undoable(self) -> list[Entry]:
        """One, or all that were done at once."""
        can = self._undoable()
        # A mail that was sent has left the house.
        last = next((e for e in can if not e.mutation(None).args.get("message_id")), None)
        if last is None:
            return []
        others = self._outbox.batch(last.id) - {last.id}
        return [last, *(e for e in can if e.id in others)] if others else [last]

    def _undoable(self) -> Iterator[Entry]:
        """From the newest back, read as far as they are asked for: each click asks for the last."""
        recent = self._outbox.newest(
            # The plus: in the order of `n`, and not all of a state before the first is told.
            "occurred_at >= :since AND +state IN ('pending', 'acked')",  # not a text
            since=to_ms(self._clock.device_now() - SHIFT),
        )
        past: set[str | None] = set()
        for entry in recent:  # what is told of another stands behind it
            args = entry.mutation(None).args
            if entry.type == "undone":
                past.add(args.get("mutation"))
            # What a mail that came back did is told by its note, and nobody's hand did it.
            past.update(args.get("tells") or ())
            if entry.type in UNDOABLE and entry.id not in past:
                yield entry

    def _named(self, entries: Sequence[Entry]) -> str:
        if len(entries) == 1:
            return self._of(entries[0])
        what = said(entries[0].mutation(None), self.policy)
        return tr_n("{what}, {n} lead", "{what}, {n} leads", len(entries), what=what)

    def _of(self, entry: Entry) -> str:
        lead = self._lead(entry.lead) if entry.lead else None
        what = said(entry.mutation(None), self.policy)
        return tr("{what}, {name}", what=what, name=name_of(lead))

    # ---- what waits, and what was refused

    def unsent(self) -> list[Unsent]:
        waiting = self._outbox.entries("state = 'pending'")
        written = mails.waiting(self._outbox.database.connection)
        return [*map(self._waiting, waiting), *map(self._mail_waiting, written)]

    def _mail_waiting(self, mail: Mail) -> Unsent:
        name = name_of(self._lead(mail.lead))
        what = tr("{what}, {name}", what=tr("Email"), name=name)
        return Unsent(at=mail.made_at + self._offset, kind="mail", said=what, detail=mail.subject)

    def _waiting(self, entry: Entry) -> Unsent:
        mutation = entry.corrected(None)
        return Unsent(
            at=mutation.at,
            kind=entry.type,
            said=self._of(entry) if entry.lead else said(mutation, self.policy),
            detail=typed(mutation),
        )

    def attention(self) -> list[Refused]:
        """What the server did not take, the newest first, and mails that a mail server refused."""
        refused = self._outbox.entries("state = 'rejected'")
        unwanted = mails.refused(self._outbox.database.connection)
        return [*map(self._refused, reversed(refused)), *map(self._unwanted, unwanted)]

    def _unwanted(self, mail: Mail) -> Refused:
        lead = self._lead(mail.lead)
        return Refused(
            mutation=_as_touch(mail),
            name=name_of(lead),
            company=(lead.company or "") if lead else "",
            problem=Problem(
                code=MAIL_REFUSED,
                message=tr(mail.answer) if mail.answer == mails.CUT_TWICE else mail.answer,
            ),
            sent=tr("Email to {address}", address=mail.to),
            typed=noted(mail),
        )

    def _refused(self, entry: Entry) -> Refused:
        mutation = entry.corrected(self.me)
        lead = self._lead(entry.lead) if entry.lead else None
        result = entry.result
        return Refused(
            mutation=mutation,
            name=name_of(lead),
            company=(lead.company or "") if lead else "",
            problem=Problem(
                code=(result and result.code) or "rejected",
                message=(result and result.message) or tr("The server did not take this."),
            ),
            sent=said(mutation, self.policy),
            typed=typed(mutation),
            refused_at=entry.settled_at,
        )

    def discard(self, mutation_id: str) -> None:
        with self._outbox.writing() as writing:
            _let_go(writing, mutation_id)
        self._facts.tell("attention_changed")

    def keep_as_note(self, mutation_id: str) -> Filed:
        """What was typed, or what it was about, stays on the lead's timeline as a note."""
        mutation = self._rejected(mutation_id)
        text = typed(mutation) or tr(
            "{what} (was not taken by the server)", what=said(mutation, self.policy)
        )
        filed = self._file(
            TouchLogged(activity_id=new_id(), kind="note", note=text),
            mutation.lead,
            say=lambda lead: (tr("{what} logged", what=tr(TOUCH_WORDS["note"])), name_of(lead)),
            also=lambda writing: _let_go(writing, mutation_id),
        )
        self._facts.tell("attention_changed")
        return filed

    def send_again(self, mutation_id: str, changes: Mapping[str, Any]) -> Filed:
        """The same with other args, as a mutation of its own; ids in it are new."""
        mutation = self._rejected(mutation_id)
        args = {**mutation.args, **changes}
        if "activity_id" in args:
            args["activity_id"] = new_id()
        if isinstance(args.get("touch"), dict):
            args["touch"] = {**args["touch"], "activity_id": new_id()}
        filed = self._file(
            replace(mutation, args=args).body,
            mutation.lead,
            say=lambda lead: (
                tr("{what} sent again", what=said(mutation, self.policy)),
                name_of(lead),
            ),
            also=lambda writing: writing.discard(mutation_id),
        )
        self._facts.tell("attention_changed")
        return filed

    def _rejected(self, mutation_id: str) -> Mutation:
        found = self._outbox.entries("id = :id AND state = 'rejected'", id=mutation_id)
        for mail in mails.refused(self._outbox.database.connection):
            if mail.id == mutation_id:
                return _as_touch(mail)
        if not found:
            raise Refusal("not_here", tr("This does not need attention any more."))
        return found[0].mutation(self.me)


def _as_touch(mail: Mail) -> Mutation:
    """A mail that never left, as the touch it would have been."""
    args = {"activity_id": mail.id, "kind": "email", "note": noted(mail)}
    return Mutation(id=mail.id, type="touch_logged", lead=mail.lead, at=mail.made_at, args=args)


def _let_go(writing: Writing, id: str) -> None:
    """Of a mutation that was rejected, or of a mail that was refused."""
    writing.discard(id)
    mails.remove(writing.connection, id)
