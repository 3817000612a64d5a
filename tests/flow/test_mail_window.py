"""A mail by real keys on a real screen: account set, mail sent, the team's server hears of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.mailbox import PASSWORD as MAIL_PASSWORD
from tests.desk.mailbox import Mailbox, a_mailbox
from tests.flow.screen import Screen, a_keyring, a_screen, eventually, is_missing
from tests.flow.team import PASSWORD, Team
from tests.flow.test_window import EMAIL, a_window, eventually_or_none, team, timeline

__all__ = ["team"]
pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning"),
    pytest.mark.skipif(bool(is_missing()), reason=f"this machine lacks {is_missing()}"),
]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mailbox(password=True) as box:
        yield box


def test_a_rep_sends_the_steps_mail_by_keys_alone(team: Team, box: Mailbox, tmp_path: Path) -> None:
    lead = team.inquire(name="Ann Lee", email="ann@halden.example")["lead_id"]
    with a_screen() as screen, a_keyring(tmp_path / "home") as own:
        with a_window(team, screen, own):
            screen.write(EMAIL)
            screen.press("Tab")
            screen.write(PASSWORD)
            screen.press("Return")
            time.sleep(3)  # until the queue has come
            set_account(screen, box)
            eventually("the mail to be sent", lambda: written(screen, box))
            [logged] = eventually("the server to hear of it", lambda: mails(team, lead))
        assert logged["message_id"] == box.came[0]["Message-ID"]
        assert box.came[0]["To"] == "ann@halden.example"
        assert "{" not in box.came[0].get_content()
        with a_window(team, screen, own):  # the password is in the keyring
            time.sleep(2)
            eventually("a second mail", lambda: written(screen, box, count=2))


def set_account(screen: Screen, box: Mailbox) -> None:
    screen.press("ctrl+k")
    screen.write("mail account")
    screen.press("Return")
    screen.write("127.0.0.1")
    screen.press("Tab", "ctrl+a")
    screen.write(str(box.port))
    screen.press("Tab", "Tab", "Tab", "Return", "Tab", "Tab")
    screen.write(MAIL_PASSWORD.decode())
    screen.press("Return")
    time.sleep(1)
    screen.press("Escape")


def written(screen: Screen, box: Mailbox, count: int = 1) -> bool:
    """E, Tab to leave the lines with blanks out, Ctrl+Enter."""
    if len(box.came) < count:
        screen.press("slash")
        screen.write("ann")
        screen.press("Return", "e", "Tab", "Return", "ctrl+Return")
        eventually_or_none(lambda: len(box.came) >= count)
    return len(box.came) >= count


def mails(team: Team, lead: str) -> list[dict[str, Any]]:
    return [item for item in timeline(team, lead) if item["kind"] == "email"]
