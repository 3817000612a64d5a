"""What a mail says of itself before anybody reads it: from whom, to whom, an answer to what."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imap_tools.message import MailMessage

UNDERWAY = timedelta(days=5)
"""How long mail servers keep trying; a mail that says it is older has a wrong date."""
_TOUCHES = uuid.UUID("6f1b7a52-6a0e-4d0b-9f0c-7a6a3f0f5d11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """`thread`: what it answers, the nearest first. Addresses are in lower case.

    `at`: when it was sent, as far as that can be. `is_sent`: it lay with what the rep sent.
    `by_itself`: no human wrote it now. `is_report`: a mail server tells what became of a mail.
    """

    message_id: str
    thread: tuple[str, ...]
    sender: str
    to: tuple[str, ...]
    subject: str
    at: datetime
    is_sent: bool
    by_itself: bool
    is_report: bool


def envelope_of(message: MailMessage, received_at: datetime, *, is_sent: bool) -> Envelope:
    headers = message.headers
    return Envelope(
        message_id=_own_id(headers),
        thread=_thread(headers),
        sender=message.from_.strip().lower(),
        to=tuple(dict.fromkeys(
            address.strip().lower() for address in (*message.to, *message.cc, *message.bcc)
        )),
        subject=" ".join(message.subject.split()),
        at=_sent_at(message.date_str, received_at),
        is_sent=is_sent,
        by_itself=_is_by_itself(headers),
        is_report=message.obj.get_content_type() == "multipart/report",
    )  # fmt: skip


def touch_id(lead: str, message_id: str) -> str:
    """One mail is one touch of a lead, whoever logs it and however often it is read."""
    return str(uuid.uuid5(_TOUCHES, f"{lead} {message_id}"))


def message_ids(text: str) -> list[str]:
    return re.findall(r"<[^<>\s]+>", text)


def _own_id(headers: Mapping[str, tuple[str, ...]]) -> str:
    told = message_ids(_first(headers, "message-id"))
    if told:
        return told[0]
    said = "\n".join(_first(headers, name) for name in ("date", "from", "to", "subject"))
    return f"<{hashlib.sha256(said.encode(errors='replace')).hexdigest()[:32]}@no-id.invalid>"


def _thread(headers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    answered = message_ids(_first(headers, "in-reply-to"))
    earlier = reversed(message_ids(_first(headers, "references")))
    return tuple(dict.fromkeys([*answered, *earlier]))


def _sent_at(told: str, received_at: datetime) -> datetime:
    try:
        at = parsedate_to_datetime(told)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return received_at
    return at if received_at - UNDERWAY <= at <= received_at else received_at


def _is_by_itself(headers: Mapping[str, tuple[str, ...]]) -> bool:
    """RFC 3834, and what programs said before it."""
    submitted = _first(headers, "auto-submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _first(headers, "precedence").strip().lower() in ("auto_reply", "bulk", "junk", "list")
        or any(name in headers for name in ("x-autoreply", "x-autorespond", "list-id"))
    )


def _first(headers: Mapping[str, tuple[str, ...]], name: str) -> str:
    return str(next(iter(headers.get(name, ())), ""))
