"""What a mail says of itself: when it was sent, what it answers, and whether a human wrote it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from imap_tools.message import MailMessage

from tests.desk.mail.letters import COMES_AT, a_bounce, a_letter
from workbench.sync.bounce import bounces_of
from workbench.sync.envelope import Envelope, envelope_of, touch_id


def an_envelope(raw: bytes) -> Envelope:
    return envelope_of(MailMessage.from_bytes(raw), COMES_AT, is_sent=False)


def test_a_mail_is_as_old_as_it_says_unless_that_cannot_be() -> None:
    hour = timedelta(hours=1)
    assert an_envelope(a_letter(at=COMES_AT - hour)).at == COMES_AT - hour
    for wrong in (COMES_AT + hour, COMES_AT - timedelta(days=30)):
        assert an_envelope(a_letter(at=wrong)).at == COMES_AT
    assert an_envelope(b"Subject: none\r\nDate: whenever\r\n\r\n").at == COMES_AT


def test_what_it_answers_comes_nearest_first() -> None:
    raw = b"In-Reply-To: <c@x>\r\nReferences: <a@x> <b@x>\r\n <c@x>\r\n\r\n"
    assert an_envelope(raw).thread == ("<c@x>", "<b@x>", "<a@x>")


def test_without_a_message_id_a_mail_has_the_same_one_each_time() -> None:
    raw = b"From: ann@halden.example\r\nSubject: Hm\r\n\r\nWell"
    first, again = an_envelope(raw), an_envelope(raw)
    assert first.message_id == again.message_id
    assert first.message_id != an_envelope(raw.replace(b"Hm", b"Hmm")).message_id
    assert touch_id("lead", "<a@x>") != touch_id("another", "<a@x>")


@pytest.mark.parametrize(
    ("header", "by_itself"),
    [
        ("Auto-Submitted: no", False), ("Auto-Submitted: auto-replied (vacation)", True),
        ("Auto-Submitted: Auto-Generated; why", True), ("Precedence: bulk", True),
        ("X-Autoreply: yes", True), ("List-Id: <news.halden.example>", True),
        ("Precedence: first-class", False),
    ],
)  # fmt: skip
def test_a_machines_mail_says_so_in_many_ways(header: str, by_itself: bool) -> None:
    assert an_envelope(f"{header}\r\n\r\n".encode()).by_itself is by_itself


@pytest.mark.parametrize(
    ("status", "action", "retires"),
    [
        ("5.1.1", "failed", True), ("5.1.10", "failed", True), ("5.0.0", "failed", True),
        ("5.2.1", "failed", True), ("5.2.2", "failed", False), ("5.7.1", "failed", False),
        ("5.4.1", "failed", False), ("4.4.7", "failed", False), ("4.4.1", "delayed", False),
    ],
)  # fmt: skip
def test_an_address_is_gone_by_what_is_said_of_it(status: str, action: str, retires: bool) -> None:
    raw = a_bounce("<of@sample.example>", status=status, action=action)
    [bounce] = bounces_of(MailMessage.from_bytes(raw).obj)
    assert bounce.retires is retires
    assert (bounce.of, bounce.addresses) == ("<of@sample.example>", ("ann@halden.example",))


def test_a_report_that_holds_the_whole_mail_names_it_too() -> None:
    headers = b"Content-Type: text/rfc822-headers"
    raw = a_bounce("<of@sample.example>").replace(headers, b"Content-Type: message/rfc822")
    [bounce] = bounces_of(MailMessage.from_bytes(raw).obj)
    assert bounce.of == "<of@sample.example>"


def test_a_report_that_it_was_read_is_no_bounce() -> None:
    raw = a_bounce("<of@sample.example>", action="delivered", status="2.0.0")
    assert bounces_of(MailMessage.from_bytes(raw).obj) == []
