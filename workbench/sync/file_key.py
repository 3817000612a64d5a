"""The key of the local files: read before the first paint, the quickest way there is."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Literal, TypeAlias

from workbench.cache.sealing import can_seal, locked_files, salt_of

NO_ANSWER = (OSError, ValueError, KeyError)
"""What asking over D-Bus can raise where nobody keeps secrets."""
WhyPlain: TypeAlias = Literal["", "no_cipher", "no_keyring", "no_room"]


def file_key(outbox: Path) -> tuple[str | None, WhyPlain]:
    """The key that opens what lies there, else a new one, else None and why.

    It lies in the system's keyring under the salt of its file, which ends it.
    """
    if not can_seal():
        return None, "no_cipher"
    if sys.platform == "linux" and "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        return None, "no_keyring"
    for path in (outbox, *locked_files(outbox)):
        key = key_of(path)
        if key:
            return key, ""
    return _new()


def key_of(path: Path) -> str | None:
    """The key of a sealed file; None where the keyring has it not."""
    salt = salt_of(path)
    key = salt and _read(_account(salt))
    return f"{key}{salt}" if key else None


def _account(salt: str) -> str:
    return f"files {salt}"  # not a text


def _read(account: str) -> str | None:
    if sys.platform == "linux":
        from workbench.sync.session_bus import IsLocked, read_secret

        try:
            return read_secret(account)
        except IsLocked:
            pass  # the whole way, which asks for it to be unlocked
        except NO_ANSWER:
            return None
    from workbench.sync.keychain import Keychain

    return Keychain(account).read()


def _new() -> tuple[str | None, WhyPlain]:
    if sys.platform == "linux" and not _has_keyring():
        return None, "no_keyring"
    from workbench.sync.keychain import Keychain

    key, salt = os.urandom(32).hex(), os.urandom(16).hex()
    keychain = Keychain(_account(salt))
    keychain.keep(key)
    if keychain.is_persistent and keychain.read() == key:
        return f"{key}{salt}", ""
    return None, "no_keyring"


def _has_keyring() -> bool:
    from workbench.sync.session_bus import IsLocked, read_secret

    with contextlib.suppress(IsLocked):
        try:
            read_secret("")
        except NO_ANSWER:
            return False
    return True
