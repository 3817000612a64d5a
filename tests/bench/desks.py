"""Desks without a window, each with its own profile and its own threads, signed in to a server.

`python -m tests.bench.desks ADDRESS PASSWORD EMAIL…` answers each line on standard input with how
many leads the desks have together by now, and the moment at which that last changed.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from workbench.desk.desk import Desk, open_desk


class Desks:
    """`held`: leads at each desk, by its email; `changed_at`: when that last changed."""

    def __init__(self, desks: dict[str, Desk]) -> None:
        self.desks = desks
        self.held = dict.fromkeys(desks, 0)
        self.changed_at = 0.0
        for email, desk in desks.items():
            desk.listen("queue_changed", partial(self._count, email))

    def _count(self, email: str) -> None:
        """In the thread of the desk's puller, once it has absorbed a page."""
        connection = self.desks[email]._caches.shown.database.connection
        [[held]] = connection.execute("SELECT count(*) FROM lead").fetchall()
        if held != self.held[email]:
            self.held[email] = held
            self.changed_at = time.monotonic()

    @property
    def are_complete(self) -> bool:
        return all(desk.sync_state().complete for desk in self.desks.values())


@contextmanager
def signed_in(address: str, password: str, emails: list[str]) -> Iterator[Desks]:
    with ExitStack() as stack:
        opened = {}
        for email in emails:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            opened[email] = desk = open_desk(folder)
            stack.callback(desk.close)
        desks = Desks(opened)
        for email, desk in opened.items():
            desk.sign_in(address, email, password)
        yield desks


def main() -> None:
    logging.disable()  # no keyring here
    address, password, *emails = sys.argv[1:]
    with signed_in(address, password, emails) as desks:
        while not desks.are_complete:
            time.sleep(0.05)
        for _ in sys.stdin:
            print(sum(desks.held.values()), desks.changed_at, flush=True)


if __name__ == "__main__":
    main()
