"""Signatures of webhooks, as Standard Webhooks has them: HMAC-SHA256 over `id.timestamp.body`."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.server.problems import invalid

PREFIX = "whsec_"
TOLERANCE_S = 5 * 60
"""How far a sender's clock may be from ours."""
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What came in the headers of a delivery. `sent_s`: epoch seconds, as its sender has them."""

    id: str
    sent_s: int
    signatures: str


def stamp_of(headers: Mapping[str, str]) -> Stamp | None:
    """None where one is missing, or is none."""
    id, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "")
    if not (0 < len(id) <= 255 and sent.isascii() and sent.isdigit() and len(sent) < 12):
        return None
    return Stamp(id=id, sent_s=int(sent), signatures=signatures)


def is_genuine(stamp: Stamp, body: bytes, known: Iterable[str], now_s: float) -> bool:
    """Whether one of the `known` secrets signed this, within five minutes."""
    ours = [f"v1,{signature(secret, stamp.id, stamp.sent_s, body)}".encode() for secret in known]
    theirs = [one.encode() for one in stamp.signatures.split(" ")]
    matches = [hmac.compare_digest(one, other) for one in ours for other in theirs]
    return any(matches) and abs(now_s - stamp.sent_s) <= TOLERANCE_S


def signature(secret: str, id: str, sent_s: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{id}.{sent_s}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def checked_secret(given: str) -> str:
    """A secret that a vendor gave. Raises Problem."""
    try:
        length = len(base64.b64decode(given.strip().removeprefix(PREFIX), validate=True))
    except (binascii.Error, ValueError):
        length = 0
    if not SHORTEST <= length <= LONGEST:
        raise invalid("secret", f"A secret is “{PREFIX}” and {SHORTEST} bytes or more in base64.")
    return PREFIX + given.strip().removeprefix(PREFIX)
