"""The post of one mail account: its thread, and its password in the keyring."""

from __future__ import annotations

import smtplib

from workbench.cache.outbox import Outbox
from workbench.sync.keychain import Keychain
from workbench.sync.mail_account import MailAccount
from workbench.sync.mail_server import connected, in_words
from workbench.sync.post import Post, Told
from workbench.sync.server_clock import ServerClock


class PostOffice:
    def __init__(
        self, outbox: Outbox, clock: ServerClock, account: MailAccount, told: Told
    ) -> None:
        self._account = account
        self._key = Keychain(account.key)
        self._post = Post(outbox, clock, account, self._password, told)
        self._is_open = False

    def try_it(self, password: str) -> str:
        """Sign in and hang up; what came of it, in a sentence. No password: the kept one."""
        if password:
            self._key.keep(password)
        try:
            with connected(self._account, self._password()):
                said = f"Mail goes out through {self._account.host} now."
        except (OSError, ValueError, smtplib.SMTPException) as error:
            said = in_words(error, self._account)
        if self._account.user and not self._key.is_persistent:
            said += " The password is kept for this session only."
        return said

    def send_on(self) -> None:
        if not self._is_open:
            self._is_open = True
            self._post.start()
        self._post.poke()

    def close(self) -> None:
        self._post.stop()

    def _password(self) -> str:
        return self._key.read() or ""
