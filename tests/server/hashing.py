"""Passwords of people in tests: as the server keeps them, at next to no cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from argon2 import PasswordHasher

from workbench.server.team import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Those set meanwhile; each is checked at the cost at which it was set."""
    with mock.patch.object(passwords, "_hasher", CHEAP):
        yield
