"""The system's keyring, where there is a real one: never a file that only looks like it."""

from __future__ import annotations

import importlib
import logging
from typing import Any

SERVICE = "workbench"
REAL = {  # not a text
    "macOS": "Keyring",
    "Windows": "WinVaultKeyring",
    "SecretService": "Keyring",
    "libsecret": "Keyring",
    "kwallet": "DBusKeyring",
}
"""Backends of `keyring` that keep a secret; the plain text ones of keyrings.alt are none."""
logger = logging.getLogger(__name__)


class Keychain:
    """Keeps one refresh token for each profile; without a real keyring for this session only."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._session_only: str | None = None
        self._ring = _real_ring()

    @property
    def is_persistent(self) -> bool:
        return self._ring is not None

    def read(self) -> str | None:
        if self._ring is not None:
            try:
                kept: str | None = self._ring.get_password(SERVICE, self._account)
                return kept
            except Exception:  # noqa: BLE001  # locked, dismissed, gone: each system has its own
                self._give_up()
        return self._session_only

    def keep(self, token: str) -> None:
        self._session_only = token
        if self._ring is not None:
            try:
                self._ring.set_password(SERVICE, self._account, token)
            except Exception:  # noqa: BLE001  # as in `read`: each system has its own
                self._give_up()

    def forget(self) -> None:
        self._session_only = None
        if self._ring is not None:
            try:
                if self._ring.get_password(SERVICE, self._account) is not None:
                    self._ring.delete_password(SERVICE, self._account)
            except Exception:  # noqa: BLE001  # as in `read`: each system has its own
                self._give_up()

    def _give_up(self) -> None:
        logger.warning("the system's keyring does not answer; the session ends with the program")
        self._ring = None


def _real_ring() -> Any:
    """The best one that works here. Asked by name: to look for others would read every package."""
    kinds = [
        getattr(importlib.import_module(f"keyring.backends.{module}"), name)
        for module, name in REAL.items()
    ]
    working = [kind for kind in kinds if kind.viable]
    return max(working, key=lambda kind: kind.priority)() if working else None
