"""The rep's own mail account: where it is and who signs in there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, TypeAlias

from workbench.cache.outbox import Outbox
from workbench.domain.message import is_address
from workbench.domain.plain import Misfit, from_plain
from workbench.domain.record import Refusal

Security: TypeAlias = Literal["tls", "starttls", "none"]
PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "none": 25}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """`security`: "tls" from the start, "starttls", or "none" for a server on this computer.

    Raises Refusal for what cannot be. The password lies in the keyring, under `key`.
    """

    host: str
    port: int
    security: Security
    user: str
    sender: str

    def __post_init__(self) -> None:
        if not self.host:
            raise Refusal(
                "host_needed", "Write the name of the mail server, as in smtp.firm.example."
            )
        if not 0 < self.port < 65536:
            raise Refusal("port_needed", "A port is a number up to 65535; 587 and 465 are usual.")
        if not is_address(self.address):
            raise Refusal("sender_needed", f"“{self.sender}” is no address to write from.")
        if self.security == "none" and self.host not in LOOPBACK:
            raise Refusal("not_secure", "A mail server elsewhere needs TLS or STARTTLS.")

    @property
    def address(self) -> str:
        """Of “Robin Berg <robin@firm.example>” what stands in the brackets."""
        return self.sender.rpartition("<")[2].removesuffix(">").strip()

    @property
    def key(self) -> str:
        return f"mail {self.user} at {self.host}"


def kept_account(outbox: Outbox) -> MailAccount | None:
    kept = outbox.get("mail_account")
    try:
        return from_plain(MailAccount, json.loads(kept)) if kept else None
    except (Misfit, Refusal):
        return None
