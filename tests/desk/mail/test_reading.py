"""Replies and mails sent elsewhere, read from a real mailbox and logged once."""

from __future__ import annotations

import imaplib
import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.dovecot import PASSWORD, Letterbox, a_dovecot
from tests.desk.mail.letters import COMES_AT, ROBIN, THEN, a_letter
from tests.desk.mail.posting import ANN, account, emails, read, sent_mail, use, wait
from tests.desk.mailbox import Mailbox, free_port
from tests.desk.seats import StoppedClock
from tests.ui.doors import a_certificate_of_its_own
from workbench.desk.desk import Desk
from workbench.desk.notices import Watch
from workbench.domain.lead import Lead
from workbench.domain.mutation import Refusal
from workbench.sync import mail_reader
from workbench.sync.mail_account import Inbox, MailAccount, Security

HOSTILE = """<html><head><style>p {color: red}</style><title>Owned</title></head><body>
<script>alert('owned')</script><img src=x onerror="alert(1)">
<p>Yes, <b>Tuesday</b> &lt;b&gt;suits&lt;/b&gt; me.&#8238;</p><p>Ann</p>
<a href="javascript:alert(1)">Click</a>
<blockquote><p>shall we?</p></blockquote></body></html>"""


def incoming(desk: Desk) -> list[dict[str, object]]:
    return [touch for touch in emails(desk) if touch.get("direction") == "in"]


def outgoing(desk: Desk) -> list[dict[str, object]]:
    return [touch for touch in emails(desk) if touch.get("direction") != "in"]


def shown(desk: Desk) -> Lead:
    lead = desk.lead(ANN.id)
    assert lead is not None
    return lead


def step(desk: Desk) -> str:
    next_step = shown(desk).step
    return next_step.label if next_step else ""


def is_read_through(desk: Desk, letters: Letterbox) -> bool:
    """Whether a mail that came last was looked at: one of Ann's is logged."""
    letters.put(a_letter("That was all.", subject="Last"))
    wait(lambda: any(str(touch["note"]).startswith("Last") for touch in incoming(desk)))
    return True


def test_an_answer_to_a_mail_of_this_desk_is_a_reply_and_moves_the_lead_up(
    desk: Desk, clock: StoppedClock, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box)
    assert told == ["Mail goes out through 127.0.0.1 now. Replies are read at 127.0.0.1."]
    answered = sent_mail(desk, box)
    watch = Watch(desk)
    clock.pass_by(minutes=9)
    at = THEN + timedelta(minutes=7)
    letters.put(a_letter(in_reply_to=answered, message_id="<answer@halden.example>", at=at), at=at)
    wait(lambda: step(desk) == "Answer the reply")
    [reply] = incoming(desk)
    assert reply["message_id"] == "<answer@halden.example>"
    assert reply["note"] == "Re: A time to talk\n\nTuesday at ten suits me."
    assert shown(desk).attempts == 1  # a reply is none
    assert desk.queue("now")[0] == ANN.id
    assert [notice.words for notice in watch.due(changed=True)] == [
        "Reply: Ann Lee, Halden Freight"
    ]
    assert watch.due(changed=True) == []
    assert letters.flags() == ["1 (UID 1 FLAGS (\\Recent))"]  # nobody has seen it


def test_an_answer_from_another_address_is_found_by_its_references(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    answered = sent_mail(desk, box)
    letters.put(
        a_letter(sender="ann@home.example", references=f"{answered} <between@home.example>")
    )
    wait(lambda: incoming(desk))


def test_a_new_mail_is_found_by_the_address_of_its_sender(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    letters.put(a_letter("May I ask something?", sender="ANN@Halden.Example", subject="A question"))
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert incoming(desk)[0]["note"] == "A question\n\nMay I ask something?"


def test_a_strangers_mail_and_a_colleagues_are_kept_nowhere(
    desk: Desk, box: Mailbox, letters: Letterbox, tmp_path: Path
) -> None:
    read(desk, letters, box)
    answered = sent_mail(desk, box)
    letters.put(a_letter("SECRET", sender="bo@strange.example", subject="SECRET"))
    letters.put(a_letter("SECRET", sender="joann@halden.example", subject="SECRET"))
    letters.put(a_letter("SECRET", sender="sam@sample.example", in_reply_to=answered))
    before = THEN - timedelta(hours=1)
    letters.put(a_letter("SECRET", at=before), at=before)  # she was no lead then
    assert is_read_through(desk, letters)
    assert len(incoming(desk)) == 1
    desk.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"SECRET" not in stored
    assert b"strange.example" not in stored


def test_a_mail_written_in_another_program_is_a_touch_at_its_own_time(
    desk: Desk, clock: StoppedClock, box: Mailbox, letters: Letterbox
) -> None:
    at = THEN + timedelta(minutes=1)
    mail = a_letter("Shall we talk?", sender=ROBIN, to="Ann <ann@halden.example>", at=at)
    letters.put(mail, letters.sent, at)
    clock.pass_by(minutes=3)
    read(desk, letters, box)
    wait(lambda: shown(desk).attempts == 1)
    met = shown(desk).clock
    assert met is not None
    assert met.met_at == at
    assert desk.undoable() is None


def test_a_mail_of_this_desk_is_not_logged_again_from_the_sent_folder(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    sent_mail(desk, box)
    letters.put(box.came[0].as_bytes(), letters.sent)
    elsewhere = a_letter("Another one.", sender=ROBIN, to="ann@halden.example")
    letters.put(elsewhere, letters.sent)
    letters.put(elsewhere)  # a copy to oneself
    assert is_read_through(desk, letters)
    assert len(outgoing(desk)) == 2
    assert len(incoming(desk)) == 1


def test_a_mail_that_was_logged_by_hand_is_not_logged_again(
    desk: Desk, clock: StoppedClock, box: Mailbox, letters: Letterbox
) -> None:
    desk.log_touch(ANN.id, "email", note="Sent from the train")
    clock.pass_by(hours=1)
    later = COMES_AT + timedelta(minutes=40)
    letters.put(a_letter(sender=ROBIN, to="ann@halden.example"), letters.sent)
    letters.put(a_letter(sender=ROBIN, to="ann@halden.example", at=later), letters.sent, later)
    read(desk, letters, box)
    assert is_read_through(desk, letters)
    assert len(outgoing(desk)) == 2


def test_a_password_that_is_not_kept_is_asked_for(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    told = read(desk, letters, box, "")
    assert "The password for 127.0.0.1 is not kept here; write it in" in told[0]


def test_an_answer_to_a_mail_written_elsewhere_is_found_through_it(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    sent = a_letter(sender=ROBIN, to="ann@halden.example", message_id="<phone@sample.example>")
    letters.put(a_letter(sender="ann@home.example", in_reply_to="<phone@sample.example>"))
    letters.put(sent, letters.sent)
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert len(outgoing(desk)) == 1


def test_a_thread_handed_to_a_colleague_is_no_touch(
    desk: Desk, box: Mailbox, letters: Letterbox
) -> None:
    read(desk, letters, box)
    answered = sent_mail(desk, box)
    forward = a_letter("See below.", sender=ROBIN, to="ae@sample.example", references=answered)
    letters.put(forward, letters.sent)
    assert is_read_through(desk, letters)
    assert len(outgoing(desk)) == 1


def test_an_automatic_reply_is_nobodys(desk: Desk, box: Mailbox, letters: Letterbox) -> None:
    told = read(desk, letters, box)
    letters.put(a_letter("I am away.", auto_submitted="auto-replied; vacation"))
    wait(lambda: told[-1] == "An automatic reply from Ann Lee was not logged.")
    assert incoming(desk) == []


def test_a_hostile_mail_is_plain_words(desk: Desk, box: Mailbox, letters: Letterbox) -> None:
    letters.put(a_letter(html=HOSTILE, subject="Re: <b>A time</b>"))
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert incoming(desk)[0]["note"] == (
        "Re: <b>A time</b>\n\nYes, Tuesday <b>suits</b> me.\n\nAnn\n\nClick"
    )


def test_other_numbers_for_the_same_mails_double_none(
    desk: Desk, box: Mailbox, letters: Letterbox, imap: tuple[int, Path]
) -> None:
    letters.put(a_letter())
    letters.put(a_letter(sender=ROBIN, to="ann@halden.example"), letters.sent)
    read(desk, letters, box)
    wait(lambda: len(emails(desk)) == 2)
    before = desk._outbox.get("mail_read")
    desk._close_office()
    letters.renumber(imap[1])
    read(desk, letters, box)
    assert is_read_through(desk, letters)
    assert len(emails(desk)) == 3
    assert desk._outbox.get("mail_read") != before


def test_a_wrong_password_is_told_once_and_the_right_one_reads(
    desk: Desk, box: Mailbox, letters: Letterbox, imap: tuple[int, Path]
) -> None:
    letters.put(a_letter())
    told = read(desk, letters, box, "guessed")
    said = "127.0.0.1 did not let your mail be read: the user or the password is wrong."
    assert said in told[0]
    read(desk, letters, box)
    wait(lambda: incoming(desk))
    assert sum(said in sentence for sentence in told) == 1
    log = (imap[1] / "log").read_text()
    failed = [line for line in log.splitlines() if f"user=<{letters.user}>" in line]
    assert sum("auth failed" in line for line in failed) == 1


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


def test_without_an_inbox_nothing_is_read(desk: Desk, box: Mailbox, letters: Letterbox) -> None:
    letters.put(a_letter())
    use(desk, account(box.port))
    sent_mail(desk, box)
    assert desk._outbox.get("mail_read") == ""
    assert incoming(desk) == []


def test_mails_of_a_lead_are_found_by_an_index(desk: Desk) -> None:
    cache: sqlite3.Connection = desk._caches.shown.database.connection
    plan = cache.execute(
        "EXPLAIN QUERY PLAN SELECT lead FROM activity WHERE json_extract(doc, '$.message_id')"
        " IS NOT NULL AND json_extract(doc, '$.message_id') IN ('a', 'b')"
    ).fetchall()
    assert "activity_by_mail" in plan[0]["detail"]
