"""A mail server's report of what became of a mail (RFC 3464), and whether the address is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from workbench.sync.envelope import message_ids
from workbench.sync.mail_words import one_line

NOT_THE_ADDRESS = re.compile(r"5\.(2\.[23]|3\.\d+|4\.\d+|5\.\d+|6\.\d+|7\.\d+)")
"""Failures for good that another mail may not meet (RFC 3463): a full mailbox, a mail too big, a
route, what it says, who sends it. An address is gone by 5.1.x, 5.2.0, 5.2.1 and by 5.0.0."""
WHY_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One recipient's, under the address it ended at and the one it was sent to.

    `of`: the Message-ID of the mail that came back, empty where not told.
    """

    addresses: tuple[str, ...]
    of: str
    status: str
    why: str
    is_final: bool

    @property
    def retires(self) -> bool:
        """Whether nothing can be sent to this address any more."""
        return (
            self.is_final
            and self.status.startswith("5")
            and not NOT_THE_ADDRESS.fullmatch(self.status)
        )


def bounces_of(report: Message) -> list[Bounce]:
    """Empty for a report of anything else: that it was read, or arrived."""
    of = _returned_id(report)
    return [
        Bounce(
            addresses=tuple(dict.fromkeys(
                address.lower()
                for field in ("Original-Recipient", "Final-Recipient")
                if (address := _said(told, field).strip("<>"))
            )),
            of=of,
            status=(re.findall(r"\d\.\d+\.\d+", str(told["Status"])) or [""])[0],
            why=_said(told, "Diagnostic-Code") or one_line(str(told["Status"] or "")),
            is_final=action == "failed",
        )
        for told in _recipients(report)
        if (action := str(told["Action"] or "").strip().lower()) in ("failed", "delayed")
    ]  # fmt: skip


def _recipients(report: Message) -> Iterator[Message]:
    """The groups of fields behind the first one, which is about the mail server."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            if isinstance(groups, list):
                yield from (group for group in groups if isinstance(group, Message)
                            and group["Action"])  # fmt: skip


def _returned_id(report: Message) -> str:
    for part in report.walk():
        if part is report:
            continue
        found = message_ids(str(part["Message-ID"] or ""))
        if part.get_content_type() == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            text = raw.decode(errors="replace") if isinstance(raw, bytes) else ""
            said = re.search(r"^Message-ID:(.*(?:\n[ \t].*)*)", text, re.MULTILINE | re.IGNORECASE)
            found = message_ids(said[1]) if said else []
        if found:
            return found[0]
    return ""


def _said(told: Message, field: str) -> str:
    """“rfc822; ann@halden.example” without its kind."""
    return one_line(str(told[field] or "").partition(";")[2])[:WHY_MOST]
