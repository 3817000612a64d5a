"""The rep's own mail account: where it sends and reads, and who signs in there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, TypeAlias

from workbench.cache.outbox import Outbox
from workbench.domain.message import is_address
from workbench.domain.plain import Misfit, from_plain
from workbench.domain.record import Refusal
from workbench.domain.tongue import tr

Security: TypeAlias = Literal["tls", "starttls", "none"]
PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}
INBOX_PORTS: dict[Security, int] = {"tls": 993, "starttls": 143, "none": 143}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Where what comes in is read, by IMAP. `user`: empty where it is who sends."""

    host: str
    port: int
    security: Security
    user: str = ""

    def __post_init__(self) -> None:
        _check(self.host, self.port, self.security, tr("993 and 143 are usual."))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """`security`: "tls" from the start, "starttls", or "none" for a server on this computer.

    Raises Refusal for what cannot be. The passwords lie in the keyring, under `key` and
    `inbox_key`. Without an `inbox` nothing is read.
    """

    host: str
    port: int
    security: Security
    user: str
    sender: str
    inbox: Inbox | None = None

    def __post_init__(self) -> None:
        if not self.host:
            raise Refusal(
                "host_needed", tr("Write the name of the mail server, as in smtp.firm.example.")
            )
        _check(self.host, self.port, self.security, tr("587 and 465 are usual."))
        if not is_address(self.address):
            said = tr("“{sender}” is no address to write from.", sender=self.sender)
            raise Refusal("sender_needed", said)
        if self.inbox is not None and not (self.inbox.user or self.user):
            raise Refusal("user_needed", tr("A mailbox is read by somebody: write its user."))

    @property
    def address(self) -> str:
        """Of “Robin Berg <robin@firm.example>” what stands in the brackets."""
        return self.sender.rpartition("<")[2].removesuffix(">").strip()

    @property
    def key(self) -> str:
        return f"mail {self.user} at {self.host}"  # not a text

    @property
    def inbox_key(self) -> str:
        """Another one than `key` only where the mailbox has a user of its own."""
        if self.inbox is None or not self.inbox.user:
            return self.key
        return f"mail {self.inbox.user} at {self.inbox.host}"  # not a text


def _check(host: str, port: int, security: Security, usual: str) -> None:
    if not 0 < port < 65536:
        said = tr("A port is a number up to 65535; {usual}", usual=usual)
        raise Refusal("port_needed", said)
    if security == "none" and host not in LOOPBACK:
        raise Refusal("not_secure", tr("A mail server elsewhere needs TLS or STARTTLS."))


def kept_account(outbox: Outbox) -> MailAccount | None:
    kept = outbox.get("mail_account")
    try:
        return from_plain(MailAccount, json.loads(kept)) if kept else None
    except (Misfit, Refusal):
        return None
