"""Sends what waits through the rep's own mail account, and records the touch once it was taken.

One thread. That a mail is being sent is on the disk before the mail server hears of it, and that it
was taken is on the disk together with its touch: a crash in between repeats one send, with the
Message-ID that the mail was given when it was written.
"""

from __future__ import annotations

import logging
import smtplib
import sqlite3
import threading
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol

from workbench.cache import mails
from workbench.cache.mails import Mail
from workbench.cache.outbox import NotSaved, Outbox
from workbench.domain.mutation import NAMES, TouchLogged, write_args
from workbench.domain.record import Mutation
from workbench.domain.tongue import tr
from workbench.sync.envelope import touch_id
from workbench.sync.mail_account import MailAccount
from workbench.sync.mail_server import answer_of, connected, in_words
from workbench.sync.patience import Patience
from workbench.sync.server_clock import ServerClock

logger = logging.getLogger(__name__)
REFUSED_FOR_GOOD = 500


class Told(Protocol):
    """Who hears what became of the mail, in the post's thread."""

    def mail_taken(self, mail: Mail) -> None: ...

    def mail_refused(self, mail: Mail) -> None: ...

    def mail_waits(self, why: str) -> None: ...

    def bars_mail(self, mail: Mail) -> str:
        """Why it must not be sent any more, in one sentence; empty where it may."""


class _Later(Exception):
    """Nothing can be sent now; its text is a sentence. `by_itself`: whether waiting may help."""

    def __init__(self, sentence: str, *, by_itself: bool = True) -> None:
        super().__init__(sentence)
        self.by_itself = by_itself


class Post:
    def __init__(
        self,
        outbox: Outbox,
        clock: ServerClock,
        account: MailAccount,
        password: Callable[[], str],
        told: Told,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._account = account
        self._password = password
        self._told = told
        self._said = ""
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_on, name="post", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def poke(self) -> None:
        """There is something to send, or a reason to try again."""
        self._wake.set()

    def stop(self) -> None:
        """What is being sent now is given a moment to end."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    # ---- the thread

    def _keep_on(self) -> None:
        patience = Patience()
        while not self._stopping.is_set():
            wait_s: float | None = None
            try:
                self.go_round()
                patience.reset()
                self._said = ""
            except _Later as later:
                wait_s = patience.after_failure() if later.by_itself else None
                self._say(str(later))
            except (NotSaved, sqlite3.Error) as error:
                if self._stopping.is_set():
                    return  # the files were closed under a mail that was late
                wait_s = patience.after_failure()
                self._say(tr("NOT SAVED: {why}", why=error))
            except Exception:
                logger.exception("the post met what it does not know")
                wait_s = patience.after_failure()
            self._wake.wait(wait_s)
            self._wake.clear()

    def _say(self, why: str) -> None:
        """Once, however often it is tried again."""
        if why != self._said:
            self._said = why
            self._told.mail_waits(why)

    def go_round(self) -> None:
        """Send all that waits; what was cut off before comes first, once more."""
        with self._outbox.writing() as writing:
            mails.recover(writing.connection)
        while not self._stopping.is_set():
            mail = mails.next_waiting(self._outbox.database.connection)
            if mail is None:
                return
            barred = self._told.bars_mail(mail)
            if barred:
                self._refuse(mail, tr("Not sent: {why}", why=barred))
            else:
                self._send(mail)

    def _send(self, mail: Mail) -> None:
        began = taken = False
        password = self._password()
        if self._account.user and not password:
            said = tr(
                "The password for {host} is not kept here; write it in “Mail account”.",
                host=self._account.host,
            )
            raise _Later(said, by_itself=False)
        try:
            with connected(self._account, password) as smtp:
                with self._outbox.writing() as writing:
                    mails.begin(writing.connection, mail)
                began = True
                smtp.send_message(_message(mail, self._account))
                self._taken(mail)
                taken = True
        except (ValueError, smtplib.SMTPNotSupportedError) as error:
            self._refuse(mail, str(error))  # an address that no header or server can hold
        except smtplib.SMTPAuthenticationError as error:
            raise _Later(in_words(error, self._account), by_itself=False) from None
        except (OSError, smtplib.SMTPException) as error:
            if not taken:  # else it only hung up badly
                self._judge(mail, error, began=began)

    def _judge(self, mail: Mail, error: Exception, *, began: bool) -> None:
        code, said = answer_of(error)
        if began and code >= REFUSED_FOR_GOOD:
            self._refuse(mail, said)
            return
        if began and code:
            with self._outbox.writing() as writing:
                mails.put_back(writing.connection, mail)
        # Without an answer nobody knows whether it was taken: the next round counts that.
        raise _Later(in_words(error, self._account)) from None

    def _taken(self, mail: Mail) -> None:
        body = TouchLogged(
            activity_id=touch_id(mail.lead, mail.message_id),
            kind="email",
            note=f"{mail.subject}\n\n{mail.text}".strip(),
            message_id=mail.message_id,
        )
        mutation = Mutation(
            id=mail.id,
            type=NAMES[TouchLogged],
            lead=mail.lead,
            at=self._clock.device_now(),
            args=write_args(body),
        )
        with self._outbox.writing() as writing:
            mails.remove(writing.connection, mail.id)
            writing.append(mutation, self._clock.offset())
        self._told.mail_taken(mail)

    def _refuse(self, mail: Mail, said: str) -> None:
        with self._outbox.writing() as writing:
            mails.refuse(writing.connection, mail, said)
        self._told.mail_refused(mail)


def _message(mail: Mail, account: MailAccount) -> EmailMessage:
    message = EmailMessage()
    message["From"] = account.sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = mail.message_id
    message.set_content(mail.text)
    return message
