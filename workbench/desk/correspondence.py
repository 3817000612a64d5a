"""Which mails of the rep's mailbox are a lead's, and what each of them leaves behind.

A mail is a lead's by the Message-IDs that are known here, then by what it answers, then by the
address. An answer and a mail sent elsewhere are touches; an address that mail came back from is
taken off its lead; a machine's answer is nobody's reply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from workbench.cache import mails
from workbench.cache.search import search
from workbench.desk.mailing import Mailing, mails_out
from workbench.desk.words import name_of
from workbench.domain.lead import Lead
from workbench.domain.mutation import (
    NAMES,
    Body,
    LeadEdited,
    Mutation,
    TouchLogged,
    write_args,
)
from workbench.domain.plain import NEVER
from workbench.domain.tongue import tr
from workbench.identity import new_id
from workbench.sync.bounce import Bounce, bounces_of
from workbench.sync.envelope import Envelope, touch_id
from workbench.sync.mail_account import MailAccount
from workbench.sync.mail_reader import Learned
from workbench.sync.mail_words import one_line, words_of

if TYPE_CHECKING:
    from imap_tools.message import MailMessage

NAMESAKES = 20
"""Leads looked at for one address: a search may find it within a longer one."""
BY_HAND = timedelta(minutes=15)
"""A mail that was logged by hand so shortly before or after is the one that is read."""


class Correspondence:
    """See `workbench.sync.mail_reader.Correspondence`."""

    def __init__(self, desk: Mailing, account: MailAccount) -> None:
        self._desk = desk
        self._address = account.address.lower()
        self._domain = "@" + self._address.rpartition("@")[2]

    @property
    def is_ready(self) -> bool:
        return self._desk.me is not None and self._desk._caches.shown.cursor.complete

    def concerns(self, envelope: Envelope) -> bool:
        if envelope.is_report:
            return not envelope.is_sent
        return bool(self._leads_of(envelope))

    def learn(self, envelope: Envelope, mail: MailMessage) -> Learned:
        if envelope.is_report:
            return self._come_back(envelope, bounces_of(mail.obj))
        leads = self._leads_of(envelope)
        if envelope.by_itself:
            who = ", ".join(name_of(self._desk._lead(lead)) for lead in leads)
            said = tr("An automatic reply from {name} was not logged.", name=who)
            return Learned(told="" if envelope.is_sent else said)
        note = f"{one_line(envelope.subject)}\n\n{words_of(mail)}".strip()
        touches = [self._mutation(lead, self._touch(envelope, lead, note)) for lead in leads]
        return self._learned(touches, self._told(envelope, leads))

    def learned(self, learned: Learned) -> None:
        self._desk.mail_learned(learned)

    def mail_unread(self, why: str) -> None:
        self._desk.mail_waits(why)

    # ---- whose it is

    def _leads_of(self, envelope: Envelope) -> Sequence[str]:
        """Those on whose timeline it is still to be written."""
        found: list[str] = []
        if not envelope.is_sent:
            if envelope.sender != self._address:
                sender = (envelope.sender,)
                found = self._answered(envelope, sender) or self._at_any(sender, envelope)
        elif not self._known([envelope.message_id]):
            found = self._at_any(envelope.to, envelope) or self._answered(envelope, envelope.to)
        return [
            lead
            for lead in dict.fromkeys(found)
            if not self._is_logged(lead, envelope.message_id)
            and not self._is_logged_by_hand(lead, envelope)
        ]

    def _answered(self, envelope: Envelope, others: Sequence[str]) -> list[str]:
        """The lead whose mail it answers; what colleagues write in a thread is nobody's reply."""
        outside = any(not address.endswith(self._domain) for address in others)
        return self._known(envelope.thread)[:1] if outside else []

    def _at_any(self, addresses: Sequence[str], envelope: Envelope) -> list[str]:
        """Leads at these addresses; what was written before they asked for anything is not ours."""
        leads = (self._at(address) for address in addresses if address)
        return [lead.id for lead in leads if lead is not None and _asked_at(lead) <= envelope.at]

    def _known(self, message_ids: Sequence[str]) -> list[str]:
        """The leads of these mails, in their order."""
        if not message_ids:
            return []
        outbox, cache = self._desk._outbox.database, self._desk._caches.shown.database
        found = mails.leads_of(outbox.connection, cache.connection, message_ids)
        return [found[id] for id in message_ids if id in found]

    def _at(self, address: str) -> Lead | None:
        """The lead with this address; of several the one that is worked here."""
        cached = search(self._desk._caches.shown.database.connection, address, NAMESAKES)
        patched = self._desk._overlay.leads()
        leads = filter(None, (self._desk._lead(id) for id in dict.fromkeys([*cached, *patched])))
        found = [lead for lead in leads if (lead.email or "").strip().lower() == address]
        return max(found, key=self._nearness, default=None)

    def _nearness(self, lead: Lead) -> tuple[bool, bool, bool, str]:
        return lead.status != "merged", lead.is_open, lead.owner == self._desk.me, lead.id

    def _is_logged(self, lead: str, message_id: str) -> bool:
        known = self._known([message_id])
        return lead in known or self._desk._caches.shown.holds(touch_id(lead, message_id))

    def _is_logged_by_hand(self, lead_id: str, envelope: Envelope) -> bool:
        """Whether somebody was quicker: a mail that was written down without its Message-ID."""
        lead = self._desk._lead(lead_id)
        activities = self._desk._overlay.timeline(lead)[0] if lead is not None else ()
        return any(
            item.kind == "email"
            and not item.undone
            and not item.args.get("message_id")
            and (item.args.get("direction") != "in") is envelope.is_sent
            and abs(item.at - envelope.at) <= BY_HAND
            for item in activities
        )

    # ---- what it leaves behind

    def _touch(self, envelope: Envelope, lead: str, note: str) -> TouchLogged:
        return TouchLogged(
            activity_id=touch_id(lead, envelope.message_id),
            kind="email",
            # The mail's time is the world's, and what is pushed is read by this computer's clock.
            at=min(envelope.at, self._desk.now()) - self._desk._offset,
            direction="out" if envelope.is_sent else "in",
            note=note,
            message_id=envelope.message_id,
        )

    def _told(self, envelope: Envelope, leads: Iterable[str]) -> str:
        """Of one's own open leads a notice tells it already."""
        if envelope.is_sent:
            return ""
        shown = [self._desk._lead(id) for id in leads]
        quiet = [lead for lead in shown if lead is None or not self._is_noticed(lead)]
        return tr("{name} replied.", name=name_of(quiet[0])) if quiet else ""

    def _is_noticed(self, lead: Lead) -> bool:
        return lead.is_open and lead.owner == self._desk.me

    def _come_back(self, envelope: Envelope, bounces: Sequence[Bounce]) -> Learned:
        mutations, told = list[Mutation](), list[str]()
        for bounce in bounces:
            lead = self._bounced_off(bounce, envelope)
            if lead is None or self._is_logged(lead.id, envelope.message_id):
                continue
            address = next(iter(bounce.addresses), lead.email or "")
            if not bounce.is_final:
                told.append(tr("The mail to {address} is late, its mail server goes on trying:"
                               " {why}", address=address, why=bounce.why))  # fmt: skip
                continue
            mutations += self._retired(envelope, lead, address, bounce)
            told.append(tr("The mail to {address} came back; {name}’s timeline says why.",
                           address=address, name=name_of(lead)))  # fmt: skip
        return self._learned(mutations, " ".join(told))

    def _bounced_off(self, bounce: Bounce, envelope: Envelope) -> Lead | None:
        """By the mail that came back; by its address only where somebody wrote to it."""
        named = self._known([bounce.of]) if bounce.of else []
        if not named:
            at = self._at_any(bounce.addresses, envelope)
            named = [id for id in at if self._was_mailed(id)]
        return self._desk._lead(named[0]) if named else None

    def _was_mailed(self, lead_id: str) -> bool:
        lead = self._desk._lead(lead_id)
        return lead is not None and mails_out(lead) > 0

    def _retired(
        self, envelope: Envelope, lead: Lead, address: str, bounce: Bounce
    ) -> list[Mutation]:
        """The address goes only where it still is the lead's; the note says which edit it tells."""
        said = tr("The mail to {address} came back: {why}", address=address, why=bounce.why)
        edits: list[Mutation] = []
        if bounce.retires and (lead.email or "").strip().lower() in bounce.addresses:
            change = {"email": {"old": lead.email, "new": None}}
            edits.append(self._mutation(lead.id, LeadEdited(changes=change)))
            said = f"{said}\n" + tr("Nobody can be reached there: the address was taken off.")
        note = TouchLogged(
            activity_id=touch_id(lead.id, envelope.message_id),
            kind="note",
            note=said,
            message_id=envelope.message_id,
        )
        return [*edits, self._mutation(lead.id, note, tells=[edit.id for edit in edits])]

    def _mutation(self, lead: str, body: Body, **beside: object) -> Mutation:
        return Mutation(
            id=new_id(),
            type=NAMES[type(body)],
            lead=lead,
            at=self._desk._clock.device_now(),
            args={**write_args(body), **beside},
        )

    def _learned(self, mutations: Sequence[Mutation], told: str) -> Learned:
        return Learned(mutations=mutations, offset=self._desk._clock.offset(), told=told)


def _asked_at(lead: Lead) -> datetime:
    """When they first asked for something; who never did is as old as mail."""
    return min((inquiry.received_at for inquiry in lead.inquiries), default=NEVER)
