"""A session with the rep's mail server, and what it answers, in words."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import truststore

from workbench.domain.tongue import tr
from workbench.sync.mail_account import MailAccount

TIMEOUT_S = 20


@contextmanager
def connected(account: MailAccount, password: str) -> Iterator[smtplib.SMTP]:
    """A session with the mail server, signed in. Raises OSError and SMTPException."""
    trusted = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    where = account.host, account.port
    smtp: smtplib.SMTP
    if account.security == "tls":
        smtp = smtplib.SMTP_SSL(*where, timeout=TIMEOUT_S, context=trusted)
    else:
        smtp = smtplib.SMTP(*where, timeout=TIMEOUT_S)
    with smtp:
        if account.security == "starttls":
            smtp.starttls(context=trusted)
        if account.user:
            smtp.login(account.user, password)
        yield smtp


def answer_of(error: Exception) -> tuple[int, str]:
    """What a mail server answered: its code, 0 where it did not, and the words."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return 0, str(error) or type(error).__name__
    return code, f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


def in_words(error: Exception, account: MailAccount) -> str:
    """Why no mail can go out at this moment, in one sentence."""
    host, (code, said) = account.host, answer_of(error)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return tr("{host} did not take the user or the password: {answer}", host=host, answer=said)
    if isinstance(error, ssl.SSLError):
        return tr(
            "{host} could not prove who it is ({answer}); nothing was sent there.",
            host=host, answer=said,
        )  # fmt: skip
    if code:
        return tr("{host} takes no mail now: {answer}", host=host, answer=said)
    return tr("{host} does not answer; your mail waits here.", host=host)
