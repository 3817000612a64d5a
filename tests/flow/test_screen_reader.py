"""The real window, read and worked as through a screen reader: no key, no click, no picture."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.reader import ALWAYS_ON, SERVICE, Reader, a_reader
from tests.flow.screen import a_keyring, a_screen, eventually, is_missing
from tests.flow.team import PASSWORD, Team
from tests.flow.test_window import EMAIL, the_call, timeline

lacks = is_missing() or ("" if Path(SERVICE).exists() else "at-spi2-core")
pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(bool(lacks), reason=f"this machine lacks {lacks}"),
]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path / "team")
    team.join("Robin")
    with team:
        yield team


@pytest.fixture
def reader(team: Team, tmp_path: Path) -> Iterator[Reader]:
    """At the program as Robin starts it."""
    with a_screen() as screen, a_keyring(tmp_path / "home") as own:
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench", "--server", team.address],
            env={**os.environ, **screen.environment, **own, **ALWAYS_ON},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            with a_reader(own["DBUS_SESSION_BUS_ADDRESS"]) as reader:
                yield reader
        finally:
            process.terminate()
            said = process.communicate(timeout=10)[1]
        assert "Traceback" not in said, said


def rows(reader: Reader) -> list[str]:
    return [row.name for row in reader.find("Queue", "list").parts]


def test_a_lead_is_read_called_closed_and_taken_back(team: Team, reader: Reader) -> None:
    lead = team.inquire(name="Ann Lee", phone="+49 30 5550142")["lead_id"]
    reader.find("Email", "text").write(EMAIL)
    reader.find("Password").write(PASSWORD)
    reader.find("Sign in").press()
    [said] = eventually("the row to be told", lambda: rows(reader))
    assert said.startswith("Ann Lee, Company ")
    assert "asks for a demo, score" in said
    assert ", on time " in said or ", soon " in said
    assert said.endswith("owner Robin")

    assert reader.find("Ann Lee, Company", "heading").name.count("+49 30 5550142") == 1

    call = reader.find("Call", "push button")
    assert call.description == "Key C"
    call.press()
    eventually("the server to hear of the call", lambda: begun(team, lead))
    reader.find("No answer").press()
    found = eventually("its outcome", lambda: the_call(team, lead))
    assert found["outcome"] == "NA"
    toast = reader.find("No answer logged.")
    assert toast.description == "Key Z"
    toast.press()
    eventually("it to be struck through", lambda: (the_call(team, lead) or {}).get("undone"))

    with reader.announcements() as said_aloud:
        team.inquire(name="Bo Chen")
        reader.find("New: Demo, Bo Chen")
    assert [words for words in said_aloud if "Bo Chen" in words] == [reader.find("New: Demo").name]


def begun(team: Team, lead: str) -> bool:
    return any(item["kind"] == "call_started" for item in timeline(team, lead))
