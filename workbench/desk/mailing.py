"""Mail to a lead: written from the step's template, sent from the rep's own account or elsewhere.

A touch is logged once the mail has left: when a mail server took it, or when the person says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.cache import mails
from workbench.cache.mails import Mail
from workbench.cache.writing import Writing
from workbench.desk.verbs import Verbs
from workbench.desk.views import Filed
from workbench.desk.words import name_of
from workbench.domain.calling import refusal
from workbench.domain.lead import Lead
from workbench.domain.message import Message, filled, is_address, words_for
from workbench.domain.mutation import Refusal, TouchLogged
from workbench.domain.plain import from_plain, to_plain
from workbench.domain.tongue import tr
from workbench.identity import new_id
from workbench.sync.mail_account import MailAccount, kept_account
from workbench.wire import compact

if TYPE_CHECKING:
    from workbench.desk.post_office import PostOffice
    from workbench.sync.mail_reader import Learned

DRAFT = "mail"


class Written(NamedTuple):
    """A template or a snippet as it reads for a lead; `label` is what it is offered by."""

    name: str
    label: str
    message: Message


class Mailing(Verbs):
    # ---- writing

    def compose(self, lead_id: str) -> Message:
        """What was being written to this lead, else the mail of the step that is next."""
        draft = self._outbox.draft(lead_id, DRAFT)
        if draft:
            return from_plain(Message, json.loads(draft))
        lead = self._known(lead_id)
        templates = self._texts(lead, "template")
        return templates.get(self._template_of_step(lead), Message(to=lead.email or ""))

    def templates(self, lead_id: str) -> list[Written]:
        """Those of the lead's own cadence first, in its order."""
        lead = self._known(lead_id)
        texts = self._texts(lead, "template")
        names = dict.fromkeys([*self._of_cadence(lead), *texts])
        return [Written(name, texts[name].subject, texts[name]) for name in names if name in texts]

    def snippets(self, lead_id: str) -> list[Written]:
        lead = self._known(lead_id)
        return [
            Written(name, name.replace("_", " ").capitalize(), message)
            for name, message in self._texts(lead, "snippet").items()
        ]

    def save_mail_draft(self, lead_id: str, message: Message | None) -> None:
        text = compact(to_plain(message)) if message is not None else ""
        with self._outbox.writing() as writing:
            writing.save_draft(lead_id, text, self._clock.device_now(), DRAFT)

    # ---- sending

    def send_mail(self, lead_id: str, message: Message) -> Filed:
        """Through the rep's own account: at once, or when the mail server answers again.

        Ends with `mail_told`; the touch is logged when the mail server has taken it.
        """
        account = self.mail_account()
        if account is None:
            said = tr("No mail account is set; see “Mail account” in the menu.")
            raise Refusal("no_account", said)
        lead = self._known(lead_id)
        _check(lead, message)
        mail = Mail(
            id=new_id(),
            lead=lead_id,
            message_id=f"<{new_id()}@{account.address.rpartition('@')[2]}>",
            to=message.to.strip(),
            subject=message.subject,
            text=message.text,
            made_at=self._clock.device_now(),
        )
        with self._outbox.writing() as writing:
            mails.put(writing.connection, mail)
            self._drop_draft(writing, lead_id)
        filed = Filed(
            mutation=mail.id, lead=lead_id, done=tr("On its way"),
            detail=tr("mail to {address}", address=mail.to),
        )  # fmt: skip
        self._recorded(filed)
        self.send_waiting()
        return filed

    def check_mail(self, lead_id: str, message: Message) -> None:
        """Raises Refusal where `send_mail` would."""
        _check(self._known(lead_id), message)

    def log_mail(self, lead_id: str, message: Message) -> Filed:
        """The person says that they sent it from their mail program."""
        body = TouchLogged(activity_id=new_id(), kind="email", note=noted(message))
        return self._file(
            body, lead_id, say=lambda lead: self._planned(tr("Email logged"), lead),
            also=lambda writing: self._drop_draft(writing, lead_id),
        )  # fmt: skip

    def write_again(self, mail_id: str) -> str | None:
        """A refused mail is a draft again; the lead it was for, None if it is not here any more."""
        refused = mails.refused(self._outbox.database.connection)
        mail = next((one for one in refused if one.id == mail_id), None)
        if mail is None:
            return None
        message = Message(to=mail.to, subject=mail.subject, text=mail.text)
        with self._outbox.writing() as writing:
            mails.remove(writing.connection, mail_id)
            draft = compact(to_plain(message))
            writing.save_draft(mail.lead, draft, self._clock.device_now(), DRAFT)
        self._facts.tell("attention_changed")
        return mail.lead

    # ---- the account

    def mail_account(self) -> MailAccount | None:
        """The rep's own; without one a mail is opened in their mail program."""
        return kept_account(self._outbox)

    def use_mail_account(
        self, account: MailAccount | None, password: str = "", inbox_password: str = ""
    ) -> None:
        """Kept at once; tried in a worker, which ends with `mail_told`. None: no account any more.

        Without a password the one that is kept stays. `inbox_password`: where the mailbox has a
        user of its own.
        """
        with self._outbox.writing() as writing:
            writing.put("mail_account", compact(to_plain(account)) if account else "")

        def move() -> None:
            self._close_office()
            if account is None:
                self.mail_waits(tr("Mail is written in your mail program from now on."))
                return
            office = self._at_office(account)
            self.mail_waits(office.try_it(password, inbox_password))
            office.send_on()

        self._errand(move)

    def send_waiting(self) -> None:
        """Send what waits, if there is an account; of more it is only told."""
        account = self.mail_account()
        if account is not None and self.user is not None:
            self._errand(lambda: self._at_office(account).send_on())

    def _at_office(self, account: MailAccount) -> PostOffice:
        """In a worker: what it imports and the keyring may take their time."""
        from workbench.desk.correspondence import Correspondence
        from workbench.desk.post_office import PostOffice

        if self._office is None:
            letters = Correspondence(self, account)
            self._office = PostOffice(self._outbox, self._clock, account, self, letters)
        return self._office

    # ---- what the post tells, in its thread

    def mail_taken(self, mail: Mail) -> None:
        self._overlay.stale([mail.lead])
        name = name_of(self._lead(mail.lead))
        done = tr("Email sent")
        self._recorded(Filed(mutation=mail.id, lead=mail.lead, done=done, detail=name))
        self._facts.tell("mail_told", tr("Sent to {name}.", name=name))

    def mail_refused(self, mail: Mail) -> None:
        self._facts.tell("attention_changed")
        self._facts.tell("queue_changed")
        said = tr(
            "The mail to {address} was refused; it stands in Needs attention (G N).",
            address=mail.to,
        )
        self._facts.tell("mail_told", said)

    def bars_mail(self, mail: Mail) -> str:
        """An opt-out that came while it waited."""
        lead = self._lead(mail.lead)
        return _barred(lead, mail.to) if lead is not None else ""

    def mail_waits(self, why: str) -> None:
        self._facts.tell("mail_told", why)

    # ---- what the mail reader learned, in its thread

    def mail_learned(self, learned: Learned) -> None:
        self._overlay.stale([item.lead for item in learned.mutations if item.lead])
        for item in learned.mutations:
            name = name_of(self._lead(item.lead or ""))
            done = tr("Mail logged")
            self._recorded(Filed(mutation=item.id, lead=item.lead or "", done=done, detail=name))
        if learned.told:
            self._facts.tell("mail_told", learned.told)

    # ---- inside

    def _known(self, lead_id: str) -> Lead:
        lead = self._lead(lead_id)
        if lead is None:
            raise Refusal("not_here", tr("This lead is not at your desk any more."))
        return lead

    def _texts(self, lead: Lead, kind: str) -> dict[str, Message]:
        """By name, with this lead's words filled in."""
        words = self._words(lead)
        return {
            name: Message(
                to=lead.email or "",
                subject=filled(str(told.get("subject") or ""), words),
                text=filled(str(told.get("text") or "").strip(), words),
            )
            for name, told in self._caches.shown.texts(lead, kind).items()
            if isinstance(told, Mapping)
        }

    def _words(self, lead: Lead) -> Mapping[str, str]:
        rep, email = (self.user.name, self.user.email) if self.user else ("", "")
        return words_for(lead, self.policies.of(lead), rep=rep, rep_email=email)

    def _of_cadence(self, lead: Lead) -> Iterator[str]:
        policy = self.policies.of(lead)
        kind = policy.types.get(lead.type)
        if kind is not None and kind.cadence is not None:
            for step in policy.cadences[kind.cadence].steps:
                if step.template is not None:
                    yield step.template

    def _template_of_step(self, lead: Lead) -> str:
        """The step's own; else the cadence's first that is not behind the mails sent so far."""
        if lead.step is not None and lead.step.template is not None:
            return lead.step.template
        names = list(self._of_cadence(lead))
        return names[min(mails_out(lead), len(names) - 1)] if names else ""

    def _drop_draft(self, writing: Writing, lead_id: str) -> None:
        writing.save_draft(lead_id, "", self._clock.device_now(), DRAFT)


def _barred(lead: Lead, to: str) -> str:
    return refusal(replace(lead, email=lead.email or to), "email")


def _check(lead: Lead, message: Message) -> None:
    barred = _barred(lead, message.to)
    if barred:
        raise Refusal("barred", barred)
    if not is_address(message.to.strip()):
        said = tr("“{typed}” is no address to write to.", typed=message.to.strip())
        raise Refusal("to_needed", said)
    if message.blanks:
        blanks = ", ".join(message.blanks)
        raise Refusal("blanks", tr("Fill in or leave out {blanks} first.", blanks=blanks))
    if not message.subject.strip() or not message.text.strip():
        raise Refusal("empty", tr("A mail needs a subject and a text."))


def noted(message: Message | Mail) -> str:
    """What the timeline keeps of a mail."""
    return f"{message.subject}\n\n{message.text}".strip()


def mails_out(lead: Lead) -> int:
    """How many mails went out, as far as the record says; one that two desks saw is one."""
    return len(
        {
            item.args.get("activity_id")
            for item in lead.record
            if item.type == "touch_logged"
            and item.args.get("kind") == "email"
            and item.args.get("direction", "out") == "out"
        }
    )
