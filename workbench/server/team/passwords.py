"""Passwords: argon2id, at least 12 characters, no other rule."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workbench.server.problems import invalid

LEAST = 12
MOST = 1024
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def hashed(password: str, *, field: str = "password") -> str:
    """Raises Problem for one that is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise invalid(field, f"A password needs {LEAST} characters or more.")
    return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """As slow for somebody who is unknown or has no password, so that time tells nothing."""
    try:
        _hasher.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
