"""Who leads a team looks after it in the real window, against a real server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.flow.team import PASSWORD, Team
from tests.ui.windows import at_desk, press, settle
from workbench.ui.capacity_view import CapacityView
from workbench.ui.line_list import Rows
from workbench.ui.people_view import PeopleView
from workbench.ui.policy_view import PolicyView
from workbench.ui.side_panel import SidePanel
from workbench.ui.source_view import SourceView
from workbench.ui.trail_view import TrailView
from workbench.ui.try_view import TryView
from workbench.ui.window import Window

pytestmark = [pytest.mark.usefixtures("qtbot"), pytest.mark.timeout(120)]
PATIENCE_S = 40.0
FASTEST = "target_min = 3\nwarn_min = [1.5, 2]"
FASTER = ("target_min = 5\nwarn_min = [2.5, 4]", "target_min = 4\nwarn_min = [2.5, 3]")


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    team = Team(tmp_path_factory.mktemp("team"))
    team.join("Robin", "Kim")
    team.join("Nia", role="ops")
    team.join("Mara", role="lead")
    with team:
        for _ in range(3):
            team.inquire()
        yield team


@pytest.fixture
def window(team: Team) -> Iterator[Window]:
    """Where somebody of operations sits."""
    with seat(team, "Nia") as window:
        yield window


@contextmanager
def seat(team: Team, name: str) -> Iterator[Window]:
    desk = team.desk(name)
    window = at_desk(desk, team.directory)
    yield window
    window.close()
    desk.close()
    team.desks.remove(desk)


def shown(question: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE_S
    while not (answer := question()):
        assert time.monotonic() < until, "it did not come about in time"
        settle()
        time.sleep(0.005)
    return answer


def panel(window: Window) -> SidePanel:
    return window.pages.team.panel


def title(window: Window) -> str:
    return panel(window)._title.accessibleName()


def told(window: Window) -> str:
    return panel(window).story.accessibleName()


def fill(window: Window, **typed: str) -> None:
    for part in panel(window).form.parts:
        if part.group.name in typed:
            assert part.field is not None
            part.field.setText(typed[part.group.name])


def pick(window: Window, value: Any) -> None:
    buttons = [
        (part, button)
        for part in panel(window).form.parts
        for button in part.buttons
        if button.choice.value == value
    ]
    part, button = buttons[0]
    part.pick(button)


def people(window: Window) -> PeopleView:
    press(window, "G", "E")
    view = window.pages.team.view
    assert isinstance(view, PeopleView)
    shown(lambda: view.lines)
    return view


def go_to(window: Window, rows: Rows, name: str) -> None:
    spoken = [row.spoken for row in rows.model_.rows]
    place = next(n for n, said in enumerate(spoken) if said.startswith(name))
    rows.setCurrentIndex(rows.model_.index(place))


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
    trail = window.pages.team.view
    assert isinstance(trail, TrailView)
    shown(lambda: trail.lines)
    said = [entry.says for entry in trail.lines.values()]
    assert any("changed the weight of Kim from 1 to 3" in one for one in said)
    assert any("languages of Kim from none to de, en" in one for one in said)


def test_the_trail_is_narrowed_to_a_person_and_taken_away_as_a_file(
    tmp_path: Path, window: Window
) -> None:
    press(window, "G", "T")
    view = window.pages.team.view
    assert isinstance(view, TrailView)
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
        policy = window.pages.team.view
        assert isinstance(policy, PolicyView)
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


def policy_view(window: Window) -> PolicyView:
    press(window, "G", "R")
    view = window.pages.team.view
    assert isinstance(view, PolicyView)
    shown(view.editor.toPlainText)
    return view


def test_a_wrong_line_of_the_policy_is_marked_with_what_to_do(window: Window) -> None:
    view = policy_view(window)
    text = view.editor.toPlainText()
    line = text[: text.index("target_min = 5")].count("\n") + 1
    press(window, "E")
    view.editor.setPlainText(text.replace("target_min = 5", 'target_min = "soon"', 1))
    press(window, "Ctrl+Enter")
    shown(lambda: view.editor.wrong_line == line)
    assert title(window) == f"Line {line} cannot stand"
    assert "target_min" in told(window)


def test_a_policy_is_compared_put_in_force_and_told_in_its_history(window: Window) -> None:
    view = policy_view(window)
    text = view.editor.toPlainText()
    view.editor.setPlainText(text.replace(*FASTER, 1))
    press(window, "Ctrl+Enter")
    shown(lambda: title(window) == "It can stand")
    assert "2 lines come, 2 go" in told(window)
    assert "target_min = 4" in told(window)
    press(window, "Enter")
    fill(window, reason="faster demos")
    panel(window).form.submit()
    shown(lambda: view.draft is None and not panel(window).is_busy)
    shown(lambda: "faster demos" in told(window))
    press(window, "H")
    shown(lambda: title(window) == "History")
    assert "set by Nia" in told(window)
    assert "“faster demos”" in told(window)


def test_nothing_typed_is_lost_when_somebody_else_was_faster(team: Team, window: Window) -> None:
    view = policy_view(window)
    text = view.editor.toPlainText()
    held = team.ask("Nia", "GET", "/v1/policy").json()
    theirs = {"text": f"{held['text']}\n# theirs\n", "reason": "theirs",
              "expected_version": held["newest"]}  # fmt: skip
    assert team.ask("Nia", "PUT", "/v1/policy", **theirs).status_code == 200
    view.editor.setPlainText(f"{text}\n# mine\n")
    press(window, "Ctrl+S")
    fill(window, reason="mine")
    panel(window).form.submit()
    shown(lambda: title(window) == "Somebody changed it meanwhile")
    assert view.editor.toPlainText().endswith("# mine\n")
    press(window, "Enter")
    shown(lambda: "# theirs" in told(window))
    press(window, "Enter")
    reason = next(part for part in panel(window).form.parts if part.group.name == "reason")
    assert reason.field is not None
    assert reason.field.text() == "mine"
    panel(window).form.submit()
    shown(lambda: view.draft is None and not panel(window).is_busy)
    assert team.ask("Nia", "GET", "/v1/policy").json()["text"].endswith("# mine\n")


def test_a_sources_key_is_shown_once_and_takes_inquiries(team: Team, window: Window) -> None:
    press(window, "G", "S")
    view = window.pages.team.view
    assert isinstance(view, SourceView)
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


def test_an_imaginary_lead_is_explained_by_the_text_being_written(window: Window) -> None:
    policy = policy_view(window)
    text = policy.editor.toPlainText()
    draft = re.sub(r"target_min = \d\nwarn_min = .*", FASTEST, text, count=1)
    policy.editor.setPlainText(draft)
    press(window, "G", "I")
    view = window.pages.team.view
    assert isinstance(view, TryView)
    press(window, "T")
    fill(window, email="ann@halden.example", name="Ann Lee")
    panel(window).form.submit()
    said = shown(view.story.accessibleName)
    assert "of 10: grade" in said
    assert "promised within 3 minutes" in said
    assert "gets it" in said
    policy.editor.setPlainText(text)


def test_a_what_if_is_told_before_and_after_and_can_be_stopped(team: Team, window: Window) -> None:
    press(window, "G", "C")
    view = window.pages.team.view
    assert isinstance(view, CapacityView)
    shown(lambda: view._forecast is not None)
    assert "minutes of work" in view.week.accessibleDescription()
    press(window, "W")
    panel(window).form.submit()
    shown(lambda: title(window) == "Before → after")
    assert "→" in told(window) or "Minutes staffed a week" in told(window)
    press(window, "Esc", "W")
    fill(window, days="92")
    panel(window).form.submit()
    assert title(window) == "Playing the coming weeks …"
    press(window, "Esc")
    assert title(window) == "Stopped"
    assert view._playing is None


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
