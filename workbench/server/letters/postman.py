"""The postman: sends the letters that are owed, through each team's mail account, at any hour."""

from __future__ import annotations

import smtplib
import uuid
from email.message import EmailMessage
from email.utils import formataddr, formatdate

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, select

from workbench.domain.activity import Activity
from workbench.domain.plain import Plain
from workbench.server import schema
from workbench.server.ledger.writing import Ledger
from workbench.server.letters import owed as letters
from workbench.server.letters.mail_account import MailAccount, account_of, connected
from workbench.server.letters.owed import Owed
from workbench.server.moment import Moment
from workbench.server.rounds import Rounds

TOGETHER = 20


class Postman(Rounds):
    every_s = 1.0

    def __init__(self, ledger: Ledger, moment: Moment) -> None:
        super().__init__()
        self._ledger = ledger
        self._moment = moment

    async def go_round(self) -> bool:
        return await run_in_threadpool(self._send_due)

    def _send_due(self) -> bool:
        """Send some of what is due; whether there may be more."""
        store = self._ledger.store
        with store.read() as connection:
            if not letters.are_due(connection):
                return False
        with store.write() as connection:
            owed = letters.take(connection, TOGETHER)
        for one in owed:
            self._deliver(one)
        return len(owed) == TOGETHER

    def _deliver(self, owed: Owed) -> None:
        with self._ledger.store.read() as connection:
            account = account_of(connection, owed.team)
            again = letters.was_answered(connection, owed)
            reply_to = _address(connection, owed.letter.reply_to)
        if again or account is None:
            why = "This person was answered within a day." if again else "No mail account is set."
            self._close(owed, why, told=False)
            return
        try:
            with connected(account) as smtp:
                smtp.send_message(_message(owed, account, reply_to))
        except ValueError as error:  # an address or a name that no header can hold
            self._close(owed, str(error), told=True)
        except (OSError, smtplib.SMTPException) as error:
            code, sentence = _answer(error)
            if code >= 500:
                self._close(owed, sentence, told=True)
            else:
                self._postpone(owed, sentence)
        else:
            self._close(owed, None, told=True)

    def _postpone(self, owed: Owed, error: str) -> None:
        with self._ledger.store.write() as connection:
            goes_on = letters.postpone(connection, owed, error)
        if not goes_on:
            self._tell(owed, error)

    def _close(self, owed: Owed, error: str | None, *, told: bool) -> None:
        with self._ledger.store.write() as connection:
            letters.close(connection, owed, error=error)
        if told:
            self._tell(owed, error)

    def _tell(self, owed: Owed, error: str | None) -> None:
        """On the lead's timeline: an automatic message, no touch."""
        now, letter = self._moment.now(), owed.letter
        args: dict[str, Plain] = {
            "inquiry": letter.inquiry, "to": letter.to, "subject": letter.subject,
            "text": letter.text, "message_id": letter.message_id,
        }  # fmt: skip
        if error:
            args["error"] = error
        entry = Activity(
            id=str(uuid.uuid5(uuid.UUID(owed.id), "acknowledged")),
            kind="acknowledged", at=now, received_at=now, args=args,
        )  # fmt: skip
        with self._ledger.write(owed.team, now) as writing:
            if letter.lead in writing.lock([letter.lead]):
                with writing.effect() as effect:
                    effect.log(letter.lead, (entry,))


def _message(owed: Owed, account: MailAccount, reply_to: str | None) -> EmailMessage:
    letter, message = owed.letter, EmailMessage()
    message["From"] = account.sender
    message["To"] = formataddr((" ".join(letter.name.split()), letter.to))
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # so that no other machine answers it
    if reply_to:
        message["Reply-To"] = reply_to
    message.set_content(letter.text)
    return message


def _address(connection: Connection, user: str | None) -> str | None:
    """A colleague's name and address; None where nobody is asked for."""
    users = schema.users.c
    row = connection.execute(select(users.name, users.email).where(users.id == user)).one_or_none()
    return formataddr((row.name, row.email)) if row else None


def _answer(error: Exception) -> tuple[int, str]:
    """What a mail server answered: its code, 0 where it did not, and the words."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return 0, str(error) or type(error).__name__
    return code, f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
