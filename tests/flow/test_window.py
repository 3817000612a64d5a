"""The real window on a real screen, driven by real keys, with a real keyring and a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.flow.screen import Screen, a_keyring, a_screen, eventually, is_missing
from tests.flow.team import PASSWORD, Team

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(bool(is_missing()), reason=f"this machine lacks {is_missing()}"),
]
EMAIL = "robin@sample.example"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(tmp_path / "team")
    team.join("Robin")
    team.start()
    yield team
    team.stop()


@contextmanager
def a_window(team: Team, screen: Screen, own: Mapping[str, str]) -> Iterator[None]:
    """The program as an SDR starts it, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "--server", team.address],
        env={**os.environ, **screen.environment, **own},
        stderr=subprocess.PIPE,
        text=True,
    )
    said = ""
    try:
        screen.window("Workbench")
        yield
    except AssertionError as failure:
        raise AssertionError(f"{failure}\n{_end(process)}") from failure
    finally:
        said += _end(process)
    assert "Traceback" not in said, said


def _end(process: subprocess.Popen[str]) -> str:
    """End the program; how it ended and what it said on standard error."""
    if process.stderr is None or process.stderr.closed:
        return ""
    state = f"It had ended with {process.returncode}. " if process.poll() is not None else ""
    process.terminate()
    return state + process.communicate(timeout=10)[1]


def timeline(team: Team, lead: str) -> list[dict[str, Any]]:
    answer = team.ask("Robin", "GET", f"/v1/leads/{lead}/activities")
    return list(answer.json().get("activities", ()))


def the_call(team: Team, lead: str) -> dict[str, Any] | None:
    return next((item for item in timeline(team, lead) if item["kind"] == "call"), None)


def test_a_rep_works_a_lead_by_keys_alone(team: Team, tmp_path: Path) -> None:
    first = team.inquire(name="Ann Lee", phone="+49 30 5550142")["lead_id"]
    second = team.inquire(type="content", name="Bo Chen")["lead_id"]
    with a_screen() as screen, a_keyring(tmp_path / "home") as own:
        with a_window(team, screen, own):
            screen.write(EMAIL)
            screen.press("Tab")
            screen.write(PASSWORD)
            screen.press("Return")
            worked = eventually("the server to hear of Robin's call", lambda: _call(team, screen))
            assert worked["outcome"] == "NA"
            assert worked["note"] == "Two people match invoices by hand."
            assert worked["duration_s"] >= 0
            lead = team.ask("Robin", "GET", f"/v1/leads/{first}").json()
            lead = lead.get("lead", lead)
            assert lead["status"] == "attempting"
            assert lead["step"]["label"] == "Mail 1"

            screen.press("z")
            eventually(
                "the call to be struck through",
                lambda: (the_call(team, first) or {}).get("undone"),
            )

            team.stop()
            screen.press("2")
            screen.press("Return")  # a call just now on another phone
            screen.press("slash")
            screen.write("bo ch")
            screen.press("Return", "n")
            screen.write("Typed while the server was away.")
            screen.press("Escape")
            team.start()
            eventually(
                "what was done offline to arrive",
                lambda: any(
                    item["kind"] == "call" and item.get("outcome") == "VM"
                    for lead in (first, second)
                    for item in timeline(team, lead)
                ),
            )
        # The token stands in the keyring: the next start asks for nothing.
        with a_window(team, screen, own):
            third = team.inquire(name="Cy Dorn", phone="+49 30 5550143")["lead_id"]
            eventually("the new lead's call", lambda: _started(team, screen, third))


def test_c_dials_nobody_in_their_night_and_what_was_done_is_logged(
    team: Team, tmp_path: Path
) -> None:
    # The team's Monday, ten o'clock, is two in the morning in California.
    lead = team.inquire(name="Carla Reyes", phone="+1 415 555 2671", country="US")["lead_id"]
    with (
        a_screen() as screen,
        a_keyring(tmp_path / "home") as own,
        a_window(team, screen, own),
    ):
        screen.write(EMAIL)
        screen.press("Tab")
        screen.write(PASSWORD)
        screen.press("Return")
        eventually("the call to be logged", lambda: _logged(team, screen, lead))
        kinds = [item["kind"] for item in timeline(team, lead)]
        assert "call_started" not in kinds


def _logged(team: Team, screen: Screen, lead: str) -> dict[str, Any] | None:
    """C, which does nothing, then 1 for a call just now on another phone."""
    found = the_call(team, lead)
    if found is None:
        screen.press("slash")
        screen.write("carla")
        screen.press("Return", "c", "1", "Return")
        eventually_or_none(lambda: the_call(team, lead))
    return found


def _call(team: Team, screen: Screen) -> dict[str, Any] | None:
    """Space, C, N, a note, Ctrl+1 — once the queue has come."""
    [first] = team.ask("Robin", "GET", "/v1/leads?q=Ann").json()["leads"]
    found = the_call(team, first["id"])
    if found is None and not any(i["kind"] == "call_started" for i in timeline(team, first["id"])):
        screen.press("space", "c")
        if eventually_or_none(lambda: _has_started(team, first["id"])):
            screen.press("n")
            screen.write("Two people match invoices by hand.")
            screen.press("ctrl+1")
    return found


def _started(team: Team, screen: Screen, lead: str) -> bool:
    screen.press("space", "c")
    return bool(eventually_or_none(lambda: _has_started(team, lead)))


def _has_started(team: Team, lead: str) -> bool:
    return any(item["kind"] == "call_started" for item in timeline(team, lead))


def eventually_or_none(look: Any) -> Any:
    try:
        return eventually("", look, within_s=2.0)
    except AssertionError:
        return None
