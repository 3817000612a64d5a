"""The line to a mailbox: who it is proven to be, whose it is, and one that tells no news."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk.dovecot import PASSWORD, Letterbox, a_dovecot
from tests.desk.mail.letters import COMES_AT, ROBIN, a_letter
from tests.desk.mail.posting import (
    account,
    incoming,
    outgoing,
    read,
    wait,
)
from tests.desk.mailbox import Mailbox, free_port
from tests.ui.doors import a_certificate_of_its_own
from workbench.desk.desk import Desk
from workbench.domain.mutation import Refusal
from workbench.sync import mail_reader
from workbench.sync.mail_account import Inbox, MailAccount, Security


def test_a_mailbox_without_an_inbox_user_has_the_senders() -> None:
    inbox = Inbox(host="imap.firm.example", port=993, security="tls")
    one = MailAccount(
        host="smtp.firm.example", port=587, security="starttls", user="robin",
        sender="robin@firm.example", inbox=inbox,
    )  # fmt: skip
    assert one.inbox_key == one.key
    with pytest.raises(Refusal, match="write its user"):
        MailAccount(
            host="127.0.0.1", port=25, security="none", user="", sender="a@b.example", inbox=inbox
        )
    with pytest.raises(Refusal, match="needs TLS"):
        Inbox(host="imap.firm.example", port=143, security="none")


def test_a_server_that_tells_no_news_is_asked_and_its_sent_folder_found_by_name(
    desk: Desk, box: Mailbox, letters: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_reader, "ROUND_S", 0.1)
    plain = "imap_capability = IMAP4rev1 LITERAL+"
    with a_dovecot(special_use=False, sent='"Sent Items"', more=plain) as (port, _):
        quiet = Letterbox(letters.user, port, sent="Sent Items")
        read(desk, quiet, box)
        quiet.put(a_letter(sender=ROBIN, to="ann@halden.example"), '"Sent Items"')
        wait(lambda: outgoing(desk))
        quiet.put(a_letter())
        wait(lambda: incoming(desk))


def test_a_mailbox_that_cannot_prove_who_it_is_gets_no_password(
    desk: Desk, box: Mailbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    certificate = a_certificate_of_its_own(tmp_path_factory.mktemp("own"))
    with a_dovecot(certificate=certificate) as (port, folder):
        inbox = Inbox(host="127.0.0.1", port=port, security="starttls", user="robin")
        told: list[str] = []
        desk.listen("mail_told", told.append)
        desk.use_mail_account(replace(account(box.port), inbox=inbox), "", PASSWORD)
        wait(lambda: told)
        assert "could not prove who it is" in told[0]
        desk.close()
        assert "Login: user" not in (folder / "log").read_text()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mailbox_that_proves_who_it_is_is_read_in_secret(
    desk: Desk,
    box: Mailbox,
    security: Security,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate = a_certificate_of_its_own(tmp_path_factory.mktemp("own"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure = free_port()
    with a_dovecot(certificate=certificate, secure_port=secure) as (port, folder):
        inbox = Inbox(
            host="127.0.0.1",
            port=secure if security == "tls" else port,
            security=security,
            user="robin",
        )
        desk.use_mail_account(replace(account(box.port), inbox=inbox), "", PASSWORD)
        with imap_over_tls(secure, certificate) as imap:
            imap.append("INBOX", "", imaplib.Time2Internaldate(COMES_AT), a_letter())
        wait(lambda: incoming(desk))
        assert "TLS, session" in (folder / "log").read_text()


@contextmanager
def imap_over_tls(port: int, certificate: Path) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context(cafile=str(certificate))
    imap = imaplib.IMAP4_SSL("127.0.0.1", port, ssl_context=context)
    imap.login("robin", PASSWORD)
    try:
        yield imap
    finally:
        imap.logout()
