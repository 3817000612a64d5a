"""The post of one mail account: what goes out, what is read, and the passwords in the keyring."""

from __future__ import annotations

import smtplib

from workbench.cache.outbox import Outbox
from workbench.domain.tongue import tr
from workbench.sync import mailbox
from workbench.sync.keychain import Keychain
from workbench.sync.mail_account import Inbox, MailAccount
from workbench.sync.mail_reader import Correspondence, MailReader
from workbench.sync.mail_server import connected, in_words
from workbench.sync.post import Post, Told
from workbench.sync.server_clock import ServerClock


class PostOffice:
    def __init__(
        self,
        outbox: Outbox,
        clock: ServerClock,
        account: MailAccount,
        told: Told,
        correspondence: Correspondence,
    ) -> None:
        self._account = account
        self._key = self._inbox_key = Keychain(account.key)
        if account.inbox_key != account.key:
            self._inbox_key = Keychain(account.inbox_key)
        self._post = Post(outbox, clock, account, self._password, told)
        self._reader: MailReader | None = None
        if account.inbox is not None:
            self._reader = MailReader(outbox, clock, account, self._inbox_password, correspondence)
        self._is_open = False

    def try_it(self, password: str, inbox_password: str) -> str:
        """Sign in and hang up; what came of it, in sentences. No password: the kept one."""
        if password:
            self._key.keep(password)
        if inbox_password and self._inbox_key is not self._key:
            self._inbox_key.keep(inbox_password)
        said = [self._try_to_send()]
        if self._account.inbox is not None:
            said.append(self._try_to_read(self._account.inbox))
        if self._account.user and not self._key.is_persistent:
            said.append(tr("The password is kept for this session only."))
        return " ".join(said)

    def send_on(self) -> None:
        if not self._is_open:
            self._is_open = True
            self._post.start()
            if self._reader is not None:
                self._reader.start()
        self._post.poke()

    def close(self) -> None:
        self._post.stop()
        if self._reader is not None:
            self._reader.stop()

    def _try_to_send(self) -> str:
        try:
            with connected(self._account, self._password()):
                return tr("Mail goes out through {host} now.", host=self._account.host)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            return in_words(error, self._account)

    def _try_to_read(self, inbox: Inbox) -> str:
        try:
            user = inbox.user or self._account.user
            with mailbox.opened(inbox, user, self._inbox_password()):
                return tr("Replies are read at {host}.", host=inbox.host)
        except mailbox.FAILURES as error:
            if mailbox.is_password_wrong(error):
                self._reader = None  # it would be as wrong the second time
            return mailbox.in_words(error, inbox.host)

    def _password(self) -> str:
        return self._key.read() or ""

    def _inbox_password(self) -> str:
        return self._inbox_key.read() or ""
