"""Mails as they come from outside, byte for byte what a mail server hands on."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from tests.builders import MONDAY, an_id

THEN = MONDAY - timedelta(weeks=52)
"""A Monday at ten, too; mail servers take no mail of the future for what it says."""
COMES_AT = THEN + timedelta(minutes=1)
ROBIN = "Robin Berg <robin@sample.example>"
ANN = "Ann Lee <ann@halden.example>"


def a_letter(
    text: str = "Tuesday at ten suits me.",
    *,
    sender: str = ANN,
    to: str = ROBIN,
    subject: str = "Re: A time to talk",
    at: datetime = COMES_AT,
    html: str = "",
    **headers: str,
) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = headers.pop("message_id", f"<{an_id()}@outside.example>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if html:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(text)
    return mail.as_bytes()


def a_bounce(
    of: str,
    *,
    address: str = "ann@halden.example",
    status: str = "5.1.1",
    action: str = "failed",
    said: str = "550 5.1.1 <ann@halden.example>: no such user",
    message_id: str = "<bounce@halden.example>",
) -> bytes:
    """As Postfix writes it."""
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: robin@sample.example
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(COMES_AT)}
Message-ID: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 23 Nov 2026 09:58:00 +0000

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.halden.example
Diagnostic-Code: smtp; {said}

--cut
Content-Type: text/rfc822-headers

From: Robin Berg <robin@sample.example>
To: {address}
Subject: A time to talk
Message-ID: {of}

--cut--
""".replace("\n", "\r\n").encode()
