"""A desk with a lead to write to, and a mail server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.mail.posting import ANN, tell_texts
from tests.desk.mailbox import Mailbox, a_mailbox
from tests.desk.seats import a_desk
from workbench.desk.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = a_desk(tmp_path, ANN)
    tell_texts(desk)
    yield desk
    desk.close()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mailbox() as box:
        yield box
