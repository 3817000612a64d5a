"""Who leads a team looks after it in the real window, against a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.flow.leading import (
    a_led_team,
    fill,
    go_to,
    panel,
    people,
    pick,
    seat,
    shown,
    title,
    told,
)
from tests.flow.team import PASSWORD, Team
from tests.ui.windows import press, team_view
from workbench.ui.policy_view import PolicyView
from workbench.ui.source_view import SourceView
from workbench.ui.trail_view import TrailView
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with a_led_team(tmp_path_factory.mktemp("team")) as team:
        yield team


@pytest.fixture
def window(team: Team) -> Iterator[Window]:
    """Where somebody of operations sits."""
    with seat(team, "Nia") as window:
        yield window


def test_somebody_new_signs_in_with_the_password_that_was_shown_once(
    team: Team, window: Window
) -> None:
    view = people(window)
    press(window, "N")
    assert "shown once" in told(window)
    fill(window, name="Ida Roth", email="ida@sample.example")
    press(window, "Enter")
    shown(lambda: title(window) == "Ida Roth is added")
    password = told(window).split(". ")[0]
    login = {"email": "ida@sample.example", "password": password}
    answer = requests.post(f"{team.address}/v1/auth/login", json=login, timeout=10)
    assert answer.status_code == 200, answer.text
    shown(lambda: any(member.name == "Ida Roth" for member in view.lines.values()))
    press(window, "Esc")
    assert password not in told(window)


def test_what_the_server_refuses_is_asked_again_with_all_that_was_typed(window: Window) -> None:
    people(window)
    press(window, "N")
    fill(window, name="Another Kim", email="kim@sample.example")
    press(window, "Enter")
    shown(lambda: "has an account already" in told(window))
    texts = [part.field.text() for part in panel(window).form.parts if part.field]
    assert texts == ["Another Kim", "kim@sample.example"]


def test_weight_and_languages_of_somebody_are_changed_and_stand_in_the_trail(
    team: Team, window: Window
) -> None:
    view = people(window)
    go_to(window, view.list.rows, "Kim")
    press(window, "E")
    share = next(part for part in panel(window).form.parts if part.group.name.startswith("weight"))
    assert share.field is not None
    share.field.setText("3")
    fill(window, languages="de, en")
    panel(window).form.submit()
    shown(lambda: any("(weight 3)" in row.spoken for row in view.list.rows.model_.rows))
    press(window, "G", "T")
    trail = team_view(window, TrailView)
    shown(lambda: trail.lines)
    said = [entry.says for entry in trail.lines.values()]
    assert any("changed the weight of Kim from 1 to 3" in one for one in said)
    assert any("languages of Kim from none to de, en" in one for one in said)


def test_the_trail_is_narrowed_to_a_person_and_taken_away_as_a_file(
    tmp_path: Path, window: Window
) -> None:
    press(window, "G", "T")
    view = team_view(window, TrailView)
    shown(lambda: view.lines and view._names)
    every = len(view.lines)
    press(window, "F")
    fill(window, person="Mara")
    panel(window).form.submit()
    shown(lambda: 0 < len(view.lines) < every)
    assert all("Mara" in entry.says for entry in view.lines.values())
    press(window, "S")
    path = tmp_path / "trail.csv"
    fill(window, into=str(path))
    panel(window).form.submit()
    shown(lambda: title(window) == "Written")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == '"time","who","what","lead","says"'
    assert len(lines) == 1 + len(view.lines)


def test_a_team_lead_reads_why_ops_and_the_policy_are_not_theirs(team: Team) -> None:
    with seat(team, "Mara") as window:
        view = people(window)
        go_to(window, view.list.rows, "Nia")
        press(window, "X")
        assert "those are changed by ops" in window.pages.team.view.bar("team_disable")
        assert not panel(window).form.question
        go_to(window, view.list.rows, "Robin")
        assert view.bar("team_disable") == ""
        press(window, "G", "R")
        policy = team_view(window, PolicyView)
        shown(policy.editor.toPlainText)
        assert policy.editor.isReadOnly()
        for name in ("check_policy", "set_policy"):
            assert "changed by ops" in window.actions_table.why_not(name)
        press(window, "G", "I")
        assert "tried by ops" in window.actions_table.why_not("try_lead")


def test_a_rep_reaches_none_of_it(team: Team) -> None:
    with seat(team, "Kim") as window:
        for action in window.actions_table:
            if action.menu == "Team":
                assert not window.actions_table.is_available(action.name), action.name
        press(window, "G", "E")
        assert window.mode == "Triage"
        window.show_mode("Team")
        assert window.pages.aside is None


def test_a_sources_key_is_shown_once_and_takes_inquiries(team: Team, window: Window) -> None:
    press(window, "G", "S")
    view = team_view(window, SourceView)
    shown(lambda: view.lines)
    press(window, "N")
    fill(window, name="Chat")
    pick(window, "demo")
    panel(window).form.submit()
    shown(lambda: title(window) == "Key of Chat")
    key = told(window).split(". ")[0]
    sent = {"type": "demo", "email": "ann@halden.example"}
    headers = {"Authorization": f"Bearer {key}"}
    address = f"{team.address}/v1/inquiries"
    taken = requests.post(address, json=sent, headers=headers, timeout=10)
    assert taken.status_code == 202, taken.text
    press(window, "Esc")
    shown(lambda: any(row.spoken.startswith("Chat") for row in view.list.rows.model_.rows))
    go_to(window, view.list.rows, "Chat")
    press(window, "X")
    assert "refused from now on" in told(window)
    press(window, "Enter")
    shown(lambda: any("disabled" in row.spoken for row in view.list.rows.model_.rows))
    time.sleep(2.1)  # so long a key is remembered
    assert requests.post(address, json=sent, headers=headers, timeout=10).status_code == 401


def test_without_the_server_each_view_says_what_it_needs(tmp_path: Path) -> None:
    team = Team(tmp_path)
    team.join("Nia", role="ops")
    with team, seat(team, "Nia") as window:
        team.stop()
        for view in ("E", "T", "S"):
            press(window, "G", view)
            shown(lambda: "needs the server" in window.pages.team._told.accessibleName())
            press(window, "G", "I")
            assert "needs the server" not in window.pages.team._told.accessibleName()


def test_what_one_person_was_told_is_gone_when_they_sign_out(team: Team) -> None:
    with seat(team, "Mara") as window:
        people(window)
        window.desk.sign_out()
        shown(lambda: "team" not in window.pages.__dict__)
        assert window.pages.aside is None


def test_the_window_of_somebody_disabled_is_locked_and_says_so(team: Team) -> None:
    team.join("Otto")
    with seat(team, "Otto") as window:
        shown(lambda: window.desk.sync_state().kind == "online")
        [otto] = [one for one in team.ask("Nia", "GET", "/v1/users").json()["users"]
                  if one["name"] == "Otto"]  # fmt: skip
        team.ask("Nia", "PATCH", f"/v1/users/{otto['id']}", disabled=True)
        shown(lambda: window.desk.sync_state().kind == "locked")
        window.banner.refresh()
        words = window.banner._words.accessibleName()
        assert words.startswith("This account is disabled")
        assert "What was done before is still sent" in words
        assert PASSWORD not in words
