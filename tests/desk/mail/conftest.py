"""A desk with a lead to write to, and a mail server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.dovecot import Letterbox, a_dovecot, program
from tests.desk.mail.letters import THEN
from tests.desk.mail.posting import ANN, tell_texts
from tests.desk.mailbox import Mailbox, a_mailbox
from tests.desk.seats import StoppedClock, a_desk
from workbench.desk.desk import Desk

_numbers = itertools.count(1)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(THEN)


@pytest.fixture
def desk(tmp_path: Path, clock: StoppedClock) -> Iterator[Desk]:
    desk = a_desk(tmp_path, ANN, clock=clock)
    tell_texts(desk)
    yield desk
    desk.close()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def imap() -> Iterator[tuple[int, Path]]:
    """The port and the folder of a Dovecot of the tests' own."""
    if program() is None:
        pytest.skip("Dovecot is not installed (Debian: apt install dovecot-imapd)")
    with a_dovecot() as served:
        yield served


@pytest.fixture
def letters(imap: tuple[int, Path]) -> Letterbox:
    """A mailbox in which nothing lies."""
    return Letterbox(f"robin{next(_numbers)}", imap[0])
